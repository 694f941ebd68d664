"""Text from a PRD made safe for Markdown and Mermaid: whatever it holds is shown as text."""

import re
from collections.abc import Sequence

BREAK = "<br>"
"""A line break inside a table's cell; text from a PRD never holds one."""

LONGEST = 2000
"""Characters of one value that a document shows; more would bury the page."""


class Markdown(str):
    """Text that is Markdown already and is printed as it stands."""

    __slots__ = ()


# Controls, invisible and direction-changing characters, and halves of surrogate pairs, which no file can hold.
_CONTROL = re.compile(
    "[\x00-\x20\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]+"
)
_SPECIAL = re.compile(r"([\\`*_\[\]|~$])")
# What makes a list, a heading, or a line under one, at the start of a line; `+5%` and `2.3M` do not.
_LINE_START = re.compile(r"^#|^:(?=:)|^[-+](?=\s|$)|^[-=:](?=[-=:\s]*$)|^\d(?=\d{0,8}[.)](?:\s|$))")
_COMMAND = re.compile(r"##(?=\w*\[)")  # what a build server takes for a command wherever it reads it
_TAG = re.compile("<[a-zA-Z/!?]")
_LINE_END = re.compile(r"#(?=#*$)")  # a heading drops the hashes at its end
_AUTOLINK = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp|javascript|vbscript):|\bwww\.|@(?=\w)")


def escape(value: object) -> str:
    """`value` for the middle or the start of a Markdown line, on one line, without any markup of its own."""
    if isinstance(value, Markdown):
        return value
    text = plain(value)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _LINE_END.sub("&#35;", text)
    text = _COMMAND.sub("#&#35;", text)
    text = _SPECIAL.sub(r"\\\1", text)
    text = _AUTOLINK.sub(lambda match: match[0][:-1] + f"&#{ord(match[0][-1])};", text)
    return _LINE_START.sub(lambda match: f"&#{ord(match[0])};", text)


def escaped(value: object) -> Markdown:
    """`value` escaped, once and for all."""
    return Markdown(escape(value))


def plain(value: object, longest: int = LONGEST) -> str:
    """`value` as one line of printable text, cut where it is endless."""
    text = _CONTROL.sub(" ", str(value)).strip()
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def label(value: object, width: int = 80) -> Markdown:
    """`value` as the quoted label of a Mermaid node or arrow, or as one line of it."""
    text = plain(value, width)
    return Markdown("".join(char if char.isalnum() or char in " .,%+-=/()…" else f"#{ord(char)};" for char in text))


def code(value: object) -> Markdown:
    """`value` as inline code, whatever back-ticks it holds; safe inside a table too."""
    text = _COMMAND.sub("#�", plain(value))  # inside back-ticks it could not be escaped
    if _TAG.search(text):  # inside back-ticks it could not be escaped, and a table cell is cut at its line breaks
        return Markdown(f"<code>{escape(text)}</code>")
    text = text.replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return Markdown(f"{fence}{pad}{text}{pad}{fence}")


# What the functions above write, so that it can be taken away again; text of a PRD cannot hold any of it unescaped.
_MARKED = re.compile(
    r"\\([\\`*_\[\]|~$])|&(amp|lt|gt|#\d+);|<code>(.*?)</code>|(`+)( ?)(.*?)\5\4(?!`)|(<br>)|\x02[^\x03]*\x03|<a id=[^>]*></a>|[\x04*]"
)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}


def unmarked(text: Markdown) -> str:
    """Markdown made by this package as plain text, for formats that have no markup."""

    def told(match: re.Match[str]) -> str:
        char, entity, tagged, fence, _, fenced, line_break = match.groups()
        if char:
            return str(char)
        if entity:
            return _ENTITIES.get(entity) or chr(int(entity[1:]))
        if tagged is not None:
            return unmarked(Markdown(tagged))
        if fence:
            return str(fenced).replace("\\|", "|")
        return "; " if line_break else ""

    return _MARKED.sub(told, text)


def joined(parts: Sequence[Markdown], separator: str = "; ") -> Markdown:
    """The parts that are not empty, with something between them."""
    return Markdown(separator.join(part for part in parts if part))


NOTHING = Markdown("—")
"""Stands in a cell that has nothing to say; what should have been said says `not said`."""


def table(columns: Sequence[str], rows: Sequence[Sequence[Markdown]], blank: Markdown = NOTHING) -> Markdown:
    """A table without its empty columns, `blank` in its empty cells; nothing when nothing is left."""
    kept = [index for index in range(len(columns)) if any(row[index] for row in rows)]
    if not kept:
        return Markdown("")
    lines = [[escape(columns[index]) for index in kept], ["---"] * len(kept)]
    lines += [[row[index] or blank for index in kept] for row in rows]
    return Markdown("\n".join("| " + " | ".join(line) + " |" for line in lines))


def marked(identity: str) -> Markdown:
    """A place that links of the same document lead to."""
    return Markdown(f'<a id="{identity}"></a>') if identity else Markdown("")


def linked(text: Markdown, identity: str) -> Markdown:
    """`text` as a link to a marked place; `settled` makes it one where the document has that place."""
    return Markdown(f"\x02{identity}\x03{text}\x04") if identity and text and "\x02" not in text else text


def length(text: Markdown) -> int:
    """How many characters `text` has where links are not followed."""
    return len(_LINK.sub(lambda match: match[2], text))


_LINK = re.compile("\x02([^\x03]*)\x03([^\x04]*)\x04")
_PLACE = re.compile(r'<a id="([a-z]+\.[a-z0-9_-]+)"></a>')


def settled(text: str) -> str:
    """A whole document whose links lead to places it has; the others become plain text, a place told twice stays one."""
    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        first = match[1] not in seen
        seen.add(match[1])
        return match[0] if first else ""

    text = _PLACE.sub(once, text)
    return _LINK.sub(lambda match: f"[{match[2]}](#{match[1]})" if match[1] in seen else match[2], text)


def anchor(heading: str) -> str:
    """The fragment that GitHub gives a heading, the first time it stands in a document."""
    kept = "".join(char for char in heading.lower() if char.isalnum() or char in " -_")
    return kept.replace(" ", "-")


def commented(text: str) -> Markdown:
    """`text` inside an HTML comment, which it cannot end."""
    return Markdown(f"<!-- {re.sub('-{2,}', '-', plain(text, 500)).replace('<', '').replace('>', '')} -->")

"""Text from a PRD made safe for Markdown and Mermaid: whatever it holds is shown as text."""

import re

LONGEST = 2000
"""Characters of one value that a document shows; more would bury the page."""


class Markdown(str):
    """Text that is Markdown already and is printed as it stands."""

    __slots__ = ()


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+")
_SPECIAL = re.compile(r"([\\`*_\[\]|~$])")
_LINE_START = re.compile(r"^(\s*)([-+#=>:]|\d{1,9}(?=[.)]))")
_AUTOLINK = re.compile(r"(?i)\b(https?|ftp|mailto|javascript|data|vbscript):|\bwww\.|@(?=\w)")


def escape(value: object) -> str:
    """`value` for the middle or the start of a Markdown line, on one line, without any markup of its own."""
    if isinstance(value, Markdown):
        return value
    text = plain(value)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _SPECIAL.sub(r"\\\1", text)
    text = _AUTOLINK.sub(lambda match: match[0][:-1] + {":": "&#58;", ".": "&#46;", "@": "&#64;"}[match[0][-1]], text)
    return _LINE_START.sub(_at_line_start, text)


def _at_line_start(match: re.Match[str]) -> str:
    mark = match[2]
    return match[1] + (f"&#{ord(mark[0])};{mark[1:]}" if not mark.isdigit() else f"&#{ord(mark[0])};{mark[1:]}")


def plain(value: object) -> str:
    """`value` as one line of printable text, cut where it is endless."""
    text = " ".join(_CONTROL.sub(" ", str(value)).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def label(value: object, width: int = 80) -> Markdown:
    """`value` as the quoted label of a Mermaid node or arrow."""
    text = plain(value)
    if len(text) > width:
        text = text[: width - 1].rstrip() + "…"
    return Markdown("".join(char if char.isalnum() or char in " .,%+-=/()…" else f"#{ord(char)};" for char in text))


def code(value: object) -> Markdown:
    """`value` as inline code, whatever back-ticks it holds; safe inside a table too."""
    text = plain(value).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return Markdown(f"{fence}{pad}{text}{pad}{fence}")


def anchor(heading: str) -> str:
    """The fragment that GitHub gives a heading."""
    kept = "".join(char for char in heading.lower() if char.isalnum() or char in " -_")
    return kept.replace(" ", "-")

"""What changed, as a unified diff."""

import re

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def diff(before: bytes | str, after: bytes | str, file: str) -> str:
    r"""The unified diff from `before` to `after`; empty when they are the same.

    Characters that could move a terminal's cursor are shown as `\u001b`; the `\r` of a line break stays.
    """
    from difflib import unified_diff  # 7 ms, wanted only when something changed

    old, new = (_lines(side) for side in (before, after))
    name = _shown(file.lstrip("/").replace("\n", "\\n").replace("\t", "\\t"))
    parts: list[str] = []
    for line in unified_diff(old, new, f"a/{name}", f"b/{name}"):
        whole = line.endswith("\n")
        body = line.removesuffix("\n")
        mark = "\r" if body.endswith("\r") and whole else ""
        parts.append(_shown(body.removesuffix("\r") if mark else body) + mark + "\n")
        if not whole:
            parts.append("\\ No newline at end of file\n")
    return "".join(parts)


def _lines(source: bytes | str) -> list[str]:
    """The lines with their breaks, as every other tool counts them."""
    text = source if isinstance(source, str) else source.decode(_encoding(source), "replace")
    return [line for line in re.split(r"(?<=\n)", text) if line]


def _encoding(source: bytes) -> str:
    utf16 = source[:2] in {b"\xff\xfe", b"\xfe\xff"}
    utf32 = source[:4] in {b"\xff\xfe\0\0", b"\0\0\xfe\xff"}
    return "utf-32" if utf32 else "utf-16" if utf16 else "utf-8"


def _shown(line: str) -> str:
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", line)

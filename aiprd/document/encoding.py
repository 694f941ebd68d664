"""From bytes to text."""

from aiprd.diagnostic import Flaw, Span
from aiprd.document.limits import MAX_LINES, MAX_SIZE
from aiprd.document.places import flaw_at
from aiprd.pattern import Pattern

_HALF_CHARACTER = Pattern("[\ud800-\udfff]")
_WINDOWS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def decoded(source: bytes | str) -> tuple[str | None, list[Flaw]]:
    """The text without its byte order mark, or None where there is no sense in reading on."""
    if len(source) > MAX_SIZE:
        message = f"this file is larger than {MAX_SIZE >> 20} MB"
        return None, [flaw_at("YAML007", Span(0, 0), message, "split it, or keep the large parts elsewhere")]
    text = (source if isinstance(source, str) else _text(source)).removeprefix("\ufeff")
    if text.count("\n") + text.count("\r") - text.count("\r\n") > MAX_LINES:
        message = f"this file has more than {MAX_LINES:,} lines"
        return None, [flaw_at("YAML007", Span(0, 0), message, "split it, or keep the large parts elsewhere")]
    if "\0" in text:
        return None, [flaw_at("YAML001", Span(0, 0), "this is not a text file", "name the YAML file itself")]
    odd = None if text.isascii() else _HALF_CHARACTER.search(text)
    if not odd:
        return text, []
    text = _HALF_CHARACTER.sub("\ufffd", text.translate(_WINDOWS))
    byte, char = ord(odd[0]) - 0xDC00, text[odd.start()]
    message = (
        f"this file is not in UTF-8: byte {byte:02X} stands here"
        if 0x80 <= byte <= 0xFF
        else "half a character stands here"
    )
    guess = f", which Windows-1252 shows as {char}" if char != "\ufffd" else ""
    return text, [flaw_at("YAML001", Span(*odd.span()), message + guess, "save the file as UTF-8")]


def _text(source: bytes) -> str:
    """`source` decoded; a byte that fits nowhere becomes half a character."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if source.startswith(mark):
            try:
                return source[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                return source[len(mark) :].decode(encoding, "replace").replace("\ufffd", "\ud800")
    return source.decode("utf-8", "surrogateescape")

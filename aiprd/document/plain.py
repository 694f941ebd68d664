"""What plain words mean in the core schema of YAML 1.2, and what YAML 1.1 makes of them."""

import re

from aiprd.document.limits import MAX_DIGITS

CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_OLD_CONSTANTS = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), "true"),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), "false"),
    "-": "a mistake",
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_OLD_OCTAL = re.compile(r"[-+]?0[0-7_]+")
_OLD_BASE_60 = re.compile(r"[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")


def as_number(words: str) -> object:
    """The number that `words` are, or the words themselves."""
    if len(words) > MAX_DIGITS:
        return words
    if _INTEGER.fullmatch(words):
        return int(words, {"0o": 8, "0x": 16}.get(words[:2], 10))
    return as_float(words) if FLOAT.fullmatch(words) else words


def as_float(words: str) -> object:
    number = float(words.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return words if abs(number) == float("inf") and "i" not in words.lower() else number


def read_elsewhere(words: str) -> str | None:
    """What other tools, most of them on YAML 1.1, read instead of `words`, if it is something else."""
    if words in _OLD_CONSTANTS:
        return _OLD_CONSTANTS[words]
    if len(words) > MAX_DIGITS:
        return None
    if ":" in words and _OLD_BASE_60.fullmatch(words):
        total: float = 0
        for part in words.lstrip("+-").replace("_", "").split(":"):
            total = total * 60 + (float(part) if "." in part else int(part))
        return f"the number {'-' * words.startswith('-')}{total}"
    if _OLD_OCTAL.fullmatch(words):
        number = int(words.replace("_", ""), 8)
        return f"the number {number}" if number != as_number(words) else None
    return None

"""File names as other programs want them."""

import os


def forward(file: str) -> str:
    """`file` with forward slashes on every system, and without ./ in front."""
    path = file.replace(os.sep, "/")
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path or "."


def uri(file: str) -> str:
    """`file` as a URI: relative as it was named, or with file:// in front; all bytes but letters and digits encoded."""
    from urllib.parse import quote  # only reports for programs ask

    path = forward(file)
    try:
        raw = path.encode("utf-8", "surrogateescape")  # the bytes of a name that is not in UTF-8
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "replace")
    if not os.path.isabs(file):
        return quote(raw, safe="/")  # an open colon in the first step would read as a scheme
    return "file://" + ("" if path.startswith("/") else "/") + quote(raw, safe="/:")

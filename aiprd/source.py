"""The bytes of a file that somebody named, and the patterns that may name files."""

import os
import re
import stat

MOST_STARS = 4
"""`*` or `**` in one pattern of .gitignore: with each, the time to compare it may grow by the length of a name."""


def content(path: str, most: int) -> bytes:
    """The bytes of a regular file; at most one more than `most`, by which its reader knows that it is too large.

    Raises:
        OSError: the file cannot be read, or is no regular file: a device has no end, and a pipe may never begin.
    """
    mode = os.stat(path).st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(21, "is a folder", path)
    if not stat.S_ISREG(mode):
        raise OSError(22, "is not a regular file", path)
    with open(path, "rb") as file:
        return file.read(most + 1)


def ends_soon(pattern: str) -> bool:
    """Whether comparing a pattern of .gitignore with a name ends soon, whatever the name."""
    return len(re.findall(r"\*+", pattern)) <= MOST_STARS

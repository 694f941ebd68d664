"""The bytes of a file that somebody named."""

import os
import stat


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

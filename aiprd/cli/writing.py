"""Files written whole: whoever looks, and whenever the run is killed, sees the old content or the new one."""

import os
import stat


def put(path: str, content: str | bytes) -> None:
    """Puts `content` at `path`, UTF-8 where it is text; a link stays a link, and a file keeps its mode.

    What is no regular file, such as /dev/stdout or a pipe, is written into instead.

    Raises:
        OSError: it could not be written; the old content stands.
    """
    raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
    path = os.path.realpath(path)
    mode = _mode(path)
    if mode is not None and not stat.S_ISREG(mode):
        with open(path, "wb") as file:
            file.write(raw)
        return
    if mode is not None and not os.access(path, os.W_OK):
        raise PermissionError(13, "Permission denied", path)  # renaming over it would succeed all the same
    try:
        _replace(path, raw, _new_mode() if mode is None else stat.S_IMODE(mode))
    except OSError as error:
        error.filename = path  # not what stands beside it for a moment, and not nothing
        error.filename2 = None
        raise


def _replace(path: str, raw: bytes, mode: int) -> None:
    beside = os.path.join(os.path.dirname(path), f".aiprd-{os.urandom(8).hex()}.tmp")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(raw)
        os.chmod(beside, mode)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None


def _new_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask

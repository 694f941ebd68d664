"""The folder that a site is written to: only what we wrote ourselves is overwritten or removed."""

import json
import os
import stat

from aiprd.cli.writing import put
from aiprd.site.names import FOLDER, PAGE
from aiprd.site.shown import MARK

LIST = ".aiprd-site.json"
"""The file that tells a folder of ours, with the pages in it."""

_MOST = 4 * 1024 * 1024
_HEAD = 2048


class NotOursError(Exception):
    """Something stands there that we did not write; the text says what, and what would help."""


class Published:
    """A folder for a site: new, empty, or written by us before.

    Raises:
        NotOursError: it is none of these.
        OSError: it cannot be read.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._before = self._listed()
        self._now: list[str] = []

    def put(self, name: str, text: str) -> None:
        """Puts a page in place at once.

        Raises:
            NotOursError: somebody else's file stands there.
            OSError: it could not be written.
        """
        path = os.path.join(self.folder, name)
        if not self._now:
            self._begin()
        if os.path.lexists(path) and not _ours(path):
            raise NotOursError(f"{path} was not written by aiprd report; nothing was written over it")
        put(path, text)
        self._now.append(name)

    def close(self) -> None:
        """Removes the pages of an earlier time that were not written again, and notes which there are now."""
        written = set(self._now)
        for name in self._before:
            path = os.path.join(self.folder, name)
            if name not in written and PAGE.fullmatch(name) and _ours(path):
                os.unlink(path)
        self._note(self._now)

    def _begin(self) -> None:
        os.makedirs(self.folder, exist_ok=True)
        pages = os.path.join(self.folder, FOLDER)
        if os.path.islink(pages) or (os.path.lexists(pages) and not os.path.isdir(pages)):
            raise NotOursError(f"{pages} is no folder of ours; remove it or choose another folder")
        self._note(self._before)
        os.makedirs(pages, exist_ok=True)

    def _note(self, names: list[str]) -> None:
        put(os.path.join(self.folder, LIST), json.dumps({"aiprd": "site", "pages": sorted(names)}, indent=1) + "\n")

    def _listed(self) -> list[str]:
        """The pages of an earlier time; none where the folder is new."""
        if not os.path.lexists(self.folder) or (os.path.isdir(self.folder) and not os.listdir(self.folder)):
            return []
        if not os.path.isdir(self.folder):
            raise NotOursError(f"{self.folder} is a file; a site needs a folder")
        try:
            return _read(os.path.join(self.folder, LIST))
        except (OSError, ValueError) as error:
            raise NotOursError(
                f"{self.folder} holds files that aiprd report did not write; choose an empty folder, or a new one"
            ) from error


def _read(path: str) -> list[str]:
    """The pages that a list names.

    Raises:
        OSError: there is no list.
        ValueError: it is none of ours.
    """
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise ValueError(path)
    with open(path, encoding="utf-8") as file:
        text = file.read(_MOST)
    try:
        told = json.loads(text)
    except RecursionError as error:
        raise ValueError(path) from error
    pages = told.get("pages") if isinstance(told, dict) and told.get("aiprd") == "site" else None
    if not isinstance(pages, list):
        raise ValueError(path)  # noqa: TRY004 - whatever is wrong with it, it is none of ours
    return [name for name in pages if isinstance(name, str)]


def _ours(path: str) -> bool:
    """Whether a regular file stands there that says in its head that we wrote it."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return False
        with open(path, "rb") as file:
            return MARK.encode() in file.read(_HEAD)
    except OSError:
        return False

"""What documents said at the commits that last touched them, asked of the git command."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from aiprd.cli.git import NoAnswer, batches, contents, git, home

LONGEST = 1024 * 1024
"""Bytes of an earlier version that is still judged."""

AT_ONCE = 32 * 1024 * 1024
"""Bytes of earlier versions that are held at a time."""

_LOG = (
    "--first-parent", "-m", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv",
    "--no-show-signature", "--no-color", "--no-decorate", "--no-notes", "--diff-filter=AMT", "--format=%x00%ct", "-z",
)  # fmt: skip
"""Each commit with what it made of the files: merges as the branch saw them, nothing run, nothing looked up."""


class Version(NamedTuple):
    """A document as a commit left it; `time` is when it was committed, in seconds since 1970."""

    path: str
    time: int
    source: bytes


class _Told(NamedTuple):
    """A version of a file as the log tells it: by the name of its object."""

    file: str
    time: int
    name: str


def versions(paths: Iterable[str], most: int) -> Iterator[Version]:
    """Of each path the last `most` versions before what it says now, the earliest first.

    What a commit left as it stands on the disk today is no earlier version. A file without a repository has none, and one
    that was renamed begins anew. Links, submodules and versions over a megabyte are passed over.

    Raises:
        NoAnswer: git is missing, or cannot tell.
    """
    homes: dict[str, dict[str, list[str]]] = {}
    for path in paths:
        whole = os.path.realpath(path)
        root = home(whole)
        if root is not None:
            name = os.path.relpath(whole, root).replace(os.sep, "/")
            homes.setdefault(root, {}).setdefault(name, []).append(path)
    for root, names in homes.items():
        yield from _in_repository(root, names, most)


def _in_repository(root: str, names: Mapping[str, Sequence[str]], most: int) -> Iterator[Version]:
    """The versions of the files of one repository; `names` are the paths by their names in it."""
    told = [each for some in batches(names) for each in _told(root, some, most + 1)]
    sizes = _sizes(root, sorted({each.name for each in told}))
    for group in _groups([each for each in told if sizes.get(each.name, LONGEST + 1) <= LONGEST], sizes):
        held = contents(root, sorted({each.name for each in group}))
        by_name: dict[str, list[_Told]] = {}
        for each in group:
            by_name.setdefault(each.file, []).append(each)
        for name, here in by_name.items():
            found = _earlier(names[name][0], [(each.time, held[each.name]) for each in here], most)
            yield from (Version(path, time, source) for path in names[name] for time, source in found)


def _earlier(path: str, found: Sequence[tuple[int, bytes]], most: int) -> Sequence[tuple[int, bytes]]:
    """The versions without the one that stands on the disk, the earliest first; `found` begins with the latest."""
    try:
        with open(path, "rb") as file:
            now = file.read(LONGEST + 1)
    except OSError:
        now = b""
    kept = found[1:] if found and found[0][1] == now else found
    return list(reversed(kept[:most]))


def _told(root: str, names: Sequence[str], most: int) -> Iterator[_Told]:
    """The last versions of some files; those of one file stand together, the latest first."""
    if git(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}", may_fail=True) is None:
        return
    told = git(root, "log", *_LOG, "HEAD", "--", *names) or b""
    found: dict[str, list[_Told]] = {}
    time, parts = 0, iter(told.split(b"\0"))
    for part in parts:
        line = part.strip(b"\n")
        if line.isdigit():
            time = int(line)
        elif line.startswith(b":"):
            _, mode, _, name, _ = line.split()
            file = os.fsdecode(next(parts, b""))
            known = found.setdefault(file, [])
            if mode.startswith(b"100") and len(known) < most:
                known.append(_Told(file, time, name.decode("ascii")))
    for each in names:
        yield from found.get(each, ())


def _sizes(root: str, objects: Sequence[str]) -> dict[str, int]:
    """How many bytes each object has; those that are not there are left out."""
    if not objects:
        return {}
    given = "".join(f"{name}\n" for name in objects).encode("ascii")
    told = git(root, "cat-file", "--batch-check", given=given) or b""
    facts = (line.split() for line in told.decode("ascii", "replace").splitlines())
    return {words[0]: int(words[2]) for words in facts if len(words) == 3 and words[1] == "blob"}


def _groups(told: Sequence[_Told], sizes: Mapping[str, int]) -> Iterator[Sequence[_Told]]:
    """The versions in portions that fit into memory, those of one file together."""
    group: list[_Told] = []
    held = 0
    for each in told:
        if held > AT_ONCE and group[-1].file != each.file:
            yield group
            group, held = [], 0
        group.append(each)
        held += sizes[each.name]
    if group:
        yield group


__all__ = ["NoAnswer", "Version", "versions"]

"""What documents said at a revision of their repository, asked of the git command."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from aiprd.cli.files import LARGEST

PATIENCE = 60
"""Seconds that one call of git may take."""

_QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}

_ELSEWHERE = {"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX"}
"""What a hook sets for its own repository; the repository of a file is where the file is."""

_TAME = ("--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never")
"""Nothing that a repository's settings name is run, and nothing is fetched."""


class NoAnswer(Exception):  # noqa: N818 - said of git
    """Git could not tell; the message says why and what would help."""


class _File(NamedTuple):
    """A file as the repository knows it: a regular one, its object, its size in bytes."""

    name: str
    size: int


def before(revision: str, paths: Iterable[str]) -> dict[str, bytes | None]:
    """The content of each file at `revision`; None for a file that it did not have.

    `revision` is a branch, a tag or a commit, as git names them. With three dots behind it (`main...`) the commit is meant where HEAD
    left it, the merge base. A file that was renamed since, in a commit or in the index, is found under its old name. A
    file that was a link, a submodule or too large to lint counts as one that was not there.

    Raises:
        NoAnswer: git is missing, a file is in no repository, the repository lacks the revision.
    """
    homes: dict[str, dict[str, str]] = {}
    for path in paths:
        whole = os.path.realpath(path)
        root = _root(whole, path)
        homes.setdefault(root, {})[path] = os.path.relpath(whole, root).replace(os.sep, "/")
    found: dict[str, bytes | None] = {}
    for root, names in homes.items():
        found |= _in_repository(root, _commit(root, revision), names)
    return found


def _root(whole: str, path: str) -> str:
    """The top of the repository that a file is in."""
    root = home(whole)
    if root is None:
        raise NoAnswer(f"{path} is in no git repository, so there is nothing to compare it with")
    return root


def home(whole: str) -> str | None:
    """The top of the repository that a file is in, None for none; a submodule is a repository of its own."""
    folder = os.path.dirname(whole)
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def _commit(root: str, revision: str) -> str:
    """The full name of the commit that is meant."""
    meant = revision.removesuffix("...")
    if not meant or meant.startswith("-") or not meant.isprintable():
        raise NoAnswer(f"`{_shown(revision)}` is no revision; name a branch, a tag or a commit")
    told = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{meant}^{{commit}}", may_fail=True)
    if told is None:
        raise NoAnswer(f"{root} has no revision `{_shown(meant)}`{_why_missing(root)}")
    commit = told.decode("ascii", "replace").strip()
    if meant == revision:
        return commit
    base = git(root, "merge-base", commit, "HEAD", may_fail=True)
    if base is None:
        raise NoAnswer(f"`{_shown(meant)}` and HEAD have no commit in common in {root}{_why_missing(root)}")
    return base.decode("ascii", "replace").split()[0]


def _why_missing(root: str) -> str:
    shallow = git(root, "rev-parse", "--is-shallow-repository", may_fail=True)
    if shallow is not None and shallow.strip() == b"true":
        return "; this clone is shallow: fetch the rest (`git fetch --unshallow`, `fetch-depth: 0` in a workflow)"
    return ""


def _in_repository(root: str, commit: str, names: Mapping[str, str]) -> dict[str, bytes | None]:
    """The content of each path at the commit; `names` are the paths inside the repository."""
    files = _files(root, commit, names.values())
    new = [name for name in names.values() if name not in files]
    if new:
        past = _renamed(root, commit)
        old = _files(root, commit, {past[name] for name in new if name in past})
        files |= {name: old[past[name]] for name in new if past.get(name) in old}
    wanted = {file.name for file in files.values() if file.size <= LARGEST}
    held = contents(root, sorted(wanted))
    return {path: held.get(files[name].name) if name in files else None for path, name in names.items()}


def _files(root: str, commit: str, names: Iterable[str]) -> dict[str, _File]:
    """The regular files among `names` that the commit has."""
    found = {}
    for some in batches(names):
        told = git(root, "ls-tree", "-z", "-l", "--full-tree", commit, "--", *some) or b""
        for line in told.split(b"\0")[:-1]:
            facts, _, name = line.partition(b"\t")
            mode, kind, object_name, size = facts.split()
            if kind == b"blob" and mode != b"120000" and not size.isdigit():
                raise NoAnswer(_partial(root))
            if kind == b"blob" and mode != b"120000":
                found[os.fsdecode(name)] = _File(object_name.decode("ascii"), int(size))
    return found


def batches(names: Iterable[str], most: int = 500) -> Iterator[Sequence[str]]:
    """The names in portions that a command line can hold."""
    left = sorted(set(names))
    return (left[start : start + most] for start in range(0, len(left), most))


def _renamed(root: str, commit: str) -> dict[str, str]:
    """The old names of the files that were renamed since the commit, as far as the index knows."""
    asked = ("--cached", "--no-ext-diff", "--no-textconv", "-M", "--diff-filter=R", "--name-status", "-z")
    told = git(root, "diff-index", *asked, commit, "--") or b""
    parts = [os.fsdecode(part) for part in told.split(b"\0")[:-1]]
    return {new: old for _, old, new in zip(parts[0::3], parts[1::3], parts[2::3], strict=False)}


def contents(root: str, objects: Sequence[str]) -> dict[str, bytes]:
    """What the objects hold, all asked for at once."""
    if not objects:
        return {}
    told = git(root, "cat-file", "--batch", given="".join(f"{name}\n" for name in objects).encode("ascii")) or b""
    found = {}
    here = 0
    for name in objects:
        end = told.index(b"\n", here)
        head = told[here:end].split()
        if len(head) != 3:
            raise NoAnswer(_partial(root))
        here = end + 1 + int(head[2])
        found[name] = told[end + 1 : here]
        here += 1
    return found


def git(root: str, *args: str, given: bytes = b"", may_fail: bool = False) -> bytes | None:
    """What git prints; None where it says no (exit code 1) and may.

    Raises:
        NoAnswer: git is missing, failed, or took too long.
    """
    import subprocess  # 10 ms, wanted here only

    env = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE} | _QUIET
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command without a shell; names stand behind `--`
            ["git", "-C", root, *_TAME, *args],  # noqa: S607 - the user's own git
            input=given,
            capture_output=True,
            env=env,
            timeout=PATIENCE,
            check=False,
        )
    except FileNotFoundError as error:
        raise NoAnswer("the git command is not here, and it alone knows what was written before") from error
    except subprocess.TimeoutExpired as error:
        raise NoAnswer(f"git {args[0]} did not answer within {PATIENCE} seconds") from error
    except OSError as error:
        raise NoAnswer(f"git cannot be run: {error.strerror or error}") from error
    if done.returncode == 0:
        return done.stdout
    if done.returncode == 1 and may_fail:
        return None
    lines = done.stderr.decode("utf-8", "replace").splitlines()
    if any(sign in line for line in lines for sign in ("lazy fetch", "promisor", "not allowed")):
        raise NoAnswer(_partial(root))
    told = next((line for line in lines if line.startswith("fatal:")), f"exit code {done.returncode}")
    raise NoAnswer(f"git {args[0]} failed in {root}: {_shown(told.removeprefix('fatal: '))}")


def _partial(root: str) -> str:
    return f"{root} is a partial clone without the old versions; fetch them, or clone without --filter"


def _shown(text: str) -> str:
    """`text` without what could move a terminal's cursor."""
    return "".join(char if char.isprintable() else "�" for char in text)

"""Only what is new: findings that neither a baseline nor an earlier revision knew."""

import os
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from aiprd import baseline
from aiprd.baseline import Baseline
from aiprd.cli import writing
from aiprd.cli.check import STDIN, Checked, reason
from aiprd.config import Wrong
from aiprd.diagnostic import Diagnostic
from aiprd.linter import lint
from aiprd.reporters import Changes


class Narrowed(NamedTuple):
    """The documents with what is left of their findings, and what to say of the rest."""

    checked: list[Checked]
    told: str = ""


def since(checked: Sequence[Checked], revision: str) -> tuple[list[Checked], Changes]:
    """The documents with only the findings that `revision` did not have, and what became of the others.

    Raises:
        Wrong: git cannot tell.
    """
    from aiprd.cli.git import NoAnswer, before

    try:
        past = before(revision, [_named(each) for each in checked])
    except NoAnswer as error:
        raise Wrong(f"--since: {error}") from None
    narrowed, new, gone = [], list[Diagnostic](), list[Diagnostic]()
    for each in checked:
        old = _past(each, past[_named(each)])
        split = baseline.split(each.found, baseline.entries(old))
        narrowed.append(_with(each, split.new))
        new += [d for d in narrowed[-1].report.diagnostics if d.waived is None]
        gone += _of(old, split.gone)
    return narrowed, Changes(revision, new, gone)


def _past(checked: Checked, source: bytes | None) -> tuple[Diagnostic, ...]:
    """What was wrong with the document when it said `source`."""
    if source is None:
        return ()
    if source == checked.source:
        return checked.found
    return lint(source, checked.report.file, checked.options).diagnostics


def _of(diagnostics: Sequence[Diagnostic], entries: Sequence[baseline.Entry]) -> Iterator[Diagnostic]:
    """The findings that the entries stand for, equal ones as often as they do."""
    left = Counter(entries)
    for diagnostic in diagnostics:
        entry = baseline.Entry.of(diagnostic)
        if diagnostic.waived is None and left[entry]:
            left[entry] -= 1
            yield diagnostic


def known(checked: Sequence[Checked], file: str) -> Narrowed:
    """The documents without the findings that the baseline in `file` knows.

    Raises:
        Wrong: the baseline cannot be used.
    """
    known_before = _read(file)
    if known_before is None:
        raise Wrong(f"--baseline: there is no file {file}; --update-baseline writes it")
    found = {_key(each, file): each.found for each in checked}
    names = baseline.match(known_before, found, lambda name: _exists(name, file))
    narrowed, old, gone = [], 0, _in_deleted_files(known_before, file, names.values())
    for each in checked:
        split = baseline.split(each.found, known_before.files.get(names.get(_key(each, file), ""), ()))
        narrowed.append(_with(each, split.new))
        old += len(split.old)
        gone += sum(baseline.would_tell(each.report, each.options, entry.code) for entry in split.gone)
    told = [f"{old} known finding{'s' if old != 1 else ''} in {file}"] if old else []
    if gone:
        told.append(
            f"{gone} finding{'s' if gone != 1 else ''} of {file} no longer occur{'s' if gone == 1 else ''}: --update-baseline takes them out"
        )
    return Narrowed(narrowed, "; ".join(told))


def update(checked: Sequence[Checked], file: str) -> Narrowed:
    """Writes the present findings down as known ones; the documents are left without them.

    Raises:
        Wrong: the baseline cannot be read or written.
    """
    before = _read(file) or Baseline()
    by_key = {_key(each, file): each for each in checked}
    after = baseline.updated(
        before,
        {key: each.found for key, each in by_key.items()},
        exists=lambda name: _exists(name, file),
        judged=lambda name, code: baseline.would_tell(by_key[name].report, by_key[name].options, code),
    )
    if not checked:
        return Narrowed([])
    try:
        writing.put(file, baseline.write(after))
    except OSError as error:
        raise Wrong(f"{file}: {reason(error)}") from None
    waived = [_with(each, [d for d in each.report.diagnostics if d.waived is not None]) for each in checked]
    added, dropped = _differences(before, after)
    number = len(after)
    told = f"{number} finding{'s' if number != 1 else ''} written to {file} ({added} new, {dropped} gone)"
    return Narrowed(waived, told)


def _differences(before: Baseline, after: Baseline) -> tuple[int, int]:
    """How many findings came to the baseline, and how many went."""
    past, present = (
        Counter((name, entry) for name, known in each.files.items() for entry in known) for each in (before, after)
    )
    return (present - past).total(), (past - present).total()


def _in_deleted_files(known: Baseline, file: str, present: Collection[str]) -> int:
    """How many known findings are of files that are no longer there, under this name or another."""
    return sum(len(found) for name, found in known.files.items() if name not in present and not _exists(name, file))


def _read(file: str) -> Baseline | None:
    try:
        with open(file, "rb") as opened:
            return baseline.read(opened.read(baseline.LARGEST + 1), file)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Wrong(f"{file}: {reason(error)}") from None
    except baseline.Broken as error:
        raise Wrong(str(error)) from None


def _named(checked: Checked) -> str:
    return checked.report.file if checked.path == STDIN else checked.path


def _key(checked: Checked, file: str) -> str:
    """The name of a document as the baseline in `file` writes it."""
    folder, name = os.path.split(_named(checked))
    whole = os.path.join(os.path.realpath(folder), name)
    try:
        return os.path.relpath(whole, _folder(file)).replace(os.sep, "/")
    except ValueError:  # on another drive
        return whole.replace(os.sep, "/")


def _exists(name: str, file: str) -> bool:
    return os.path.exists(os.path.join(_folder(file), name))


def _folder(file: str) -> str:
    return os.path.realpath(os.path.dirname(file))


def _with(checked: Checked, new: Sequence[Diagnostic]) -> Checked:
    """The document with those of its findings that are among `new`; the others are set aside."""
    kept = {id(diagnostic) for diagnostic in new}
    told = checked.report.diagnostics
    return checked._replace(
        report=checked.report.replaced(diagnostics=tuple(d for d in told if id(d) in kept)),
        known=(*checked.known, *(d for d in told if id(d) not in kept)),
    )

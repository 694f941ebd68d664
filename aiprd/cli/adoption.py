"""Only what is new: findings that neither a baseline nor an earlier revision knew."""

import os
from collections.abc import Sequence
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
        source = past[_named(each)]
        old = lint(source, each.report.file, each.options).diagnostics if source is not None else ()
        split = baseline.split(each.report.diagnostics, baseline.entries(old))
        narrowed.append(_with(each, split.new))
        new += [d for d in split.new if d.waived is None]
        gone += [d for d in old if d.waived is None and baseline.Entry.of(d) in split.gone]
    return narrowed, Changes(revision, new, gone)


def known(checked: Sequence[Checked], file: str) -> Narrowed:
    """The documents without the findings that the baseline in `file` knows.

    Raises:
        Wrong: the baseline cannot be used.
    """
    known_before = _read(file)
    if known_before is None:
        raise Wrong(f"--baseline: there is no file {file}; --update-baseline writes it")
    found = {_key(each, file): each.report.diagnostics for each in checked}
    names = baseline.match(known_before, found, lambda name: _exists(name, file))
    narrowed, old, gone = [], 0, 0
    for each in checked:
        split = baseline.split(each.report.diagnostics, known_before.files.get(names.get(_key(each, file), ""), ()))
        narrowed.append(_with(each, split.new))
        old += len(split.old)
        gone += len(split.gone)
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
        {key: each.report.diagnostics for key, each in by_key.items()},
        exists=lambda name: _exists(name, file),
        judged=lambda name, code: by_key[name].options.selection.names(code),
    )
    try:
        writing.put(file, baseline.write(after))
    except OSError as error:
        raise Wrong(f"{file}: {reason(error)}") from None
    waived = [_with(each, [d for d in each.report.diagnostics if d.waived is not None]) for each in checked]
    number = len(after)
    return Narrowed(waived, f"{number} finding{'s' if number != 1 else ''} written to {file}")


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
    folder = os.path.dirname(os.path.abspath(file))
    return os.path.relpath(os.path.abspath(_named(checked)), folder).replace(os.sep, "/")


def _exists(name: str, file: str) -> bool:
    return os.path.exists(os.path.join(os.path.dirname(os.path.abspath(file)), name))


def _with(checked: Checked, diagnostics: Sequence[Diagnostic]) -> Checked:
    return checked._replace(report=checked.report.replaced(diagnostics=tuple(diagnostics)))

"""`--fix` and `--diff`: what can be mended is mended in the files, or shown."""

from collections.abc import Sequence

from aiprd.cli import files, writing
from aiprd.cli.check import STDIN, Checked, reason
from aiprd.fixing import Fixed, fixed
from aiprd.reporters import Failure


def fixes(checked: Sequence[Checked]) -> list[Fixed]:
    """What fixing gives for each document."""
    return [fixed(each.source, each.report.file, each.options) for each in checked]


def write(checked: Sequence[Checked], results: Sequence[Fixed], failures: list[Failure]) -> list[Checked]:
    """Writes what changed, and returns the documents as they stand now; what cannot be written stays as it was."""
    after = []
    for each, result in zip(checked, results, strict=True):
        written = not result.changed or each.path == STDIN or _put(each, result, failures)
        after.append(each._replace(report=result.report) if written else each)
    return after


def _put(checked: Checked, result: Fixed, failures: list[Failure]) -> bool:
    try:
        if files.content(checked.path) != checked.source:
            failures.append(Failure(checked.path, "changed while it was being linted; it was not fixed"))
            return False
        writing.put(checked.path, result.after)
    except (OSError, ValueError) as error:
        failures.append(Failure(checked.path, f"not fixed: {reason(error)}"))
        return False
    return True


def told(results: Sequence[Fixed], *, done: bool) -> str:
    """How much was mended, or would be."""
    number = sum(len(result.mended) for result in results)
    changed = sum(result.changed for result in results)
    verb = "mended" if done else "would mend"
    return f"{verb} {number} finding{'s' if number != 1 else ''} in {changed} file{'s' if changed != 1 else ''}"


def differences(results: Sequence[Fixed]) -> str:
    """All changes as one unified diff."""
    from aiprd.fixing import diff

    return "".join(diff(result.before, result.after, result.report.file) for result in results if result.changed)

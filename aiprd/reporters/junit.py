"""The report as JUnit XML: each file a suite, each finding a test that failed, passed or was skipped."""

from collections import Counter
from typing import TYPE_CHECKING

from aiprd.diagnostic import Diagnostic
from aiprd.report import Report
from aiprd.reporters import Failure, Run
from aiprd.reporters.filenames import forward
from aiprd.reporters.text import printable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

OUTCOMES = ("failure", "error", "skipped")
"""The elements that say that a test did not pass."""


def as_junit(run: Run) -> str:
    """The whole run as one XML document.

    What makes the run fail is a failure; a lesser finding is a test that passed, with the finding as its output. So
    the tests agree with the exit code. A waived finding is skipped, a clean file is one test, an unreadable one an error.
    """
    from xml.etree.ElementTree import Element, indent, tostring

    suites = [*(_suite(report, run) for report in run.reports), *(_unread(failure) for failure in run.failures)]
    root = Element("testsuites", {"name": "aiprd", **_totals(suites, "tests", "failures", "errors")})
    root.extend(suites)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _totals(suites: "list[Element]", *names: str) -> dict[str, str]:
    return {name: str(sum(int(suite.get(name, "0")) for suite in suites)) for name in names}


def _suite(report: Report, run: Run) -> "Element":
    file = printable(forward(report.file))
    seen: Counter[str] = Counter()
    cases = []
    for found in report.diagnostics:
        name = f"{found.code} {found.name} at {printable(found.anchor) or 'the document'}"
        seen[name] += 1
        again = f" ({seen[name]})" if seen[name] > 1 else ""  # readers keep one test of a name
        cases.append(_case(found, file, name + again, run))
    return _closed(file, cases or [_bare(file, "no findings")])


def _case(found: Diagnostic, file: str, name: str, run: Run) -> "Element":
    from xml.etree.ElementTree import SubElement

    case = _bare(file, name)
    text = _told(found, file)
    if found.waived is not None:
        SubElement(case, "skipped", message=f"waived: {printable(found.waived)}").text = text
    elif run.fails(found):
        SubElement(case, "failure", type=found.severity.label, message=printable(found.message)).text = text
    else:
        SubElement(case, "system-out").text = text
    return case


def _told(found: Diagnostic, file: str) -> str:
    lines = [f"{found.severity.label}: {printable(found.message)}", f"{file}:{found.region.line}:{found.region.column}"]
    lines += [f"line {note.region.line}: {printable(note.message)}" for note in found.related]
    lines.append(f"why: {printable(found.why)}")
    if found.fix:
        lines += ["write:", *(f"  {printable(line)}" for line in found.fix.splitlines())]
    return "\n".join([*lines, f"aiprd explain {found.code}"])


def _unread(failure: Failure) -> "Element":
    from xml.etree.ElementTree import SubElement

    file = printable(forward(failure.file))
    case = _bare(file, "can be checked")
    SubElement(
        case, "error", type="unreadable", message=printable(failure.message)
    ).text = f"{file}: {printable(failure.message)}"
    return _closed(file, [case])


def _bare(file: str, name: str) -> "Element":
    from xml.etree.ElementTree import Element

    return Element("testcase", classname=file, name=name)


def _closed(file: str, cases: "list[Element]") -> "Element":
    """The suite of a file, with how its tests went."""
    from xml.etree.ElementTree import Element

    failures, errors, skipped = (str(sum(case.find(outcome) is not None for case in cases)) for outcome in OUTCOMES)
    suite = Element(
        "testsuite", name=file, file=file, tests=str(len(cases)), failures=failures, errors=errors, skipped=skipped
    )
    suite.extend(cases)
    return suite

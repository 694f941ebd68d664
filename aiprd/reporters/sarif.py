"""The report in SARIF 2.1.0, for code scanning and editors."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from aiprd import __version__
from aiprd.diagnostic import Diagnostic, Region, Span
from aiprd.document import Document
from aiprd.reporters import Failure, Run
from aiprd.reporters.filenames import uri
from aiprd.reporters.machine import dumps
from aiprd.reporters.sarif_rules import LEVELS, descriptors
from aiprd.reporters.text import printable, printable_lines

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

Json = dict[str, object]


Fixes = Callable[[Document, Diagnostic], Iterable[tuple[Span, str]]]
"""What mends a finding, exactly: stretches of the document's text, each with other words. None where a person decides."""


def as_sarif(run: Run, fixes: Fixes | None = None) -> str:
    """The whole run as one SARIF log; waived findings stay in it, suppressed, and unreadable files are told."""
    diagnostics = [diagnostic for report in run.reports for diagnostic in report.diagnostics]
    rules = descriptors(diagnostics, run.rules)
    places = {rule["id"]: index for index, rule in enumerate(rules)}
    driver = {"name": "aiprd", "semanticVersion": __version__, "rules": rules}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(run.failures)],
                "artifacts": [
                    {"location": {"uri": uri(report.file)}, "roles": ["analysisTarget"]} for report in run.reports
                ],
                "results": [
                    {**_result(found, places[found.code]), **(_fixes(found, report.document, fixes) if fixes else {})}
                    for report in run.reports
                    for found in report.diagnostics
                ],
            }
        ],
    }
    return dumps(log)


def _invocation(failures: Sequence[Failure]) -> Json:
    return {
        "executionSuccessful": not failures,
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": {"text": f"{printable(failure.file)}: {printable(failure.message)}"},
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(failure.file)}}}],
            }
            for failure in failures
        ],
    }


def _result(found: Diagnostic, rule: int) -> Json:
    result: Json = {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": LEVELS[found.severity],
        "message": {"text": _message(found)},
        "locations": [_location(found.file, found.region, found.path)],
        "partialFingerprints": {"aiprd/v1": found.fingerprint},
        "properties": {
            "confidence": found.confidence,
            "fix": printable_lines(found.fix),
            "numbers": dict(found.numbers),
        },
    }
    if found.related:
        result["relatedLocations"] = [
            {"id": number, **_location(found.file, note.region, note.path), "message": {"text": _words(note.message)}}
            for number, note in enumerate(found.related, 1)
        ]
    if found.waived is not None:
        result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": printable(found.waived)}]
    return result


def _message(found: Diagnostic) -> str:
    """What is wrong, in a first sentence that can stand alone; the other sides as links; what to write."""
    parts = [_sentence(_words(found.message)), *_links(found)]
    fix = _words(found.fix)
    if "\n" in fix:
        return " ".join(parts) + f" Write:\n\n{fix}"
    return " ".join([*parts, *([f"Write: {fix}"] if fix else [])])


def _links(found: Diagnostic) -> Iterator[str]:
    for number, note in enumerate(found.related, 1):
        label = _words(note.message).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
        yield f"See line {note.region.line}: [{label or 'here'}]({number})."


def _words(text: str) -> str:
    """`text` without anything that SARIF would take for a link."""
    return printable_lines(text).replace("](", "] (")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _location(file: str, region: Region, path: str) -> Json:
    last = path.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    return {
        "physicalLocation": {"artifactLocation": {"uri": uri(file)}, "region": _region(region)},
        "logicalLocations": [{"fullyQualifiedName": path, **({"name": last} if last else {})}],
    }


def _region(region: Region) -> Json:
    return {
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }


def _fixes(found: Diagnostic, document: Document, fixes: Fixes) -> Json:
    replacements = [
        {"deletedRegion": _region(document.region(span)), "insertedContent": {"text": text}}
        for span, text in fixes(document, found)
    ]
    if not replacements:
        return {}
    change = {"artifactLocation": {"uri": uri(found.file)}, "replacements": replacements}
    return {"fixes": [{"description": {"text": _words(found.fix)}, "artifactChanges": [change]}]}

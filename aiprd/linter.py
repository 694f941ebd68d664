"""The pipeline: text to document, document to PRD, rules to findings, findings to diagnostics."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, Protocol, runtime_checkable

from aiprd import waiver as waivers
from aiprd.diagnostic import Diagnostic, Finding, Flaw, Note, Path, Region, Severity, Span, gist, pointer
from aiprd.document import Document, read
from aiprd.document.limits import MAX_FINDINGS, MAX_WORDS
from aiprd.prd import Prd, load
from aiprd.profile import Profile
from aiprd.report import Report
from aiprd.rule import Check, Rule
from aiprd.rules import ALL
from aiprd.selection import Selection
from aiprd.weighing import weighed


class Options(NamedTuple):
    """How to lint; `today` is an ordinal day, so that the calendar never changes a result by itself.

    `extra` are rules besides the built-in ones, by code. `severity` weighs findings anew, by code or beginning of a
    code; the longest wins.
    """

    today: int
    selection: Selection = Selection()
    waive: bool = True
    extra: Mapping[str, Rule] = {}
    severity: Mapping[str, Severity] = {}


@runtime_checkable
class OfWritten(Protocol):
    """A check that judges the document as it is written, keys that are no part of the format included."""

    def on(self, data: object) -> Check: ...


def lint(source: bytes | str, file: str, options: Options) -> Report:
    """Reads and judges one document. Never raises for anything the document holds."""
    document = read(source, file)
    prd, flaws = load(document.data)
    profile = Profile.of(prd)
    wanted, rules = options.selection, known(options, document)
    read_so = [flaw for flaw in (*document.flaws, *flaws) if wanted.hears(rules[flaw.code])]
    found = bounded([*read_so, *judge(prd, profile, wanted, rules)])
    diagnostics = [place(flaw, document, profile, rules) for flaw in found]
    if options.waive:
        diagnostics = waive(diagnostics, prd, document, profile, options, rules)
    ordered = tuple(sorted(weighed(diagnostics, prd), key=lambda d: (d.region, d.code, d.message)))
    later = {} if prd.broken else asked(profile, wanted, rules).pending
    return Report(file, source, profile, ordered, later, document, prd)


def known(options: Options, document: Document) -> Mapping[str, Rule]:
    """All rules by code, as heavy as the options say; those that judge what is written are told what that is."""
    if not options.extra and not options.severity:
        return ALL
    rules = {**ALL, **{code: _of_written(rule, document.data) for code, rule in options.extra.items()}}
    return {code: _weighed(rule, options.severity) for code, rule in rules.items()} if options.severity else rules


def _weighed(rule: Rule, severity: Mapping[str, Severity]) -> Rule:
    """The rule with the severity that the longest beginning of its code asks for; where it is off it stays off."""
    meant = max((code for code in severity if rule.code.startswith(code)), key=len, default=None)
    if meant is None:
        return rule
    low, medium, high = (severity[meant] if told is not None else None for told in rule.severities)
    return rule._replace(severities=(low, medium, high))


def _of_written(rule: Rule, data: object) -> Rule:
    return rule._replace(check=rule.check.on(data)) if isinstance(rule.check, OfWritten) else rule


def judge(prd: Prd, profile: Profile, selection: Selection, rules: Mapping[str, Rule] = ALL) -> Iterator[Flaw]:
    """Every finding of every rule that is due and wanted."""
    for code, check in asked(profile, selection, rules).checks:
        for finding in islice(check(prd), MAX_FINDINGS + 1):
            yield Flaw(code, finding)


def bounded(flaws: Iterable[Flaw]) -> Iterator[Flaw]:
    """At most MAX_FINDINGS of each code; the next one says that there are more."""
    told = Counter[str]()
    for flaw in flaws:
        told[flaw.code] += 1
        if told[flaw.code] <= MAX_FINDINGS:
            yield flaw
        elif told[flaw.code] == MAX_FINDINGS + 1:
            message = f"and more like the {MAX_FINDINGS:,} before, which are not told"
            yield Flaw(flaw.code, Finding(flaw.finding.path, message, span=flaw.finding.span))


class Asked(NamedTuple):
    """What a kind of document is asked: the checks that are due and wanted, and how many begin at each later status."""

    checks: tuple[tuple[str, Check], ...]
    pending: Mapping[str, int]


def asked(profile: Profile, selection: Selection, rules: Mapping[str, Rule]) -> Asked:
    """What documents of that tier, status and kinds are asked."""
    return _asked_of_all(profile, selection) if rules is ALL else _asked(profile, selection, rules)


@lru_cache(maxsize=64)
def _asked_of_all(profile: Profile, selection: Selection) -> Asked:
    return _asked(profile, selection, ALL)


def _asked(profile: Profile, selection: Selection, rules: Mapping[str, Rule]) -> Asked:
    wanted = [rule for rule in rules.values() if profile.concerns(rule) and selection.hears(rule)]
    due = tuple((rule.code, rule.check) for rule in wanted if rule.check is not None and profile.due(rule))
    return Asked(due, profile.pending(wanted))


def judge_alone(rule: Rule, prd: Prd) -> list[Flaw]:
    """What one rule finds, whether or not it is due."""
    return [Flaw(rule.code, finding) for finding in rule.check(prd)] if rule.check is not None else []


def place(flaw: Flaw, document: Document, profile: Profile, rules: Mapping[str, Rule] = ALL) -> Diagnostic:
    """The finding as people see it: with its lines, its severity here, and the words of its rule."""
    rule, finding = rules[flaw.code], flaw.finding
    region, path = locate(finding, document)
    return Diagnostic(
        code=rule.code,
        name=rule.name,
        severity=_severity(rule, finding, profile),
        message=_cut(finding.message),
        why=rule.why,
        fix=finding.fix if len(finding.fix) <= MAX_WORDS else "",
        file=document.file,
        path=pointer(path),
        anchor=_anchor(path, document.data),
        region=region,
        related=tuple(_notes(finding, document)),
        numbers=finding.numbers,
        references=rule.references,
        url=rule.url,
        confidence=rule.confidence,
        value=_value(path, document.data),
    )


def locate(finding: Finding, document: Document) -> tuple[Region, Path]:
    """Where to point, and the nearest path that exists."""
    place = document.place(finding.path)
    if finding.span is not None:
        return document.region(finding.span), place.path
    missing = len(place.path) < len(finding.path)
    wants_key = finding.on_key or place.block or missing
    span = place.key if wants_key and place.key is not None else place.value
    return document.region(_first_line(span, document)), place.path


def waive(
    diagnostics: list[Diagnostic],
    prd: Prd,
    document: Document,
    profile: Profile,
    options: Options,
    rules: Mapping[str, Rule] = ALL,
) -> list[Diagnostic]:
    """The same findings, the accepted ones marked, with what is wrong with the waivers themselves."""
    accepted, flaws = waivers.gather(prd, document, {**ALL, **options.extra})
    if not accepted and not flaws:
        return diagnostics
    live = [waiver for waiver in accepted if not waiver.expired(options.today)]
    used: set[int] = set()
    marked = []
    for diagnostic in diagnostics:
        lines = waivers.lines_above(document, _path(diagnostic.path, document.data)) | {diagnostic.region.line}
        covering = [index for index, waiver in enumerate(live) if waiver.covers(diagnostic, lines)]
        used.update(covering)
        marked.append(diagnostic._replace(waived=live[covering[0]].why) if covering else diagnostic)
    flaws += [
        waivers.told("WAIV003", waiver, f"this waiver of {waiver.code} covers nothing", "take it out")
        for index, waiver in enumerate(live)
        if index not in used and _could_fire(waiver.code, profile, options)
    ]
    flaws += [
        waivers.told(
            "WAIV004",
            waiver,
            f"this waiver of {waiver.code} ran out on {waiver.until.text}",
            "mend the finding, or agree on a new date",
        )
        for waiver in accepted
        if waiver.until is not None and waiver.expired(options.today)
    ]
    return marked + [
        place(flaw, document, profile, rules) for flaw in flaws if options.selection.hears(rules[flaw.code])
    ]


def _could_fire(code: str, profile: Profile, options: Options) -> bool:
    rule = options.extra.get(code) or ALL[code]
    return options.selection.hears(rule) and profile.concerns(rule) and profile.due(rule)


def _severity(rule: Rule, finding: Finding, profile: Profile) -> Severity:
    severity = profile.severity(rule) or Severity.INFO
    return Severity(max(Severity.INFO, severity - 1)) if finding.known_gap else severity


def _notes(finding: Finding, document: Document) -> Iterator[Note]:
    """The other sides of the finding, and where an alias leads."""
    for related in finding.related:
        other = Finding(related.path, "", span=related.span)
        region, path = locate(other, document)
        yield Note(pointer(path), region, _cut(related.message))
    place = document.place(finding.path)
    if finding.span is None and place.defined is not None:
        yield Note(pointer(place.path), document.region(_first_line(place.defined, document)), "written here")


def _first_line(span: Span, document: Document) -> Span:
    """At most the first line of `span`: a mark over many lines points at nothing."""
    for mark in ("\r", "\n"):
        end = document.text.find(mark, span.start, span.end)
        if end >= 0:
            span = Span(span.start, end)
    return Span(span.start, max(span.start, span.start + len(document.text[span.start : span.end].rstrip())))


def _anchor(path: Path, data: object) -> str:
    """`path` as a pointer with what list entries are called in place of their positions."""
    steps: list[str | int] = []
    for step in path:
        data = _step(data, step)
        steps.append(step if isinstance(step, str) else _called(data) or step)
    return pointer(tuple(steps))


_CALLED = ("what", "text", "bound", "want", "metric", "signal")
"""Keys that tell what a list entry without an `id` is about."""


def _cut(text: str) -> str:
    """`text`, or the beginning of one that no reader would finish."""
    return text if len(text) <= MAX_WORDS else text[: MAX_WORDS - 1] + "…"


def _called(entry: object) -> str:
    """The `id` of a list entry, else what it is about; empty where it does not say."""
    if isinstance(entry, dict):
        identity = entry.get("id")
        if isinstance(identity, str):
            return identity[:200]
        entry = next((entry[key] for key in _CALLED if isinstance(entry.get(key), str)), None)
    return gist(entry[:200]) if isinstance(entry, str) else ""


def _value(path: Path, data: object) -> str:
    """The text that `path` leads to; empty for a mapping or a list."""
    for step in path:
        data = _step(data, step)
    return "" if data is None or isinstance(data, dict | list) else str(data)


def _step(data: object, step: str | int) -> object:
    if isinstance(data, dict) and isinstance(step, str):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


def _path(text: str, data: object) -> Path:
    """The path a pointer names in `data`: digits are positions only where a list stands."""
    path: list[str | int] = []
    for raw in text.split("/")[1:]:
        key = raw.replace("~1", "/").replace("~0", "~")
        step: str | int = int(key) if isinstance(data, list) else key
        path.append(step)
        data = _step(data, step)
    return tuple(path)

"""YAML and FORM: what goes wrong before anything can be judged. The reader finds most of it; the pages are here."""

from collections.abc import Iterator

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Path, Related
from aiprd.field import Section
from aiprd.prd import FORMAT_VERSION, Prd
from aiprd.prd.metric import LADDER, Metric
from aiprd.quantity import Quantity, Unit, exact
from aiprd.rule import Findings, rule, subject

BARE = {
    Unit.RATIO: "{}%",
    Unit.SECONDS: "{}ms",
    Unit.MONEY: "${}",
}
"""How a bare number would be written, by the unit of its metric."""


@rule("YAML001", severity="E/E/E")
def unreadable_bytes() -> None:
    """Bytes that are not text.

    A file saved in another encoding, or with control characters pasted into it, cannot be read by any tool alike.

    Bad:
        product:
          name: "Route␇r"  # <- control character
    Good:
        product:
          name: Router
    """


@rule("YAML002", severity="E/E/E")
def syntax_error() -> None:
    """Text that cannot be read as YAML.

    Nothing after the place can be understood, so nothing else is checked until it is mended.

    Bad:
        product:
          kinds: [ranking, generative  # <- never closed
          name: Router
    Good:
        product:
          kinds: [ranking, generative]
          name: Router
    """


@rule("YAML003", severity="E/E/E", fixable=True)
def unquoted_symbol() -> None:
    """A value that begins with a character YAML keeps for itself.

    YAML gives `>`, `%`, `@`, a back-tick, `*`, `&`, `!` and a second colon a meaning of their own; quotes take it away.

    The line is read as it was meant, and the rest of the document is checked too.

    Bad:
        metrics:
          relevance:
            launch: >= 70%  # <- which YAML keeps for itself
    Good:
        metrics:
          relevance:
            launch: ">= 70%"
            target: at least 80%
    """


@rule("YAML004", severity="E/E/E", fixable=True)
def tab_indent() -> None:
    """A tab that indents a line.

    YAML counts spaces only; how wide a tab is differs from editor to editor.

    Bad:
        product:
        ␉name: Router  # <- tab
    Good:
        product:
          name: Router
    """


@rule("YAML005", severity="E/E/E")
def duplicate_key() -> None:
    """A key that stands twice in one place.

    Most tools keep the last one and say nothing, so the first is lost.

    Bad:
        metrics:
          relevance:
            launch: 70%
            launch: 75%  # <- `launch`
    Good:
        metrics:
          relevance:
            launch: 70%
    """


@rule("YAML006", severity="E/E/E")
def several_documents() -> None:
    """A second document in one file.

    One file is one PRD; what stands after `---` is not read.

    Bad:
        aiprd: 1
        ---  # <- second document
        aiprd: 1
    Good:
        aiprd: 1
    """


@rule("YAML007", severity="E/E/E")
def too_much() -> None:
    """More than any PRD holds: megabytes, hundred levels, or aliases that multiply.

    Limits keep a hostile file from eating the machine that checks it.

    Limits: 16 MiB of text, 100 levels, 50,000 values through aliases.

    Bad:
        x-deep: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]  # <- lists or groups
    Good:
        x-deep: [[[1]]]
    """


@rule("YAML008", severity="E/E/E")
def endless_alias() -> None:
    """An alias inside what it stands for.

    It would have to contain itself for ever.

    Bad:
        x-note: &note
          - *note  # <- would never end
    Good:
        x-note: &note
          - one
        x-again: *note
    """


@rule("YAML009", severity="I/I/I", fixable=True)
def read_differently() -> None:
    """A word that other YAML tools read as something else.

    aiprd reads YAML 1.2; tools on YAML 1.1 turn `no` into false and `12:30` into 750.

    Bad:
        x-window: 12:30  # <- 750
    Good:
        x-window: "12:30"
    """


@rule("YAML010", severity="E/E/E")
def unknown_tag() -> None:
    """A `!tag` that means nothing here.

    A PRD is plain text and numbers; tags are how other tools run code, and nothing in a PRD is run.

    Bad:
        x-note: !!python/object:os.system "ls"  # <- no such kind
    Good:
        x-note: a plain sentence
    """


@rule("YAML011", severity="E/E/E")
def empty_document() -> None:
    """A file with nothing in it but comments and space.

    Zero findings on an empty file would look like a pass.

    Bad:
        # to be written  # <- nothing
    Good:
        aiprd: 1
    """


@rule("FORM001", severity="E/E/E", fixable=True)
def unknown_key() -> None:
    """A key the format does not have.

    A misspelt key is an answer nobody reads.

    A key that looks misspelt is read as what was meant. Keys of your own may begin with `x-`.

    Bad:
        metrics:
          relevance:
            slicess: {}  # <- did you mean `slices`?
    Good:
        metrics:
          relevance:
            slices: {}
            x-ticket: ML-204
    """


@rule("FORM002", severity="E/E/E")
def wrong_type() -> None:
    """A list where words belong, words where keys belong, and the like.

    What stands there cannot be the answer to what the key asks.

    Bad:
        product:
          name: [Router]  # <- takes words
    Good:
        product:
          name: Router
    """


@rule("FORM003", severity="E/E/E")
def not_a_choice() -> None:
    """A word that is not on the key's list.

    The answer decides which checks apply, so it has to be one the format knows.

    Bad:
        product:
          kinds:
            - rankng  # <- did you mean `ranking`?
    Good:
        product:
          kinds: [ranking]
    """


@rule("FORM004", severity="E/E/E")
def empty_answer() -> None:
    """A key with nothing after it, or with a comment where the value should be.

    Silence differs from "unknown" and from "does not apply"; an empty key says neither.

    Bad:
        product:
          owner: #5  # <- empty
    Good:
        product:
          owner: unknown
    """


@rule("FORM005", severity="E/E/E")
def unreadable_quantity() -> None:
    """An amount, a date or a length of time that cannot be read one way only.

    A guess at `1,5%` or `5m users` would be wrong half the time.

    Bad:
        traffic:
          eligible: 5m members  # <- `5m members`
    Good:
        traffic:
          eligible: 5M members
    """


@rule("FORM006", severity="E/E/E")
def unreadable_bound() -> None:
    """A bound that does not say metric, operator and value.

    A bound that tools cannot read is a promise nobody can check.

    Bad:
        requirements:
          performance:
            - relevance >= lunch  # <- launch
    Good:
        requirements:
          performance:
            - relevance >= launch over 14d, n >= 10000
    """


@rule("FORM007", severity="E/E/E", references=("33.7",), rows=(62, 126, 150))
def undefined_name() -> None:
    """A name that nothing in the document defines.

    A requirement on a metric that does not exist, or a fallback that is not there, cannot be met.

    Names are looked up only where the document defines at least one name of that kind. A misspelt name is read as what
    was meant.

    Bad:
        degradation:
          - {level: 1, id: full, shows: all items}
          - {level: 2, id: popularity, shows: popular items}
        failure_modes:
          - id: timeout
            goes_to: populrity  # <- did you mean `popularity`?
    Bad:
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance:
            - satisfaction >= 70%  # <- no metric is called `satisfaction`
    Good:
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance:
            - relevance >= launch
    """


@rule("FORM008", severity="E/E/E", references=("33.3",), rows=(39,))
def number_without_unit(prd: Prd) -> Findings:
    """A number whose unit is left to the reader.

    70 can be 70%, 70 points or 70 ms; whoever checks it will choose one.

    Bare numbers are fine where the metric's `unit` is a count, points, a proportion or the author's own.

    Bad:
        metrics:
          relevance:
            baseline: 12%
            launch: 70  # <- `70` has no unit
    Bad:
        metrics:
          latency: {better: lower, unit: duration}
        requirements:
          latency:
            - P95 latency < 200  # <- `200` has no unit
    Good:
        metrics:
          relevance: {baseline: 12%, launch: 70%}
          seen: {unit: count, baseline: 3.1}
        requirements:
          performance:
            - seen >= 5
    """
    for metric, level, answer, value in _values(prd):
        measure = metric.measure
        if (
            value.unit is not Unit.NUMBER
            or (metric.unit.given and measure not in BARE)
            or _is_proportion(metric, value)
        ):
            continue
        wanted = BARE.get(measure, "{}%") if measure is not None else "{}%"
        written = wanted.format(exact(value.amount))
        yield Finding(
            answer.path,
            f"`{value.text}` has no unit: {subject(metric)} {_unit_words(measure)}",
            f"{level}: {written}" + ("" if measure else "   # or say `unit: count`, `unit: points`, … on the metric"),
        )
    for family, answer, bound in _bounds(prd):
        target = prd.metric(bound.metric)
        measure = target.measure if target is not None else Unit.SECONDS if family == "latency" else None
        typed = bound.value
        if typed is None or typed.unit is not Unit.NUMBER or measure not in BARE:
            continue
        if target is not None and _is_proportion(target, typed):
            continue
        written = "{}pp" if bound.spread == "gap" else BARE[measure]
        yield Finding(
            answer.path,
            f"`{typed.text}` has no unit: `{bound.metric or family}` {_unit_words(measure)}",
            bound.text.replace(typed.text, written.format(typed.text)),
        )


@rule("FORM009", severity="E/E/E", references=("33.5",), rows=(39, 49))
def percent_for_points(prd: Prd) -> Findings:
    """A percentage where points are meant.

    Between 70% and 60% lie 10 points, but 14%: `10%` can be read both ways.

    Bad:
        metrics:
          relevance: {launch: 70%}
        requirements:
          fairness:
            - relevance gap <= 5%  # <- 5 points or 5 percent of the value
    Bad:
        metrics:
          nps:
            unit: points
            baseline: 42
            launch: 5%  # <- in points
    Good:
        metrics:
          relevance: {launch: 70%}
          nps: {unit: points, baseline: 42, launch: 47}
        requirements:
          fairness:
            - relevance gap <= 5pp
    """
    for metric, level, answer, value in _values(prd):
        if metric.unit.given and metric.measure is Unit.POINTS and value.unit is Unit.RATIO:
            points = exact(100 * value.amount)
            yield Finding(
                answer.path,
                f"`{value.text}` is a percentage, but {subject(metric)} is in points",
                f"{level}: {points}",
                (Related(metric.unit.path, "the unit is points"),),
            )
    for _, answer, bound in _bounds(prd):
        typed = bound.value
        if bound.spread == "gap" and typed is not None and typed.unit is Unit.RATIO:
            points = exact(100 * typed.amount)
            yield Finding(
                answer.path,
                f"`{typed.text}` can mean {points} points or {points} percent of the value; a gap is told in points",
                bound.text.replace(typed.text, f"{points}pp"),
            )


@rule("FORM010", severity="E/E/E", fixable=True)
def split_text() -> None:
    """A bound or a sentence cut in two by its comma.

    Inside `{…}` a comma begins a new key, so what follows it is lost without a word.

    The two parts are read as one.

    Bad:
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance:
            - {bound: relevance >= launch, n >= 10000}  # <- `n >= 10000` was cut off
    Bad:
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance: [relevance >= launch, n >= 10000]  # <- `n >= 10000` was cut off
    Good:
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance:
            - {bound: "relevance >= launch, n >= 10000"}
    """


@rule("FORM011", severity="E/E/E")
def not_a_prd() -> None:
    """A file that holds none of a PRD's keys.

    A list, or another format's keys, have no place for the questions a PRD answers.

    Bad:
        - buy milk  # <- no keys at all
    Bad:
        title: Router  # <- none of its keys
        features: [routing]
    Good:
        aiprd: 1
    """


@rule("FORM012", severity="E/E/E")
def unexplained_exclusion() -> None:
    """A question set aside without a reason.

    "Does not apply" is an answer only with the reason, which reviewers read in the rendered PRD.

    Bad:
        requirements:
          fairness: n/a  # <- without a reason
    Good:
        requirements:
          fairness: {na: items are ranked for warehouses; no person is affected}
    """


@rule("FORM013", severity="E/E/E", references=("33.2",), rows=(27,))
def mixed_units(prd: Prd) -> Findings:
    """Values of one metric in units that cannot be compared.

    A threshold in seconds says nothing about a baseline in percent.

    Bad:
        metrics:
          relevance:
            baseline: 12%
            launch: 200ms  # <- a length of time
    Good:
        metrics:
          relevance: {baseline: 12%, launch: 70%}
    """
    for metric, _, answer, value in _values(prd):
        measure = metric.measure
        if measure is None or measure is Unit.NUMBER or value.unit in {measure, Unit.NUMBER}:
            continue
        if {measure, value.unit} <= {Unit.POINTS, Unit.RATIO} or {measure, value.unit} <= {Unit.COUNT, Unit.NUMBER}:
            continue  # told by percent-for-points, or the same thing
        yield Finding(
            answer.path,
            f"`{value.text}` is {_KIND_WORDS[value.unit]}, but {subject(metric)} {_unit_words(measure)}",
            f"write it as {_KIND_WORDS[measure]}",
        )


@rule("FORM014", severity="E/E/E")
def repeated_id(prd: Prd) -> Findings:
    """Two entries of one list with the same id.

    Whoever names the id can mean either.

    Bad:
        failure_modes:
          - {id: timeout, type: infrastructure}
          - type: data
            id: timeout  # <- `timeout` is taken
    Good:
        failure_modes:
          - {id: timeout, type: infrastructure}
          - {id: stale, type: data}
    """
    lists: tuple[Iterator[Section], ...] = (
        iter(prd.degradation), iter(prd.failure_modes), iter(prd.data.sources), iter(prd.evaluation.sets),
        iter(prd.evaluation.judges), iter(prd.experiments), iter(prd.rollout.stages),
        (entry for _, entry in prd.requirements.each()),
    )  # fmt: skip
    for entries in lists:
        first: dict[str, Path] = {}
        for entry in entries:
            identity = getattr(entry, "id", None)
            if not isinstance(identity, Answer) or identity.value is None:
                continue
            if identity.value in first:
                yield Finding(
                    identity.path,
                    f"`{identity.value}` is taken already",
                    f"id: {identity.value}_2",
                    (Related(first[identity.value], "first used here"),),
                )
            first.setdefault(identity.value, identity.path)


@rule("FORM015", severity="E/E/E")
def unsupported_version(prd: Prd) -> Findings:
    """A document of a version this tool does not know.

    Keys may mean something else in another version of the format.

    Bad:
        aiprd: 7  # <- version 1
    Good:
        aiprd: 1
    """
    if prd.aiprd.value is not None and prd.aiprd.value != FORMAT_VERSION:
        message = f"this tool reads version {FORMAT_VERSION} of the format, the document says {prd.aiprd.text}"
        yield Finding(prd.aiprd.path, message, f"aiprd: {FORMAT_VERSION}")


_KIND_WORDS = {
    Unit.RATIO: "a percentage",
    Unit.POINTS: "a number of points",
    Unit.SECONDS: "a length of time",
    Unit.COUNT: "a count",
    Unit.MONEY: "an amount of money",
    Unit.NUMBER: "a bare number",
    Unit.MULTIPLE: "a multiple",
}


def _unit_words(measure: Unit | None) -> str:
    return "does not say its unit" if measure is None else f"is told as {_KIND_WORDS[measure]}"


def _is_proportion(metric: Metric, value: Quantity) -> bool:
    return (metric.unit.value or "").lower() == "proportion" and 0 <= value.amount <= 1


def _values(prd: Prd) -> Iterator[tuple[Metric, str, Answer[Bound], Quantity]]:
    """Every value on a metric: metric, key, answer, quantity; of values without any unit only the first."""
    for metric in prd.metrics.values():
        if not metric.given:
            continue
        for level in (*LADDER, "observed", "benchmark", "floor"):
            answer = metric.rung(level)
            value = answer.value.value if answer.value is not None else None
            if value is not None:
                yield metric, level, answer, value
                if metric.measure is None:
                    break


def _bounds(prd: Prd) -> Iterator[tuple[str, Answer[Bound], Bound]]:
    """Every bound of a requirement or story with its family."""
    for family, entry in prd.requirements.each():
        if entry.bound.value is not None:
            yield family, entry.bound, entry.bound.value
    for story in prd.stories:
        if story.bound.value is not None:
            yield "stories", story.bound, story.bound.value

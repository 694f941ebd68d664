"""METR005 to METR007: that each metric is one number (catalogue rows 116, 117).

PROD005 asks what a metric means, for its dimension and its direction; FORM008 for its unit.
"""

import re
from collections.abc import Callable, Iterator

from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import Quantity, Unit
from aiprd.rule import Findings, listed, rule, short


@rule("METR005", severity="I/E/E", since="pilot", references=("33.7",), rows=(116,))
def metric_from_nowhere(prd: Prd) -> Findings:
    """Metric under a promise that does not say where its number comes from, or what it counts.

    The same share of clicks differs by a factor of two between server log and browser, and by ten between clicks per
    item and per visit.

    Asked of metrics that a requirement names, or that have a launch value or a floor. `source`, `measured_on` or
    `judge` tell where it comes from; `per` tells what it counts, and so does a definition as a fraction (`resolved
    sessions / sessions`). Lengths of time, money and points need no `per`. All metrics are told in one finding.

    Bad:
        metrics:  # <- `relevance`: where it comes from and what one observation is; `ctr`: where it comes from
          relevance: {means: share of shown items that fit, launch: 70%}
          ctr: {means: clicks / impressions, floor: 4%}
          novelty: {means: share of items that are new}
    Good:
        metrics:
          relevance: {means: share of shown items that fit, launch: 70%, per: recommendation, measured_on: judged}
          ctr: {means: clicks / impressions, floor: 4%, source: online}
          latency: {means: time from request to row, launch: 200ms, source: online}
    """
    gaps = {metric.name: _unsaid(metric) for metric in prd.metrics.values() if metric.given and _promised(prd, metric)}
    told = [f"`{short(name, 30)}`: {listed(unsaid)}" for name, unsaid in gaps.items() if unsaid]
    if told:
        more = f"; and {len(told) - 4} more" if len(told) > 4 else ""
        yield Finding(
            prd.metrics.path,
            f"some metrics do not say what is needed to compute them: {'; '.join(told[:4])}{more}",
            "source: online   # offline, survey, judge\nper: …   # member, session, item",
            tuple(Related(prd.metrics[name].path, listed(unsaid)) for name, unsaid in gaps.items() if unsaid),
            known_gap=all(_admitted(prd.metrics[name]) for name, unsaid in gaps.items() if unsaid),
        )


def _unsaid(metric: Metric) -> list[str]:
    """What a metric leaves open of where its number comes from and what it counts."""
    countless = metric.measure in {Unit.SECONDS, Unit.MONEY, Unit.POINTS}
    fraction = re.search(r"/|\bdivided by\b|\bper\b", metric.means.value or "")
    parts = (
        (metric.source.open and metric.measured_on.open and metric.judge.open, "where it comes from"),
        (metric.per.open and not countless and fraction is None and not len(metric.made_of), "what one observation is"),
    )
    return [told for is_open, told in parts if is_open]


def _admitted(metric: Metric) -> bool:
    """Whether the metric itself says of all this that it is unknown."""
    whence = any(part.unknown for part in (metric.source, metric.measured_on, metric.judge))
    known = (("where it comes from", whence), ("what one observation is", metric.per.unknown))
    unsaid = _unsaid(metric)
    return all(admitted for told, admitted in known if told in unsaid)


def _promised(prd: Prd, metric: Metric) -> bool:
    """Whether something is promised of the metric, so that its number can be disputed."""
    return metric.launch.given or metric.floor.given or any(True for _ in prd.requirements_on(metric.name))


@rule("METR006", severity="E/E/E", references=("33.5", "33.7"), rows=(117,))
def one_name_spelt_twice(prd: Prd) -> Findings:
    """Two metrics whose names differ only in spelling.

    One team reports `opt_out_rate`, the other watches `optout_rate`, and both wonder about the difference.

    Compares names without case, spaces, hyphens and underscores.

    Bad:
        metrics:
          opt_out_rate: {means: share of members who left}
          optout_rate:  # <- `opt_out_rate` in another spelling
            means: members who switched it off
    Good:
        metrics:
          opt_out_rate: {means: share of members who left}
          opt_in_rate: {means: share of members who came}
    """
    for metric, twin in _twins(prd, _spelling):
        yield Finding(
            metric.path,
            f"`{metric.name}` is `{twin.name}` in another spelling: one name needs one definition",
            f"# keep `{twin.name}` and take this one out, or give it a name of its own",
            (Related(twin.path, "the other spelling"),),
        )


def _spelling(metric: Metric) -> str:
    return re.sub(r"[\W_]+", "", metric.name.lower())


@rule("METR007", severity="E/E/E", references=("33.5", "33.7"), rows=(117,))
def one_definition_under_two_names(prd: Prd) -> Findings:
    """Two metrics with the same definition.

    Sooner or later one of the two is computed differently, and each side quotes the one that suits it.

    Compares the words of `means`, but for case, punctuation and articles. Metrics that differ in what they count, where
    they are measured, when, or in their unit are two, whatever the words, and so are those whose names tell them apart,
    such as `relevance_new` and `relevance_all`. One thing divided by another is one number, whatever is said of its unit.

    Bad:
        metrics:
          relevance: {means: share of shown items that are clicked}
          ctr:  # <- means the same as `relevance`
            means: The share of shown items that are clicked.
    Bad:
        metrics:
          ctr: {means: clicks on shown items divided by shown items, per: impression}
          products_viewed:  # <- means the same as `ctr`
            means: clicks on shown items divided by shown items
            unit: count
            per: session
    Good:
        metrics:
          relevance: {means: share of shown items that fit, source: offline}
          fit_online: {means: share of shown items that fit, source: online}
          p95_wait: {means: time to the answer}
          p99_wait: {means: time to the answer}
          ctr: {means: share of shown items that are clicked}
    """
    for metric, twin in _twins(prd, _definition):
        if _spelling(metric) != _spelling(twin) and not _words(metric) & _words(twin):
            yield Finding(
                metric.path,
                f"`{metric.name}` means the same as `{twin.name}`, word for word",
                f"# keep one of the two, or say in `means` how `{metric.name}` differs",
                (Related(twin.means.path, "the same definition"),),
            )


def _twins(prd: Prd, key: Callable[[Metric], object]) -> Iterator[tuple[Metric, Metric]]:
    """Each metric that shares its key with an earlier one, and that one."""
    seen: dict[object, Metric] = {}
    for metric in prd.metrics.values():
        mark = key(metric) if metric.given else None
        if mark and seen.setdefault(mark, metric) is not metric:
            yield metric, seen[mark]


_PLAIN = frozenset({"rate", "share", "score", "count", "number", "ratio"})


def _words(metric: Metric) -> set[str]:
    """The words of its name that say what it is of."""
    return set(re.findall(r"[^\W_]+", metric.name.lower())) - _PLAIN


_ARTICLES = frozenset({"the", "a", "an", "of", "that", "which", "are", "is"})


def _definition(metric: Metric) -> tuple[object, ...] | None:
    """What a metric is, as far as it can be compared; None where it does not say."""
    words = tuple(word for word in re.findall(r"\w+", (metric.means.value or "").lower()) if word not in _ARTICLES)
    fraction = re.search(r" / |\bdivided by\b", metric.means.value or "")
    others: list[Answer[str] | Answer[Quantity]] = [metric.source, metric.measured_on, metric.judge, metric.horizon]
    others += [metric.trials] if fraction else [metric.trials, metric.per, metric.unit]
    return (words, *(str(part.text).lower() for part in others)) if len(words) > 1 else None

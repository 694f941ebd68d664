"""How users answer, and how they leave (catalogue rows 105, 108)."""

import re
from collections.abc import Iterator

from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.rule import Ask, Findings, gaps, presence, rule, short


@rule("TRUS006", severity="I/E/E", since="pilot", references=("33.4",), rows=(105,), fixable=True)
def missing_feedback(prd: Prd) -> Findings:
    """Product that users cannot answer.

    The first to know that an output is wrong is the person who reads it; without a way to say so, they leave instead.

    Bad:
        product: {status: pilot}  # <- how users answer it
    Bad:
        feedback:  # <- how users answer it
          exclude: [impressions of fallback levels]
    Good:
        feedback: {signals: [{id: not_for_me, kind: explicit, effect: hidden from the next session on}]}
    """
    line = "signals:\n  - {id: …, kind: explicit, effect: …}"
    if prd.feedback.given:
        yield from gaps(prd.feedback, [Ask("signals", "how users answer it", line)])
    elif prd.given:
        indented = line.replace("\n", "\n  ")
        yield from gaps(prd, [Ask("feedback", "how users answer it", f"feedback:\n  {indented}")])


@rule("TRUS007", severity="I/E/E", since="pilot", references=("33.4", "HAX G15"), rows=(105,), fixable=True)
def feedback_without_control(prd: Prd) -> Findings:
    """Feedback that users give only without knowing it.

    A click says what was noticed; only a control such as "not for me" says that it was wrong.

    Silent where one signal does not tell its kind.

    Bad:
        feedback:
          signals:  # <- on purpose
            - {id: clicks, kind: implicit, effect: retraining}
    Good:
        feedback:
          signals:
            - {id: clicks, kind: implicit, effect: retraining}
            - {id: not_for_me, kind: explicit, effect: hidden from the next session on}
    """
    signals = prd.feedback.signals
    if len(signals) and all(signal.kind.value == "implicit" for signal in signals):
        yield Finding(
            signals.path,
            f"users give none of the {len(signals)} signals on purpose"
            if len(signals) > 1
            else "users give no signal on purpose",
            "- {id: not_for_me, kind: explicit, effect: …}",
        )


EFFECT = presence(
    "TRUS008",
    "feedback-without-effect",
    Ask("effect", "what it changes, and when", "effect: …   # what it changes, and when"),
    of=lambda prd: prd.feedback.signals,
    summary="Feedback that changes nothing.",
    why="Users who see no effect stop answering, and the few who go on are not like the others.",
    bad="feedback:\n  signals:\n    - {id: not_for_me, kind: explicit}  # <- what it changes, and when",
    good="feedback:\n  signals:\n    - {id: not_for_me, kind: explicit, effect: hidden from the next session on}",
    severity="I/E/E",
    since="pilot",
    references=("33.4", "HAX G16"),
    rows=(105,),
)

_LEAVING = (
    r"\bopt(?:s|ed|ing)?[ -]?outs?\b|\b(?:switch|turn)(?:s|ed|ing)? (?:it |the \w+ )?off\b|\bdisabled? (?:it|the)\b"
)


_STAYED = Pattern(
    rf"(?:\b(?:not|never|without|except)|n't) (?:\w+ )?(?:{_LEAVING})|\bexcluding (?:\w+ ){{0,3}}(?:{_LEAVING})"
    rf"|(?:{_LEAVING})[^,;/]{{0,40}}\b(?:exclu|left out|not counted|aside)",
    re.IGNORECASE,
)
"""Words about those who did not leave, or in which those who left are set aside."""


@rule("TRUS009", severity="W/E/E", since="pilot", references=("33.5", "33.7"), rows=(108,), fixable=True)
def uncounted_opt_out(prd: Prd) -> Findings:
    """Way out that nobody counts, or that leads nowhere in particular.

    Those who leave are the users it failed; without their number the metrics only tell of those who stayed.

    Asked where `experience.opt_out` is offered: a metric that counts those who leave (named there, or told by its own
    name or words), an alert on it, and the degradation level they then see. A metric of those who did not leave, or
    one that leaves them out, does not count them.

    Bad:
        experience:
          opt_out: true  # <- no metric counts those who do, and no degradation level is what they then see
    Bad:
        metrics:
          coverage: {means: lists sorted / lists of users who did not opt out, alert: {at: 90%}}
        degradation: [{level: 1, id: full}, {level: 2, id: plain}]
        experience:
          opt_out:  # <- no metric counts those who do
            level: plain
    Bad:
        metrics:
          opt_out_rate: {means: share of members who opted out}  # <- no alert
        degradation: [{level: 1, id: full}, {level: 2, id: generic}]
        experience: {opt_out: {level: generic, metric: opt_out_rate}}
    Good:
        metrics:
          opt_out_rate: {means: share of members who opted out, alert: {at: 3%, over: 7d}}
        degradation: [{level: 1, id: full}, {level: 2, id: generic, when: the member opted out}]
        experience: {opt_out: true}
    Good:
        experience: {opt_out: {na: users are bound to it by their employer}}
    """
    opt_out = prd.experience.opt_out
    level, counted = opt_out.level, opt_out.metric
    if opt_out.offered.value is False or not (opt_out.offered.value or level.given or counted.given):
        return
    metric = prd.metric(counted.value) or next(_counting(prd), None)
    asks = []
    if metric is None and counted.open:
        asks.append((counted, "no metric counts those who do"))
    if level.open and not _leads_somewhere(prd):
        asks.append((level, "no degradation level is what they then see"))
    if asks:
        yield Finding(
            opt_out.path,
            f"users can opt out, but {', and '.join(told for _, told in asks)}",
            _repaired(prd, rate="" if metric is not None else _RATE),
            known_gap=all(part.unknown for part, _ in asks),
        )
    if metric is not None and metric.alert.open and metric.name not in _watched(prd):
        yield Finding(
            metric.path,
            f"users can opt out, and no alert watches `{short(metric.name)}`",
            "alert: {at: …, over: 7d, owner: …}",
            (Related(opt_out.path, "opting out is offered"),),
            known_gap=metric.alert.unknown,
        )


_RATE = (
    "\nmetrics:\n  opt_out_rate: {means: share of … who opted out, per: …, dimension: trust, better: lower, role: guardrail, "
    "source: online, floor: 5%, alert: {at: 3%, over: 7d, owner: …}}"
)


def _repaired(prd: Prd, *, rate: str) -> str:
    """The line that is due, with what it says already, and the metric where there is none."""
    level, metric = prd.experience.opt_out.level, prd.experience.opt_out.metric
    counting = next((found.name for found in _counting(prd)), "opt_out_rate")
    return f"opt_out: {{level: {level.value or _plain(prd)}, metric: {metric.value or counting}}}{rate}"


def _counting(prd: Prd) -> Iterator[Metric]:
    """The metrics that count those who leave, by their own words."""
    for metric in prd.metrics.values():
        if metric.given and (_leaving(metric.name) or _leaving(metric.means.value or "")):
            yield metric


def _leaving(text: str) -> bool:
    """Whether the words speak of those who leave, and not only of those who stay."""
    return re.search(_LEAVING, _STAYED.sub("", text.replace("_", " ")), re.IGNORECASE) is not None


def _leads_somewhere(prd: Prd) -> bool:
    """Whether a level, or a requirement that leads to one, speaks of those who leave."""
    told = [f"{level.when.value} / {level.shows.value}" for level in prd.degradation]
    told += [f"{entry.id.value} / {entry.text.value}" for entry in prd.requirements.experience if entry.then.given]
    return any(map(_leaving, told))


def _plain(prd: Prd) -> str:
    """A level for those who leave: without AI, and best without what is known about them."""
    personal = {source.id.value for source in prd.data.sources if source.personal.value}
    levels = [level for level in reversed(prd.degradation) if level.uses_model is False and level.id.value]
    neutral = [level for level in levels if len(level.needs) and not {need.value for need in level.needs} & personal]
    return next((level.id.value for level in (*neutral, *levels) if level.id.value), "…")


def _watched(prd: Prd) -> set[str]:
    """Metrics that something watches without an alert of their own."""
    names = {name.value for _, entry in prd.requirements.each() for name in entry.alerts if name.value}
    return names | {level.value.metric for level in prd.monitoring.slo if level.value is not None}

"""STOR: user stories and the four parts an AI product adds to them (catalogue section D)."""

import re
from collections.abc import Collection, Mapping

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Path, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import Unit, close, show
from aiprd.rule import Ask, Findings, gaps, presence, rule, short, subject

STORIES = presence(
    "STOR001",
    "missing-stories",
    Ask(
        "stories",
        "what its users want",
        "stories:\n  - as: …\n    want: …\n    so_that: …\n    inputs: […]\n    bound: … >= launch\n    measured_by: …\n"
        "    fallback: {when: …, then: …}",
    ),
    of=lambda prd: (prd,),
    summary="Document without user stories.",
    why="Thresholds that no user asked for are defended by nobody.",
    bad="aiprd: 1  # <- what its users want\nproduct: {name: Router}",
    good="aiprd: 1\nstories:\n  - {as: agent, want: tickets of my own team, so_that: I answer instead of forwarding}",
    severity="E/E/E",
    since="building",
    references=("33.5",),
    rows=(60,),
)

STORY = presence(
    "STOR002",
    "incomplete-story",
    Ask("as", "who wants it", "as: …"),
    Ask("want", "what they want", "want: …"),
    Ask("so_that", "what it is good for", "so_that: …"),
    of=lambda prd: prd.stories,
    summary="Story without its role, its want or its benefit.",
    why="Without the benefit nobody can tell whether another answer would do as well.",
    bad="stories:\n  - as: agent  # <- what it is good for\n    want: tickets of my own team",
    good="stories:\n  - {as: agent, want: tickets of my own team, so_that: I answer instead of forwarding}",
    severity="E/E/E",
    since="building",
    references=("33.5",),
    rows=(60,),
)

AI_PARTS = (
    Ask("inputs", "which data it needs", "inputs: […]"),
    Ask("bound", "how well it must work", "bound: … >= launch"),
    Ask("measured_by", "how that is measured", "measured_by: …"),
    Ask("fallback", "what the user gets when the model cannot answer", "fallback: {when: …, then: …}"),
)
FALLBACK_PARTS = (
    Ask("when", "when it starts", "when: …"),
    Ask("then", "which degradation level it leads to", "then: …"),
)


@rule("STOR003", severity="W/E/E", since="building", references=("33.5",), rows=(61,), fixable=True)
def story_without_ai_parts(prd: Prd) -> Findings:
    """Story that says what is wanted, but not how well, from which data, measured how, or else what.

    A story for ordinary software is done or not done; one for a model also needs its data, a bound, a measurement and
    a fallback.

    `{na: reason}` answers each part, for a story that no model is needed for.

    Bad:
        stories:
          - as: member  # <- which data it needs, how well it must work, how that is measured and what the user gets
            want: suggestions on my homepage
            so_that: I find products I would not have searched for
    Bad:
        stories:
          - as: member
            inputs: [purchases]
            bound: relevance >= launch
            measured_by: relevance
            fallback:  # <- when it starts
              then: popularity
    Good:
        stories:
          - as: member
            inputs: [purchases]
            bound: relevance >= launch
            measured_by: relevance
            fallback: {when: new member, then: popularity}
          - as: member
            want: a switch to the plain homepage
            inputs: {na: a setting}
            bound: {na: a setting}
            measured_by: {na: a setting}
            fallback: {na: no model is involved}
    """
    for story in prd.stories:
        if story.given:
            yield from gaps(story, AI_PARTS)
            if story.fallback.given:
                yield from gaps(story.fallback, FALLBACK_PARTS)


@rule("STOR004", severity="E/E/E", references=("33.5",), rows=(59, 62), fixable=True)
def story_bound_off_launch(prd: Prd) -> Findings:
    """Story that promises another value than its metric launches at.

    The product can pass its launch bar and break the story, or the other way round.

    A story may name `target` or `stretch` for what is promised later. A bound for a slice is compared with the launch
    value of that slice. Bounds on a population, a gap or another percentile are left alone.

    Bad:
        metrics:
          relevance: {better: higher, launch: 70%}
        stories:
          - as: member
            bound: relevance >= 75%  # <- promises 75%, but metric `relevance` launches at 70%
    Bad:
        metrics:
          relevance:
            launch: 70%
            slices: {cold_start: {launch: 45%}}
        stories:
          - as: new member
            bound: relevance >= 60% for cold_start  # <- launches at 45% for `cold_start`
    Good:
        metrics:
          relevance: {better: higher, launch: 70%, target: 80%}
        stories:
          - {as: member, bound: relevance >= 70%}
          - {as: member, bound: relevance >= launch}
          - {as: member, bound: relevance >= target}
          - {as: new member, bound: relevance >= 60% for cold_start}
    """
    for story in prd.stories:
        bound = story.bound.value
        metric = prd.metric(bound.metric) if bound is not None else None
        if bound is None or metric is None or bound.spread or bound.population:
            continue
        due = _launch(metric, bound)
        launch, asked = due.value.value if due is not None and due.value is not None else None, prd.value_of(bound)
        if due is None or launch is None or asked is None or bound.level in {"launch", "target", "stretch"}:
            continue
        if asked.unit is launch.unit and not close(asked.amount, launch.amount):
            whose = f" for `{bound.slice}`" if bound.slice else ""
            mended = bound._replace(value=launch) if bound.slice else bound._replace(value=None, level="launch")
            yield Finding(
                story.bound.path,
                f"{subject(story)} promises {show(asked)}, but {subject(metric)} launches at {show(launch)}{whose}",
                f"bound: {mended.show()}",
                (Related(due.path, f"launch is {show(launch)}"),),
                {"story": asked.amount, "launch": launch.amount},
            )


def _launch(metric: Metric, bound: Bound) -> Answer[Bound] | None:
    """The launch value of the metric, or of the slice that the bound is for; None for another percentile."""
    part = metric.slices.get(bound.slice)
    launch = metric.launch if not bound.slice else part.launch if part is not None else None
    if launch is None or launch.value is None:
        return None
    said = launch.value.statistic
    return None if said and bound.statistic and said != bound.statistic else launch


@rule("STOR005", severity="E/E/E", confidence="likely", references=("33.5", "33.8"), rows=(62,), fixable=True)
def story_fallback_in_prose(prd: Prd) -> Findings:
    """Story whose fallback is none of the degradation levels.

    A fallback that only the story knows is built by nobody and tested by nobody.

    Silent where no level has an id, where the words contain the id of a level, and where the story hands over to
    a person and `escalation` says to whom.

    Bad:
        degradation:
          - {level: 1, id: full, shows: personal items}
          - {level: 2, id: popularity, shows: popular items}
        stories:
          - as: member
            fallback:
              when: new member
              then: something sensible  # <- none of the degradation levels
    Good:
        degradation:
          - {level: 1, id: full, shows: personal items}
          - {level: 2, id: popularity, shows: popular items}
        stories:
          - {as: member, fallback: {when: new member, then: popularity}}
          - {as: member, fallback: {when: new member, then: the popularity list}}
    Good:
        degradation:
          - {level: 1, id: full, shows: an answer}
        escalation: {to: support desk}
        stories:
          - {as: customer, fallback: {when: unsure, then: a person from the support desk}}
    """
    known = [level.id.value for level in prd.degradation if level.id.value]
    plain = [f" {_plain(name)} " for name in known]
    below = known[1:] or known
    for story in prd.stories:
        then = story.fallback.then
        words = f" {_plain(then.value or '')} "
        if then.value is None or not known or any(name in words for name in plain) or _hands_over(prd, then.value):
            continue
        yield Finding(
            then.path,
            f"{subject(story)} falls back to `{short(then.value)}`, which is none of the degradation levels",
            f"then: {below[0]}" + (f"   # or {', '.join(below[1:])}" if below[1:] else ""),
            (Related(prd.degradation.path, f"the levels are {short(', '.join(known), 100)}"),),
        )


def _plain(text: str) -> str:
    """Words alone, in lower case: `Add-to-cart` and `add_to_cart` become the same."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


_PERSON = Pattern(r"\b(person|people|human|agent|specialist|colleague|staff|operator|escalat\w*)\b", re.IGNORECASE)


def _hands_over(prd: Prd, text: str) -> bool:
    to = prd.escalation.to.value
    return prd.escalation.given and bool(_PERSON.search(text) or (to and _plain(to) in _plain(text)))


@rule("STOR006", severity="W/W/E", confidence="likely", references=("33.5",), rows=(63,), fixable=True)
def story_measured_otherwise(prd: Prd) -> Findings:
    """Story that measures something else than its own metric.

    Two measurements of one promise give two numbers, and the meeting is about which one counts.

    Told only when it is plain: `measured_by` consists of other metrics' names (and these are not the parts of a
    composed metric), names another evaluation set or judge than the metric's, asks people about a metric that counts
    what they do or is measured on an evaluation set, or gives the number of something that the definition of a metric in percent, time or money does not
    speak of.

    Bad:
        metrics:
          relevance: {means: share of shown items rated useful, launch: 70%}
          ctr: {means: clicks per impression}
        stories:
          - as: member
            bound: relevance >= launch
            measured_by: ctr  # <- measures `ctr`, but its bound is on `relevance`
    Bad:
        metrics:
          relevance: {means: share of shown items clicked or added to cart, launch: 70%}
        stories:
          - as: member
            bound: relevance >= launch
            measured_by: a survey of members  # <- asks people
    Bad:
        metrics:
          relevance: {means: share of shown items that fit, launch: 70%, measured_on: judged}
        stories:
          - as: member
            bound: relevance >= launch
            measured_by: a short survey of staff each quarter  # <- asks people, but metric `relevance` is measured on `judged`
    Bad:
        metrics:
          relevance: {means: share of shown items that fit, launch: 70%}
        stories:
          - as: member
            bound: relevance >= launch
            measured_by: number of page views  # <- counts something that the definition of `relevance` does not speak of
    Good:
        metrics:
          relevance: {means: share of items with a click, made_of: [ctr, add_to_cart], how: any, launch: 70%}
          ctr: {means: clicks per impression}
          add_to_cart: {means: add-to-cart rate}
        stories:
          - {as: member, bound: relevance >= launch, measured_by: relevance}
          - {as: member, bound: relevance >= launch, measured_by: ctr or add_to_cart}
          - {as: member, bound: relevance >= launch, measured_by: click-through or add-to-cart}
          - {as: member, bound: relevance >= launch, measured_by: A/B test ab_2}
          - {as: member, bound: relevance >= launch, measured_by: number of clicked items over the number of shown items}
    """
    names = {_plain(name): name for name in prd.metrics}
    sets = frozenset(part.id.value for part in prd.evaluation.sets)
    judges = frozenset(part.id.value for part in prd.evaluation.judges)
    for story in prd.stories:
        bound, said = story.bound.value, story.measured_by
        metric = prd.metric(bound.metric) if bound is not None else None
        if metric is None or said.value is None:
            continue
        told = (
            _by_other_metrics(prd, metric, said.value, names)
            or _by_another("evaluation set", metric.measured_on, said.value, sets)
            or _by_another("judge", metric.judge, said.value, judges)
            or _by_asking(metric, said.value)
            or _by_number(metric, said.value)
        )
        if told is not None:
            wrong, place = told
            related = (Related(place, f"as metric `{metric.name}` is defined"),)
            yield Finding(said.path, f"{subject(story)} {wrong}", f"measured_by: {metric.name}", related)


_LISTING = Pattern(r"[,;+/]|\band\b|\bor\b")
_ASKS = Pattern(r"\b(survey\w*|questionnaires?|interviews?)\b", re.IGNORECASE)
_COUNTS = Pattern(r"\b(click\w*|cart|purchas\w*|bought|orders?|ordered|opened|watched|conver\w+)\b", re.IGNORECASE)
_OPINION = Pattern(
    r"\b(survey|ask|rat(ed|ings?|e (it|them|\d))|score|say|said|report|agree|satisf|promoter|nps|feel)", re.IGNORECASE
)


def _by_other_metrics(prd: Prd, metric: Metric, said: str, names: Mapping[str, str]) -> tuple[str, Path] | None:
    """`ctr or saves`, where these are neither the metric nor all its parts, and the definition does not name them."""
    listed = [names.get(_plain(part)) for part in _LISTING.split(said) if part.strip()]
    told = {name for name in listed if name is not None}
    if not listed or None in listed or metric.name in told or told == {part.value for part in metric.made_of}:
        return None
    means = f" {_plain(metric.means.value or '')} "
    wholes = (part.value for name in told for part in prd.metrics[name].made_of)
    if all(f" {_plain(name)} " in means for name in told) or metric.name in wholes:
        return None
    mentioned = ", ".join(f"`{name}`" for name in sorted(told))
    return f"measures {mentioned}, but its bound is on `{metric.name}`", metric.path


def _by_another(kind: str, own: Answer[str], said: str, ids: Collection[str | None]) -> tuple[str, Path] | None:
    """Names another evaluation set or judge than the metric does."""
    words = re.findall(r"[\w.-]*\w", said)
    other = next((word for word in words if word in ids and word != own.value), None)
    if own.value is None or other is None or own.value in words:
        return None
    return f"measures with {kind} `{other}`, but its metric uses `{own.value}`", own.path


_NUMBER_OF = Pattern(r"\s*(?:the )?(?:total )?(?:number|count) of\b(.*)", re.IGNORECASE)
_OVER = Pattern(
    r"/|%|\b(?:per|over|among|out of|of (?:all|the|those)|divided|share|rate|percent\w*|compared|against|until)\b"
)


def _by_number(metric: Metric, said: str) -> tuple[str, Path] | None:
    """`number of page views` for a metric in percent whose name and definition hold none of these words."""
    match = _NUMBER_OF.match(said)
    measure = metric.counted_in
    if match is None or _OVER.search(said) or measure not in {Unit.RATIO, Unit.SECONDS, Unit.MONEY}:
        return None
    own = _stems(" ".join([metric.name, metric.means.text, metric.per.text, *(part.text for part in metric.made_of)]))
    counted = _stems(match[1])
    if not own or not counted or counted & own:
        return None
    return f"counts something that the definition of `{metric.name}` does not speak of", metric.path


def _stems(text: str) -> set[str]:
    """The longer words, cut to what inflection leaves alone."""
    return {word[:4] for word in _plain(text).split() if len(word) > 3}


def _by_asking(metric: Metric, said: str) -> tuple[str, Path] | None:
    means, on = metric.means.value or "", metric.measured_on.value
    if _OPINION.search(means) or metric.source.value == "survey" or not _ASKS.search(said) or _COUNTS.search(said):
        return None
    if _COUNTS.search(means):
        return f"asks people, but metric `{metric.name}` counts what they do", metric.means.path
    named = on is not None and re.search(rf"\b{re.escape(on)}\b|\b{re.escape(metric.name)}\b", said)
    if on is None or named:
        return None
    return f"asks people, but metric `{metric.name}` is measured on `{on}`", metric.measured_on.path

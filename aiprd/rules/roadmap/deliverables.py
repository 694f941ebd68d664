"""ROAD003 to ROAD006: what is delivered when (catalogue rows 140, 151, 160)."""

import re
from collections.abc import Callable
from typing import Generic, TypeVar

from aiprd.answer import Answer
from aiprd.dates import When, order
from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.business import Feature, Limitation
from aiprd.prd.promise import Requirement
from aiprd.rule import Ask, Findings, presence, rule, short, subject

T = TypeVar("T")

DATED = presence(
    "ROAD003",
    "undated-feature",
    Ask("by", "when it is due", "by: …"),
    of=lambda prd: prd.roadmap.features,
    summary="Feature on the roadmap without a date.",
    why="Features are built to a date and models to a range; a feature without a date is a wish.",
    bad="roadmap:\n  features:\n    - {what: style quiz}  # <- when it is due",
    good="roadmap:\n  features:\n    - {what: style quiz, by: 2027-Q1}",
    severity="W/W/E",
    since="pilot",
    references=("33.11",),
    rows=(140,),
)


@rule("ROAD004", severity="W/W/E", references=("33.11",), rows=(140,), fixable=True)
def launch_feature_after_launch(prd: Prd) -> Findings:
    """Feature that launch needs and that comes after it.

    Either the launch moves, or it happens without what it was said to need.

    Compares `by` with `timeline.launch`; dates that overlap (a quarter with a day in it) are left alone.

    Bad:
        timeline: {launch: 2026-10-05}
        roadmap:
          features:
            - what: why was this shown
              by: 2027-Q1  # <- launch, which needs it, is 2026-10-05
              required_at_launch: true
    Bad:
        roadmap:
          features:
            - what: why was this shown
              by: launch + 1q  # <- comes first
              required_at_launch: true
    Good:
        timeline: {launch: 2026-10-05}
        roadmap:
          features:
            - {what: why was this shown, by: 2026-08, required_at_launch: true}
            - {what: style quiz, by: 2027-Q1, required_at_launch: false}
            - {what: plain homepage, by: 2026-Q4, required_at_launch: true}
    """
    launch = prd.timeline.launch
    for feature in prd.roadmap.features:
        if feature.required_at_launch.value is True and _against_launch(prd, feature) == 1:
            day = f" is {launch.text}" if prd.timeline.launch_date is not None else " comes first"
            yield Finding(
                feature.by.path,
                f"`{_name(feature)}` is due {feature.by.text}, but launch, which needs it,{day}",
                "by: launch   # or required_at_launch: false",
                (Related(feature.required_at_launch.path, "launch needs it"),),
            )


@rule("ROAD005", severity="W/E/E", confidence="likely", references=("33.5", "33.11"), rows=(140, 160), fixable=True)
def requirement_met_after_launch(prd: Prd) -> Findings:
    """Requirement of the launch that only a later feature meets.

    The acceptance list then holds a line that nobody can tick before launch, and soon no line is taken seriously.

    Speaks when a requirement's words or id name the feature (in quotes, as its id, or by three words or more in a row, or
    text and definition hold each of its four words or more; what is quoted in `experience.why_shown` speaks for an
    explainability requirement that names none), and
    the feature comes after `timeline.launch`, or `launch + …`, or in a quarter still to come of a product that is live.
    A requirement `at` some later moment is left alone.

    Bad:
        product: {status: live}
        requirements:
          explainability:
            - text: 'Each item has a "Why was this shown?" line'  # <- due at launch, but `Why was this shown?` is scheduled for Q2
              bound: 100%
        roadmap:
          features: [{what: "Why was this shown?", by: Q2}]
    Bad:
        timeline: {launch: 2026-10-05}
        requirements:
          experience:
            - id: opt_out  # <- scheduled for 2027-Q1
              text: Members can choose the plain homepage
        roadmap:
          features: [{what: opt-out, by: 2027-Q1}]
    Bad:
        timeline: {launch: 2026-10-05}
        requirements:
          explainability:
            - text: Each item says where it comes from  # <- due at launch, but `Why was this shown?` is scheduled for 2027-Q1
              bound: 100%
        experience: {why_shown: 'a line, opened with "Why was this shown?"'}
        roadmap:
          features: [{what: "Why was this shown?", by: 2027-Q1}]
    Bad:
        timeline: {launch: 2026-10-05}
        requirements:
          explainability:
            - text: Each alert names the 3 features that weighed most  # <- `three features under the score` is scheduled
              definition: a line under the score
        roadmap:
          features: [{what: three features under the score, by: 2027-08-30}]
    Good:
        timeline: {launch: 2026-10-05}
        requirements:
          explainability:
            - {text: 'Each item has a "Why was this shown?" line', bound: 100%}
            - {text: Each item has a style quiz result in its line, at: the quarter after launch}
        roadmap:
          features:
            - {what: "Why was this shown?", by: 2026-09}
            - {what: style quiz result, by: 2027-Q1}
    """
    called = [(feature, _words(feature.what.value)) for feature in prd.roadmap.features]
    called = [(feature, words) for feature, words in called if len("".join(words)) > 3]
    late_ones = [feature for feature, _ in called if _comes_late(prd, feature)]
    shown = prd.experience.why_shown.value or ""
    for family, entry in prd.requirements.each() if late_ones else ():
        named, held = _naming(entry), _holding(entry)
        features = [feature for feature, words in called if named(words)]
        features = features or [feature for feature, words in called if held(words)]
        if not features and family == "explainability":
            features = [feature for feature, words in called if words in _quoted(shown)]
        late = [feature for feature in features if feature in late_ones]
        if late and len(late) == len(features) and _due_at_launch(prd, entry):
            feature = late[0]
            yield Finding(
                entry.path,
                f"{subject(entry)} is due at launch, but `{_name(feature)}` is scheduled for {feature.by.text}",
                "at: the quarter after launch   # or in the roadmap: required_at_launch: true and a date before launch",
                (Related(feature.path, f"comes in {feature.by.text}"),),
            )


@rule("ROAD006", severity="W/W/E", confidence="likely", references=("33.11", "33.12"), rows=(140, 151), fixable=True)
def deliverable_with_two_dates(prd: Prd) -> Findings:
    """One thing that is promised for two dates.

    Each reader remembers the date that suits best.

    Compares features with each other, and with what mends a limitation: there a date up to half a year later is let be,
    since a fix takes time to work. Only where both are called the same.

    Bad:
        limitations:
          - {what: new members, fix: style quiz, by: Q2}
        roadmap:
          features:
            - what: style quiz
              by: Q3  # <- due Q3 here and Q2 for limitation `new members`
    Good:
        limitations:
          - {what: new members, fix: style quiz, by: 2027-Q3}
          - {what: gifts, fix: gift switch, by: 2027-Q2}
        roadmap:
          features:
            - {what: style quiz, by: 2027-Q2}
            - {what: gift switch for shared accounts, by: 2027-Q4}
    """
    mended = _Dated[Limitation]()
    for limitation in prd.limitations:
        mended.add(limitation.fix.value, _pinned(prd, limitation.by.value), limitation)
    above = _Dated[Feature]()
    for feature in prd.roadmap.features:
        name, date = feature.what.value, _pinned(prd, feature.by.value)
        one = above.first(name, date, order)
        if one is not None:
            yield _two_dates(feature, one.by, "above")
        mend = mended.first(name, date, _disagree)
        if mend is not None:
            yield _two_dates(feature, mend.by, f"for {subject(mend)}")
        above.add(name, date, feature)


_HALF_A_YEAR = 183


class _Dated(Generic[T]):
    """Things by what they are called and when they are due: one for each date, so that nothing is compared twice."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], dict[When, T]] = {}

    def add(self, name: str | None, date: When | None, thing: T) -> None:
        if date is not None:
            self._known.setdefault(tuple(_words(name)), {}).setdefault(date, thing)

    def first(self, name: str | None, date: When | None, disagree: Callable[[When, When], object]) -> T | None:
        """The first thing called the same whose date and `date` disagree; what has more words may be another thing."""
        words = tuple(_words(name))
        if not words or date is None:
            return None
        return next((thing for due, thing in self._known.get(words, {}).items() if disagree(due, date)), None)


def _disagree(other: When, one: When) -> bool:
    """Whether a limitation is to be mended (`other`) before its fix is there (`one`), or long after."""
    late = bool(one.last and other.first and other.first - one.last > _HALF_A_YEAR)
    return late or order(other, one) == -1


def _two_dates(feature: Feature, other: Answer[When], where: str) -> Finding:
    return Finding(
        feature.by.path,
        f"`{_name(feature)}` is due {feature.by.text} here and {other.text} {where}",
        f"by: {other.text}   # or the same date in both places",
        (Related(other.path, f"due {other.text}"),),
    )


def _name(feature: Feature) -> str:
    return short(feature.what.value or "a feature")


def _pinned(prd: Prd, date: When | None) -> When | None:
    """The date on the calendar, as far as the launch tells."""
    launch = prd.timeline.launch_date
    day = launch.first if launch is not None and launch.first == launch.last else None
    return date.pinned(launch=day) if date is not None else None


def _against_launch(prd: Prd, feature: Feature) -> int | None:
    """-1 for a feature that comes before launch, 1 for one that comes after it, None where nobody can tell."""
    by, launch = feature.by.value, prd.timeline.launch_date
    if by is not None and by.after_launch is not None:
        return (by.after_launch > 0) - (by.after_launch < 0)
    return order(by, launch) if by is not None and launch is not None else None


def _comes_late(prd: Prd, feature: Feature) -> bool:
    """Whether a feature surely comes after launch, and is not already told for it."""
    by = feature.by.value
    if by is None or feature.required_at_launch.value is True:
        return False
    to_come = prd.status == "live" and prd.timeline.launch_date is None and by.quarter is not None and by.first is None
    return _against_launch(prd, feature) == 1 or to_come


def _due_at_launch(prd: Prd, entry: Requirement) -> bool:
    moment = (entry.at.value or "launch").strip().lower()
    return not entry.at.broken and (
        moment in {"launch", "release", "before launch"} or prd.rollout.stage(moment) is not None
    )


_SMALL = frozenset(("a", "an", "the", "our"))


def _words(text: str | None) -> list[str]:
    words = (word for word in re.findall(r"[^\W_]+", (text or "").lower()) if word not in _SMALL)
    return [word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words]


def _quoted(text: str) -> list[list[str]]:
    """The words of each thing that a text puts in quotes."""
    quotes = re.finditer(r"\"([^\"]{1,200})\"|\u201c([^\u201d]{1,200})\u201d", text)
    return [_words(match[1] or match[2]) for match in quotes]


def _naming(entry: Requirement) -> Callable[[list[str]], bool]:
    """Tells whether a requirement names something beyond doubt: as its id, in quotes, or by three words or more."""
    told = entry.text.value or ""
    words = _words(told)
    whole = [_words(entry.id.value), words, *_quoted(told)]
    line = f" {' '.join(words)} "
    return lambda called: called in whole or (len(called) > 2 and f" {' '.join(called)} " in line)


def _holding(entry: Requirement) -> Callable[[list[str]], bool]:
    """Tells whether text and definition of a requirement hold each word of something that has four or more."""
    every = _figures([*_words(entry.text.value), *_words(entry.definition.value)])
    return lambda called: len(called) > 3 and _figures(called) <= every


_FIGURES = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9"}


def _figures(words: list[str]) -> set[str]:
    return {_FIGURES.get(word, word) for word in words}

"""The numbers a product is judged by."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.pattern import Pattern
from aiprd.quantity import Quantity, Unit
from aiprd.scalar import Choice, Count, Date, Duration, Flag, Name, Number, Probability, Text, Threshold
from aiprd.section import Many, Map, One, Section

DIMENSIONS = ("engagement", "quality", "trust", "fairness", "business", "operational", "safety", "cost")
LADDER = ("baseline", "rollback", "launch", "alert", "target", "stretch")
"""The steps of a metric's ladder, from where it is today to the best that is hoped for."""


class Baseline(Section):
    """What is there today, measured."""

    noun = "a baseline"
    shorthand = "value"
    value = Threshold("The value today.", example="12%")
    of = Text("The system it describes.", example="editorial homepage")
    n = Count("How many cases it was measured on.", example="12,000")
    date = Date("When it was measured.", example="2026-02")
    same_definition = Flag("Whether it uses the metric's own definition, unit and population.", example=True)


class Alert(Section):
    """The value at which somebody is called."""

    noun = "an alert"
    shorthand = "at"
    at = Threshold("The value that sets the alert off.", example="74%")
    over = Duration("The window it is computed over.", example="7d")
    owner = Text("Who is called.", example="on-call data scientist")
    runbook = Text("What they do, or where that is written.", example="link to the runbook")


class Goal(Section):
    """A value to reach and when."""

    noun = "a goal"
    shorthand = "value"
    value = Threshold("The value to reach.", example="80%")
    by = Date("The date.", example="launch + 1q")


class Observed(Section):
    """What was measured."""

    noun = "an observed value"
    shorthand = "value"
    value = Threshold("The value measured.", example="78%")
    n = Count("How many cases it was measured on.", example="40,000")
    from_ = Text("The experiment or evaluation set it comes from.", example="ab_2")
    date = Date("When it was measured.", example="2026-05")


class Benchmark(Section):
    """What others reach."""

    noun = "a benchmark"
    shorthand = "value"
    value = Threshold("The value others reach.", example="65%")
    of = Text("Whose it is.", example="industry survey 2025")


class Slice(Section):
    """A part of the cases with values of its own."""

    noun = "a slice"
    shorthand = "observed"
    observed = One(Observed, "What was measured on this slice.", example="52%")
    target = One(Goal, "What it should reach.", example="60%")
    launch = Threshold("What it must reach to ship.", example="60%")
    baseline = One(Baseline, "What it is today.", example="40%")
    n = Count("How many cases of the slice were measured.", example="1,200")


class Why(Section):
    """Why the thresholds stand where they stand."""

    noun = "a rationale"
    shorthand = "user"
    user = Text("What users notice at each level.", example="helpful at 70%, smart at 80%")
    business = Text("What each level is worth.", example="see business.value_at")
    risk = Text("What the errors at each level cost.", example="annoyance only")
    time = Text("What each level costs in time.", example="78 to 85 takes about 6 months")
    competition = Text("What others reach.", example="the industry reports 65%")
    regulation = Text("What the law demands.", example="no minimum applies")


class ChangeNote(Section):
    """One change of a threshold, with its reason."""

    noun = "a change"
    date = Date("When it was changed.", example="2026-04-10")
    from_ = Text("The value before.", example="65%")
    to = Text("The value after.", example="70%")
    why = Text("Why.", example="the pilot showed 65% is not noticed")


class Proxy(Section):
    """What this metric stands in for, and how that is known."""

    noun = "proxy_for"
    shorthand = "metric"
    metric = Text("What it stands in for.", example="repeat_purchase")
    evidence = Text("How the link was shown.", example="correlation 0.61 over 14 launches, ab_1 to ab_14")


def rounding(value: Quantity) -> float:
    """How far the true amount may be from the one written, by its last digit: 4.2% may have been 4.15%."""
    digits = re.search(r"[0-9][0-9,_]*(?:\.([0-9]+))?", value.text)
    typed = float(digits[0].replace(",", "").replace("_", "")) if digits and len(digits[0]) < 20 else 0.0
    scale = abs(value.amount / typed) if typed else 0.01 if value.unit is Unit.RATIO else 1.0
    return 0.5 * scale * 10.0 ** -len((digits[1] or "") if digits else "")


def same_figure(one: Quantity, other: Quantity) -> bool:
    """Whether two amounts may be one number, rounded differently; True also where their units cannot be compared."""
    apart = abs(one.amount - other.amount)
    return one.unit is not other.unit or apart <= (rounding(one) + rounding(other)) * 1.000001


class Rung(NamedTuple):
    """One step of a ladder that the document fills in."""

    level: str
    quantity: Quantity
    answer: Answer[Bound]


class Metric(Section):
    """One number the product is judged by, with its ladder from today's value to the stretch goal."""

    noun = "a metric"
    means = Text(
        "What is counted, over what, so that two people would compute the same number.",
        example="share of shown items that are clicked or added to cart",
        required=True,
    )
    dimension = Choice(DIMENSIONS, "Which side of the product it measures.", example="quality", required=True)
    better = Choice(("higher", "lower", "watch", "range"), "Which way is better.", example="higher", required=True)
    unit = Text(
        "The unit when it is not a percentage: points, duration, count, money, proportion or your own.",
        example="duration",
    )
    role = Choice(
        ("primary", "secondary", "guardrail", "diagnostic"),
        "primary has a ladder; a guardrail has a floor it must not cross. Default: primary with a launch value, else diagnostic.",
        example="primary",
    )
    floor = Threshold("For a guardrail: the value it must not cross.", example="99%")
    per = Text("What one observation is: member, session, recommendation, claim.", example="recommendation")
    cluster = Text("What groups observations that hang together.", example="member")
    cluster_size = Number("How many observations a cluster holds on average.", example=10)
    icc = Probability("How much observations of one cluster agree (intra-class correlation), 0 to 1.", example=0.2)
    measured_on = Name("evaluation set", help="The evaluation set it is measured on.", example="eval_qa")
    judge = Name("judge", help="The judge that scores it.", example="j1")
    trials = Text("How often each case is tried and what counts: pass^4 means all four.", example="pass^4")
    attempts = Text("Attempts for each case.", example="5 per case")
    source = Choice(
        ("offline", "online", "survey", "judge"), "Where the number comes from.", also=True, example="online"
    )
    nature = Choice(
        ("model", "deterministic"),
        "deterministic behaviour may be promised at 100%, a model's quality may not.",
        example="model",
    )
    made_of = Many(Name("metric"), "The metrics it is composed of.", example=["ctr", "add_to_cart"])
    how = Choice(("any", "all", "weighted"), "How the parts make the whole.", example="any")
    horizon = Duration("How long after the event the outcome is known.", example="30d")
    proxy_for = One(Proxy, "What it stands in for.")
    guardrail = Name("metric", help="The metric that keeps this one honest.", example="returns_rate")
    baseline = One(
        Baseline,
        "What is there today.",
        example={"value": "12%", "of": "editorial homepage", "n": "12,000", "date": "2026-02"},
    )
    rollback = Threshold("The value at which the product is taken back.", example="60%")
    launch = Threshold("The value to ship at.", example="70%")
    alert = One(
        Alert, "The value at which somebody is called.", example={"at": "74%", "over": "7d", "owner": "on-call"}
    )
    target = One(Goal, "The value to reach after launch, and when.", example={"value": "80%", "by": "launch + 1q"})
    stretch = One(Goal, "The best that is hoped for, and when.", example={"value": "85%", "by": "launch + 1y"})
    observed = One(Observed, "What was measured.", example={"value": "78%", "n": "40,000", "from": "ab_2"})
    benchmark = One(Benchmark, "What others reach.", example={"value": "65%", "of": "industry"})
    slices = Map(
        One(Slice),
        "Parts of the cases with values of their own.",
        example={"cold_start": {"observed": "52%", "target": "60%"}},
    )
    why = One(
        Why, "Why the thresholds stand where they stand.", example={"user": "helpful at 70%", "risk": "annoyance only"}
    )
    changes = Many(One(ChangeNote), "Changes of the thresholds, dated, with reasons.")

    @property
    def name(self) -> str:
        return str(self.path[-1])

    def rung(self, level: str) -> Answer[Bound]:
        """The answer at one step of the ladder, given or not."""
        return self._rungs[level]

    @cached_property
    def _rungs(self) -> Mapping[str, Answer[Bound]]:
        return {
            "baseline": self.baseline.value,
            "rollback": self.rollback,
            "launch": self.launch,
            "alert": self.alert.at,
            "target": self.target.value,
            "stretch": self.stretch.value,
            "observed": self.observed.value,
            "benchmark": self.benchmark.value,
            "floor": self.floor,
        }

    def amount(self, level: str) -> Quantity | None:
        """The value at one step of the ladder, `observed`, `benchmark` or `floor`; None when it is not given."""
        bound = self.rung(level).value
        return bound.value if bound is not None else None

    @cached_property
    def figures(self) -> Sequence[Rung]:
        """All values that are filled in: the ladder's, lowest first, then what was observed, what others reach, the floor."""
        told = (
            (level, answer.value.value, answer) for level, answer in self._rungs.items() if answer.value is not None
        )
        return [Rung(level, value, answer) for level, value, answer in told if value is not None]

    @cached_property
    def ladder(self) -> Sequence[Rung]:
        """The steps that are filled in, lowest first as the format orders them."""
        return [rung for rung in self.figures if rung.level in LADDER]

    @property
    def is_primary(self) -> bool:
        """Whether it has, or should have, a ladder."""
        return self.effective_role == "primary"

    @property
    def effective_role(self) -> str:
        """The role as said, else primary with a launch value, else diagnostic."""
        if self.role.value:
            return self.role.value
        return "diagnostic" if self.launch.absent else "primary"

    @property
    def lower_is_better(self) -> bool:
        return self.better.value == "lower"

    def exceeds(self, one: float, other: float) -> bool:
        """Whether `one` is strictly better than `other` in the metric's own direction."""
        return one < other if self.lower_is_better else one > other

    @property
    def goals_in_order(self) -> bool:
        """Whether launch, target and stretch, as far as they are given, grow in the metric's own direction."""
        goals = [rung.quantity for rung in self.ladder if rung.level in {"launch", "target", "stretch"}]
        return not any(
            one.unit is other.unit and self.exceeds(one.amount, other.amount) for one, other in pairwise(goals)
        )

    @cached_property
    def measure(self) -> Unit | None:
        """The unit its values are in: as said, else as the ladder's values are written; None when neither tells."""
        said = (self.unit.value or "").strip().lower()
        if said in _UNITS:
            return _UNITS[said]
        if said:
            return Unit.NUMBER
        return next((rung.quantity.unit for rung in self.figures if rung.quantity.unit is not Unit.NUMBER), None)

    @cached_property
    def counted_in(self) -> Unit | None:
        """Its unit, also where only `means` tells that it is a share: `share of …`, or one thing over the same thing."""
        if self.measure is not None or self.unit.given:
            return self.measure
        return Unit.RATIO if _SHARE.match(self.means.value or "") else None


_SHARE = Pattern(
    r"\s*(?:the |an? )?(?:share|percentage|percent) of\b(?!.*\b(?:less|minus)\b)"
    r"|\s*(?:the )?([^\W\d_]{3,})\b[^/]*/ ?(?:all )?\1\b",
    re.IGNORECASE,
)
"""A share of a whole: `tickets routed / tickets`. A difference of two shares may be told in points."""

_UNITS = {
    "ratio": Unit.RATIO,
    "proportion": Unit.RATIO,
    "percent": Unit.RATIO,
    "percentage": Unit.RATIO,
    "%": Unit.RATIO,
    "share": Unit.RATIO,
    "points": Unit.POINTS,
    "point": Unit.POINTS,
    "pp": Unit.POINTS,
    "duration": Unit.SECONDS,
    "time": Unit.SECONDS,
    "seconds": Unit.SECONDS,
    "ms": Unit.SECONDS,
    "count": Unit.COUNT,
    "number": Unit.COUNT,
    "money": Unit.MONEY,
}

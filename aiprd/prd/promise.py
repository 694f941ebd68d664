"""What is promised: requirements, stories, and what happens when the model fails."""

import re
from collections.abc import Iterator
from functools import cached_property

from aiprd.answer import Answer, Entries, State, Table
from aiprd.bound import Bound
from aiprd.bound import bound as read_bound
from aiprd.diagnostic import Path
from aiprd.field import JsonSchema, NameUse, Reading
from aiprd.quantity import GrammarError, Quantity, Unit
from aiprd.scalar import Amount, BoundText, Choice, Count, Duration, Flag, Name, Number, Text
from aiprd.section import Many, Map, One, Section

_FIGURE = re.compile(r"[\d<>=≤≥]|\bat (?:least|most)\b")
_NAME = re.compile(r"[^\W\d]\w*")

RULES = ("point", "lower_90", "lower_95", "upper_90", "upper_95", "worst_90", "worst_95")
METHODS = ("offline", "ab", "monitor", "review")
FAMILIES = ("performance", "coverage", "latency", "fairness", "explainability", "fallback", "monitoring")
"""The seven that every product answers."""
MORE_FAMILIES = ("reliability", "experience", "safety", "security", "privacy", "cost", "oversight")


def pasted(answer: Answer[Bound], bound: Bound) -> str:
    """`bound` as the line to paste where `answer` stands; quoted where a comma could cut it in two."""
    key = answer.path[-1] if answer.path else ""
    return f'{key}: "{bound.show()}"' if isinstance(key, str) else f"- {bound.show()}"


class Groups(Map[Entries[Answer[str]]]):
    """Attributes with their groups, or a bare list of attributes; groups may carry shares (`{north: 60%, south: 40%}`)."""

    def read(self, value: object, path: Path, reading: Reading) -> Table[Entries[Answer[str]]]:
        if isinstance(value, str) and self.without_value(value, path, Reading()) is None:
            value = [value]
        if isinstance(value, list):
            names = (answer for answer in Many(Text()).read(value, path, reading) if answer.given)
            return Table(path, State.GIVEN, {name.text: self.item.nothing(name.path, State.ABSENT) for name in names})
        if isinstance(value, dict) and "na" not in value:
            value = {
                name: list(part) if isinstance(part, dict) and "na" not in part else part
                for name, part in value.items()
            }
        return super().read(value, path, reading)

    def schema(self) -> JsonSchema:
        groups: JsonSchema = {"type": ["array", "object", "string", "number"], "items": Text().schema()}
        groups["properties"] = {"na": {"$ref": "#/$defs/reason"}}
        return {
            **super().schema(),
            "type": ["object", "array", "string"],
            "items": Text().schema(),
            "additionalProperties": groups,
        }


class Requirement(Section):
    """One promise that can be checked; a bare line is its bound."""

    noun = "a requirement"
    shorthand = "bound"
    id = Text("A short name.", example="parity")
    bound = BoundText(
        "What must hold: metric, operator, value, window, sample size.",
        example="relevance >= launch over 14d, n >= 10000",
    )
    text = Text(
        "The requirement in words, where a bound does not say it.", example="Members can choose the plain homepage"
    )
    when = Text("The condition that sets it off.", example="confidence < 60%")
    then = Name("degradation level", help="For a fallback: the degradation level it leads to.", example="popularity")
    within = Duration("How soon.", example="100ms")
    across = Groups(
        Many(Text()), "For fairness: the attributes and their groups.", example={"age_group": ["18-34", "35-54", "55+"]}
    )
    definition = Text("Which notion of fairness, explanation or coverage is meant.", example="performance parity")
    measured_on = Name("evaluation set", help="The evaluation set that decides it.", example="eval_qa")
    on = Name("evaluation set", help="The same as measured_on; YAML 1.1 tools misread this key.", example="eval_qa")
    margin = Amount("How far from the bound the truth is expected to be.", example="2pp")
    n = Count("How many cases decide it; for fairness, in each group.", example="1,200")
    of = Text("Of what it is a share: the denominator.", example="active members, opted-out members excluded")
    budget = Duration("How long the user waits at most, everything included.", example="400ms")
    timeout = Duration("How long the model is given.", example="200ms")
    rule = Choice(
        RULES, "Whether the estimate itself decides, or its confidence bound on the bad side.", example="lower_95"
    )
    verify = Choice(METHODS, "How it is checked.", also=True, example="offline")
    owner = Text("Who checks it.", example="B. Osei")
    at = Text("The gate or rollout stage at which it is checked.", example="launch")
    nature = Choice(
        ("model", "deterministic"), "deterministic behaviour may be promised at 100%.", example="deterministic"
    )
    for_ = Text("For whom.", example="members")
    until = Text("What ends it.", example="3 purchases")
    every = Duration("How often.", example="1d")
    alerts = Many(
        Name("metric", "signal"), "What sets off an alert: metrics, or `volume`.", example=["relevance", "volume"]
    )
    over = Duration("The window it is checked over, where the bound does not say.", example="14d")

    @classmethod
    def shorthand_for(cls, value: object) -> str:
        """A bare sentence without a figure or an operator is the requirement in words; anything else is its bound."""
        sentence = isinstance(value, str) and value.count(" ") > 1 and not _FIGURE.search(value)
        return "text" if sentence else cls.shorthand

    family: str = ""
    """The family it stands under; set when the requirements are read."""

    @property
    def label(self) -> str:
        """What to call it in a sentence: its id, else its bound or text, else its family."""
        return self.id.value or self.bound.text or self.text.value or self.family

    @property
    def sample(self) -> Answer[Quantity]:
        """The stated sample size: of the bound, else of the entry or the defaults."""
        bound = self.bound.value
        if bound is not None and bound.n is not None:
            return Answer(self.bound.path, State.GIVEN, bound.n, text=bound.n.text)
        return self.n

    @property
    def window(self) -> Answer[Quantity]:
        """The stated window: of the bound, else of the entry."""
        bound = self.bound.value
        if bound is not None and bound.over is not None:
            return Answer(self.bound.path, State.GIVEN, bound.over, text=bound.over.text)
        return self.over

    def restated(self, *, n: str = "", over: str = "") -> str:
        """Its bound as a line to paste, with another sample size or window; quoted where a comma could cut it in two."""
        bound = self.bound.value
        if bound is None:
            return ""
        over = over or (bound.over.text if bound.over is not None else "")
        n = n or (bound.n.text if bound.n is not None else "")
        text = (
            bound._replace(over=None, n=None).show() + (f" over {over}" if over else "") + (f", n >= {n}" if n else "")
        )
        return f"- {text}" if self.path == self.bound.path else f'bound: "{text}"'

    @property
    def evaluation(self) -> Answer[str]:
        """The evaluation set that decides it, by either of its two names."""
        return self.on if self.on.given and not self.measured_on.given else self.measured_on


class Defaults(Section):
    """What holds for each requirement that does not say otherwise."""

    noun = "requirements.defaults"
    verify = Choice(METHODS, "How requirements are checked.", also=True, example="monitor")
    owner = Text("Who checks them.", example="B. Osei")
    at = Text("The gate or stage at which they are checked.", example="launch")
    rule = Choice(RULES, "Whether the estimate or a confidence bound decides.", example="lower_90")
    measured_on = Name("evaluation set", help="The evaluation set that decides them.", example="eval_qa")
    n = Count("The sample size.", example="10,000")


class Requirements(Section):
    """What must hold, by family. Each line is also a line of the acceptance checklist."""

    noun = "requirements"
    performance = Many(
        One(Requirement),
        "How good the answers are.",
        example=["relevance >= launch over 14d, n >= 10000"],
        required=True,
    )
    coverage = Many(
        One(Requirement),
        "For what share of what it answers at all.",
        example=["coverage >= 95% of active members"],
        required=True,
    )
    latency = Many(One(Requirement), "How fast, at which percentile.", example=["P95 latency < 200ms"], required=True)
    fairness = Many(
        One(Requirement),
        "How far groups may differ.",
        example=[{"bound": "relevance gap <= 10pp", "across": {"region": ["north", "south"]}, "n": "1,200"}],
        required=True,
    )
    explainability = Many(
        One(Requirement),
        "What is explained, to whom, on what share of outputs.",
        example=[{"text": "Each item says why it is shown", "bound": "100%", "for": "members"}],
        required=True,
    )
    fallback = Many(
        One(Requirement),
        "What happens when the model cannot answer.",
        example=[{"when": "model timeout", "then": "popularity", "within": "100ms"}],
        required=True,
    )
    monitoring = Many(
        One(Requirement),
        "What is watched after launch, how often, with which alerts.",
        example=[{"every": "1d", "alerts": ["relevance", "volume"]}],
        required=True,
    )
    reliability = Many(
        One(Requirement), "How often it is up, and how it recovers.", example=["uptime >= 99.5% over 30d"]
    )
    experience = Many(
        One(Requirement),
        "What users see and control.",
        example=[{"text": "Members can switch to the plain homepage", "nature": "deterministic"}],
    )
    safety = Many(One(Requirement), "What must never, or hardly ever, happen.")
    security = Many(One(Requirement), "What attackers must not achieve.")
    privacy = Many(One(Requirement), "How personal data is kept.")
    cost = Many(One(Requirement), "What it may cost.")
    oversight = Many(One(Requirement), "How people stay in charge.")
    defaults = One(
        Defaults,
        "What holds for each requirement that does not say otherwise.",
        example={"verify": "monitor", "owner": "B. Osei", "at": "launch"},
    )

    @classmethod
    def build(cls, value: dict[str, object], path: Path, reading: Reading) -> "Requirements":
        section = super().build(value, path, reading)
        inherited = {name: part for name, part in vars(section.defaults).items() if name in _INHERITED}
        for family, entry in section.each():
            entry.family = family
            inside = vars(entry)
            for name, part in inherited.items():
                inside.setdefault(name, part)
        return section

    def each(self) -> Iterator[tuple[str, Requirement]]:
        """Every requirement with its family, in the order of the families."""
        for family in (*FAMILIES, *MORE_FAMILIES):
            for entry in self.of_family(family):
                yield family, entry

    def of_family(self, family: str) -> Entries[Requirement]:
        entries: Entries[Requirement] = getattr(self, family)
        return entries


_INHERITED = ("verify", "owner", "at", "rule", "measured_on", "n")


class StoryFallback(Section):
    """What the story's user gets when the model cannot answer."""

    noun = "a story's fallback"
    when = Text("The condition.", example="new member")
    then = Name("degradation level", help="The degradation level it leads to.", example="popularity")

    @property
    def label(self) -> str:
        """What to call it in a sentence."""
        return self.then.value or self.when.value or ""


class Story(Section):
    """A user story with the four parts an AI product adds: inputs, bound, measurement, fallback."""

    noun = "a story"
    as_ = Text("Who.", example="loyalty member", required=True)
    want = Text("What they want.", example="suggestions on my homepage", required=True)
    so_that = Text("Why.", example="I find products I would not have searched for", required=True)
    inputs = Many(Name("data source", "component"), "The data it needs, by id.", example=["purchases"])
    bound = BoundText("How well it must work.", example="relevance >= launch")
    measured_by = Text("How that is measured; best a metric's name.", example="relevance")
    fallback = One(
        StoryFallback,
        "What they get when the model cannot answer.",
        example={"when": "new member", "then": "popularity"},
    )


class Level(Section):
    """One step of the degradation ladder, from the full product to its last state."""

    noun = "a degradation level"
    level = Number("Its place: 1 is the full product.", whole=True, example=3)
    id = Text("A short name that fallbacks and failure modes lead to.", example="popularity")
    shows = Text("What users see.", example="the 20 best-selling items of the week")
    when = Text("What leads here.", example="no model answer within 200ms")
    recover = Text("What leads back; not the same as what led here.", example="5 minutes of answers within 150ms")
    needs = Many(Text(), "The data sources and components it needs; `model` always exists.", example=["editorial"])
    explanation = Text("What users are told about why they see this.", example="Popular this week")
    starts_within = Duration("How soon it shows.", example="100ms")
    ai = Flag("Whether AI is still at work.", example=False)
    quality = BoundText("How good it is.", free=True, example="ctr >= 4%")

    @property
    def label(self) -> str:
        """What to call it in a sentence."""
        if self.id.value:
            return self.id.value
        return f"level {self.level.value:g}" if self.level.value is not None else "a level"

    @property
    def uses_model(self) -> bool | None:
        """Whether AI is still at work here: as said, else by `needs`; None when neither tells."""
        if self.ai.value is not None:
            return self.ai.value
        if self.needs.given:
            return any(need.value == "model" for need in self.needs)
        return None


class FailureMode(Section):
    """One way the product fails, how one notices, and what users get instead."""

    noun = "a failure mode"
    id = Text("A short name.", example="stale_stock")
    type = Choice(
        ("model", "data", "infrastructure", "drift", "edge", "misuse", "attack"), "What fails.", example="data"
    )
    signal = Text("How it is noticed, with a number.", example="more than 50% of items out of stock")
    loses = Many(Text(), "What is no longer there: data sources, components, `model`.", example=["inventory"])
    goes_to = Name("degradation level", help="The degradation level it leads to.", example="category")
    user_sees = Text("What users see then.", example="a row of items from one category")
    owner = Text("Who deals with it.", example="catalogue team")
    test = Text("How it is provoked in a test.", example="stop the stock feed in staging for 1h")
    expected_share = Amount("The share of traffic it is expected to touch.", example="2%")
    mitigation = Text(
        "What is done so that it happens less.", example="seasonal items are weighted down after the season"
    )


class EscalationTimeout(Section):
    """What happens when nobody takes over in time."""

    noun = "escalation.timeout"
    shorthand = "after"
    after = Duration("How long a handed-over case waits.", example="10min")
    default = Text("What happens then.", example="the request is declined and the customer called back")


class Escalation(Section):
    """When, how and to whom a case is handed over to a person."""

    noun = "escalation"
    triggers = Many(
        Text(),
        "What hands a case over, each with a number or an event.",
        example=["confidence < 60%", "2 failed attempts"],
    )
    to = Text("Who takes over.", example="second-line support")
    context = Text("What they are given.", example="transcript and the last three answers")
    handoff = Text("What the user sees in between.", example="A colleague joins within 2 minutes")
    share = Amount("The share of cases expected to be handed over.", example="5%")
    handling = Duration("How long a person needs for one case.", example="6min")
    capacity = Text("How many hours a month are staffed.", example="1000 h/mo")
    timeout = One(
        EscalationTimeout,
        "What happens when nobody takes over in time.",
        example={"after": "10min", "default": "decline"},
    )
    log = Text("What is written down.", example="every handover with its reason")
    review = Text("How often the log is reviewed, and by whom.", example="weekly by the support lead")


class KillSwitch(Section):
    """What takes the product back, who pulls it, how fast, and what users see then."""

    noun = "rollout.kill_switch"
    trigger = BoundText("The bound on a monitored metric that sets it off.", example="relevance < rollback over 1d")
    owner = Text("Who pulls it.", example="on-call engineer")
    within = Duration("How long the way back takes once triggered.", example="15min")
    then = Name("degradation level", help="What users see after: a degradation level.", example="generic")


class Stage(Section):
    """One step of the rollout."""

    noun = "a rollout stage"
    shorthand = "share"
    id = Text("A short name.", example="canary")
    kind = Choice(("shadow", "internal", "percent", "segment", "full"), "What kind of step it is.", example="percent")
    share = Amount("The share of users exposed; 0% in a shadow stage.", example="5%")
    traffic = Amount("For a shadow stage: the share of traffic scored in silence.", example="100%")
    min_time = Duration("The least time it lasts.", example="14d")
    gate = Many(
        Text(),
        "What must hold before the next step: bounds or metric names.",
        example=["relevance >= launch over 14d, n >= 10000"],
    )
    decides = Text("Who decides.", example="A. Lee")

    @classmethod
    def build(cls, value: dict[str, object], path: Path, reading: Reading) -> "Stage":
        """A gate may hold words; what reads as a bound, or as a metric's name misspelt, is looked up."""
        section = super().build(value, path, reading)
        for entry, bound in section.bounds():
            if len(bound.metric) > 1:
                reading.names.append(NameUse(Answer(entry.path, State.GIVEN, bound, text=entry.text), ("metric",)))
        for entry in section.gate:
            if entry.value is not None and _NAME.fullmatch(entry.value):
                reading.names.append(NameUse(entry, ("metric", "requirement", "words")))
        return section

    @property
    def label(self) -> str:
        return self.id.value or (self.share.text if self.share.given else "") or self.kind.value or "a stage"

    @property
    def exposure(self) -> float | None:
        """The share of users it exposes; None where the document does not say."""
        share = self.share.value
        if share is None:
            return 1.0 if self.kind.value == "full" and self.share.absent else None
        if share.unit is not Unit.RATIO or (self.kind.value == "segment" and share.amount >= 1):
            return None  # 100% of a segment is that segment, and nobody knows how much of the whole it is
        return share.amount

    def bounds(self) -> Iterator[tuple[Answer[str], Bound]]:
        """What its gate asks for, as far as that is written as bounds."""
        for entry in self.gate:
            try:
                if entry.value is not None:
                    yield entry, read_bound(entry.value)
            except GrammarError:
                continue


class Rollout(Section):
    """How the product reaches its users, step by step, and the way back."""

    noun = "rollout"
    took = Duration("How long the whole took, or should take.", example="6w")
    variant = Text("The variant that is rolled out.", example="design C")
    stages = Many(
        One(Stage),
        "The steps, from smallest to all.",
        example=[
            {"share": "5%", "min_time": "14d", "gate": ["relevance >= launch"], "decides": "A. Lee"},
            {"share": "100%"},
        ],
    )
    ceiling = Amount("The share at which it ends when that is not 100%.", example="95%")
    kill_switch = One(
        KillSwitch,
        "The way back.",
        example={
            "trigger": "relevance < rollback over 1d",
            "owner": "on-call engineer",
            "within": "15min",
            "then": "generic",
        },
    )
    holdout = Amount("The share kept without the product, to measure its effect.", example="5%")

    @property
    def steps(self) -> list[Stage]:
        """The stages that users see: neither shadow nor internal ones."""
        seen = [stage for stage in self.stages if stage.given and stage.kind.value not in {"shadow", "internal"}]
        return [stage for stage in seen if stage.exposure != 0]

    def stage(self, name: str | None) -> Stage | None:
        """The stage of that id, or of that share or kind where it has no id; None where none or several match."""
        return self._by_label.get((name or "").strip().lower())

    @cached_property
    def _by_label(self) -> dict[str, Stage | None]:
        found: dict[str, Stage | None] = {}
        for stage in self.stages:
            label = stage.label.lower()
            found[label] = None if label in found or not stage.given else stage
        return found

    @property
    def held_out(self) -> float:
        """The share of users kept without the product; 0 where none is given."""
        held = self.holdout.value
        return held.amount if held is not None and held.unit is Unit.RATIO else 0.0

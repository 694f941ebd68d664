"""What is promised: requirements and stories."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from aiprd.answer import Answer, Entries, State, Table
from aiprd.bound import Bound
from aiprd.diagnostic import Path
from aiprd.field import JsonSchema, Reading
from aiprd.quantity import Quantity
from aiprd.scalar import Amount, BoundText, Choice, Count, Duration, Name, Text
from aiprd.section import Many, Map, One, Section

_FIGURE = re.compile(r"[\d<>=≤≥]|\bat (?:least|most)\b")

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
        named = {key: value for key, value in super().schema().items() if key != "enum_of_strings"}
        return {
            **named,
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
        return iter(self._all)

    @cached_property
    def _all(self) -> Sequence[tuple[str, Requirement]]:
        return [(family, entry) for family in (*FAMILIES, *MORE_FAMILIES) for entry in self.of_family(family)]

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

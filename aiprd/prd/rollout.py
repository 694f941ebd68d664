"""How it reaches its users, and how it is taken back."""

import re
from collections.abc import Iterator
from functools import cached_property

from aiprd.answer import Answer, State
from aiprd.bound import Bound
from aiprd.bound import bound as read_bound
from aiprd.diagnostic import Path
from aiprd.field import NameUse, Reading
from aiprd.quantity import GrammarError, Unit
from aiprd.scalar import Amount, BoundText, Choice, Duration, Name, Text
from aiprd.section import Many, One, Section

_NAME = re.compile(r"[^\W\d]\w*")


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

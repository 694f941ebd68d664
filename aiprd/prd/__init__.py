"""The typed PRD: every value carries its path, and any YAML whatsoever gives one."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from aiprd.answer import Answer, State
from aiprd.bound import Bound
from aiprd.diagnostic import Flaw
from aiprd.field import Reading
from aiprd.prd.assistant import Agent, Llm, Security
from aiprd.prd.business import Business, Claim, Limitation, Roadmap, Stakeholders
from aiprd.prd.evidence import Change, Data, Drift, Evaluation, Experiment, Feedback, Monitoring
from aiprd.prd.failure import Escalation, FailureMode, Level
from aiprd.prd.metric import Metric
from aiprd.prd.names import resolve, used_name
from aiprd.prd.practice import Experience, Mvp, Study
from aiprd.prd.promise import Requirement, Requirements, Story
from aiprd.prd.purpose import (
    Approach,
    Component,
    Ethics,
    Feasibility,
    Problem,
    Product,
    Regulation,
    Risk,
    Timeline,
    Traffic,
    Waiver,
)
from aiprd.prd.rollout import Rollout
from aiprd.quantity import Quantity
from aiprd.scalar import Number, Text
from aiprd.section import Many, Map, One, Section

FORMAT_VERSION = 1

SMALLEST = (
    "aiprd",
    "product",
    "problem",
    "risk",
    "metrics",
    "requirements",
    "stories",
    "degradation",
    "failure_modes",
    "limitations",
)
"""The keys of the smallest useful PRD."""


class Prd(Section):
    """An AI product requirements document."""

    noun = "the document"

    aiprd = Number("The version of this format.", whole=True, example=1, required=True)
    product = One(Product, "What is being built, by whom, and how far along it is.", required=True)
    problem = One(Problem, "The user's problem, before any technique is named.", required=True)
    feasibility = One(Feasibility, "Whether it can be done at all.")
    approaches = Many(One(Approach), "Candidate ways to solve the problem.")
    risk = One(Risk, "What an error costs; its tier sets how deep the questions go.", required=True)
    ethics = One(Ethics, "The questions of the ethics review.")
    regulation = One(Regulation, "Which laws apply.")
    traffic = One(Traffic, "How many, how often.")
    data = One(Data, "What the product learns from and works on.")
    metrics = Map(One(Metric), "The numbers it is judged by, each with its ladder.", required=True)
    requirements = One(Requirements, "What must hold, by family.", required=True)
    stories = Many(One(Story), "User stories with inputs, bound, measurement and fallback.", required=True)
    degradation = Many(One(Level), "The steps from the full product to its last state.", required=True)
    failure_modes = Many(One(FailureMode), "The ways it fails.", required=True)
    escalation = One(Escalation, "When and how a person takes over.")
    evaluation = One(Evaluation, "How it is tested.")
    experiments = Many(One(Experiment), "Controlled tests with users.")
    rollout = One(Rollout, "How it reaches its users, and the way back.")
    monitoring = One(Monitoring, "How one notices that it no longer works.")
    feedback = One(Feedback, "What users say, and what it changes.")
    drift = One(Drift, "How changes in the world are noticed.")
    change = One(Change, "How the model changes after launch.")
    experience = One(Experience, "What users see and control.")
    research = Many(One(Study), "Studies with users.")
    mvp = One(Mvp, "The smallest version that teaches something.")
    llm = One(Llm, "How it uses language models.")
    agent = One(Agent, "What the agent may do.")
    security = One(Security, "What attackers want, and what stops them.")
    business = One(Business, "What it is worth and what it costs.")
    claims = Many(One(Claim), "Figures that are told to others.")
    limitations = Many(One(Limitation), "What it does not do well.", required=True)
    roadmap = One(Roadmap, "Features with dates, performance as ranges.")
    stakeholders = One(Stakeholders, "What is told to whom.")
    timeline = One(Timeline, "Phases and dates.")
    waivers = Many(One(Waiver), "Findings the team accepts, why, and until when.")
    components = Map(
        One(Component), "Things a fallback can stand on besides data.", example={"editorial": "daily editorial feed"}
    )
    glossary = Map(
        Text(), "What terms mean here; a defined term is not vague.", example={"active": "signed in within 30 days"}
    )

    @property
    def tier(self) -> str:
        """The risk tier; `low` where the document does not say."""
        return self.risk.tier.value or "low"

    @property
    def status(self) -> str:
        """How far along the product is; `building` where the document does not say."""
        return self.product.status.value or "building"

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(kind.value for kind in self.product.kinds if kind.value)

    def level(self, name: str | None) -> Level | None:
        """The degradation level with that id."""
        return self._levels.get(name or "")

    @cached_property
    def _levels(self) -> Mapping[str, Level]:
        """The levels by their id; of two with one id, the first."""
        return {level.id.value: level for level in reversed(self.degradation) if level.id.value}

    @cached_property
    def lower_levels(self) -> Sequence[Level]:
        """The degradation levels below the full product, which has the lowest number or, without numbers, comes first."""
        levels = [level for level in self.degradation if level.given]
        numbers = [level.level.value for level in levels if level.level.value is not None]
        if len(numbers) < len(levels):
            return levels[1:]
        first = min(numbers, default=0)
        return [level for level in levels if level.level.value is not None and level.level.value > first]

    def primary_metrics(self) -> Iterator[Metric]:
        """The metrics that have, or should have, a ladder."""
        return (metric for metric in self.metrics.values() if metric.given and metric.is_primary)

    def metric(self, name: str | None) -> Metric | None:
        """The metric of that name, given."""
        found = self.metrics.items_by_name.get(name or "")
        return found if found is not None and found.given else None

    def requirements_on(self, metric: str) -> Iterator[tuple[str, Requirement]]:
        """The requirements, with their families, whose bound is on that metric."""
        return iter(self._by_metric.get(metric, ()))

    @cached_property
    def _by_metric(self) -> Mapping[str, Sequence[tuple[str, Requirement]]]:
        found: dict[str, list[tuple[str, Requirement]]] = {}
        for family, entry in self.requirements.each():
            if entry.bound.value is not None:
                found.setdefault(entry.bound.value.metric, []).append((family, entry))
        return found

    def offline(self, entry: Requirement) -> bool:
        """Whether a fixed set of cases decides the requirement, so that no window in time is due."""
        if entry.verify.value == "offline":
            return True
        if entry.verify.value in {"monitor", "ab"} or entry.window.given:
            return False
        metric = self.metric(entry.bound.value.metric) if entry.bound.value is not None else None
        on_a_set = metric is not None and (metric.measured_on.given or metric.source.value == "offline")
        return entry.evaluation.given or on_a_set

    def cases(self, entry: Requirement) -> Answer[Quantity]:
        """How many cases decide the requirement: as it says, else all of its evaluation set."""
        if entry.sample.given or entry.verify.value in {"monitor", "ab"}:
            return entry.sample
        metric = self.metric(entry.bound.value.metric) if entry.bound.value is not None else None
        name = entry.evaluation.value or (metric.measured_on.value if metric is not None else None)
        sizes = (part.n for part in self.evaluation.sets if name and part.id.value == name and part.n.given)
        return next(sizes, entry.sample)

    def value_of(self, bound: Bound) -> Quantity | None:
        """The number a bound asks for: its own, or the level of its metric that it names; None when neither stands."""
        if bound.value is not None:
            return bound.value
        metric = self.metric(bound.metric)
        if metric is None or not bound.level:
            return None
        own = metric.slices.get(bound.slice)
        if own is not None and bound.level == "launch" and own.launch.value is not None:
            return own.launch.value.value
        return metric.amount(bound.level)

    used_names: tuple[str, ...] = ()
    """Every name that one part uses and another defines, as often as it is used; set when the PRD is loaded."""


def load(data: object) -> tuple[Prd, list[Flaw]]:
    """The PRD for plain data, and what is wrong with its shape and names. Never raises."""
    reading = Reading()
    if not isinstance(data, dict) or not any(key in Prd.fields or key.startswith("x-") for key in data):
        if data is not None:
            told = "none of its keys is one of a PRD's" if isinstance(data, dict) else "it has no keys at all"
            fix = "aiprd: 1   # then product, problem, risk, metrics, …; `aiprd init` scaffolds a PRD"
            reading.flaw("FORM011", (), f"this is no PRD in aiprd's format: {told}", fix)
        return Prd((), State.BROKEN), reading.flaws
    prd = Prd.build(data, (), reading)
    resolve(prd, reading)
    prd.used_names = tuple(name for use in reading.names if (name := used_name(use.answer.value)))
    return prd, reading.flaws

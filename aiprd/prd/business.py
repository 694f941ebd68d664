"""What it is worth and what is told of it: business, claims, limitations, roadmap, stakeholders."""

from aiprd.answer import Answer, State
from aiprd.diagnostic import Path
from aiprd.field import NameUse, Reading
from aiprd.scalar import Date, Duration, Flag, Money, Name, Number, Text, Threshold
from aiprd.section import Many, Map, One, Section


class Roi(Section):
    """The return that is claimed, and how it is computed."""

    noun = "business.roi"
    shorthand = "value"
    value = Text("The figure.", example="340%")
    over = Duration("The period.", example="3y")
    formula = Text("How it is computed.", example="(value - cost) / cost")


class Business(Section):
    """What each level is worth, and what it costs."""

    noun = "business"
    value_of = Name("metric", help="The metric the values hang on.", example="relevance")
    value_at = Map(Money(), "What each level of the metric is worth.", example={"70%": "$1.8M/y", "78%": "$2.4M/y"})
    cost = Money("What it costs.", example="$550k/y")
    roi = One(Roi, "The return that is claimed.")
    unit_cost = Money("What one case costs.", example="$0.002")
    unit_value = Money("What one case is worth.", example="$0.01")


class Claim(Section):
    """A figure that is told to others."""

    noun = "a claim"
    shorthand = "text"
    text = Text("The claim as it is told.", example="78% relevance is 6.5x the homepage")
    metric = Name("metric", help="The metric it speaks of.", example="relevance")
    from_ = Threshold("The value it starts from.", example="12%")
    to = Threshold("The value it ends at.", example="78%")
    factor = Text("The multiple as told.", example="6.5")
    lift = Text("The relative change as told.", example="+550%")
    points = Text("The difference as told.", example="+66pp")
    basis = Text("What it rests on: measured or modelled, annualised or not.", example="measured in ab_2 over 6 weeks")
    period = Text("The period it covers.", example="2026-03 to 2026-04")
    attribution = Text("How the effect is attributed.", example="5% holdout")
    evidence = Text("The experiment or evaluation that shows it.", example="ab_2")

    @property
    def label(self) -> str:
        """What to call it in a sentence."""
        return self.text.value or ""


class Limitation(Section):
    """Something it does not do well, told honestly."""

    noun = "a limitation"
    shorthand = "what"
    what = Text("What does not work well.", example="new members")
    slice = Text("The slice it concerns.", example="cold_start")
    metric = Name("metric", help="The metric that shows it.", example="relevance")
    fallback = Text("What users get instead.", example="popularity")
    fix = Text("What will mend it.", example="style quiz at sign-up")
    by = Date("When.", example="2026-Q3")

    @property
    def label(self) -> str:
        """What to call it in a sentence."""
        return self.what.value or ""


class Allocation(Section):
    """How effort is divided, in percent."""

    noun = "roadmap.allocation"
    model = Number("Share of effort for the model, in percent.", example=40)
    feature = Number("Share of effort for features, in percent.", example=30)
    infrastructure = Number("Share of effort for infrastructure, in percent.", example=30)


class Feature(Section):
    """One feature on the roadmap."""

    noun = "a roadmap feature"
    shorthand = "what"
    what = Text("The feature.", example="style quiz")
    by = Date("When.", example="2026-Q3")
    required_at_launch = Flag("Whether launch needs it.", example=False)

    @property
    def label(self) -> str:
        """What to call it in a sentence."""
        return self.what.value or ""


class ResearchItem(Section):
    """One open question with a time limit."""

    noun = "a research item"
    shorthand = "what"
    what = Text("The question.", example="Do embeddings help new members?")
    timebox = Duration("The most time it may take.", example="4w")
    success = Text("What would count as success.", example="cold-start relevance >= 60% offline")
    kill = Text("What would end it.", example="under 55% after 4 weeks")


PERFORMANCE_KEYS = ("by", "driver", "outcome")
"""The keys of a roadmap's performance entry that are no metric."""


class Roadmap(Section):
    """Two tracks: features with dates, performance as ranges."""

    noun = "roadmap"
    allocation = One(
        Allocation, "How effort is divided, in percent.", example={"model": 40, "feature": 30, "infrastructure": 30}
    )
    features = Many(One(Feature), "Features with dates.")
    performance = Many(
        Map(Text()),
        "Performance as ranges: by, driver, outcome, and a range for each metric.",
        example=[{"by": "2026-Q3", "relevance": "80-83%", "driver": "style quiz", "outcome": "repeat purchases"}],
    )
    research = Many(One(ResearchItem), "Open questions with a time limit.")

    @classmethod
    def build(cls, value: dict[str, object], path: Path, reading: Reading) -> "Roadmap":
        """The keys of a performance entry, but for its date and its reasons, are names of metrics or their slices."""
        section = super().build(value, path, reading)
        for entry in section.performance:
            for name, part in entry.items():
                if name not in PERFORMANCE_KEYS and not name.startswith("x-"):
                    reading.names.append(NameUse(Answer(part.path, State.GIVEN, name, text=name), ("metric",)))
        return section


class Frames(Section):
    """The same number told in several honest ways."""

    noun = "stakeholders.frames"
    outcome = Text("As an outcome.", example="$2.4M a year")
    baseline = Text("Against today.", example="78% against 12%")
    improvement = Text("As an improvement.", example="6.5 times")
    error = Text("As errors.", example="22 of 100 suggestions miss")
    benchmark = Text("Against others.", example="13 points over the industry")


class Trajectory(Section):
    """Where a metric was, is and will be."""

    noun = "a trajectory point"
    when = Text("When.", example="launch")
    metric = Name("metric", help="The metric.", example="relevance")
    value = Threshold("The value.", example="72%")


class Ask(Section):
    """Something the team needs from somebody."""

    noun = "an ask"
    shorthand = "what"
    of = Text("Of whom.", example="merchandising")
    what = Text("What.", example="a calendar feed")
    owner = Text("Who follows it up.", example="A. Lee")
    by = Date("By when.", example="2026-06-01")

    @property
    def label(self) -> str:
        """What to call it in a sentence."""
        return self.what.value or ""


class Stakeholders(Section):
    """What is told to whom."""

    noun = "stakeholders"
    error_rate = Text("The error rate, said plainly.", example="22% of suggestions miss")
    frames = One(Frames, "The same number told in several honest ways.")
    lead_with = Map(Text(), "What each audience hears first.", example={"finance": "cost per case"})
    trajectory = Many(One(Trajectory), "Where a metric was, is and will be.")
    asks = Many(One(Ask), "What the team needs from others.")

"""What happens when the model fails: degradation levels, failure modes, escalation."""

from aiprd.scalar import Amount, BoundText, Choice, Duration, Flag, Name, Number, Text
from aiprd.section import Many, One, Section


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

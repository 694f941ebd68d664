"""Why the product exists and for whom: product, problem, feasibility, risk, ethics, regulation."""

from functools import cached_property

from aiprd.dates import When, when
from aiprd.profile import TIERS
from aiprd.quantity import GrammarError
from aiprd.scalar import Amount, BoundText, Choice, Date, Duration, Flag, Frequency, Number, Text
from aiprd.section import Many, Map, One, Section

KINDS = ("predictive", "ranking", "generative", "agent", "perception")
STATUSES = ("idea", "building", "blocked", "pilot", "live", "retired")
SEVERITIES = ("minor", "moderate", "major", "severe", "critical")


class Product(Section):
    """What is being built, by whom, and how far along it is."""

    noun = "product"
    name = Text("The product's name, as users or the team call it.", example="Ticket routing", required=True)
    kinds = Many(
        Choice(KINDS),
        "What the product does with its model; each kind switches its own questions on.",
        example=["predictive"],
        required=True,
    )
    owner = Text("The one person who answers for the product.", example="A. Lee", required=True)
    stage = Choice(
        ("early", "growth", "mature"),
        "How old the product is: early (0-6 months), growth (6-18), mature (18 and more), or a number of months.",
        also=True,
        example="early",
        required=True,
    )
    status = Choice(
        STATUSES,
        "How far along it is; questions fall due from idea over building and pilot to live.",
        example="building",
    )
    domain = Text(
        "The field it works in, such as recommendations, credit, customer_support.", example="customer_support"
    )
    summary = Text("The product in one sentence.", example="Sends each support ticket to the team that can solve it")
    team = Map(Text(), "Who does what: a role and a person.", example={"data_science": "B. Osei"})
    org = Text("The organisation.", example="Example Ltd")
    links = Map(Text(), "Where more can be read.", example={"design": "link to the design file"})


class Problem(Section):
    """The user's problem, before any technique is named."""

    noun = "problem"
    user = Text("Who has which problem.", example="Support staff re-route 30% of tickets by hand", required=True)
    outcome = Text(
        "What will be better for them, and how one would see it.",
        example="Tickets reach the right team at once",
        required=True,
    )
    without_ai = Text(
        "The simplest way without AI: rules, a process, a person.", example="A form with five categories", required=True
    )
    why_ai = Text(
        "Why that simplest way is not enough.",
        example="Customers pick the wrong category in 41% of tickets",
        required=True,
    )
    in_scope = Many(Text(), "What the product will do.", example=["English tickets"])
    out_of_scope = Many(Text(), "What it will not do.", example=["refund decisions"])


class Feasibility(Section):
    """Whether it can be done at all, found out before it was promised."""

    noun = "feasibility"
    shorthand = "verdict"
    verdict = Choice(("go", "no", "conditional"), "The outcome of the assessment.", example="go")
    date = Date("When it was decided.", example="2026-02-05")
    took = Duration("How long the assessment took.", example="4w")
    data = Choice(("yes", "partly", "no"), "Whether the data to train and evaluate exists.", example="partly")
    gaps = Many(Text(), "What is missing.", example=["no labels before 2025"])
    readiness = Text("Whether the organisation can run it.", example="Support leads agreed to weekly reviews")


class Approach(Section):
    """One candidate way to solve the problem."""

    noun = "an approach"
    shorthand = "what"
    id = Text("A short name.", example="rules_first")
    what = Text("What would be built.", example="Keyword rules with a small classifier")
    switch_if = Text("What would make the team switch to or from it.", example="recall under 60% after two iterations")


class ErrorType(Section):
    """One way of being wrong and what it costs."""

    noun = "an error"
    shorthand = "type"
    type = Text("The kind of error.", example="false alarm")
    cost = Text("What one such error costs, in money, time or harm.", example="4 minutes of a specialist")
    severity = Choice(SEVERITIES, "How bad one such error is.", also=True, example="minor")
    reversible = Flag("Whether it can be undone.", example=True)


class Harm(Section):
    """Harm that an error or misuse can do to somebody."""

    noun = "a harm"
    shorthand = "what"
    who = Text("Who is harmed.", example="patients with rare findings")
    what = Text("What happens to them.", example="an urgent image is read late")
    likelihood = Text("How likely it is.", example="1 in 2,000 images")
    severity = Choice(SEVERITIES, "How bad it is.", also=True, example="major")
    mitigation = Text("What is done against it.", example="every image is read within 24h whatever its rank")
    residual = Text("What remains.", example="minor: delay of at most 24h")


class Risk(Section):
    """What an error costs; the tier sets how deep the questions go."""

    noun = "risk"
    shorthand = "tier"
    tier = Choice(
        TIERS,
        "low, medium or high: sets the depth of the questions, never the arithmetic.",
        example="low",
        required=True,
    )
    why = Text(
        "Who is harmed by an error, how much, and whether it can be undone.",
        example="A wrong route costs minutes and is undone with a click",
        required=True,
    )
    wrong_looks_like = Text(
        "A wrong output, so concrete that one can picture it, and what it does to the user.",
        example="A billing complaint lands with the network team and waits a day",
        required=True,
    )
    errors = Many(
        One(ErrorType),
        "The kinds of error and what each costs.",
        example=[{"type": "false alarm", "cost": "4 minutes", "severity": "minor"}],
    )
    harms = Many(One(Harm), "Who can be harmed, how, and what is done about it.")
    misuse = Many(Text(), "How people could misuse it.", example=["writing urgent in every ticket"])
    tolerance = BoundText("The most risk that is acceptable, as a bound.", free=True, example="missed_urgent <= 0.5%")
    unmeasured = Many(
        Text(), "Risks that will not be measured, and why.", example=["effect on staff morale: too few staff"]
    )
    exposure = Frequency("How often a decision is made that an error could touch.", example="40k/day")


class Ethics(Section):
    """The questions of the ethics review at discovery."""

    noun = "ethics"
    groups = Text(
        "Whether it may affect groups differently.", example="Tickets in a second language may be routed worse"
    )
    bias = Text("Whether it may amplify a bias.", example="Past routing favoured large customers")
    transparency = Text("What users are told.", example="The ticket page says that routing is automatic")
    consent = Text("What users agreed to.", example="Covered by the service agreement, section 4")


class EuAiAct(Section):
    """How the EU AI Act classes the product."""

    noun = "regulation.eu_ai_act"
    shorthand = "class"
    class_ = Choice(
        ("prohibited", "high", "transparency", "minimal"), "The class the team assigned.", example="minimal"
    )
    annex_iii = Text("The point of Annex III that applies.", example="5(b)")
    exemption = Text("The exemption claimed, with its reason.", example="Article 6(3)(a): a narrow procedural task")
    prohibited_screen = Text(
        "The outcome of the screen for prohibited practices.", example="none apply, screened 2026-09-14"
    )
    impact_assessment = Text(
        "The impact assessment, or where it is kept.", example="link to the assessment of 2026-10-01"
    )


class Minimum(Section):
    """A minimum that a law, a standard or a contract demands."""

    noun = "a legal minimum"
    shorthand = "bound"
    bound = BoundText("The minimum, as a bound on a metric.", example="sensitivity >= 90%")
    citation = Text("Where it is written.", example="Device guidance 12, section 4")


class Regulation(Section):
    """Which laws apply and what they demand."""

    noun = "regulation"
    eu = Flag("Whether it is offered in the EU.", example=True)
    decisions_about_people = Flag("Whether it decides, or helps decide, about people.", example=False)
    eu_ai_act = One(EuAiAct, "How the EU AI Act classes it.")
    disclosure = Text(
        "What users are told about dealing with AI, and when.", example="The first message says it is an AI system"
    )
    marking = Text("How generated content is marked.", example="A visible label and metadata")
    minimums = Many(One(Minimum), "Legal or contractual minimums, as bounds with their source.")
    other = Many(Text(), "Other laws and standards that apply.", example=["GDPR"])


class Segment(Section):
    """A part of the traffic that behaves differently."""

    noun = "a segment"
    shorthand = "share"
    when = Text("What puts a case into this segment.", example="fewer than 3 purchases")
    share = Amount("Its share of the traffic.", example="12%")


class Traffic(Section):
    """How many, how often, how bunched."""

    noun = "traffic"
    eligible = Amount("How many users or items could be served.", example="2.3M members")
    volume = Frequency("How many cases come in a period.", example="40k/day")
    peak = Frequency("The most at once.", example="120 per s")
    segments = Map(
        One(Segment),
        "Parts of the traffic that behave differently, such as cold start.",
        example={"cold_start": {"when": "fewer than 3 purchases", "share": "12%"}},
    )
    prevalence = Amount("The share of cases that are truly positive (the base rate).", example="0.5%")


class Waiver(Section):
    """One finding the team accepts, why, and until when."""

    noun = "a waiver"
    rule = Text("The code of the rule.", example="FAIR003", required=True)
    at = Text(
        "A JSON Pointer to the place; without it the waiver holds for the whole document.",
        example="/requirements/fairness/0",
    )
    why = Text("Why it is accepted.", example="Groups are sampled to 1,200 each from March", required=True)
    owner = Text("Who accepted it.", example="A. Lee")
    until = Date("The day it runs out.", example="2027-01-31")


class Component(Section):
    """Something a fallback can stand on besides data."""

    noun = "a component"
    shorthand = "what"
    what = Text("What it is.", example="editorial feed, refreshed by hand each day")
    owner = Text("Who runs it.", example="content team")


class Timeline(Section):
    """How long each phase takes, and the dates between them. Phases of your own may stand beside these."""

    noun = "timeline"
    others = Duration("Length of a phase of your own.", example="2w")
    discovery = Duration("Length of the discovery phase.", example="4w")
    definition = Duration("Length of the definition phase.", example="3w")
    development = Duration("Length of the development phase.", example="8w")
    testing = Duration("Length of the testing phase.", example="6w")
    rollout = Duration("Length of the rollout.", example="6w")
    buffer = Duration("Time kept free.", example="2w")
    iterations = Number("How many model iterations fit in.", example=3)
    total = Duration("The whole, as promised.", example="6mo")
    start = Date("When work starts.", example="2026-03-02")
    # `launch` is a phase's length in some documents and the launch date in others; both are read as words here.
    launch = Text("The launch date, or the length of the launch phase.", example="2026-09-01")
    thresholds_agreed = Date("When the thresholds were agreed.", example="2026-03-20")
    fallbacks_designed = Date("When the fallbacks were designed.", example="2026-03-27")
    development_start = Date("When development starts.", example="2026-04-01")

    @cached_property
    def launch_date(self) -> When | None:
        """The launch on the calendar, where `launch` is a date and not the length of a phase."""
        try:
            date = when(self.launch.value) if self.launch.value else None
        except GrammarError:
            return None
        return date if date is not None and date.first is not None else None

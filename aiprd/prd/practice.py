"""How it is run, sold and told: experience, language models, agents, security, business, roadmap."""

from aiprd.answer import Answer, State
from aiprd.diagnostic import Path
from aiprd.field import NameUse, Reading
from aiprd.quantity import Unit
from aiprd.scalar import BoundText, Choice, Date, Duration, Flag, Money, Name, Number, Probability, Text, Threshold
from aiprd.section import Many, Map, One, Section


class OptOut(Section):
    """How users leave the AI, and what they get instead."""

    noun = "experience.opt_out"
    shorthand = "offered"
    offered = Flag("Whether users can leave it.", example=True)
    level = Name("degradation level", help="The degradation level they get.", example="generic")
    metric = Name("metric", help="The metric that counts them.", example="opt_out_rate")


class Experience(Section):
    """What users see of the AI, and what they control."""

    noun = "experience"
    label = Text("How AI output is labelled, and why so.", example="Your Picks, with a link to how they are chosen")
    confidence = Text(
        "How sureness is shown, or why it is not.", example="below 60% two options are offered instead of one"
    )
    onboarding = Text(
        "What new users are told it can and cannot do.",
        example="Learns from your last purchases; wrong about 2 in 10 times",
    )
    why_shown = Text("How an output is explained.", example="a line under each item")
    opt_out = One(OptOut, "How users leave it.", example={"level": "generic", "metric": "opt_out_rate"})
    controls = Many(Text(), "What users control.", example=["hide item", "reset history"])
    languages = Many(Text(), "The languages it speaks.", example=["en", "de"])
    accessibility = Text("The accessibility standard it keeps.", example="WCAG 2.2 AA")


class Study(Section):
    """One study with users."""

    noun = "a study"
    shorthand = "method"
    method = Text("The method.", example="error-reaction interviews")
    when = Text("When.", example="during the pilot")
    measures = Text("What it measures.", example="trust after a wrong suggestion, 12 users")


class Mvp(Section):
    """The smallest version that teaches something."""

    noun = "mvp"
    type = Many(
        Choice(("wizard_of_oz", "rules", "transfer", "data_first", "model")),
        "How the first version works.",
        example=["rules"],
    )
    pilot = Text("Who tries it first.", example="500 members, curated by hand")
    core = Text("Its one core function.", example="a row of ten suggestions")
    fallback = Text("Its fallback.", example="editorial row")
    feedback = Text("How users answer it.", example="Not for me")
    monitoring = Text("How it is watched.", example="clicks and hides each day")
    improves_by = Many(Text(), "How it gets better.", example=["weekly retraining"])


class LanguageModel(Section):
    """A language model the product calls."""

    noun = "a language model"
    shorthand = "id"
    role = Text("What it does.", example="answer")
    id = Text("The exact version; never latest.", example="vendor/model-2026-06-01")
    provider_notice = Duration("How long before withdrawal the provider tells.", example="6mo")
    migrate_in = Duration("How long moving to another version takes.", example="6w")
    second_source = Text("What serves when the provider fails.", example="vendor-b/model")


class Prompt(Section):
    """The prompt and how its changes are guarded."""

    noun = "llm.prompt"
    version = Text("Its version.", example="14")
    gated = Flag("Whether a change must pass the evaluation gate.", example=True)


class Context(Section):
    """What enters the model's context, and how long it is kept."""

    noun = "llm.context"
    classes = Many(Text(), "Classes of data that enter.", example=["order data"])
    retention = Duration("How long they are kept.", example="30d")
    vendor_training = Flag("Whether the vendor may train on them.", example=False)
    region = Text("Where they are processed.", example="eu")
    memory_expiry = Duration("How long memory lasts.", example="90d")


class Retrieval(Section):
    """The index that answers are drawn from."""

    noun = "llm.retrieval"
    index = Text("The index.", example="help-centre")
    refresh = Duration("How often it is renewed.", example="1d")
    access_filter = Text("Whose rights filter it.", example="caller")
    recall = Probability("How often it finds the passage that answers.", example="92%")


class Tokens(Section):
    """Tokens of one call, their price and speed."""

    noun = "llm.tokens"
    input = Number("Tokens in, for one call.", example=3500)
    output = Number("Tokens out, for one call.", example=500)
    price_in = Money("Price of a million tokens in.", example="$2.5/M")
    price_out = Money("Price of a million tokens out.", example="$10/M")
    per_second = Number("Tokens out in a second.", example=50)


class LlmLatency(Section):
    """How fast answers begin and end."""

    noun = "llm.latency"
    ttft = Threshold("Time to the first token, with its percentile.", example="P95 < 1.5s")
    total = Threshold("Time to the last token, with its percentile.", example="P95 < 12s")


class LlmCost(Section):
    """What calls may cost."""

    noun = "llm.cost"
    per_task = Threshold("The most one task may cost.", example="at most $0.03")
    monthly = Threshold("The most a month may cost.", example="at most $6k")


class Caps(Section):
    """Limits on use and spending."""

    noun = "llm.caps"
    per_user = Text("The most one user may use.", example="50 sessions a day")
    per_day = Text("The most of all users in a day.", example="20k sessions")
    spend = Text("The most that may be spent.", example="$300/day")
    alert = Text("When somebody is told.", example="at 80% of the cap")


class Llm(Section):
    """How the product uses language models."""

    noun = "llm"
    models = Many(One(LanguageModel), "The models it calls.")
    prompt = One(Prompt, "The prompt.")
    context = One(Context, "What enters the context.")
    retrieval = One(Retrieval, "The index that answers are drawn from.")
    tokens = One(Tokens, "Tokens of one call, price and speed.")
    latency = One(LlmLatency, "How fast answers come.")
    cost = One(LlmCost, "What calls may cost.")
    caps = One(Caps, "Limits on use and spending.")


class Tool(Section):
    """Something the agent can do."""

    noun = "a tool"
    shorthand = "id"
    id = Text("A short name.", example="refund")
    does = Choice(("read", "write", "execute"), "What it does.", example="write")
    reversible = Flag("Whether its effect can be undone.", example=False)
    scope = Text("What it may touch.", example="the caller's own orders")
    approval = Choice(("none", "user", "human", "two"), "Who approves each use.", example="human")
    limit = Text("The most it may do.", example="$100/day")


class Memory(Section):
    """What the agent remembers."""

    noun = "agent.memory"
    kind = Text("What kind of memory.", example="conversation only")
    expiry = Duration("How long it lasts.", example="30d")
    provenance = Text("How one knows where a memory came from.", example="each entry names its session")


class AgentBudget(Section):
    """The most one task may take."""

    noun = "agent.budget"
    time = Duration("Time for one task.", example="60s")
    money = Money("Money for one task.", example="$0.05")


class Agent(Section):
    """What the agent may do, and who stays in charge."""

    noun = "agent"
    autonomy = Choice(
        ("operator", "collaborator", "consultant", "approver", "observer"),
        "The user's part: operator decides all, observer watches.",
        example="approver",
    )
    steps = Threshold("The most steps for one task.", example="at most 10")
    tools = Many(One(Tool), "What it can do.")
    identity = Text("In whose name it acts.", example="acts as the signed-in customer")
    memory = One(Memory, "What it remembers.")
    budget = One(AgentBudget, "The most one task may take.")
    approvals_per_hour = Number("The most approvals one person is asked for in an hour.", example=20)
    stop = Text("How it is stopped.", example="one switch in the support console, within 10s")

    @property
    def most_steps(self) -> int | None:
        """The most steps one task may take; None where the document sets no such limit."""
        bound = self.steps.value
        value = bound.value if bound is not None else None
        if bound is None or value is None or (bound.op is not None and bound.op.floor):
            return None
        plain = value.unit in {Unit.NUMBER, Unit.COUNT} and value.per is None and 1 <= value.amount <= 1e6
        return int(value.amount) if plain else None


class Threat(Section):
    """One way to attack the product."""

    noun = "a threat"
    shorthand = "what"
    id = Text("A short name.", example="injection")
    what = Text("The attack.", example="instructions hidden in a ticket")
    test = Text("How it is tested.", example="attacks, run before each release")
    bound = BoundText("How rarely it may succeed.", example="attack <= 1%, n >= 300")


class Sink(Section):
    """A place where model output ends up."""

    noun = "an output sink"
    shorthand = "to"
    to = Text("Where output goes.", example="HTML in the ticket view")
    validation = Text("What is checked first.", example="escaped; links only to our own help centre")


class Security(Section):
    """What attackers want, and what stops them."""

    noun = "security"
    threats = Many(One(Threat), "Ways to attack it, with tests and bounds.")
    secrets = Text("Where secrets are kept.", example="none in prompts; keys in the vault")
    sinks = Many(One(Sink), "Where model output ends up.")
    supply = Many(Text(), "Models, data and vendors it depends on, with versions.", example=["vendor/model-2026-06-01"])


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

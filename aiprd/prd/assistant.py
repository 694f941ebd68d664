"""Language models, agents and their security."""

from aiprd.quantity import Unit
from aiprd.scalar import BoundText, Choice, Duration, Flag, Money, Number, Probability, Text, Threshold
from aiprd.section import Many, One, Section


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

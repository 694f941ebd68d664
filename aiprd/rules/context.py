"""CTXT: what enters the model, where it ends up, and who else may see it (LLM practice L16, OWASP LLM02 to LLM08)."""

from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.quantity import close, seconds
from aiprd.rule import Ask, Findings, presence, rule, short

_KINDS = ("generative", "agent")

CONTEXT = presence(
    "CTXT001",
    "missing-context",
    Ask(
        "context",
        "what enters the model's context and how long it is kept",
        "context: {classes: […], retention: 30d, vendor_training: false, region: …}",
    ),
    of=lambda prd: (prd.llm,),
    summary="Language model without a word on what it is shown.",
    why="Everything in the context leaves the house, and can come out again in an answer.",
    bad="llm:  # <- what enters the model's context and how long it is kept\n  models: [{id: vendor/model-2026-06-01}]",
    good="llm:\n  context: {classes: [order data], retention: 30d, vendor_training: false, region: eu}",
    severity="I/W/E",
    since="pilot",
    kinds=_KINDS,
    references=("LLM practice L16", "OWASP LLM02"),
)

CONTEXT_PARTS = presence(
    "CTXT002",
    "half-described-context",
    Ask("classes", "which classes of data enter", "classes: […]   # and nothing else"),
    Ask("retention", "how long they are kept", "retention: 30d"),
    Ask("vendor_training", "whether the vendor may train on them", "vendor_training: false"),
    Ask("region", "where they are processed", "region: …"),
    of=lambda prd: (prd.llm.context,),
    summary="Context without its classes of data, its retention, its region or what the vendor may do with it.",
    why="These four are the first questions of every customer's lawyer, and the last ones a team can answer from memory.",
    bad="llm:\n  context:  # <- whether the vendor may train on them and where they are processed\n    classes: [order data]\n    retention: 30d",
    good="llm:\n  context: {classes: [order data], retention: 30d, vendor_training: false, region: eu}",
    severity="I/W/E",
    since="pilot",
    kinds=_KINDS,
    references=("LLM practice L16", "OWASP LLM02"),
)


@rule(
    "CTXT003",
    severity="W/E/E",
    kinds=_KINDS,
    since="building",
    references=("LLM practice L16", "OWASP LLM02"),
    fixable=True,
)
def personal_data_for_vendor_training(prd: Prd) -> Findings:
    """Vendor who may train on a context in which personal data stands.

    What a model was trained on cannot be deleted on request.

    Speaks when a data source is marked personal.

    Bad:
        data:
          sources: [{id: orders, personal: true}]
        llm:
          context:
            classes: [order data]
            vendor_training: true  # <- the vendor may train on what the model is shown, and `orders` holds personal data
    Good:
        data: {sources: [{id: orders, personal: true}]}
        llm: {context: {classes: [order data], vendor_training: false}}
    Good:
        data: {sources: [{id: articles, personal: false}]}
        llm: {context: {classes: [articles], vendor_training: true}}
    """
    allowed = prd.llm.context.vendor_training
    personal = [source for source in prd.data.sources if source.personal.value]
    if not allowed.value or not personal:
        return
    names = ", ".join(f"`{short(source.id.value or 'a source')}`" for source in personal[:3])
    yield Finding(
        allowed.path,
        f"the vendor may train on what the model is shown, and {names} {'holds' if len(personal) == 1 else 'hold'} personal data",
        "vendor_training: false",
        tuple(Related(source.personal.path, "personal data") for source in personal[:3]),
    )


@rule("CTXT004", severity="W/E/E", kinds=_KINDS, references=("LLM practice L16",), fixable=True)
def context_outliving_its_source(prd: Prd) -> Findings:
    """Context that is kept longer than any personal source it can come from.

    Data that was deleted at its source lives on in the logs of the model.

    Compares `llm.context.retention` with the longest retention of a personal source, and speaks only when all of them have
    one.

    Bad:
        data:
          sources:
            - {id: orders, personal: true, retention: 30d}
        llm:
          context:
            retention: 90d  # <- is kept 90 d, personal data at its source 30 d at most
    Good:
        data: {sources: [{id: orders, personal: true, retention: 24mo}]}
        llm: {context: {retention: 90d}}
    """
    kept = prd.llm.context.retention
    personal = [source for source in prd.data.sources if source.personal.value]
    lengths = [source.retention.value for source in personal]
    known = [length.amount for length in lengths if length is not None]
    if kept.value is None or not known or len(known) < len(lengths) or kept.value.amount <= max(known) * 1.000001:
        return
    longest = max(
        personal, key=lambda source: source.retention.value.amount if source.retention.value is not None else 0.0
    )
    yield Finding(
        kept.path,
        f"the context is kept {seconds(kept.value.amount)}, personal data at its source {seconds(max(known))} at most",
        f"retention: {longest.retention.text}",
        (
            Related(
                longest.retention.path,
                f"`{short(longest.id.value or 'this source')}` is kept longest: {longest.retention.text}",
            ),
        ),
        {"context_days": kept.value.amount / 86400, "source_days": max(known) / 86400},
    )


@rule("CTXT005", severity="E/E/E", kinds=("agent",), references=("LLM practice L16", "OWASP ASI06"), fixable=True)
def memory_of_two_lengths(prd: Prd) -> Findings:
    """Memory that expires at two different times.

    One of the two is what is built, and nobody knows which.

    Bad:
        llm: {context: {memory_expiry: 30d}}
        agent:
          memory:
            kind: notes on the customer
            expiry: 90d  # <- memory expires after 90 d here and after 30 d in llm.context
    Good:
        llm: {context: {memory_expiry: 30d}}
        agent: {memory: {kind: notes on the customer, expiry: 30d}}
    """
    one, other = prd.agent.memory.expiry, prd.llm.context.memory_expiry
    if one.value is None or other.value is None or close(one.value.amount, other.value.amount):
        return
    yield Finding(
        one.path,
        f"memory expires after {seconds(one.value.amount)} here and after {seconds(other.value.amount)} in llm.context",
        f"expiry: {other.text}",
        (Related(other.path, f"{other.text} here"),),
        {"agent_days": one.value.amount / 86400, "context_days": other.value.amount / 86400},
    )


RETRIEVAL = presence(
    "CTXT006",
    "unfiltered-retrieval",
    Ask(
        "access_filter",
        "whose rights filter what is found",
        "access_filter: caller   # or {na: everything in it is public}",
    ),
    of=lambda prd: (prd.llm.retrieval,),
    summary="Index that does not say whose rights filter what is found.",
    why="A search that sees everything tells everybody everything, one good question at a time.",
    bad="llm:\n  retrieval:  # <- whose rights filter what is found\n    index: help-centre",
    good="llm:\n  retrieval: {index: help-centre, access_filter: caller}",
    severity="-/W/E",
    since="pilot",
    kinds=_KINDS,
    references=("OWASP LLM08",),
)

SECURITY = presence(
    "CTXT007",
    "missing-security",
    Ask(
        "security",
        "what attackers want and what stops them",
        "security:\n  threats:\n    - {id: injection, what: instructions hidden in …, test: …, bound: …}\n  secrets: none in prompts; keys in …\n"
        "  sinks:\n    - {to: …, validation: …}\n  supply: […]",
    ),
    of=lambda prd: (prd,),
    summary="Product with a language model and no section on security.",
    why="A language model takes orders from whatever it reads, so what it reads and what it writes are doors.",
    bad="product: {kinds: [generative]}  # <- what attackers want and what stops them",
    good="product: {kinds: [generative]}\nsecurity: {secrets: none in prompts, threats: [instructions hidden in a ticket]}",
    severity="I/W/E",
    since="pilot",
    kinds=_KINDS,
    references=("OWASP LLM01", "OWASP LLM02", "OWASP LLM07"),
)

SECRETS = presence(
    "CTXT008",
    "secrets-anywhere",
    Ask("secrets", "where secrets are kept", "secrets: none in prompts; keys in the vault"),
    of=lambda prd: (prd.security,),
    summary="Security that does not say where secrets are kept.",
    why="A system prompt is read aloud to whoever asks in the right way.",
    bad="security:  # <- where secrets are kept\n  threats: [instructions hidden in a ticket]",
    good="security: {threats: [instructions hidden in a ticket], secrets: none in prompts; keys in the vault}",
    severity="I/W/E",
    since="pilot",
    kinds=_KINDS,
    references=("OWASP LLM02", "OWASP LLM07"),
)

OUTPUT = presence(
    "CTXT009",
    "unlisted-sinks-and-supply",
    Ask("sinks", "where model output ends up", "sinks:\n  - {to: …, validation: …}"),
    Ask("supply", "which models, data and vendors it depends on", "supply: […]   # each with its version"),
    of=lambda prd: (prd.security,),
    summary="Security that leaves out where output goes, or what the product is made of.",
    why="Model output is input from a stranger to whatever reads it: a browser, a database, a shell.",
    bad="security:  # <- where model output ends up\n  secrets: none in prompts\n  supply: [vendor/model-2026-06-01]",
    good="security:\n  sinks: [{to: HTML in the chat, validation: escaped}]\n  supply: [vendor/model-2026-06-01]",
    severity="-/W/E",
    since="pilot",
    kinds=_KINDS,
    references=("OWASP LLM05", "OWASP LLM03"),
)

SINKS = presence(
    "CTXT010",
    "unvalidated-sink",
    Ask(
        "validation",
        "what is checked before it takes the output",
        "validation: …   # escaped, parsed against a schema, in a sandbox",
    ),
    of=lambda prd: prd.security.sinks,
    summary="Place that takes model output without a check.",
    why="What a model writes can be chosen by whoever wrote what it read.",
    bad="security:\n  sinks:\n    - to: SQL of the order service  # <- what is checked before it takes the output",
    good="security:\n  sinks: [{to: SQL of the order service, validation: order id only, bound as a parameter}]",
    severity="-/W/E",
    since="pilot",
    kinds=_KINDS,
    references=("OWASP LLM05",),
)

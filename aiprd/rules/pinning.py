"""PINN: models, prompts and indexes that change only on purpose (LLM practice L15, L17, L18)."""

import math
import re

from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.quantity import seconds
from aiprd.rule import Ask, Findings, gaps, listed, presence, rule, short, subject

_KINDS = ("generative", "agent")
_DAY = 86400

LLM = presence(
    "PINN001",
    "missing-models",
    Ask(
        "llm",
        "which models it calls and how",
        "llm:\n  models:\n    - {role: answer, id: …, provider_notice: 6mo, migrate_in: 6w, second_source: …}\n  prompt: {version: 1, gated: true}\n"
        "  context: {classes: […], retention: 30d, vendor_training: false, region: …}\n  tokens: {input: …, output: …, price_in: $…/M, price_out: $…/M}",
    ),
    of=lambda prd: (prd,),
    summary="Product that generates or acts, and does not say with which models.",
    why="What the product can do, what it costs and when it changes is decided by the models it calls.",
    bad="product: {kinds: [generative]}  # <- which models it calls and how",
    good="product: {kinds: [generative]}\nllm: {models: [{role: answer, id: vendor/model-2026-06-01}]}",
    severity="I/W/E",
    since="pilot",
    kinds=_KINDS,
    references=("LLM practice L15", "OWASP LLM03"),
)

MODELS = presence(
    "PINN002",
    "unlisted-models",
    Ask(
        "models",
        "which models it calls",
        "models:\n  - {role: answer, id: …, provider_notice: 6mo, migrate_in: 6w, second_source: …}",
    ),
    of=lambda prd: (prd.llm,),
    summary="Section on language models that names none.",
    why="A model that is not named cannot be pinned, and cannot be missed when it is gone.",
    bad="llm:  # <- which models it calls\n  prompt: {version: 14, gated: true}",
    good="llm:\n  models: [{role: answer, id: vendor/model-2026-06-01}]\n  prompt: {version: 14, gated: true}",
    severity="I/W/E",
    since="pilot",
    kinds=_KINDS,
    references=("LLM practice L15", "OWASP LLM03"),
)

MODEL_PARTS = presence(
    "PINN003",
    "unplanned-model-change",
    Ask("id", "which version it is", "id: …   # the exact version"),
    Ask("provider_notice", "how long before its end the provider tells", "provider_notice: 6mo"),
    Ask(
        "migrate_in",
        "how long moving to another version takes",
        "migrate_in: 6w   # evaluation and prompt work included",
    ),
    of=lambda prd: prd.llm.models,
    summary="Model without its version, the notice its provider gives, or the time a move takes.",
    why="Hosted models are withdrawn, often within a year; whoever has not planned the move makes it in production.",
    bad="llm:\n  models:\n    - role: answer  # <- how long before its end the provider tells and how long moving to another version takes\n      id: vendor/model-2026-06-01",
    good="llm:\n  models:\n    - {role: answer, id: vendor/model-2026-06-01, provider_notice: 6mo, migrate_in: 6w}",
    severity="I/W/E",
    since="pilot",
    kinds=_KINDS,
    references=("LLM practice L15",),
)

_FLOATING = Pattern(r"(?:^|[-/:@_. ])(latest|newest|current|default|auto|nightly)$", re.IGNORECASE)


@rule("PINN004", severity="W/E/E", kinds=_KINDS, since="building", references=("LLM practice L15",), fixable=True)
def floating_model(prd: Prd) -> Findings:
    """Model named by an alias that its provider moves.

    With `latest` the product changes on a day nobody chose, and what was evaluated is not what serves.

    Looks at the models the product calls and at judges. An id that ends in latest, newest, current, default, auto or nightly
    is an alias; so is one without a single digit.

    Bad:
        llm:
          models:
            - role: answer
              id: vendor/model-latest  # <- `vendor/model-latest` is an alias that the provider moves
    Bad:
        evaluation:
          judges:
            - id: j1
              model: vendor/judge  # <- `vendor/judge` names no version
    Good:
        llm: {models: [{role: answer, id: vendor/model-2026-06-01}, {role: route, id: vendor/small-4.1}]}
    """
    named: list[Answer[str]] = [model.id for model in prd.llm.models]
    named += [model.second_source for model in prd.llm.models] + [judge.model for judge in prd.evaluation.judges]
    for answer in named:
        text = answer.value or ""
        alias = _FLOATING.search(text.strip())
        plain = (
            re.fullmatch(r"[\w./:@-]+", text) and not re.search(r"[0-9]", text) and answer.path[-1] != "second_source"
        )
        if alias or plain:
            told = "is an alias that the provider moves" if alias else "names no version"
            key = answer.path[-1] if isinstance(answer.path[-1], str) else "id"
            yield Finding(
                answer.path,
                f"`{short(text)}` {told}",
                f"{key}: …   # the exact version, such as vendor/model-2026-06-01",
            )


@rule("PINN005", severity="W/E/E", kinds=_KINDS, references=("LLM practice L15",), fixable=True)
def notice_shorter_than_the_move(prd: Prd) -> Findings:
    """Provider's notice that is shorter than the time a move takes.

    The model is gone before its successor is in front of everybody.

    A move takes `migrate_in` and then a rollout, as long as `rollout.took` (without it, `migrate_in` alone).

    Bad:
        llm:
          models:
            - id: vendor/model-2026-06-01
              provider_notice: 8w  # <- gives 56 d of notice, moving takes 154 d: 42 d to migrate and 112 d to roll out
              migrate_in: 6w
        rollout: {took: 16w}
    Good:
        llm: {models: [{id: vendor/model-2026-06-01, provider_notice: 6mo, migrate_in: 6w}]}
        rollout: {took: 16w}
    """
    took = prd.rollout.took
    for model in prd.llm.models:
        notice, migrate = model.provider_notice.value, model.migrate_in.value
        if notice is None or migrate is None:
            continue
        rollout = took.value.amount if took.value is not None else 0.0
        move = migrate.amount + rollout
        if move <= notice.amount * 1.000001:
            continue
        parts = f": {_days(migrate.amount)} to migrate and {_days(rollout)} to roll out" if rollout else ""
        yield Finding(
            model.provider_notice.path,
            f"{subject(model)} gives {_days(notice.amount)} of notice, moving takes {_days(move)}{parts}",
            f"provider_notice: {math.ceil(move / _DAY - 1e-9)}d   # or a second source that is kept ready, and a faster move",
            (
                Related(model.migrate_in.path, f"{migrate.text} to migrate"),
                *([Related(took.path, f"{took.text} to roll out")] if rollout else []),
            ),
            {"notice_days": notice.amount / _DAY, "move_days": move / _DAY},
        )


@rule("PINN006", severity="-/W/E", kinds=_KINDS, since="pilot", references=("LLM practice L17",), fixable=True)
def single_provider(prd: Prd) -> Findings:
    """Model without a second source, in a product that has nothing else to show.

    When the provider is down, so is the product, and nobody in the team can do anything about it.

    A degradation level that needs no model answers too.

    Bad:
        llm:
          models:
            - role: answer  # <- what serves when its provider fails
              id: vendor/model-2026-06-01
    Good:
        llm: {models: [{role: answer, id: vendor/model-2026-06-01, second_source: vendor-b/model-2026-04}]}
    Good:
        llm: {models: [{role: answer, id: vendor/model-2026-06-01}]}
        degradation: [{level: 2, id: articles, shows: the five best matches, ai: false}]
    """
    if any(level.uses_model is False for level in prd.degradation):
        return
    ask = Ask(
        "second_source",
        "what serves when its provider fails",
        "second_source: …   # or a degradation level with ai: false",
    )
    for model in prd.llm.models:
        if model.given:
            yield from gaps(model, [ask])


@rule("PINN007", severity="-/W/W", kinds=_KINDS, confidence="likely", references=("LLM practice L17",), fixable=True)
def second_source_of_the_same_provider(prd: Prd) -> Findings:
    """Second source that fails together with the first.

    Two models of one provider share its network, its bill and its bad days.

    Compares what stands before the slash in `vendor/model`.

    Bad:
        llm:
          models:
            - id: vendor/model-2026-06-01
              second_source: vendor/small-2026-04-15  # <- comes from `vendor` like `vendor/model-2026-06-01`
    Good:
        llm: {models: [{id: vendor/model-2026-06-01, second_source: vendor-b/small-2026-04-15}]}
    """
    for model in prd.llm.models:
        first, second = model.id.value or "", model.second_source.value or ""
        vendor = first.partition("/")[0].strip().lower()
        if "/" in first and "/" in second and vendor and vendor == second.partition("/")[0].strip().lower():
            yield Finding(
                model.second_source.path,
                f"the second source comes from `{short(vendor)}` like `{short(first)}`",
                "second_source: …   # of another provider, or on servers of your own",
                (Related(model.id.path, "the first source"),),
            )


@rule("PINN008", severity="-/W/E", kinds=_KINDS, since="pilot", references=("LLM practice L18",), fixable=True)
def ungated_prompt(prd: Prd) -> Findings:
    """Prompt without a version, or one that is changed without the gate a model has to pass.

    A sentence added to the prompt changes the product as much as another model does.

    Bad:
        llm:
          models: [{id: vendor/model-2026-06-01}]
          prompt:
            version: 14
            gated: false  # <- a change of the prompt goes out without passing the gate
    Bad:
        llm:  # <- which version the prompt has and how its changes are guarded
          models: [{id: vendor/model-2026-06-01}]
    Good:
        llm: {prompt: {version: 14, gated: true}}
    """
    llm, prompt = prd.llm, prd.llm.prompt
    if not llm.given:
        return
    yield from gaps(
        llm,
        [
            Ask(
                "prompt",
                "which version the prompt has and how its changes are guarded",
                "prompt: {version: 1, gated: true}",
            )
        ],
    )
    if prompt.given:
        asks = (
            Ask("version", "which version the prompt has", "version: 1"),
            Ask("gated", "whether a change must pass the evaluation gate", "gated: true"),
        )
        yield from gaps(prompt, asks)
    if prompt.gated.value is False:
        yield Finding(prompt.gated.path, "a change of the prompt goes out without passing the gate", "gated: true")


_GUARDED = {
    "model": r"model|everything|any change|all changes|each change|every (change|release)|each release|release",
    "index": r"index|retriev|knowledge|document|corpus|content|everything|any change|all changes|every (change|release)|release",
    "tools": r"tool|function|action|everything|any change|all changes|every (change|release)|release",
}


@rule(
    "PINN009",
    severity="-/W/E",
    kinds=_KINDS,
    since="pilot",
    references=("LLM practice L18", "AI 600-1 MG-3.1-003"),
    fixable=True,
)
def change_past_the_gate(prd: Prd) -> Findings:
    """Gate that does not guard the model, the index or the tools.

    A new index or a new tool changes answers as much as a new model, and comes more often.

    Asks for the index where `llm.retrieval` is given, and for tools where the agent has some. What is in `change.envelope`
    with a bound counts as guarded.

    Bad:
        llm: {models: [{id: vendor/model-2026-06-01}], retrieval: {index: help-centre}}
        agent: {tools: [{id: refund, does: write}]}
        evaluation:
          gate:
            "on": [prompt, model]  # <- a change of the index and the tools passes no gate
            rule: no metric below launch
    Good:
        llm: {models: [{id: vendor/model-2026-06-01}], retrieval: {index: help-centre}}
        agent: {tools: [{id: refund, does: write}]}
        evaluation: {gate: {"on": [prompt, model, index, tools], rule: no metric below launch}}
    """
    guarded = prd.evaluation.gate.on
    told = " | ".join(entry.value or "" for entry in guarded)
    told += " | ".join(part.what.value or "" for part in prd.change.envelope if part.bound.given)
    there = {"model": len(prd.llm.models), "index": prd.llm.retrieval.given, "tools": len(prd.agent.tools)}
    open_ = [what for what, pattern in _GUARDED.items() if there[what] and not re.search(pattern, told, re.IGNORECASE)]
    if not len(guarded) or any(entry.value is None for entry in guarded) or not open_:
        return
    listing = ", ".join([*(entry.value or "" for entry in guarded), *open_])
    yield Finding(
        guarded.path,
        f"a change of {listed([f'the {what}' for what in open_])} passes no gate",
        f'"on": [{listing}]',
    )


def _days(amount: float) -> str:
    return seconds(round(amount / _DAY, 1) * _DAY)

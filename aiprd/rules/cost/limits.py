"""Which prices and limits the document gives (LLM practice L8, OWASP LLM10)."""

from aiprd.prd import Prd
from aiprd.rule import Ask, Findings, gaps, presence, rule
from aiprd.rules.cost.spending import KINDS


@rule("COST006", severity="I/W/E", kinds=KINDS, since="pilot", references=("LLM practice L8",), fixable=True)
def unpriced_calls(prd: Prd) -> Findings:
    """Language model whose tokens, prices or limits of cost are not told.

    Cost is the one requirement that a success breaks: the better it works, the more it is used.

    One of `cost.per_task` and `cost.monthly` is enough.

    Bad:
        llm:
          models: [{id: vendor/model-2026-06-01}]
          tokens:  # <- what a million tokens out cost
            input: 3500
            output: 500
            price_in: $2.5/M
          cost: {monthly: at most $6k}
    Bad:
        llm:  # <- how many tokens a call takes at what price and what a task or a month may cost
          models: [{id: vendor/model-2026-06-01}]
    Good:
        llm:
          tokens: {input: 3500, output: 500, price_in: $2.5/M, price_out: $10/M}
          cost: {per_task: at most $0.03}
    Good:
        llm:
          tokens: {na: the model runs on our own servers}
          cost: {monthly: at most $6k}
    """
    llm = prd.llm
    if not llm.given:
        return
    tokens = "tokens: {input: …, output: …, price_in: $…/M, price_out: $…/M}"
    cost = "cost: {per_task: at most $…, monthly: at most $…}"
    yield from gaps(
        llm,
        [
            Ask("tokens", "how many tokens a call takes at what price", tokens),
            Ask("cost", "what a task or a month may cost", cost),
        ],
    )
    if llm.tokens.given:
        told = (
            ("input", "how many tokens go into a call"),
            ("output", "how many tokens a call writes"),
            ("price_in", "what a million tokens in cost"),
            ("price_out", "what a million tokens out cost"),
        )
        yield from gaps(llm.tokens, [Ask(key, words, f"{key}: …") for key, words in told])


_CAPS = (
    Ask("per_user", "the most one user may use", "per_user: … a day"),
    Ask("spend", "the most that may be spent", "spend: $…/day"),
    Ask("alert", "when somebody is told", "alert: at 80% of the spend cap"),
)


CAPS = presence(
    "COST007",
    "uncapped-use",
    Ask(
        "caps",
        "what limits its use and its spending",
        "caps: {per_user: … a day, spend: $…/day, alert: at 80% of the spend cap}",
    ),
    of=lambda prd: (prd.llm,),
    summary="Language model without limits on its use and its spending.",
    why="One user with a script, or one loop without an end, spends a month's budget in a night.",
    bad="llm:  # <- what limits its use and its spending\n  models: [{id: vendor/model-2026-06-01}]",
    good="llm:\n  models: [{id: vendor/model-2026-06-01}]\n  caps: {per_user: 50 sessions a day, spend: $190/day, alert: at 80%}",
    severity="I/W/E",
    since="pilot",
    kinds=KINDS,
    references=("OWASP LLM10",),
)


CAP_PARTS = presence(
    "COST008",
    "half-capped-use",
    *_CAPS,
    of=lambda prd: (prd.llm.caps,),
    summary="Limits that leave out one user, the spending, or the warning before the limit.",
    why="A cap that nobody hears of until it is reached turns off the product for everybody.",
    bad="llm:\n  caps:  # <- the most that may be spent and when somebody is told\n    per_user: 50 sessions a day",
    good="llm:\n  caps: {per_user: 50 sessions a day, spend: $190/day, alert: at 80%}",
    severity="I/W/E",
    since="pilot",
    kinds=KINDS,
    references=("OWASP LLM10",),
)

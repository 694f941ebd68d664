"""Whether tokens, prices, steps and traffic fit the limits (LLM practice L8)."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from aiprd.amount import money
from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.quantity import GrammarError, Quantity, Unit, number, show
from aiprd.rule import Findings, rule
from aiprd.sampling import token_cost

KINDS = ("generative", "agent")


_MONTH = 30.44 * 86400


_EXACT = 1.000001
"""Less than this is a rounding of the arithmetic, not a difference."""


_TASKS = Pattern(
    r"(session|conversation|chat|task|request|ticket|question|case|message|answer|interaction|dialogue|document|email|review"
    r"|order|claim|application)s?|quer(y|ies)"
)
"""What traffic may count so that one of it is one task."""


class _Call(NamedTuple):
    """What one call costs at most, and what a task of several steps comes to."""

    cost: float
    currency: str
    steps: int
    places: tuple[Related, ...]

    @property
    def task(self) -> float:
        return self.cost * self.steps

    def money(self, amount: float) -> str:
        digits = float(f"{amount:.4g}")
        return show(Quantity(digits, Unit.MONEY, "", currency=self.currency))

    def ceiling(self, amount: float) -> str:
        """`amount` with two digits, never rounded down, for a line to paste."""
        scale = 10.0 ** (1 - math.floor(math.log10(amount)))
        return self.money(math.ceil(amount * scale - 1e-9) / scale).replace(",", "")

    @property
    def told(self) -> str:
        one = f"one call costs {self.money(self.cost)}"
        return one if self.steps == 1 else f"{one} and {number(self.steps)} steps cost {self.money(self.task)}"


@rule("COST001", severity="W/E/E", kinds=KINDS, references=("LLM practice L8",), fixable=True)
def task_over_its_limit(prd: Prd) -> Findings:
    """Task whose tokens cost more than a task may.

    Prices are quoted for a call, and an agent makes many: the limit is broken by doing what was allowed.

    Assumes that a call costs its tokens in and out at their prices, nothing cached, and that a task makes as many calls as `agent.steps` allows, else one. Silent
    when a figure is missing or the currencies differ.

    Bad:
        llm:
          tokens: {input: 3500, output: 500, price_in: $2.5/M, price_out: $10/M}
          cost:
            per_task: at most $0.03  # <- one call costs $0.01375 and 10 steps cost $0.1375, $0.03 is allowed for a task
        agent: {steps: at most 10}
    Good:
        llm:
          tokens: {input: 3500, output: 150, price_in: $0.8/M, price_out: $4/M}
          cost: {per_task: at most $0.03}
        agent: {steps: at most 6}
    """
    call, said = _call(prd), prd.llm.cost.per_task
    limit = _limit(said, call)
    if call is None or limit is None or (limit.per and limit.per.seconds) or call.task <= limit.amount * _EXACT:
        return
    fitting = int(limit.amount / call.cost + 1e-9)
    fewer = f"steps: at most {fitting}" if fitting >= 1 and call.steps > 1 else "fewer tokens or a cheaper model"
    yield Finding(
        said.path,
        f"{call.told}, {call.money(limit.amount)} is allowed for a task",
        f"per_task: at most {call.ceiling(call.task)}   # or {fewer}",
        call.places,
        {
            "call_cost": round(call.cost, 9),
            "steps": call.steps,
            "task_cost": round(call.task, 9),
            "limit": limit.amount,
        },
    )


@rule("COST002", severity="W/E/E", kinds=KINDS, references=("LLM practice L8",), fixable=True)
def month_over_its_budget(prd: Prd) -> Findings:
    """Month whose tokens can cost more than its budget.

    A price per call looks like nothing until it is multiplied by everybody who calls.

    Assumes one task for each session, request, ticket or the like: multiplies the cost of a task (see COST001) by
    `traffic.volume` in a month of 30.44 days; silent where the traffic counts something else.

    Bad:
        traffic: {volume: 200k sessions/mo}
        llm:
          tokens: {input: 3500, output: 500, price_in: $2.5/M, price_out: $10/M}
          cost:
            monthly: at most $6k  # <- 200k sessions/mo at up to $0.1375 come to $27,500 a month, $6,000 is allowed
        agent: {steps: at most 10}
    Good:
        traffic: {volume: 200k sessions/mo}
        llm:
          tokens: {input: 3500, output: 150, price_in: $0.8/M, price_out: $4/M}
          cost: {monthly: at most $6k}
        agent: {steps: at most 6}
    Good:
        traffic: {volume: 200k members/mo}
        llm:
          tokens: {input: 3500, output: 500, price_in: $2.5/M, price_out: $10/M}
          cost: {monthly: at most $6k}
    """
    call, said, volume = _call(prd), prd.llm.cost.monthly, prd.traffic.volume
    limit, tasks = _limit(said, call), _tasks_in_a_month(prd)
    if call is None or limit is None or tasks is None:
        return
    budget = _monthly(limit)
    if budget is None or call.task * tasks <= budget * _EXACT:
        return
    spent = call.task * tasks
    fewer = (
        f"at most {call.ceiling(spent)}   # or {number(math.floor(budget / call.task))} tasks a month, or a task of "
    )
    yield Finding(
        said.path,
        f"{volume.text} at {'up to ' if call.steps > 1 else ''}{call.money(call.task)} come to {call.money(spent)} a month, "
        f"{call.money(budget)} is allowed",
        f"monthly: {fewer}{call.money(budget / tasks)}",
        (Related(volume.path, f"{volume.text} come in"), *call.places),
        {
            "task_cost": round(call.task, 9),
            "tasks_per_month": round(tasks),
            "month_cost": round(spent, 4),
            "budget": budget,
        },
    )


@rule("COST003", severity="W/E/E", kinds=KINDS, references=("OWASP LLM10", "LLM practice L8"), fixable=True)
def cap_above_the_budget(prd: Prd) -> Findings:
    """Spending cap that lets through more than the month's budget.

    A cap that is reached after the money is gone caps nothing.

    A month has 30.44 days.

    Bad:
        llm:
          cost: {monthly: at most $6k}
          caps:
            spend: $300/day  # <- lets $9,132 a month through, $6,000 is the budget
    Good:
        llm:
          cost: {monthly: at most $6k}
          caps: {spend: $190/day}
    """
    said, cap = prd.llm.cost.monthly, prd.llm.caps.spend
    value = said.value.value if said.value is not None else None
    try:
        spend = money(cap.value) if cap.value is not None else None
    except GrammarError:
        return
    if value is None or spend is None or spend.per is None or not spend.per.seconds or value.currency != spend.currency:
        return
    budget, through = _monthly(value), spend.amount / spend.per.seconds * _MONTH
    if budget is None or value.unit is not Unit.MONEY or spend.per.base is not None or through <= budget * 1.02:
        return
    call = _Call(0, spend.currency, 1, ())
    fitting = call.money(math.floor(budget / _MONTH * 86400 * 100) / 100).replace(",", "")
    yield Finding(
        cap.path,
        f"the cap of {cap.text} lets {call.money(through)} a month through, {call.money(budget)} is the budget",
        f"spend: {fitting}/day",
        (Related(said.path, f"the budget is {said.text}"),),
        {"cap_per_month": round(through, 2), "budget": budget},
    )


@rule("COST004", severity="W/E/E", kinds=("agent",), references=("LLM practice L8", "OWASP ASI08"), fixable=True)
def agent_budget_above_the_limit(prd: Prd) -> Findings:
    """Agent that may spend more on a task than a task may cost.

    Of two limits on one thing the looser one does nothing, and which of them counts is found out in production.

    Bad:
        llm: {cost: {per_task: at most $0.03}}
        agent:
          budget:
            money: $0.05  # <- the agent may spend $0.05 on a task, which may cost $0.03
    Good:
        llm: {cost: {per_task: at most $0.03}}
        agent: {budget: {money: $0.03}}
    """
    said, budget = prd.llm.cost.per_task, prd.agent.budget.money
    limit, own = (said.value.value if said.value is not None else None), budget.value
    if limit is None or own is None or limit.currency != own.currency or limit.unit is not Unit.MONEY:
        return
    if (
        any(value.per is not None and value.per.seconds for value in (limit, own))
        or own.amount <= limit.amount * _EXACT
    ):
        return
    shown = show(limit._replace(per=None, approximate=False))
    yield Finding(
        budget.path,
        f"the agent may spend {budget.text} on a task, which may cost {shown}",
        f"money: {shown}",
        (Related(said.path, f"a task may cost {shown}"),),
        {"budget": own.amount, "limit": limit.amount},
    )


@rule("COST005", severity="W/W/E", kinds=KINDS, references=("LLM practice L8",), fixable=True)
def call_dearer_than_the_case(prd: Prd) -> Findings:
    """Case that costs less, or is worth less, than the tokens of a single call.

    Tokens are only a part of what a case costs, so one of the two figures is out of date.

    Assumes one call for a case, at the prices of its tokens in and out.

    Bad:
        llm:
          tokens: {input: 3500, output: 500, price_in: $2.5/M, price_out: $10/M}
        business:
          unit_cost: $0.01  # <- one call costs $0.01375 in tokens, a case is said to cost $0.01
          unit_value: $0.20
    Bad:
        llm:
          tokens: {input: 3500, output: 500, price_in: $2.5/M, price_out: $10/M}
        business:
          unit_value: $0.01  # <- one call costs $0.01375 in tokens, a case is said to be worth $0.01
    Good:
        llm:
          tokens: {input: 3500, output: 500, price_in: $2.5/M, price_out: $10/M}
        business: {unit_cost: $0.17, unit_value: $0.28}
    """
    call = _call(prd)
    for key, told, said in (
        ("unit_cost", "cost", prd.business.unit_cost),
        ("unit_value", "be worth", prd.business.unit_value),
    ):
        value = said.value
        if call is None or value is None or value.currency != call.currency or (value.per and value.per.seconds):
            continue
        if call.cost > value.amount * _EXACT:
            yield Finding(
                said.path,
                f"one call costs {call.money(call.cost)} in tokens, a case is said to {told} {said.text}",
                f"{key}: …   # more than {call.money(call.task)}, the tokens of one task",
                call.places,
                {"call_cost": round(call.cost, 9), key: value.amount},
            )
            return


def _call(prd: Prd) -> _Call | None:
    """The cost of a call, from its tokens and prices; None where one is missing."""
    tokens = prd.llm.tokens
    price_in, price_out = tokens.price_in.value, tokens.price_out.value
    if price_in is None or price_out is None or tokens.input.value is None or tokens.output.value is None:
        return None
    if price_in.currency != price_out.currency:
        return None
    try:
        cost = token_cost(tokens.input.value, tokens.output.value, _per_million(price_in), _per_million(price_out))
    except ValueError:
        return None
    if not 1e-12 < cost < 1e9:
        return None
    return _Call(cost, price_in.currency, prd.agent.most_steps or 1, tuple(_places(prd)))


def _places(prd: Prd) -> Iterator[Related]:
    tokens, steps = prd.llm.tokens, prd.agent.steps
    yield Related(
        tokens.path,
        f"{tokens.input.text} tokens in at {tokens.price_in.text}, {tokens.output.text} out at {tokens.price_out.text}",
    )
    if prd.agent.most_steps is not None:
        yield Related(steps.path, f"a task may take {steps.text.removeprefix('at most ')} steps")


def _per_million(price: Quantity) -> float:
    """The price of a million tokens; a bare amount is one, as the format says."""
    base = price.per.base if price.per is not None else None
    return price.amount if base is None else price.amount / base * 1e6


def _limit(said: Answer[Bound], call: _Call | None) -> Quantity | None:
    """What a bound allows, in the currency of the calls."""
    bound = said.value
    if bound is None or bound.value is None or call is None or (bound.op is not None and bound.op.floor):
        return None
    value = bound.value
    return value if value.unit is Unit.MONEY and value.currency == call.currency and value.amount > 0 else None


def _monthly(value: Quantity) -> float | None:
    if value.per is not None and value.per.base is not None:
        return None
    seconds = value.per.seconds if value.per is not None else None
    return value.amount if seconds is None else value.amount / seconds * _MONTH


def _tasks_in_a_month(prd: Prd) -> float | None:
    """How many tasks come in a month; None where the traffic counts something else, or nothing."""
    rate = prd.traffic.volume.value
    if rate is None or not rate.seconds or rate.base is not None or rate.amount <= 0:
        return None
    known = not rate.noun or _TASKS.fullmatch(rate.noun.lower().split()[-1])
    return rate.amount / rate.seconds * _MONTH if known else None

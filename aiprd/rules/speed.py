"""SPED: how fast answers come, and whether they can (LLM practice L9)."""

import math
from typing import NamedTuple

from aiprd.answer import Answer
from aiprd.bound import Bound
from aiprd.diagnostic import Finding, Number, Related
from aiprd.prd import Prd
from aiprd.quantity import Unit, number, seconds
from aiprd.rule import Ask, Findings, gaps, rule
from aiprd.sampling import answer_seconds

_KINDS = ("generative", "agent")
_EXACT = 1.000001
"""Less than this is a rounding of the arithmetic, not a difference."""


class _Answer(NamedTuple):
    """How long one call takes from its start to its last token."""

    first: float
    tokens: float
    pace: float
    places: tuple[Related, ...]

    @property
    def whole(self) -> float:
        return answer_seconds(self.first, self.tokens, self.pace)

    @property
    def told(self) -> str:
        return f"{seconds(self.first)} + {number(self.tokens)} tokens / {number(self.pace)} per s = {_time(self.whole)}"

    def numbers(self) -> dict[str, Number]:
        return {
            "ttft_seconds": self.first,
            "tokens": self.tokens,
            "tokens_per_second": self.pace,
            "call_seconds": self.whole,
        }


@rule("SPED001", severity="W/E/E", kinds=_KINDS, references=("LLM practice L9",))
def answer_slower_than_promised(prd: Prd) -> Findings:
    """Answer whose tokens take longer than the promised time.

    Tokens come one after the other; no tuning makes 500 of them at 50 per second arrive in five seconds.

    Assumes that one call takes the time to its first token and then its tokens out at their pace.

    Bad:
        llm:
          tokens: {output: 500, per_second: 50}
          latency:
            ttft: P95 < 1.5s
            total: P95 < 5s  # <- 1.5 s + 500 tokens / 50 per s = 11.5 s, and 5 s is promised
    Bad:
        llm:
          latency:
            ttft: P95 < 6s
            total: P95 < 5s  # <- the first token may take 6 s, and the last one has to come within 5 s
    Good:
        llm:
          tokens: {output: 150, per_second: 100}
          latency: {ttft: P95 < 800ms, total: P95 < 5s}
    """
    call, said = _answer(prd), prd.llm.latency.total
    limit, first = _seconds(said), _seconds(prd.llm.latency.ttft)
    if limit is None:
        return
    if call is not None and call.whole > limit * _EXACT:
        fewer = int((limit - call.first) * call.pace)
        yield Finding(
            said.path,
            f"{call.told}, and {_time(limit)} is promised",
            f"total: {_stated(said, call.whole)}" + (f"   # or output: {fewer}" if fewer >= 1 else ""),
            call.places,
            call.numbers() | {"promised_seconds": limit},
        )
    elif call is None and first is not None and first > limit * _EXACT:
        yield Finding(
            said.path,
            f"the first token may take {seconds(first)}, and the last one has to come within {seconds(limit)}",
            f"total: {_stated(said, first)}   # and the time of all tokens on top",
            (Related(prd.llm.latency.ttft.path, f"the first token may take {seconds(first)}"),),
            {"ttft_seconds": first, "promised_seconds": limit},
        )


@rule("SPED002", severity="W/E/E", kinds=("agent",), references=("LLM practice L9",), fixable=True)
def loop_slower_than_promised(prd: Prd) -> Findings:
    """Agent whose allowed steps take longer than the promised time.

    The bound was measured on one call; the user waits for all of them.

    Assumes one call after the other: multiplies the time of one call (see SPED001) by `agent.steps`; tools take time on top. The limit is the agent's own
    time budget, else `llm.latency.total`. Silent when a single call is too slow already.

    Bad:
        llm:
          tokens: {output: 500, per_second: 50}
          latency:
            ttft: P95 < 1.5s
            total: P95 < 12s  # <- one call takes 11.5 s, 10 steps take 115 s, and 12 s is promised
        agent: {steps: at most 10}
    Bad:
        llm:
          tokens: {output: 500, per_second: 50}
          latency: {ttft: P95 < 1.5s, total: P95 < 12s}
        agent:
          steps: at most 10
          budget:
            time: 60s  # <- one call takes 11.5 s, 10 steps take 115 s, and 60 s is promised
    Good:
        llm:
          tokens: {output: 500, per_second: 50}
          latency: {ttft: P95 < 1.5s, total: P95 < 12s}
        agent: {steps: at most 10, budget: {time: 2min}}
    """
    call, steps, budget = _answer(prd), prd.agent.most_steps, prd.agent.budget.time
    total = _seconds(prd.llm.latency.total)
    limit = budget.value.amount if budget.value is not None else total
    if call is None or steps is None or steps < 2 or limit is None or budget.broken:
        return
    whole = steps * call.whole
    if whole <= limit * _EXACT or call.whole > min(limit, total or limit) * _EXACT:
        return
    fitting = int(limit / call.whole + 1e-9)
    own = budget.value is not None
    line = f"time: {_up(whole)}" if own else f"budget: {{time: {_up(whole)}}}   # under agent, a bound of its own"
    told = f"; or steps: at most {fitting}" if fitting >= 1 else ""
    yield Finding(
        budget.path if own else prd.llm.latency.total.path,
        f"one call takes {_time(call.whole)}, {number(steps)} steps take {_time(whole)}, and {_time(limit)} is promised",
        line + (told if not own else told.replace("; ", "   # ")),
        (*call.places, Related(prd.agent.steps.path, f"a task may take {number(steps)} steps")),
        call.numbers() | {"steps": steps, "loop_seconds": whole, "promised_seconds": limit},
    )


@rule("SPED003", severity="W/E/E", kinds=_KINDS, since="building", references=("LLM practice L9",), fixable=True)
def speed_without_percentile(prd: Prd) -> Findings:
    """Time to the first or the last token without a percentile.

    On average every answer is fast; the slow ones are those people tell each other about.

    Bad:
        llm:
          latency:
            ttft: under 1.5s  # <- does not say for how many answers
            total: P95 < 12s
    Good:
        llm: {latency: {ttft: P95 < 1.5s, total: P95 < 12s}}
    """
    latency = prd.llm.latency
    for key, name, said in (
        ("ttft", "the time to the first token", latency.ttft),
        ("total", "the time to the last token", latency.total),
    ):
        bound = said.value
        if bound is None or bound.value is None or bound.value.unit is not Unit.SECONDS:
            continue
        if not bound.statistic.startswith("P"):
            told = f"is a {bound.statistic}" if bound.statistic else "does not say for how many answers"
            yield Finding(
                said.path, f"{name} of {seconds(bound.value.amount)} {told}", f"{key}: P95 < {_up(bound.value.amount)}"
            )


@rule("SPED004", severity="I/W/E", kinds=_KINDS, since="pilot", references=("LLM practice L9",), fixable=True)
def unbounded_speed(prd: Prd) -> Findings:
    """Language model that does not say how fast its answers begin and end.

    People forgive a slow answer that begins at once, and no answer that does not begin.

    Bad:
        llm:
          tokens: {output: 500}
          latency:  # <- how soon the first token comes
            total: P95 < 12s
    Bad:
        llm:  # <- how fast answers begin and end
          tokens: {output: 500}
    Good:
        llm: {latency: {ttft: P95 < 1.5s, total: P95 < 12s}}
    """
    llm = prd.llm
    if not llm.given:
        return
    yield from gaps(
        llm, [Ask("latency", "how fast answers begin and end", "latency: {ttft: P95 < …s, total: P95 < …s}")]
    )
    if llm.latency.given:
        asks = (
            Ask("ttft", "how soon the first token comes", "ttft: P95 < 1.5s"),
            Ask("total", "how soon the last token comes", "total: P95 < …s"),
        )
        yield from gaps(llm.latency, asks)


def _answer(prd: Prd) -> _Answer | None:
    """How long one call takes; None where the document does not tell."""
    tokens, first = prd.llm.tokens, _seconds(prd.llm.latency.ttft)
    output, pace = tokens.output.value, tokens.per_second.value
    if first is None or output is None or pace is None or not 1e-6 < pace < 1e9 or not 0 <= output < 1e9:
        return None
    places = (
        Related(prd.llm.latency.ttft.path, f"the first token may take {seconds(first)}"),
        Related(tokens.path, f"{number(output)} tokens out at {number(pace)} per s"),
    )
    return _Answer(first, output, pace, places)


def _seconds(said: Answer[Bound]) -> float | None:
    """The time a bound allows."""
    value = said.value.value if said.value is not None else None
    return value.amount if value is not None and value.unit is Unit.SECONDS and 0 < value.amount < 1e9 else None


def _stated(said: Answer[Bound], needed: float) -> str:
    statistic = said.value.statistic if said.value is not None else ""
    return f"{statistic or 'P95'} < {_up(needed * 1.0001)}"


def _up(amount: float) -> str:
    """A length of time with two or three digits, never rounded down, to paste."""
    if amount < 1:
        return f"{math.ceil(amount * 1000 - 1e-9)}ms"
    tenths = math.ceil(amount * 10 - 1e-9) / 10
    return f"{tenths:g}s" if tenths < 100 else f"{math.ceil(amount - 1e-9)}s"


def _time(amount: float) -> str:
    """A length of time in the unit the reader compares it in: seconds up to ten minutes."""
    return f"{number(round(amount, 1))} s" if 1 <= amount < 600 else seconds(amount)

"""AGEN: what an agent may do, who stays in charge, and how often it gets through (LLM practice L10 to L13, OWASP LLM06)."""

import math
import re
from collections.abc import Iterator

from aiprd.diagnostic import Finding, Number, Path, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.prd.practice import Tool
from aiprd.quantity import Unit, number, percent
from aiprd.rule import Ask, Findings, gaps, presence, rule, short, subject
from aiprd.sampling import chained_rate, rate_per_step, repeated_rate

_KINDS = ("agent",)
_ACTS = ("write", "execute")

AGENT = presence(
    "AGEN001",
    "missing-agent",
    Ask(
        "agent",
        "what the agent may do and who stays in charge",
        "agent:\n  autonomy: approver\n  steps: at most …\n  tools:\n    - {id: …, does: read, scope: …}\n  identity: …\n  stop: …",
    ),
    of=lambda prd: (prd,),
    summary="Agent that does not say what it may do.",
    why="Whatever is not ruled out will be tried, by the model or by somebody who talks to it.",
    bad="product: {kinds: [agent]}  # <- what the agent may do and who stays in charge",
    good="product: {kinds: [agent]}\nagent: {autonomy: approver, steps: at most 10}",
    severity="I/W/E",
    since="building",
    kinds=_KINDS,
    references=("OWASP LLM06", "LLM practice L10"),
)

CHARGE = presence(
    "AGEN002",
    "undeclared-autonomy",
    Ask(
        "autonomy",
        "what part is left to the user",
        "autonomy: approver   # operator, collaborator, consultant, approver or observer",
    ),
    Ask("steps", "how many steps a task may take", "steps: at most …"),
    Ask("tools", "what tools it has", "tools:\n  - {id: …, does: read, scope: …}"),
    of=lambda prd: (prd.agent,),
    summary="Agent without its autonomy, its tools or a limit to its steps.",
    why="Autonomy that nobody chose grows with each release; a loop without a limit ends with the money.",
    bad="agent:  # <- how many steps a task may take\n  autonomy: approver\n  tools: [{id: search, does: read, scope: published articles}]",
    good="agent: {autonomy: approver, steps: at most 10, tools: [{id: search, does: read, scope: published articles}]}",
    severity="I/W/E",
    since="pilot",
    kinds=_KINDS,
    references=("LLM practice L10", "OWASP LLM06", "IMDA Agentic"),
)

CONTROL = presence(
    "AGEN003",
    "uncontrolled-agent",
    Ask("identity", "in whose name it acts", "identity: acts as the signed-in user, with no right the user lacks"),
    Ask("budget", "how much time and money a task may take", "budget: {time: …s, money: $…}"),
    Ask("stop", "how it is stopped", "stop: …   # who, with what, within how many seconds"),
    of=lambda prd: (prd.agent,),
    summary="Agent without a name it acts in, a budget for one task, or a way to stop it.",
    why="An agent with rights of its own can be talked into using them for somebody who has none.",
    bad="agent:  # <- how it is stopped\n  identity: acts as the signed-in customer\n  budget: {time: 60s, money: $0.05}",
    good="agent: {identity: acts as the signed-in customer, budget: {time: 60s}, stop: one switch in the console, within 10s}",
    severity="-/W/E",
    since="pilot",
    kinds=_KINDS,
    references=("LLM practice L13", "OWASP ASI03", "OWASP ASI10"),
)


@rule("AGEN004", severity="I/W/E", kinds=_KINDS, since="pilot", references=("OWASP LLM06", "LLM practice L11"))
def half_described_tool(prd: Prd) -> Findings:
    """Tool that does not say what it does, what it may touch, or how much.

    The least a tool can do harm with is what it needs for its task; anything beyond that is for the attacker.

    Every tool needs `does` and `scope`; one that writes or executes also `reversible`, `approval` and `limit`. The approval
    of what cannot be undone is asked for by AGEN005.

    Bad:
        agent:
          tools:
            - id: refund  # <- what it may touch and how much it may do
              does: write
              reversible: false
              approval: human
    Good:
        agent:
          tools:
            - {id: read_order, does: read, scope: the caller's own orders}
            - {id: refund, does: write, reversible: false, scope: the caller's own orders, approval: human, limit: $100/day}
    """
    for tool in prd.agent.tools:
        asks = [
            Ask("does", "whether it reads, writes or executes", "does: read   # or write, or execute"),
            Ask("scope", "what it may touch", "scope: …   # such as the caller's own orders; for code, its sandbox"),
        ]
        if tool.does.value in _ACTS:
            asks += [
                Ask("reversible", "whether its effect can be undone", "reversible: …   # true or false"),
                Ask("approval", "who approves each use", "approval: human   # none, user, human or two"),
                Ask("limit", "how much it may do", "limit: … a day"),
            ]
        if tool.reversible.value is False:
            asks = [ask for ask in asks if ask.key != "approval"]
        if tool.given:
            yield from gaps(tool, asks)


@rule("AGEN005", severity="E/E/E", kinds=_KINDS, references=("OWASP LLM06", "LLM practice L11"))
def irreversible_without_approval(prd: Prd) -> Findings:
    """Tool whose effect cannot be undone, and that nobody approves.

    A model is wrong now and then; what it did wrong here stays done.

    Bad:
        agent:
          tools:
            - id: refund
              does: write
              reversible: false
              approval: none  # <- tool `refund` writes what cannot be undone, and nobody approves it
    Bad:
        agent:
          tools:
            - id: run_script  # <- tool `run_script` executes what cannot be undone, and does not say who approves it
              does: execute
              reversible: false
    Good:
        agent:
          tools:
            - {id: refund, does: write, reversible: false, approval: human}
            - {id: open_ticket, does: write, reversible: true, approval: none}
            - {id: burn_after_reading, does: read, reversible: false}
    """
    for tool in prd.agent.tools:
        if not _final(tool) or not (tool.approval.value == "none" or tool.approval.open):
            continue
        nobody = "nobody approves it" if tool.approval.given else "does not say who approves it"
        if tool.approval.unknown:
            nobody = "who approves it is unknown"
        yield Finding(
            tool.path if tool.approval.absent else tool.approval.path,
            f"{subject(tool)} {tool.does.value}s what cannot be undone, and {nobody}",
            "approval: human   # or user, who sees what will be done; or two",
            (Related(tool.reversible.path, "it cannot be undone"),),
            known_gap=tool.approval.unknown,
        )


@rule("AGEN006", severity="W/W/E", kinds=_KINDS, since="building", references=("LLM practice L10",))
def approver_without_approvals(prd: Prd) -> Findings:
    """User who is said to approve, and no tool that asks for it.

    The document promises a person in charge, and the agent it describes has none.

    Speaks when `autonomy` is operator or approver and every tool that writes or executes has `approval: none`.

    Bad:
        agent:
          autonomy: approver  # <- the user is said to be approver, but nothing that writes or executes is approved
          tools:
            - {id: search, does: read}
            - {id: send_mail, does: write, reversible: true, approval: none}
    Good:
        agent:
          autonomy: approver
          tools:
            - {id: open_ticket, does: write, reversible: true, approval: none}
            - {id: send_mail, does: write, reversible: false, approval: user}
    Good:
        agent: {autonomy: observer, tools: [{id: tag, does: write, reversible: true, approval: none}]}
    """
    autonomy, acting = prd.agent.autonomy, [tool for tool in prd.agent.tools if tool.does.value in _ACTS]
    if autonomy.value not in {"operator", "approver"} or not acting:
        return
    if all(tool.approval.value == "none" for tool in acting):
        yield Finding(
            autonomy.path,
            f"the user is said to be {autonomy.value}, but nothing that writes or executes is approved by anybody",
            "approval: user   # on the tools that matter; or autonomy: observer",
            tuple(
                Related(tool.approval.path, f"`{short(tool.id.value or 'this tool')}` needs no approval")
                for tool in acting[:4]
            ),
        )


@rule(
    "AGEN007",
    severity="-/I/E",
    kinds=_KINDS,
    since="pilot",
    references=("LLM practice L10", "Feng 2025"),
    confidence="likely",
)
def unproven_autonomy(prd: Prd) -> Findings:
    """User who only watches, and no measured result that would justify it.

    Autonomy is earned by evidence; without it the user is the last to hear of a mistake.

    An observed value with its number of cases, of a metric per task, session or the like, is taken as evidence.

    Bad:
        agent:
          autonomy: observer  # <- the user only watches, and no metric of a whole task has been measured
          tools: [{id: send_mail, does: write, reversible: true, approval: none}]
        metrics:
          task_ok: {per: task, launch: 85%}
    Good:
        agent: {autonomy: observer, tools: [{id: send_mail, does: write, reversible: true, approval: none}]}
        metrics:
          task_ok: {per: task, launch: 85%, observed: {value: 91%, n: 900}}
    Good:
        agent: {autonomy: observer, tools: [{id: search, does: read}]}
    """
    acting = [tool for tool in prd.agent.tools if tool.does.value in _ACTS]
    measured = any(m.observed.value.given and m.observed.n.given for m in _whole_tasks(prd))
    if prd.agent.autonomy.value == "observer" and acting and not measured:
        yield Finding(
            prd.agent.autonomy.path,
            "the user only watches, and no metric of a whole task has been measured",
            "autonomy: approver   # until a metric per task has observed: {value: …%, n: …}",
            tuple(
                Related(tool.path, f"`{short(tool.id.value or 'this tool')}` {tool.does.value}s") for tool in acting[:4]
            ),
        )


@rule("AGEN008", severity="I/W/E", kinds=_KINDS, since="building", references=("LLM practice L12",))
def unbounded_steps(prd: Prd) -> Findings:
    """Task of many steps that must succeed, and nothing that bounds a step.

    Errors multiply: at 95% a step, ten steps all succeed in 60 of 100 tasks.

    Assumes steps that succeed or fail independently and a task that needs them all. Tries count as in pass^k: all k of them
    have to succeed. A metric per step, tool call or action answers.

    Bad:
        agent: {steps: at most 10}
        metrics:
          task_ok:
            per: task
            better: higher
            launch: 85%  # <- 85% over 10 steps takes 98.4% a step (pass^4: 96% a try, 99.6% a step), and no metric bounds a step
            trials: pass^4
    Good:
        agent: {steps: at most 6}
        metrics:
          task_ok: {per: task, better: higher, launch: 85%, trials: pass^4}
          step_ok: {means: tool calls with the right arguments, per: tool call, better: higher, floor: 99.6%}
    """
    steps = prd.agent.most_steps
    if steps is None or steps < 2 or any(_step_floors(prd)) or any(_of_a_step(m) for m in prd.metrics.values()):
        return
    for metric in _whole_tasks(prd):
        bar, tries = metric.amount("launch"), _tries(metric)
        if bar is None or bar.unit is not Unit.RATIO or not 0 < bar.amount < 1 or metric.lower_is_better:
            continue
        per_try = rate_per_step(bar.amount, max(tries, 1))
        once, each = rate_per_step(bar.amount, steps), rate_per_step(per_try, steps)
        tried = f" (pass^{tries}: {_tenths(per_try)} a try, {_tenths(each)} a step)" if tries > 1 else ""
        yield Finding(
            metric.rung("launch").path,
            f"{percent(bar.amount)} over {number(steps)} steps takes {_tenths(once)} a step{tried}, and no metric bounds a step",
            f"step_ok: {{means: steps with the right tool and arguments / steps, dimension: quality, better: higher, role: "
            f"guardrail, per: step, floor: {percent(math.ceil(each * 1e4) / 1e4)}}}   # under metrics",
            tuple(_of_the_task(prd, metric, tries)),
            {"bar": bar.amount, "steps": steps, "tries": max(tries, 1), "per_try": round(per_try, 6),
             "per_step": round(once, 6), "per_step_all_tries": round(each, 6)},
        )  # fmt: skip
        return


@rule("AGEN009", severity="W/W/E", kinds=_KINDS, references=("LLM practice L12",))
def steps_too_weak_for_the_task(prd: Prd) -> Findings:
    """Bound on a step that, over all steps and tries, is less than the task promises.

    Each number looks high; their product is what users get.

    Assumes independent steps that all have to succeed, as many as `agent.steps` allows. Compares the floor or launch of a
    metric per step, tool call or action with the launch of metrics per task.

    Bad:
        agent: {steps: at most 10}
        metrics:
          task_ok: {per: task, better: higher, launch: 85%}
          step_ok:
            per: tool call
            better: higher
            floor: 95%  # <- 95% a step over 10 steps is 59.9% of tasks, 85% is promised; it takes 98.4%
    Good:
        agent: {steps: at most 6}
        metrics:
          task_ok: {per: task, better: higher, launch: 85%, trials: pass^4}
          step_ok: {per: tool call, better: higher, floor: 99.6%}
    """
    steps = prd.agent.most_steps
    for step, level, rate in _step_floors(prd) if steps is not None and steps > 1 else ():
        for task in _whole_tasks(prd):
            bar, tries = task.amount("launch"), max(_tries(task), 1)
            if bar is None or bar.unit is not Unit.RATIO or not 0 < bar.amount < 1 or task.lower_is_better or not steps:
                continue
            reached = repeated_rate(chained_rate(rate, steps), tries)
            if reached >= bar.amount - 1e-6:
                continue
            needed = rate_per_step(rate_per_step(bar.amount, tries), steps)
            again = f" and {number(tries)} tries" if tries > 1 else ""
            yield Finding(
                step.rung(level).path,
                f"{percent(rate)} a step over {number(steps)} steps{again} is {_tenths(reached)} of tasks, "
                f"{percent(bar.amount)} is promised; it takes {_tenths(needed)}",
                f"{level}: {percent(math.ceil(needed * 1e4) / 1e4)}   # or fewer steps, or a lower launch of {task.name}",
                tuple(_of_the_task(prd, task, tries)),
                {"step_rate": rate, "steps": steps, "tries": tries, "task_rate": round(reached, 6),
                 "bar": bar.amount, "needed_step_rate": round(needed, 6)},
            )  # fmt: skip
            break


@rule("AGEN010", severity="I/W/W", kinds=("agent", "generative"), references=("LLM practice L12",))
def best_of_many_tries(prd: Prd) -> Findings:
    """Task that counts as done when one of several tries works.

    Users get one try; pass@4 tells how good the luckiest of four was.

    `pass^4` means that all four tries succeed, `pass@4` that at least one does.

    Bad:
        metrics:
          task_ok:
            per: task
            launch: 85%
            trials: pass@4  # <- counts a task as done if one of 4 tries works; truly 85% that way can be as few as 37.8% at the first
    Good:
        metrics:
          task_ok: {per: task, launch: 85%, trials: pass^4}
          found: {per: task, launch: 85%, trials: pass@1}
    """
    for metric in prd.metrics.values():
        match = re.search(r"\bpass ?@ ?([0-9]{1,3})\b", metric.trials.value or "", re.IGNORECASE)
        if match is None or int(match[1]) < 2:
            continue
        tries, bar = int(match[1]), metric.amount("launch")
        told = f"{subject(metric)} counts a task as done if one of {tries} tries works"
        numbers: dict[str, Number] = {"tries": tries}
        if bar is not None and bar.unit is Unit.RATIO and 0 < bar.amount < 1:
            first = 1 - rate_per_step(1 - bar.amount, tries)
            told += f"; truly {percent(bar.amount)} that way can be as few as {_tenths(first)} at the first"
            numbers |= {"bar": bar.amount, "first_try": round(first, 6)}
        yield Finding(metric.trials.path, told, f"trials: pass^{tries}   # all {tries} tries succeed", numbers=numbers)


MEMORY = presence(
    "AGEN011",
    "untraced-memory",
    Ask("expiry", "how long it lasts", "expiry: 30d"),
    Ask("provenance", "how one knows where an entry came from", "provenance: each entry names its session"),
    of=lambda prd: (prd.agent.memory,),
    summary="Memory that does not say how long it lasts or where an entry came from.",
    why="What an attacker writes into a memory once is believed in every session after.",
    bad="agent:\n  memory:  # <- how one knows where an entry came from\n    kind: notes on the customer\n    expiry: 30d",
    good="agent:\n  memory: {kind: notes on the customer, expiry: 30d, provenance: each entry names its session}",
    severity="-/W/E",
    since="pilot",
    kinds=_KINDS,
    references=("OWASP ASI06",),
)


def _final(tool: Tool) -> bool:
    return tool.given and tool.does.value in _ACTS and tool.reversible.value is False


def _tries(metric: Metric) -> int:
    """The k of pass^k; 0 where the document does not say."""
    match = re.search(r"\bpass ?\^ ?([0-9]{1,3})\b", metric.trials.value or "", re.IGNORECASE)
    return int(match[1]) if match else 0


def _whole_tasks(prd: Prd) -> Iterator[Metric]:
    """The metrics that count whole tasks done right."""
    for metric in prd.metrics.values():
        per = (metric.per.value or "").lower().rstrip("s")
        safety = metric.dimension.value in {"safety", "fairness", "cost"}
        if metric.given and not safety and (per == "task" or (_tries(metric) and not _of_a_step(metric))):
            yield metric


def _of_a_step(metric: Metric) -> bool:
    return bool(re.search(r"\b(steps?|tool calls?|calls?|actions?)\b", metric.per.value or "", re.IGNORECASE))


def _step_floors(prd: Prd) -> Iterator[tuple[Metric, str, float]]:
    """The metrics that bound a single step, with the level and value of the bound."""
    for metric in prd.metrics.values():
        if not metric.given or not _of_a_step(metric) or metric.lower_is_better:
            continue
        for level in ("floor", "launch"):
            value = metric.amount(level)
            if value is not None and value.unit is Unit.RATIO and 0 < value.amount < 1:
                yield metric, level, value.amount
                break


def _of_the_task(prd: Prd, metric: Metric, tries: int) -> Iterator[Related]:
    places: list[tuple[Path, str]] = [
        (prd.agent.steps.path, f"a task may take {number(prd.agent.most_steps or 1)} steps")
    ]
    if tries > 1:
        places.append((metric.trials.path, f"all {tries} tries have to succeed"))
    launch = metric.rung("launch")
    places.append((launch.path, f"{launch.text} of tasks are promised"))
    return (Related(path, told) for path, told in places)


def _tenths(share: float) -> str:
    """A share to a tenth of a percent, or finer where that would be 0 or 100."""
    rounded = math.floor(1000 * share + 0.5 + 1e-9) / 1000
    return percent(rounded if 0 < rounded < 1 else share)

"""How often a task of many steps gets through (LLM practice L12)."""

import math
import re
from collections.abc import Iterator

from aiprd.diagnostic import Finding, Number, Path, Related
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import Unit, number, percent, tenths
from aiprd.rule import Findings, rule, subject
from aiprd.sampling import chained_rate, rate_per_step, repeated_rate


@rule("AGEN009", severity="I/W/E", kinds=("agent",), since="building", references=("LLM practice L12",), fixable=True)
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
    for metric in whole_tasks(prd):
        bar, tries = metric.amount("launch"), _tries(metric)
        if bar is None or bar.unit is not Unit.RATIO or not 0 < bar.amount < 1 or metric.lower_is_better:
            continue
        per_try = rate_per_step(bar.amount, max(tries, 1))
        once, each = rate_per_step(bar.amount, steps), rate_per_step(per_try, steps)
        tried = f" (pass^{tries}: {tenths(per_try)} a try, {tenths(each)} a step)" if tries > 1 else ""
        yield Finding(
            metric.rung("launch").path,
            f"{percent(bar.amount)} over {number(steps)} steps takes {tenths(once)} a step{tried}, and no metric bounds a step",
            f"step_ok: {{means: steps with the right tool and arguments / steps, dimension: quality, better: higher, role: "
            f"guardrail, per: step, floor: {percent(math.ceil(each * 1e4) / 1e4)}}}   # under metrics",
            tuple(_of_the_task(prd, metric, tries)),
            {"bar": bar.amount, "steps": steps, "tries": max(tries, 1), "per_try": round(per_try, 6),
             "per_step": round(once, 6), "per_step_all_tries": round(each, 6)},
        )  # fmt: skip
        return


@rule("AGEN010", severity="W/W/E", kinds=("agent",), references=("LLM practice L12",), fixable=True)
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
    if steps is None or steps <= 1:
        return
    promised = list(_promised(prd, steps))
    for step, level, rate in _step_floors(prd):
        for task, bar, tries, needed in promised:
            if rate >= needed:
                continue
            reached = repeated_rate(chained_rate(rate, steps), tries)
            if reached >= bar - 1e-6:
                continue
            again = f" and {number(tries)} tries" if tries > 1 else ""
            yield Finding(
                step.rung(level).path,
                f"{percent(rate)} a step over {number(steps)} steps{again} is {tenths(reached)} of tasks, "
                f"{percent(bar)} is promised; it takes {tenths(needed)}",
                f"{level}: {percent(math.ceil(needed * 1e4) / 1e4)}   # or fewer steps, or a lower launch of {task.name}",
                tuple(_of_the_task(prd, task, tries)),
                {"step_rate": rate, "steps": steps, "tries": tries, "task_rate": round(reached, 6),
                 "bar": bar, "needed_step_rate": round(needed, 6)},
            )  # fmt: skip
            break


@rule("AGEN011", severity="I/W/W", kinds=("agent", "generative"), references=("LLM practice L12",), fixable=True)
def best_of_many_tries(prd: Prd) -> Findings:
    """Task that counts as done when one of several tries works.

    Users get one try; pass@4 tells how good the luckiest of four was.

    Assumes independent tries. `pass^4` means that all four tries succeed, `pass@4` that at least one does.

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
            told += f"; truly {percent(bar.amount)} that way can be as few as {tenths(first)} at the first"
            numbers |= {"bar": bar.amount, "first_try": round(first, 6)}
        yield Finding(metric.trials.path, told, f"trials: pass^{tries}   # all {tries} tries succeed", numbers=numbers)


def _tries(metric: Metric) -> int:
    """The k of pass^k; 0 where the document does not say."""
    match = re.search(r"\bpass ?\^ ?([0-9]{1,3})\b", metric.trials.value or "", re.IGNORECASE)
    return int(match[1]) if match else 0


def whole_tasks(prd: Prd) -> Iterator[Metric]:
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


def _promised(prd: Prd, steps: int) -> Iterator[tuple[Metric, float, int, float]]:
    """The metrics of whole tasks with their launch, the tries it speaks of, and what it takes of each step."""
    for task in whole_tasks(prd):
        bar, tries = task.amount("launch"), max(_tries(task), 1)
        if bar is not None and bar.unit is Unit.RATIO and 0 < bar.amount < 1 and not task.lower_is_better:
            yield task, bar.amount, tries, rate_per_step(rate_per_step(bar.amount, tries), steps)


def _of_the_task(prd: Prd, metric: Metric, tries: int) -> Iterator[Related]:
    places: list[tuple[Path, str]] = [
        (prd.agent.steps.path, f"a task may take {number(prd.agent.most_steps or 1)} steps")
    ]
    if tries > 1:
        places.append((metric.trials.path, f"all {tries} tries have to succeed"))
    launch = metric.rung("launch")
    places.append((launch.path, f"{launch.text} of tasks are promised"))
    return (Related(path, told) for path, told in places)

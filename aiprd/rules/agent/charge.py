"""Autonomy, tools and who approves what they do (LLM practice L10, L11, L13, OWASP LLM06)."""

from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.assistant import Tool
from aiprd.rule import Ask, Findings, gaps, presence, rule, short, subject
from aiprd.rules.agent.steps import whole_tasks

_KINDS = ("agent",)


_ACTS = ("write", "execute")


AGENT = presence(
    "AGEN001",
    "missing-agent",
    Ask(
        "agent",
        "what the agent may do and who stays in charge",
        "agent:\n  autonomy: approver\n  steps: at most …\n  tools:\n    - {id: …, does: read, scope: …}\n  identity: …\n  budget: {time: …s, money: $…}\n  stop: …",
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


MEMORY = presence(
    "AGEN004",
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


@rule(
    "AGEN005",
    severity="I/W/E",
    kinds=_KINDS,
    since="pilot",
    references=("OWASP LLM06", "LLM practice L11"),
    fixable=True,
)
def half_described_tool(prd: Prd) -> Findings:
    """Tool that does not say what it does, what it may touch, or how much.

    The least a tool can do harm with is what it needs for its task; anything beyond that is for the attacker.

    Every tool needs `does` and `scope`; one that writes or executes also `reversible`, `approval` and `limit`. The approval
    of what cannot be undone is asked for by AGEN006.

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


@rule("AGEN006", severity="E/E/E", kinds=_KINDS, references=("OWASP LLM06", "LLM practice L11"), fixable=True)
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


@rule("AGEN007", severity="W/W/E", kinds=_KINDS, since="building", references=("LLM practice L10",))
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
    "AGEN008",
    severity="-/I/E",
    kinds=_KINDS,
    since="pilot",
    references=("LLM practice L10", "Feng 2025"),
    confidence="likely",
    fixable=True,
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
    measured = any(m.observed.value.given and m.observed.n.given for m in whole_tasks(prd))
    if prd.agent.autonomy.value == "observer" and acting and not measured:
        yield Finding(
            prd.agent.autonomy.path,
            "the user only watches, and no metric of a whole task has been measured",
            "autonomy: approver   # until a metric per task has observed: {value: …%, n: …}",
            tuple(
                Related(tool.path, f"`{short(tool.id.value or 'this tool')}` {tool.does.value}s") for tool in acting[:4]
            ),
        )


def _final(tool: Tool) -> bool:
    return tool.given and tool.does.value in _ACTS and tool.reversible.value is False

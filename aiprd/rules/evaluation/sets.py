"""Which cases there are, and where they come from (LLM practice L1, L2)."""

from aiprd.diagnostic import Finding
from aiprd.prd import Prd
from aiprd.prd.evidence import EvaluationSet
from aiprd.quantity import number, tenths
from aiprd.rule import Ask, Findings, presence, rule, short
from aiprd.sampling import zero_failure_bound

KINDS = ("generative", "agent")


SETS = presence(
    "EVAL001",
    "missing-evaluation-sets",
    Ask(
        "sets",
        "on which cases it is measured",
        "sets:\n  - {id: eval_qa, n: …, from: …, sampled: 2026-…, refresh: 3mo, kind: regression}",
    ),
    of=lambda prd: (prd.evaluation,),
    summary="Evaluation of a language model without a set of cases.",
    why="Without fixed cases every change is judged by the last conversation somebody remembers.",
    bad="evaluation:  # <- on which cases it is measured\n  offline: manual tests",
    good="evaluation:\n  sets: [{id: eval_qa, n: 600, from: sampled tickets, sampled: 2026-09, refresh: 3mo}]",
    severity="I/W/E",
    since="pilot",
    kinds=KINDS,
    references=("LLM practice L1", "AI 600-1 MS-2.5-001"),
)


SET_PARTS = presence(
    "EVAL002",
    "evaluation-set-of-unknown-origin",
    Ask("n", "how many cases it has", "n: …"),
    Ask("from", "where they come from", "from: …   # real cases, how they were chosen"),
    Ask("sampled", "when they were sampled", "sampled: 2026-…   # later than the model's training data"),
    Ask("refresh", "how often it is renewed", "refresh: 3mo"),
    of=lambda prd: prd.evaluation.sets,
    summary="Evaluation set without its size, its origin, its date or its renewal.",
    why="A model may have learned an old public set by heart, and a set nobody renews measures last year's users.",
    bad="evaluation:\n  sets:\n    - id: eval_qa  # <- when they were sampled and how often it is renewed\n      n: 600\n      from: sampled tickets",
    good="evaluation:\n  sets: [{id: eval_qa, n: 600, from: sampled tickets, sampled: 2026-09, refresh: 3mo}]",
    severity="I/W/E",
    since="pilot",
    kinds=("generative", "agent", "perception"),
    references=("LLM practice L1", "GMLP 3", "AI 600-1 MS-2.11-002"),
)


@rule(
    "EVAL003",
    severity="I/W/W",
    kinds=KINDS,
    since="pilot",
    confidence="likely",
    references=("LLM practice L1",),
    fixable=True,
)
def handful_of_cases(prd: Prd) -> Findings:
    """Evaluation set of fewer than 20 cases.

    A dozen cases can show that something is broken, never that it works.

    Assumes independent cases: the range told is exact, at 95% confidence, for a run without a single failure.

    Bad:
        evaluation:
          sets:
            - id: eval_qa
              n: 12  # <- even if all 12 cases of `eval_qa` succeed, the true rate may be as low as 77.9%
    Good:
        evaluation: {sets: [{id: eval_qa, n: 600}]}
    """
    for part in prd.evaluation.sets:
        size = part.n.value
        if size is None or not 1 <= size.amount < 20:
            continue
        low = 1 - zero_failure_bound(size.amount)
        yield Finding(
            part.n.path,
            f"even if all {number(size.amount)} cases of `{name_of(part)}` succeed, the true rate may be as low as {tenths(low)}",
            "n: 50   # to begin with: real cases, some that should succeed and some that should be refused",
            numbers={"stated_n": int(size.amount), "shown": round(low, 6), "confidence": 0.95},
        )


@rule("EVAL004", severity="I/W/W", kinds=KINDS, since="pilot", references=("LLM practice L2",), fixable=True)
def no_regression_set(prd: Prd) -> Findings:
    """Evaluation sets of which none guards what already works.

    Hard cases show progress; only easy ones that always pass show that a change broke something.

    Speaks when every set says its kind and none is regression.

    Bad:
        evaluation:
          sets:  # <- none of the 2 sets guards what already works
            - {id: eval_hard, kind: capability}
            - {id: attacks, kind: security}
    Good:
        evaluation: {sets: [{id: eval_qa, kind: regression}, {id: attacks, kind: security}]}
    """
    kinds = [part.kind.value for part in prd.evaluation.sets]
    if kinds and all(kinds) and "regression" not in kinds:
        count = "the one set does not guard" if len(kinds) == 1 else f"none of the {len(kinds)} sets guards"
        yield Finding(
            prd.evaluation.sets.path,
            f"{count} what already works",
            "- {id: …, n: …, from: …, sampled: 2026-…, refresh: 3mo, kind: regression}",
        )


def name_of(part: EvaluationSet) -> str:
    return short(part.id.value or "the set")

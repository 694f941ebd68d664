"""WORD001 to WORD006: words that stand where a number is due."""

from aiprd.diagnostic import Finding
from aiprd.prd import Prd
from aiprd.rule import Findings, rule
from aiprd.rules.wording.texts import MOST, findings, unread


@rule(
    "WORD001", severity="W/W/W", confidence="likely", references=("33.1", "33.5", "GtWR R7"), rows=(64,), fixable=True
)
def quality_without_number(prd: Prd) -> Findings:
    """Quality word where a number is due.

    Whether an answer is accurate, relevant or helpful is an opinion until somebody says how much of it is enough.

    Looked at: the `text` of a requirement that has no bound, no time and no behaviour (in performance, coverage,
    latency and fairness another rule asks for the bound itself), its `definition`, a story's `measured_by`, what leads
    back from a degradation level, escalation triggers, and the gate's rule. Not vague: a word beside a number, in
    quotes, in a compound (fast-moving), after a negation, defined in `glossary`, or kin to a metric of the document.
    Where these texts come to more than 200,000 characters, the first that is not looked at is told.

    Bad:
        requirements:
          experience:
            - text: Reports are accurate and intuitive  # <- `accurate` and `intuitive`
        degradation:
          - level: 2
            recover: the model is stable  # <- `stable`
    Good:
        metrics:
          relevance: {launch: 70%}
        glossary: {useful: rated 4 or 5 by the member}
        requirements:
          experience:
            - text: 9 of 10 suggestions are accurate
            - text: Fast-moving goods stay read-only
            - text: Suggestions are useful
            - text: Suggestions are relevant
            - text: The relevant team is told
            - text: 'Each item has a "How accurate is this?" link'
            - {text: Answers are helpful, bound: "rated_useful >= 80%, n >= 400"}
    """
    yield from findings(prd, "vague")
    left = unread(prd)
    if left is not None:
        message = f"more than {MOST:,} characters of text stand before this; from here on words are not looked at"
        yield Finding(left.answer.path, message, "split the document, or keep long texts elsewhere")


@rule(
    "WORD002",
    severity="W/W/W",
    since="building",
    confidence="likely",
    references=("33.5", "GtWR R34"),
    rows=(64,),
    fixable=True,
)
def unquantified_performance(prd: Prd) -> Findings:
    """Performance word where a number is due.

    Fast is what it was on the machine of whoever built it, with one user.

    Looked at: the texts that WORD001 looks at, with the same exceptions.

    Bad:
        requirements:
          experience:
            - text: Search stays responsive under heavy load  # <- `responsive` and `heavy load`
    Good:
        requirements:
          experience:
            - text: Search answers within 2s at 400 searches a second
            - text: The quick link is read-only
            - {text: Search is fast, bound: P95 latency < 2s}
    """
    yield from findings(prd, "performance")


@rule("WORD003", severity="I/W/W", since="building", confidence="likely", references=("GtWR R7",), fixable=True)
def amount_without_number(prd: Prd) -> Findings:
    """Amount in words where it should be counted.

    Several is two to the tester and twenty to the user.

    Looked at: the texts that WORD001 looks at, with the same exceptions.

    Bad:
        requirements:
          oversight:
            - text: A person reads several answers  # <- `several`
        escalation:
          triggers:
            - a significant loss  # <- `significant`
    Good:
        requirements:
          oversight:
            - text: A person reads 20 answers each day
            - text: The lift is statistically significant
        escalation:
          triggers: [a loss of 500 EUR or more]
    """
    yield from findings(prd, "amount")


@rule("WORD004", severity="W/W/W", since="building", confidence="likely", references=("33.8", "GtWR R35"), fixable=True)
def indefinite_time(prd: Prd) -> Findings:
    """Word for a time that no clock shows.

    Soon, regularly and in real time are kept by any product and broken by every one.

    Looked at: the texts that WORD001 looks at, and what a degradation level shows. A requirement with `within` or
    `every` has said it.

    Bad:
        requirements:
          experience:
            - text: Feedback takes effect as soon as possible  # <- `as soon as possible`
        degradation:
          - level: 3
            shows: the queue, and an answer soon  # <- `soon`
    Good:
        requirements:
          experience:
            - text: Feedback takes effect within 1s
            - {text: Feedback takes effect immediately, within: 1s}
            - text: The date stands immediately below the name
        degradation:
          - {level: 3, shows: the queue, and an answer within 24h}
    """
    yield from findings(prd, "time")


@rule("WORD005", severity="W/W/W", since="building", confidence="likely", references=("33.2", "33.5"), fixable=True)
def comparison_with_nothing(prd: Prd) -> Findings:
    """Better, with nothing to compare with.

    Better than last month, than by hand, or than the competitor are three products.

    Looked at: the texts that WORD001 looks at, with the same exceptions. `than`, `against`, a baseline or a number in
    the same clause is a comparison.

    Bad:
        requirements:
          experience:
            - text: Members find a better selection  # <- `better`
        evaluation:
          gate:
            rule: the new model gives more relevant answers  # <- `more relevant`
    Good:
        requirements:
          experience:
            - text: Members find the selection better than the editorial one
            - text: The bestsellers follow best practice
        evaluation:
          gate: {rule: the new model is better than the last one by 1pp or more}
    """
    yield from findings(prd, "comparative")


@rule(
    "WORD006",
    severity="I/I/I",
    since="building",
    confidence="likely",
    references=("33.1", "33.5"),
    rows=(64,),
    fixable=True,
)
def vague_wish(prd: Prd) -> Findings:
    """Wish or outcome in words that fit any product.

    A wish is where the words come from that later stand in nobody's test.

    Looked at: `want` and `so_that` of a story without a bound (only words for what the model gives, not for how a screen
    feels), and the outcome of the problem.

    Bad:
        problem:
          outcome: Customers get faster answers  # <- `faster`
        stories:
          - as: member
            want: helpful answers  # <- `helpful`
    Good:
        problem:
          outcome: Customers wait 2 minutes instead of 40 for an answer
        stories:
          - {as: member, want: accurate answers, bound: accuracy >= launch}
          - {as: member, want: an easy way to find my order}
    """
    yield from findings(prd, "vague", "performance", "time", "comparative", "absolute", wishes=True)

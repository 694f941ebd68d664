"""PROD: what the product is, whose problem it solves, and the parts every document has (catalogue rows 1, 2, 11, 12)."""

import re

from aiprd.answer import Answer
from aiprd.diagnostic import Finding
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.rule import Ask, Findings, presence, rule, short

SECTIONS = presence(
    "PROD001",
    "missing-section",
    Ask("aiprd", "the version of the format", "aiprd: 1"),
    Ask(
        "product",
        "what the product is",
        "product: {name: …, kinds: [predictive], owner: …, stage: early, status: building}",
    ),
    Ask("problem", "whose problem it solves", "problem: {user: …, outcome: …, without_ai: …, why_ai: …}"),
    Ask("limitations", "what it does not do well", "limitations:\n  - {what: …, fallback: …, fix: …, by: …}"),
    of=lambda prd: (prd,),
    summary="A part that every PRD has is missing.",
    why="Without it a reader cannot tell what is promised to whom.",
    bad="aiprd: 1  # <- whose problem it solves\nproduct: {name: Router}\nlimitations: [new customers]",
    good="aiprd: 1\nproduct: {name: Router}\nproblem: {user: staff re-route 30% of tickets}\nlimitations: [new customers]",
    severity="E/E/E",
    references=("33.1", "33.3"),
    rows=(1, 111),
)

PRODUCT = presence(
    "PROD002",
    "undescribed-product",
    Ask("name", "its name", "name: …"),
    Ask("kinds", "its kinds", "kinds: [predictive]   # predictive, ranking, generative, agent, perception"),
    Ask("owner", "who answers for it", "owner: …"),
    Ask("stage", "how old it is", "stage: early   # early, growth, mature, or months"),
    of=lambda prd: (prd.product,),
    summary="Product without a name, a kind, an owner or a stage.",
    why="The kind decides which questions are asked, and the owner is who answers them.",
    bad="product:  # <- who answers for it\n  name: Router\n  kinds: [predictive]\n  stage: early",
    good="product:\n  name: Router\n  kinds: [predictive]\n  owner: A. Lee\n  stage: early",
    severity="E/E/E",
    references=("33.1", "33.10"),
    rows=(12,),
)

PROBLEM = presence(
    "PROD003",
    "unstated-problem",
    Ask("user", "who has which problem", "user: …"),
    Ask("outcome", "what will be better for them", "outcome: …"),
    of=lambda prd: (prd.problem,),
    summary="Problem without the user who has it, or without the outcome wanted.",
    why="A technique in search of a problem finds one that nobody has.",
    bad="problem:  # <- what will be better for them\n  user: staff re-route 30% of tickets by hand",
    good="problem:\n  user: staff re-route 30% of tickets by hand\n  outcome: 9 of 10 tickets reach the right team at once",
    severity="E/E/E",
    references=("33.3",),
    rows=(1,),
)

ALTERNATIVE = presence(
    "PROD004",
    "uncompared-ai",
    Ask("without_ai", "the simplest way without AI", "without_ai: …"),
    Ask("why_ai", "why that way is not enough", "why_ai: …"),
    of=lambda prd: (prd.problem,),
    summary="AI without the simplest alternative beside it.",
    why="If rules or a form would do, the errors of a model are a price paid for nothing.",
    bad="problem:  # <- why that way is not enough\n  user: staff\n  without_ai: a form with five categories",
    good="problem:\n  user: staff\n  without_ai: a form with five categories\n  why_ai: customers pick the wrong one in 41% of tickets",
    severity="W/E/E",
    references=("33.3", "NIST MANAGE 2.1"),
    rows=(2,),
)

METRIC = presence(
    "PROD005",
    "undefined-metric",
    Ask("means", "what is counted over what", "means: …"),
    Ask("dimension", "which side of the product it measures", "dimension: quality"),
    Ask("better", "which way is better", "better: higher   # or lower, watch, range"),
    of=lambda prd: prd.metrics.values(),
    summary="Metric without a definition, a dimension or a direction.",
    why="Two people who read only the name will compute two numbers.",
    bad="metrics:\n  relevance:  # <- which way is better\n    means: share of shown items that are clicked\n    dimension: quality",
    good="metrics:\n  relevance:\n    means: share of shown items that are clicked\n    dimension: quality\n    better: higher",
    severity="W/E/E",
    since="building",
    references=("33.7",),
    rows=(116,),
)


_TECHNIQUE = (
    r"(?:AI|artificial intelligence|ML|machine[- ]learning|deep[- ]learning|LLMs?|(?:large )?language models?|(?:chat)?GPT"
    r"|gen(?:erative)?[- ]?AI|retrieval[- ]augmented generation|neural net(?:work)?s?|chat ?bots?)"
)
_NAMED = "ai|artificial|ml|machine|learning|llm|language|gpt|retrieval|neural|bot"
_THING = r"(?:[- ](?:powered|based|driven))?(?: (?:model|assistant|system|solution|feature|engine|bot|platform|classifier)s?)?"
_WANTED = Pattern(
    rf"\b(?:needs?|wants?|lacks?|requires?|ha(?:s|ve) no|there is no|(?:do|does)(?: not|n't) have) (?:an? |any |our own |the )?"
    rf"(?:\w+ )?{_TECHNIQUE}{_THING}(?=\s*[.,;:!]|\s*$| (?:that|which|to|for|in|on|over|with)\b)",
    re.IGNORECASE,
    holds="need|want|lack|require| no| have",
)
_BUILT = Pattern(
    rf"^(?:to )?(?:build|deploy|launch|ship|introduce|integrate|implement|adopt|add|have|use|leverage|roll out) "
    rf"(?:an? |our own |the )?(?:\w+ )?{_TECHNIQUE}{_THING}(?=\s*[.,;:!]|\s*$| (?:that|which|to|for|in|into|on|across)\b)"
    rf"|^(?:an? |our own |the )?(?:\w+ )?{_TECHNIQUE}{_THING}(?= (?:that|which|to|for)\b)",
    re.IGNORECASE,
    holds=_NAMED,
)


@rule("PROD006", severity="W/W/W", confidence="likely", references=("33.3",), rows=(1,), fixable=True)
def solution_as_problem(prd: Prd) -> Findings:
    """A technique where the problem, or the outcome wanted, is due.

    Whoever starts from "we need an LLM" has chosen the answer before the question, and will not notice a simpler one.

    Looks for the lack of a technique under `user`, and for an `outcome` that begins with building one.

    Bad:
        problem:
          user: Support needs an LLM that answers tickets  # <- `needs an LLM`
          outcome: Deploy an AI assistant in the help centre  # <- `Deploy an AI assistant`
    Bad:
        problem:
          user: We want retrieval-augmented generation over our handbooks  # <- `want retrieval-augmented generation`
    Good:
        problem:
          user: Customers wait 9h for a written answer, and 31% of them ask a second time
          outcome: 45 of 100 questions are settled at once, without a person
    Good:
        problem:
          user: Data scientists lack ML infrastructure, and platform teams cannot tell what LLM calls cost
          outcome: LLM costs fall by 40%
    """
    asks = (
        (prd.problem.user, _WANTED, "user: …   # who, doing what, loses how much today"),
        (prd.problem.outcome, _BUILT, "outcome: …   # what users can do then, or what falls or rises by how much"),
    )
    for answer, pattern, fix in asks:
        found = pattern.search(answer.value or "")
        if found:
            yield Finding(
                answer.path, f"`{short(found[0])}` names a technique before anybody's problem or gain is told", fix
            )


_NOTHING = r"\s*(?:none|nothing|no|nil|-+|impossible|not possible|no alternatives?|there is (?:none|no alternative)|no other way)[.!]?\s*"


@rule("PROD007", severity="W/E/E", confidence="likely", references=("33.3", "33.2"), rows=(2,), fixable=True)
def nothing_as_alternative(prd: Prd) -> Findings:
    """No alternative to AI, where there always is one.

    What people do today, a form, a rule, or nothing at all: each has a rate of success that AI must beat.

    Bad:
        problem:
          without_ai: none  # <- `none`
          why_ai: rules would be too many
    Good:
        problem:
          without_ai: No sorting; agents open tickets in the order of arrival
          why_ai: 41% of tickets wait in the wrong queue
    """
    for answer, fix in (
        (prd.problem.without_ai, "without_ai: …   # what people do today, or the simplest rule"),
        (prd.problem.why_ai, "why_ai: …   # what the simplest way gets wrong, and how often"),
    ):
        if answer.value and re.fullmatch(_NOTHING, answer.value, re.IGNORECASE):
            yield Finding(answer.path, f"`{short(answer.value)}` is no answer; today's way has a result too", fix)


_HYPE = (
    Pattern(
        rf"\bjust (?:add|use|put|plug|throw|sprinkle)(?:ing)? (?:in |some |an? |the )?{_TECHNIQUE}\b",
        re.IGNORECASE,
        holds="just ",
    ),
    Pattern(
        rf"\b{_TECHNIQUE} (?:will|would|is going to|is set to|promises to) (?:\w+ly )?(?:solve|fix|transform"
        r"|revolutioni[sz]e|disrupt|reinvent|reimagine|change everything|take care of|do (?:it|everything|the rest))\b",
        re.IGNORECASE,
        holds="solve|fix|transform|revolution|disrupt|reinvent|reimagine|everything|take care|do it|do the rest",
    ),
    Pattern(
        rf"\b{_TECHNIQUE} is (?:the future|transforming|revolutioni[sz]ing|disrupting)\b",
        re.IGNORECASE,
        holds="the future|transforming|revolution|disrupting",
    ),
    Pattern(
        r"\brevolution(?:ary|i[sz]\w+)\b|\bgame[- ]chang(?:er|ing)\b|\bfear of missing out\b|\bFOMO\b"
        r"|\bkeep(?:ing)? up with (?:the )?(?:competition|competitors|trends?|hype)\b",
        re.IGNORECASE,
        holds="revolution|game|missing out|fomo|keep",
    ),
    Pattern(
        r"\b(?:harness|leverag|unlock|unleash)(?:e|es|ing|s)? (?:the )?(?:full )?(?:power|potential|magic|promise) of "
        rf"{_TECHNIQUE}\b",
        re.IGNORECASE,
        holds="harness|leverag|unlock|unleash",
    ),
    Pattern(
        r"\b(?:board|ceo|management|leadership|investors?|executives?) (?:wants?|expects?|asked for|demands?) "
        rf"(?:us to (?:use|have|add|do) )?(?:an? |some |more )?{_TECHNIQUE}\b",
        re.IGNORECASE,
        holds="board|ceo|management|leadership|investor|executive",
    ),
)
_OTHERS_HAVE_IT = Pattern(
    r"\b(?:competitors?|the competition|rivals?|everyone(?: else)?|everybody(?: else)?) (?:\w+ ){0,2}?"
    r"(?:has|have|uses?|offers?|launched|shipped|added|got|is doing|are doing) (?:already )?"
    rf"(?:it|one|this|that|(?:an? )?{_TECHNIQUE}(?:[- ]\w+){{0,2}})(?=\s*[.,;!]|\s*$| (?:already|too|now|and so)\b)",
    re.IGNORECASE,
    holds="competit|rival|every",
)


@rule("PROD008", severity="W/W/W", confidence="likely", references=("33.10",), rows=(11,), fixable=True)
def hype_as_reason(prd: Prd) -> Findings:
    """Hype, or what others do, as the reason for AI.

    "Our competitor has it" and "AI will transform support" are true of any product and so a reason for none.

    Looks at the problem and the summary. What competitors do is left alone where a figure stands beside it.

    Bad:
        product:
          summary: Revolutionary routing of tickets  # <- `Revolutionary`
        problem:
          why_ai: Our main competitor has it already  # <- tells what others do
    Bad:
        problem:
          why_ai: AI will transform how we support customers  # <- `AI will transform`
    Good:
        product: {summary: Sends each ticket to the team that can solve it}
        problem:
          outcome: Tickets reach the right team at once
          why_ai: Customers choose the wrong category in 41% of tickets
    Good:
        problem: {why_ai: "Rules reach 31%. A competitor has an AI router; it reached 76% on the same 2,000 tickets"}
    """
    problem = prd.problem
    for answer in (prd.product.summary, problem.user, problem.outcome, problem.without_ai, problem.why_ai):
        told = answer.value or ""
        hypes = [found for pattern in _HYPE if (found := pattern.search(told))]
        hype = min(hypes, key=lambda found: found.start(), default=None)
        others = None if re.search(r"\d", told) else _OTHERS_HAVE_IT.search(told)
        if hype:
            yield Finding(answer.path, f"`{short(hype[0])}` could be said of any product", _plainly(answer))
        elif others:
            yield Finding(
                answer.path, f"`{short(others[0])}` tells what others do, not why it is needed", _plainly(answer)
            )


def _plainly(answer: Answer[str]) -> str:
    key = answer.path[-1]
    told = {
        "summary": "what it does, for whom",
        "user": "who, doing what, loses how much today",
        "outcome": "what users can do then, or what falls or rises by how much",
    }
    return f"{key}: …   # {told.get(str(key), 'what the simplest way gets wrong, and how often')}"


_ROLES = {
    "data science": r"data|scien|analy|\b(?:ml|ai|ds|nlp)\b|machine|model|research|statist|llm|prompt|learning",
    "engineering": r"engin|tech|\bdev(?:s|op|el|$)|software|platform|back.?end|front.?end|architect|\b(?:it|ops|sre|cto)\b|infra|mlops",
}
_LAW = (
    r"legal|\blaw|counsel|ethic|complian|risk|privacy|\bdpo\b|gdpr|regulat|governance|responsib|safety|protection|audit"
)


@rule("PROD009", severity="I/E/E", since="building", references=("33.1", "33.10"), rows=(12,), fixable=True)
def missing_team(prd: Prd) -> Findings:
    """Product without a person for data science, or for engineering.

    A question about the model that has no name beside it is answered by whoever is asked last.

    Read from the keys and the words of `product.team`, in any of the usual names: ml, research, platform, tech lead.

    Bad:
        product:
          name: Router
          team:  # <- engineering
            data_science: B. Osei
    Bad:
        product:  # <- data science and engineering
          name: Router
    Good:
        product: {name: Router, team: {ml_lead: B. Osei, platform: C. Novak}}
    """
    missing = [role for role, pattern in _ROLES.items() if not re.search(pattern, _team(prd))]
    yield from _unnamed(prd, missing)


@rule("PROD010", severity="-/E/E", since="building", references=("33.1", "33.10"), rows=(12,), fixable=True)
def missing_legal_owner(prd: Prd) -> Findings:
    """Product with a real risk and nobody for its legal or ethical side.

    Found late, a legal question stops a launch; found early, it changes a sentence.

    Compliance, privacy, risk, governance and safety count. Silent while the document names no team at all.

    Bad:
        product:
          team:  # <- legal or ethics
            data_science: B. Osei
            engineering: C. Novak
    Good:
        product: {team: {data_science: B. Osei, engineering: C. Novak, privacy: E. Novak}}
    """
    if prd.product.team.given and not re.search(_LAW, _team(prd)):
        yield from _unnamed(prd, ["legal or ethics"])


def _team(prd: Prd) -> str:
    """The roles with their people, as words to search in."""
    roles = (f"{role} {person.value or ''}" for role, person in prd.product.team.items())
    return "\n".join(roles).lower().replace("_", " ").replace("-", " ")


def _unnamed(prd: Prd, missing: list[str]) -> Findings:
    team = prd.product.team
    if not missing or not prd.product.given or team.not_applicable or team.broken:
        return
    lines = [f"{role.partition(' or ')[0].replace(' ', '_')}: …" for role in missing]
    if not team.given:
        lines = ["team:", *(f"  {line}" for line in lines), "  legal: …   # or ethics, from medium risk on"]
    yield Finding(
        prd.product.path if team.absent else team.path,
        f"product does not say who answers for {' and '.join(missing)}",
        "\n".join(lines),
        known_gap=team.unknown,
    )


@rule("PROD011", severity="I/E/E", since="building", references=("33.1", "33.10"), rows=(12,), fixable=True)
def unnamed_role(prd: Prd) -> Findings:
    """Role on the team that nobody fills yet.

    An open role is known work without a date.

    Bad:
        product:
          team:
            data_science: unknown  # <- who fills `data_science`
            engineering: C. Novak
    Good:
        product: {team: {data_science: B. Osei, engineering: C. Novak, design: {na: "a form, drawn by engineering"}}}
    """
    for role, person in prd.product.team.items():
        if person.unknown:
            yield Finding(
                person.path, f"product: who fills `{short(role)}` is still unknown", f"{role}: …", known_gap=True
            )

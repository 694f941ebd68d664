"""Product and problem: words that are hype, words that are not, and names by which teams call their roles."""

import pytest

from aiprd.diagnostic import Finding
from aiprd.document import read
from aiprd.prd import load
from aiprd.rule import Rule
from aiprd.rules import product


def told(rule: Rule, text: str) -> list[Finding]:
    assert rule.check is not None
    return list(rule.check(load(read(text, "example.prd.yaml").data)[0]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("just add AI to the search", "just add AI"),
        ("Our competitor has it", "competitor has it"),
        ("everyone else is doing AI", "everyone else is doing AI"),
        ("Competitors already have an AI chatbot, so we need one", "Competitors already have an AI chatbot"),
        ("AI will solve support", "AI will solve"),
        (
            "Machine learning is going to completely transform retail",
            "Machine learning is going to completely transform",
        ),
        ("This is a game-changer", "game-changer"),
        ("to harness the power of generative AI", "harness the power of generative AI"),
        ("the board wants AI", "board wants AI"),
        ("Hand rules cannot keep up with 2.3M members", None),
        ("AI will not solve the backlog by itself", None),
        ("AI solves 40% of tickets in the pilot", None),
        ("Competitors answer within 2h; we take 9h", None),
        ("A competitor has it and reached 76% on the same tickets", None),
        ("Competitors offer returns within 60 days", None),
        ("Members transform their wardrobe each season", None),
    ],
)
def test_hype(text: str, found: str | None) -> None:
    findings = told(product.hype_as_reason, f'problem: {{why_ai: "{text}"}}')
    assert [f"`{found}`" in finding.message for finding in findings] == ([True] if found else [])


@pytest.mark.parametrize(
    ("key", "text", "found"),
    [
        ("user", "Agents need an AI assistant", True),
        ("user", "There is no machine learning in our search", True),
        ("user", "Customers want a chatbot that answers at night", True),
        ("user", "Data scientists lack ML infrastructure", False),
        ("user", "Analysts want AI transparency reports", False),
        ("user", "Customers reach nobody after 18:00", False),
        ("outcome", "Use AI to cut handling time by 30%", True),
        ("outcome", "An LLM that answers tickets", True),
        ("outcome", "LLM costs fall by 40%", False),
        ("outcome", "AI-related tickets fall by half", False),
        ("outcome", "Use fewer LLM calls for one answer", False),
        ("outcome", "45% of questions are settled by the assistant", False),
    ],
)
def test_technique_before_problem(key: str, text: str, found: bool) -> None:
    findings = told(product.solution_as_problem, f'problem: {{{key}: "{text}"}}')
    assert [finding.path for finding in findings] == ([("problem", key)] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("none", 1),
        ("There is none.", 1),
        ("-", 1),
        ("no sorting: first come, first served", 0),
        ("nothing is sorted", 0),
    ],
)
def test_there_is_always_an_alternative(text: str, found: int) -> None:
    assert len(told(product.nothing_as_alternative, f'problem: {{without_ai: "{text}"}}')) == found


@pytest.mark.parametrize(
    ("team", "missing"),
    [
        ("{data_science: B, engineering: C}", []),
        ("{ml: B, tech_lead: C}", []),
        ("{modelling: B, backend: C}", []),
        ("{core: B. Osei (data science), build: C. Novak (engineering)}", []),
        ("{data_science: unknown, engineering: C}", []),
        ("{engineering: {na: bought as a service}, model_owner: B}", []),
        ("{data_science: B}", ["engineering"]),
        ("{marketing: B, sponsor: C}", ["data science", "engineering"]),
        ("{na: one person does all of it}", []),
    ],
)
def test_team(team: str, missing: list[str]) -> None:
    findings = told(product.missing_team, f"product: {{name: Router, team: {team}}}")
    assert [finding.message for finding in findings] == (
        [f"product does not say who answers for {' and '.join(missing)}"] if missing else []
    )


@pytest.mark.parametrize(
    "role", ["legal", "ethics", "compliance", "risk", "privacy", "clinical_safety", "data-protection"]
)
def test_legal_side(role: str) -> None:
    assert told(product.missing_legal_owner, f"product: {{team: {{data_science: B, engineering: C, {role}: D}}}}") == []
    assert len(told(product.missing_legal_owner, "product: {team: {data_science: B, engineering: C}}")) == 1


def test_unknown_team_is_a_known_gap() -> None:
    (finding,) = told(product.missing_team, "product: {name: Router, team: unknown}")
    assert finding.known_gap
    assert told(product.missing_legal_owner, "product: {name: Router, team: unknown}") == []


def test_fix_mends() -> None:
    (finding,) = told(product.missing_team, "product:\n  name: Router\n")
    lines = "".join(f"  {line}\n" for line in finding.fix.splitlines())
    assert told(product.missing_team, f"product:\n  name: Router\n{lines}") == []


@pytest.mark.parametrize(
    ("why", "quoted"),
    [
        ("We can just add some machine learning", "just add some machine learning"),
        ("AI will quickly transform support, a revolutionary step", "AI will quickly transform"),
        ("A game-changing idea: AI is the future", "game-changing"),
        ("It unlocks the full potential of LLMs", "unlocks the full potential of LLMs"),
        ("Leadership asked for some AI", "Leadership asked for some AI"),
        ("To keep up with the competition", "keep up with the competition"),
    ],
)
def test_the_first_hype_of_a_sentence_is_quoted(why: str, quoted: str) -> None:
    (finding,) = told(product.hype_as_reason, f'problem: {{why_ai: "{why}"}}')
    assert finding.message.startswith(f"`{quoted}`")

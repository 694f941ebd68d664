"""WORD007 to WORD009: clauses that let a promise off, leave it open, or make it one that cannot be kept."""

from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.quantity import Unit, percent
from aiprd.rule import Findings, listed, rule
from aiprd.rules.wording.texts import PERFECT, findings, mended, smelt
from aiprd.rules.wording.words import REASONS


@rule("WORD007", severity="W/W/W", since="building", confidence="likely", references=("GtWR R8",), fixable=True)
def escape_clause(prd: Prd) -> Findings:
    """Clause that lets a requirement off.

    What holds where possible holds nowhere in particular, since nobody says where it was not possible.

    Looked at: `text` and `definition` of requirements, what degradation levels show and what leads back from them, and
    the gate's rule. Escalation triggers have a rule of their own.

    Bad:
        requirements:
          explainability:
            - text: Each answer names its source where possible  # <- `where possible`
    Good:
        requirements:
          explainability:
            - text: Each answer that quotes a passage names its source
            - text: Data is deleted as required by the contract
            - text: Where applicable law asks for it, a person decides
    """
    yield from findings(prd, "escape")


@rule("WORD008", severity="W/W/W", since="building", confidence="likely", references=("GtWR R9",), fixable=True)
def open_ended_list(prd: Prd) -> Findings:
    """List that goes on without being written.

    Each reader continues `etc.` with what they had in mind, and the test ends where the list does.

    Looked at: the texts that WORD007 looks at. One thing with an example (`a topic such as health`) is no list.

    Bad:
        requirements:
          privacy:
            - text: Names, addresses, etc. are removed from the log  # <- `etc`
    Good:
        requirements:
          privacy:
            - text: Names, addresses and phone numbers are removed from the log
            - text: Items of a sensitive category, such as health, are removed
    """
    yield from findings(prd, "open-ended")


@rule("WORD009", severity="W/W/E", confidence="likely", references=("33.2", "GtWR R26"), rows=(30,))
def absolute_promise(prd: Prd) -> Findings:
    """Words that promise what no model reaches.

    One wrong answer breaks the promise, and it comes in the first week.

    Looked at: the `text` of requirements. Programmed behaviour may be promised in full (`nature: deterministic`); words
    for a service that is always up are told in performance, reliability, safety and security only, and a number beside
    the words settles them. A bound at 100% or 0% is told by GOAL007.

    Bad:
        requirements:
          safety:
            - text: Answers are hallucination-free  # <- a promise of 100%
    Bad:
        requirements:
          safety:
            - text: The assistant never hallucinates  # <- its bound is 98%
              bound: grounded >= 98%
    Bad:
        requirements:
          safety:
            - text: The model never misses a collapsed lung  # <- `never misses`
    Good:
        requirements:
          safety:
            - {text: Answers rest on a source, bound: "grounded >= 98%, n >= 600"}
            - text: The agent never pays without approval
            - {text: Totals are always correct, nature: deterministic}
          experience:
            - text: The switch is always available
    """
    for told, all_found in smelt(prd):
        found = [smell for smell in all_found if smell.kind in PERFECT]
        entry = told.entry
        if not found or entry is None or entry.nature.value == "deterministic":
            continue
        if entry.family not in _SERVICE:
            found = [smell for smell in found if smell.kind == "absolute"]
        value = prd.value_of(entry.bound.value) if entry.bound.value is not None else None
        share = value.amount if value is not None and value.unit is Unit.RATIO else None
        if not found or share in {0, 1}:
            continue
        words = listed([f"`{word}`" for word in dict.fromkeys(smell.word for smell in found)])
        if share is None:
            yield Finding(told.answer.path, REASONS[found[0].kind].format(words), mended(told, found[0]))
        else:
            message = f"{words}: the words promise 100%, but its bound is {percent(share)}"
            fix = "text: …   # what the bound says, in words"
            yield Finding(
                told.answer.path, message, fix, (Related(entry.bound.path, f"the bound is {percent(share)}"),)
            )


_SERVICE = ("performance", "reliability", "safety", "security")

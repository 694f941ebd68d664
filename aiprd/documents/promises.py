"""The requirements as reviewers read them: by family, each promise with its number and with how it is proved."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aiprd.documents.markdown import BREAK, Markdown, code, escaped, joined, table
from aiprd.documents.telling import Teller, inline, spoken
from aiprd.prd.promise import FAMILIES, MORE_FAMILIES, Requirement
from aiprd.prd.rollout import Stage

COLUMNS = ("Promise", "Window", "Cases", "Decided by", "Checked", "Gate", "Owner")
_PLACED = {
    "id", "text", "bound", "when", "then", "within", "until", "every", "alerts", "budget", "timeout", "over", "n",
    "rule", "margin", "verify", "measured_on", "on", "at", "owner",
}  # fmt: skip


class Promise(NamedTuple):
    """One requirement, in the columns of a table; what is not said is empty."""

    text: Markdown
    window: Markdown
    cases: Markdown
    rule: Markdown
    verify: Markdown
    at: Markdown
    owner: Markdown


class Family(NamedTuple):
    """The requirements of one kind; `note` says why there are none, where the document says so."""

    key: str
    title: str
    promises: Sequence[Promise]
    note: Markdown
    silent: Sequence[str] = ()
    """What none of them says, and should."""

    @property
    def markdown(self) -> Markdown:
        """The family as a table with what none of it says, or the reason why it is empty."""
        if self.note or not self.promises:
            return self.note
        unsaid = f"\n\nNot said here: {', '.join(name.lower() for name in self.silent)}." if self.silent else ""
        return Markdown(table(COLUMNS, self.promises, Markdown("not said")) + unsaid)


def families(teller: Teller) -> list[Family]:
    """The families that the document speaks of, in the format's order."""
    told = (family(key, teller) for key in (*FAMILIES, *MORE_FAMILIES))
    return [each for each in told if each.promises or each.note]


def family(key: str, teller: Teller) -> Family:
    """One family, said or not."""
    entries = teller.prd.requirements.of_family(key)
    note = Markdown("") if entries.given else teller.told(entries)
    promises = [promise(entry, teller) for entry in entries]
    return Family(key, spoken(key), promises, note, _silent(entries, promises))


def _silent(entries: Sequence[Requirement], promises: Sequence[Promise]) -> list[str]:
    """The columns that are empty throughout; what a number needs is asked where there is one."""
    measured = any(entry.bound.value is not None and entry.bound.value.metric for entry in entries)
    due = COLUMNS[1:] if measured else COLUMNS[4:]
    return [name for name in due if not any(row[COLUMNS.index(name)] for row in promises)]


def promise(entry: Requirement, teller: Teller) -> Promise:
    """One requirement as a row."""
    if not entry.given:
        return Promise(teller.told(entry), *[Markdown("")] * 6)
    per_group = " per group" if entry.family == "fairness" else ""
    return Promise(
        text=Markdown(
            teller.mark(entry)
            + joined(
                [
                    statement(entry, teller),
                    *(Markdown(f"{inline(key)}: {text}") for key, text in details(entry, teller)),
                ],
                BREAK,
            )
        ),
        window=teller.told(entry.window),
        cases=_followed(teller.told(entry.sample), per_group),
        rule=decision(entry, teller),
        verify=check(entry, teller),
        at=teller.told(entry.at),
        owner=teller.told(entry.owner),
    )


def statement(entry: Requirement, teller: Teller, *, named: bool = True) -> Markdown:
    """What is promised, in one sentence, with its number; after its id where it is to be `named`."""
    if not entry.given:
        return teller.told(entry)
    told = teller.told
    name = Markdown(f"{code(entry.id.value)}:") if entry.id.value else told(entry.id)
    name = name if named else Markdown("")
    bound = entry.bound.value
    text = teller.bound(bound._replace(over=None, n=None)) if bound is not None else told(entry.bound)
    clauses = [
        joined([_clause("when ", told(entry.when)), _clause("→ ", told(entry.then))], " "),
        _clause("every ", told(entry.every)),
        _clause("alerts on ", told(entry.alerts)),
        _clause("within ", told(entry.within)),
        _clause("until ", told(entry.until)),
        _clause("the user waits at most ", told(entry.budget)),
        _clause("the model has ", told(entry.timeout)),
    ]
    words = told(entry.text)
    if words and bound is not None and not bound.metric:  # `100%` says of the words how often they hold
        words, text = Markdown(f"{words} ({text})"), Markdown("")
    rest = joined([words, text, joined(clauses, ", ")])
    return joined([name, rest], " ") or Markdown(f"an empty entry under {escaped(entry.family)}")


def details(entry: Requirement, teller: Teller) -> Iterator[tuple[str, Markdown]]:
    """What an entry says besides its promise and its proof, by key."""
    for key, part in entry.parts().items():
        if key not in _PLACED and not part.absent:
            yield key, teller.told(part)


def decision(entry: Requirement, teller: Teller) -> Markdown:
    """The decision rule and the margin, as far as they are said."""
    return joined([teller.told(entry.rule), _clause("margin ", teller.told(entry.margin))], ", ")


def check(entry: Requirement, teller: Teller) -> Markdown:
    """How it is verified, and on what."""
    return joined([teller.told(entry.verify), _clause("on ", teller.told(entry.evaluation))], " ")


def gate(stage: Stage, teller: Teller) -> list[Markdown]:
    """What must hold before the next stage; bounds with the numbers of the levels they name."""
    bounds = {answer.path: bound for answer, bound in stage.bounds()}
    told = [teller.bound(bounds[entry.path]) if entry.path in bounds else teller.told(entry) for entry in stage.gate]
    return told if stage.gate.given else [text for text in [teller.told(stage.gate)] if text]


def _clause(lead: str, text: Markdown) -> Markdown:
    return Markdown(lead + text) if text else Markdown("")


def _followed(text: Markdown, tail: str) -> Markdown:
    return Markdown(text + tail) if text else text

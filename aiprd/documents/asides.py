"""What stands beside the text: places that are unknown or set aside, and findings that the team accepts."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from aiprd import waiver
from aiprd.answer import Answer, Entries, Part, State, Table
from aiprd.diagnostic import Path
from aiprd.documents.markdown import Markdown, code
from aiprd.documents.telling import Teller, inline, spoken
from aiprd.report import Report
from aiprd.rules import ALL
from aiprd.section import Section


class Place(NamedTuple):
    """A place of the document in words, and the reason given there."""

    where: str
    reason: str


class Accepted(NamedTuple):
    """A waiver with the findings it covers today."""

    code: Markdown
    why: str
    until: str
    owner: str
    findings: Sequence[str]


def places(section: Section, state: State) -> Iterator[Place]:
    """Every place of that state below `section`, in the document's order."""
    for key, part in section.parts().items():
        yield from _places(part, spoken(key), state)


def _places(part: Part, where: str, state: State) -> Iterator[Place]:
    if part.state is state:
        yield Place(where, part.reason)
    for name, inner in _below(part):
        if inner.path[: len(part.path)] == part.path:  # what an entry inherits stands elsewhere and is told there
            yield from _places(inner, f"{where}, {name}", state)


def _below(part: Part) -> Iterator[tuple[str, Part]]:
    if isinstance(part, Section):
        yield from ((inline(key), inner) for key, inner in part.parts().items())
    elif isinstance(part, Table):
        yield from part.items()
    elif isinstance(part, Entries):
        for number, inner in enumerate(part, 1):
            identity = getattr(inner, "id", None)
            yield identity.text if isinstance(identity, Answer) and identity.text else str(number), inner


def accepted(report: Report, teller: Teller, known: Iterable[str] = ALL) -> list[Accepted]:
    """The waivers, with what they cover; those that cover nothing are told too."""
    written: dict[Path, str] = {part.path: teller.told(part.owner) for part in teller.prd.waivers}
    gathered, _ = waiver.gather(report.prd, report.document, known)
    return [
        Accepted(
            code(each.code),
            each.why,
            each.until.text if each.until is not None else "",
            Markdown(written.get(each.path, "")),
            [d.message for d in report.diagnostics if d.code == each.code and d.waived == each.why],
        )
        for each in gathered
    ]

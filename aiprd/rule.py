"""A rule: a few lines of judgement with a page, from which its catalogue entry and its tests are read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from aiprd.answer import Answer, Entries, Table
from aiprd.diagnostic import Finding, Severity
from aiprd.prd import SMALLEST, Prd
from aiprd.section import Section
from aiprd.selection import PRESETS

Findings = Iterator[Finding]
Check = Callable[[Prd], Findings]

SEVERITIES = {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO, "-": None}


_HEARD_FROM = {"certain": 0, "likely": 1, "possible": 2}


class Page(NamedTuple):
    """What a rule's docstring says: the text of `aiprd explain`, the catalogue and the tests."""

    summary: str
    why: str
    notes: str
    bad: tuple[str, ...]
    good: tuple[str, ...]


class Rule(NamedTuple):
    """One check with everything the engine and the catalogue need to know of it.

    `severities` holds one severity for each tier (None: off); `since` is the status at which the question falls due;
    `rows` are the rows of the catalogue it answers. A rule without a check is told by the reader or the engine.
    """

    code: str
    name: str
    check: Check | None
    docstring: str
    severities: tuple[Severity | None, Severity | None, Severity | None]
    kinds: tuple[str, ...]
    since: str
    confidence: str
    references: tuple[str, ...]
    rows: tuple[int, ...]
    fixable: bool

    @property
    def presets(self) -> tuple[str, ...]:
        """The presets that hear this rule."""
        return PRESETS[_HEARD_FROM[self.confidence] :]

    @property
    def family(self) -> str:
        return self.code[:4]

    @property
    def text(self) -> str:
        """The page as written, without the indentation of the code around it."""
        from inspect import cleandoc  # 8 ms, wanted only by who reads the page

        return cleandoc(self.docstring)

    @property
    def page(self) -> Page:
        return read_page(self.text)

    @property
    def summary(self) -> str:
        return self.docstring.lstrip().partition("\n")[0]

    @property
    def why(self) -> str:
        """The first sentence of the reason."""
        return _why(self.docstring)

    @property
    def url(self) -> str:
        return f"docs/rules.md#{self.code.lower()}-{self.name}"


def rule(
    code: str,
    *,
    severity: str,
    kinds: tuple[str, ...] = (),
    since: str = "idea",
    confidence: str = "certain",
    references: tuple[str, ...] = (),
    rows: tuple[int, ...] = (),
    fixable: bool = False,
) -> Callable[[Callable[..., Findings] | Callable[[], None]], Rule]:
    """Makes a rule of a generator function whose docstring is its page.

    `severity` reads low/medium/high: `"W/E/E"`, `-` for off. `since` is idea, building, pilot or live. A function
    without parameters has no check: the reader or the engine tells that finding.
    """

    def wrap(check: Callable[..., Findings] | Callable[[], None]) -> Rule:
        low, medium, high = (SEVERITIES[letter] for letter in severity.split("/"))
        return Rule(
            code=code,
            name=check.__name__.replace("_", "-"),
            check=check if check.__code__.co_argcount else None,  # type: ignore[arg-type]
            docstring=check.__doc__ or "",
            severities=(low, medium, high),
            kinds=kinds,
            since=since,
            confidence=confidence,
            references=references,
            rows=rows,
            fixable=fixable,
        )

    return wrap


class Ask(NamedTuple):
    """One key that must be answered: what it tells ("who pulls it") and a line to paste."""

    key: str
    tells: str
    paste: str


def presence(
    code: str,
    name: str,
    *asks: Ask,
    of: Callable[[Prd], Iterable[Section]],
    summary: str,
    why: str,
    bad: str,
    good: str,
    severity: str,
    since: str = "idea",
    kinds: tuple[str, ...] = (),
    references: tuple[str, ...] = (),
    rows: tuple[int, ...] = (),
) -> Rule:
    """Makes the rule that each section of `of` that is there answers all of `asks`.

    What is left out of one section is one finding; what is `unknown` is a known gap, told at its own place. Outside
    the smallest PRD the question is an info at low tier.
    """

    def check(prd: Prd) -> Findings:
        for section in of(prd):
            if section.given:
                yield from gaps(section, asks)

    low, medium, high = (SEVERITIES[letter] for letter in severity.split("/"))
    if low is not None and _top_key(bad) not in SMALLEST:
        low = Severity.INFO
    page = f"{summary}\n\n{why}\n\nBad:\n{_indented(bad)}\nGood:\n{_indented(good)}"
    return Rule(code, name, check, page, (low, medium, high), kinds, since, "certain", references, rows, True)


PLURAL = ("requirements", "ethics", "stakeholders")
"""Nouns of sections that take "do not say"."""


def gaps(section: Section, asks: Iterable[Ask]) -> Findings:
    """What `section` leaves open of `asks`: one finding for all that is absent, one for each known gap."""
    absent = []
    for ask in asks:
        part = section.part(ask.key)
        if part.unknown:
            yield Finding(part.path, f"{subject(section)}: {ask.tells} is still unknown", ask.paste, known_gap=True)
        elif part.absent or (isinstance(part, Entries | Table) and part.given and not len(part)):
            absent.append(ask)
    if absent:
        verb = "do" if section.noun in PLURAL else "does"
        message = f"{subject(section)} {verb} not say {listed([ask.tells for ask in absent])}"
        yield Finding(section.path, message, "\n".join(ask.paste for ask in absent))


def listed(words: Sequence[str], last: str = "and") -> str:
    """The words as a sentence lists them: one, two and three; or with another word before the last."""
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def subject(section: Section) -> str:
    """What to call a section in a sentence: metric `relevance`, the requirement `parity`, rollout."""
    label = getattr(section, "label", "")
    noun = section.noun
    if not noun.startswith(("a ", "an ")):
        return noun
    bare = noun.partition(" ")[2]
    if isinstance(label, str) and label:
        return f"{bare} `{short(label)}`"
    identity = getattr(section, "id", None)
    if isinstance(identity, Answer) and identity.value:
        return f"{bare} `{short(str(identity.value))}`"
    last = section.path[-1] if section.path else ""
    if isinstance(last, int):
        return f"{bare} {last + 1}"
    if section.path[0] == "metrics" and bare != "metric":
        return f"{bare} of `{section.path[1]}`"
    return f"{bare} `{short(last)}`"


def short(text: str, width: int = 60) -> str:
    """`text` on one line, cut where it grows long."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def read_page(text: str) -> Page:
    """The parts of a rule's text; the blocks under `Bad:` and `Good:` are its examples."""
    head: list[str] = []
    bad: list[str] = []
    good: list[str] = []
    block: list[str] | None = None
    blocks: list[tuple[list[str], list[str]]] = []
    for line in text.splitlines():
        if line.rstrip() in {"Bad:", "Good:"}:
            block = []
            blocks.append((bad if line.startswith("Bad") else good, block))
        elif block is not None and (line.startswith("    ") or not line.strip()):
            block.append(line[4:])
        else:
            block = None
            head.append(line)
    for side, lines in blocks:
        side.append("\n".join(lines).strip("\n") + "\n")
    paragraphs = [" ".join(part.split()) for part in "\n".join(head).split("\n\n") if part.strip()]
    summary, why, *notes = [*paragraphs, "", ""]
    return Page(summary, why, "\n\n".join(note for note in notes if note), tuple(bad), tuple(good))


@cache
def _why(docstring: str) -> str:
    paragraph = docstring.partition("\n\n")[2].partition("\n\n")[0]
    return " ".join(paragraph.split()).partition(". ")[0].rstrip(".") + "."


def _indented(block: str) -> str:
    return "\n".join("    " + line for line in block.strip("\n").splitlines())


def _top_key(example: str) -> str:
    first = next((line for line in example.splitlines() if line and line[0].isalpha()), "")
    return first.partition(":")[0]

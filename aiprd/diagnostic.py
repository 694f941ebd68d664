"""What is found in a document: places, severities, findings and what people see of them."""

import re
from collections.abc import Collection, Mapping
from enum import IntEnum
from typing import NamedTuple

Path = tuple[str | int, ...]
"""Keys and list indexes from the document's root to a value: `("metrics", "relevance", "launch")`."""

Number = int | float | str
"""One entry of a finding's `numbers`."""


class Severity(IntEnum):
    """How much a finding weighs; ordered, so that `--fail-on` is a comparison."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        return self.name.lower()


class Span(NamedTuple):
    """A half-open stretch of the text, counted in characters from 0."""

    start: int
    end: int


class Region(NamedTuple):
    """A stretch as people and editors count it: lines and columns from 1, the end column exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Related(NamedTuple):
    """The other side of a disagreement; `span` only where no path leads."""

    path: Path
    message: str
    span: Span | None = None


class Finding(NamedTuple):
    """What a rule knows: where, what is wrong, what would mend it, and the numbers it used.

    `span` is set only where no path leads (a YAML mistake); `on_key` marks the key instead of its value.
    `known_gap` says that the document itself calls it unknown, which weighs one step less.
    """

    path: Path
    message: str
    fix: str = ""
    related: tuple[Related, ...] = ()
    numbers: Mapping[str, Number] = {}
    span: Span | None = None
    on_key: bool = False
    known_gap: bool = False


class Flaw(NamedTuple):
    """A finding made while reading, before any rule runs, with the code it is told under."""

    code: str
    finding: Finding


class Note(NamedTuple):
    """A related place as people see it."""

    path: str
    region: Region
    message: str


class Diagnostic(NamedTuple):
    """A finding as people see it; the fields are those of the JSON report.

    `anchor` is the path with what list entries are called in place of their positions, so that it survives moved
    entries. `waived` is the reason of the waiver that covers the finding. `value` is the text that the path leads to, where
    it is a single value. `uses` is how often the document names the metric that the place concerns: what hangs on it.
    """

    code: str
    name: str
    severity: Severity
    message: str
    why: str
    fix: str
    file: str
    path: str
    anchor: str
    region: Region
    related: tuple[Note, ...]
    numbers: Mapping[str, Number]
    references: tuple[str, ...]
    url: str
    confidence: str
    waived: str | None = None
    value: str = ""
    uses: int = 0

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that stay the same while the flaw does, wherever its lines move.

        It is made of the rule, the place and the words of the message. Figures count where they are written at the place
        itself; those that come from elsewhere may change.
        """
        from hashlib import sha256  # 3 ms, wanted by machine-readable reports only

        written = {_plain(figure) for figure in re.findall(FIGURE, self.value[:1000])}
        told = re.sub("`([^`]*)`", lambda quote: f"`{gist(quote[1], written)}`", self.message)
        key = f"{self.code}\0{self.anchor}\0{unnumbered(told, written)}"
        return sha256(key.encode("utf-8", "replace")).hexdigest()[:16]


FIGURE = r"(?<!\w)\d[\d.,_]*(?:%|\s?(?:pp|ms|s|min|h|d|w|mo|q|y|k|M|B)\b)?"
"""A number with its unit; not the one in `P95` or `design_2`."""


def unnumbered(text: str, kept: Collection[str] = ()) -> str:
    """`text` with a `#` for each figure that is not among `kept`."""
    return re.sub(FIGURE, lambda figure: plain if (plain := _plain(figure[0])) in kept else "#", text)


def gist(text: str, kept: Collection[str] = ()) -> str:
    """What a line is about, however it is spaced: a bound without its limit, figures that are not `kept` left out."""
    subject = re.split(r"[<>=≤≥]| at (?:least|most) ", text, maxsplit=1)[0]
    return unnumbered(" ".join(subject.split()), kept)


def _plain(figure: str) -> str:
    """The digits and the point of a figure: the `1039` of both `1,039` and `1039 ms`."""
    return re.sub(r"[^\d.]", "", figure).rstrip(".")


def pointer(path: Path) -> str:
    """`path` as a JSON Pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)

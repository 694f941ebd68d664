"""What linting one document gave, light enough to be kept for many documents and to be sent between processes."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Any

from aiprd.diagnostic import Diagnostic
from aiprd.profile import Profile

if TYPE_CHECKING:
    from aiprd.document import Document
    from aiprd.prd import Prd


class Report:
    """The findings in one document; `pending` counts the checks that begin at a later status.

    `lines` are those the findings point at, by number, where the document itself was not kept: most reports need no more
    of it. The document and the PRD are what was linted or, where only the findings were kept, are read again when
    somebody asks for them: from the source or, where that was not kept either, from the file.
    """

    __slots__ = ("_document", "_prd", "_source", "diagnostics", "file", "lines", "pending", "profile")

    def __init__(
        self,
        file: str,
        source: bytes | str | None,
        profile: Profile,
        diagnostics: tuple[Diagnostic, ...],
        pending: Mapping[str, int],
        document: "Document | None" = None,
        prd: "Prd | None" = None,
        lines: Mapping[int, str] = {},
    ) -> None:
        self.file = file
        self._source = source
        self.profile = profile
        self.diagnostics = diagnostics
        self.pending = pending
        self._document = document
        self._prd = prd
        self.lines = lines

    @property
    def source(self) -> bytes | str:
        if self._source is None:
            with open(self.file, "rb") as opened:
                self._source = opened.read()
        return self._source

    @property
    def document(self) -> "Document":
        return self._document if self._document is not None else _read_again(self.source, self.file)

    @property
    def prd(self) -> "Prd":
        return self._prd if self._prd is not None else _loaded_again(self.source, self.file)

    def line(self, number: int) -> str:
        """A line that a finding points at, counted from 1, without its break."""
        return self.lines[number] if number in self.lines else self.document.line(number)

    def pointed(self) -> Mapping[int, str]:
        """All lines that findings point at, by number."""
        regions = (place for d in self.diagnostics for place in (d.region, *(note.region for note in d.related)))
        return {number: self.line(number) for number in sorted({region.line for region in regions})}

    def light(self) -> "Report":
        """The same without what can be read again from the file; words of rules are kept once, however many say them."""
        found = tuple(
            d._replace(code=intern(d.code), name=intern(d.name), why=intern(d.why), url=intern(d.url), file=self.file)
            for d in self.diagnostics
        )
        return Report(self.file, None, self.profile, found, self.pending, lines=self.pointed())

    def replaced(self, **changes: Any) -> "Report":  # noqa: ANN401 - the attributes by name
        """The same with other values for some attributes, `document` and `prd` among them."""
        now = {name.lstrip("_"): getattr(self, name) for name in self.__slots__}
        return Report(**{**now, **changes})


@lru_cache(maxsize=2)
def _read_again(source: bytes | str, file: str) -> "Document":
    """The last documents that were asked for: a report goes through them one by one."""
    from aiprd.document import read

    return read(source, file)


@lru_cache(maxsize=2)
def _loaded_again(source: bytes | str, file: str) -> "Prd":
    from aiprd.prd import load

    return load(_read_again(source, file).data)[0]


def count(diagnostics: Iterable[Diagnostic]) -> Mapping[str, int]:
    """Findings by severity, waived ones apart."""
    totals = {"error": 0, "warning": 0, "info": 0, "waived": 0}
    for diagnostic in diagnostics:
        totals["waived" if diagnostic.waived is not None else diagnostic.severity.label] += 1
    return totals

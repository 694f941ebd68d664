"""Any part of a PRD told in Markdown: key by key, as facts, as a table, or as a list where a table grows too wide."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aiprd.answer import Answer, Entries, Part, Table
from aiprd.bound import Bound
from aiprd.diagnostic import Path
from aiprd.documents.anchors import Anchors, anchors
from aiprd.documents.markdown import BREAK, Markdown, code, escaped, joined, length, linked, marked
from aiprd.documents.shapes import Block, Column, Fact, Grid
from aiprd.documents.wrong import wrong_told
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import Quantity, number, show
from aiprd.section import Section

WIDEST = 6
"""Columns of a table that can still be read."""
FULLEST = 140
"""Characters of a line, or of the average row of a table, that can still be read."""

UNKNOWN = Markdown("**unknown**")
NOT_SAID = Markdown("**not said**")
_SPELT = {
    "ab": "A/B", "ai": "AI", "eu": "EU", "icc": "ICC", "id": "ID", "llm": "LLM", "mde": "MDE", "mvp": "MVP", "roi": "ROI",
    "slo": "SLO", "tnr": "TNR", "tpr": "TPR", "ttft": "TTFT", "uat": "UAT",
}  # fmt: skip
_NAMING = frozenset({"id", "type", "kind"})
"""Keys whose value says enough without the key."""

NOT_UNDERSTOOD = Markdown("**not understood**")


def spoken(key: str) -> str:
    """A key as a heading: `user_sees` is User sees."""
    words = " ".join(_SPELT.get(word, word) for word in key.replace("_", " ").split())
    return words[:1].upper() + words[1:]


def inline(key: str) -> str:
    """A key inside a sentence: `same_definition` is same definition."""
    words = spoken(key)
    return words if len(words) > 1 and words[:2].isupper() else words[:1].lower() + words[1:]


class Teller(NamedTuple):
    """Tells parts of one PRD; knows its metrics, so that a bound on a level shows the number and the way to them."""

    prd: Prd
    places: Anchors

    @classmethod
    def of(cls, prd: Prd) -> "Teller":
        return cls(prd, anchors(prd))

    def mark(self, part: Part) -> Markdown:
        """The place that links to `part` lead to."""
        return marked(self.places.at.get(part.path, ""))

    def link(self, text: Markdown, part: Part) -> Markdown:
        """`text` as a link to where `part` is told."""
        return linked(text, self.places.at.get(part.path, ""))

    def bound(self, bound: Bound) -> Markdown:
        """A bound with the number of its level, as a link to its metric, and how often it may be wrong."""
        told = linked(code(self.resolved(bound)), self.places.of.get(("metric", bound.metric), ""))
        plain = not bound.spread and not bound.statistic
        wrong = wrong_told(self.prd.metric(bound.metric), self.value_of(bound)) if plain else ""
        return Markdown(f"{told} ({wrong})") if wrong else told

    def figure(self, answer: Answer[Bound]) -> Markdown:
        """A value of a metric without how often it is wrong, for where that is told in a place of its own."""
        return self.told(answer) if answer.broken or answer.value is None else escaped(answer.text)

    def told(self, part: Part) -> Markdown:
        """What the document says at one place, on one line; empty where it says nothing."""
        if part.unknown:
            return UNKNOWN
        if part.not_applicable:
            return Markdown(f"*not applicable: {escaped(part.reason)}*")
        if isinstance(part, Answer):
            return self._answer(part)
        if part.broken:
            return NOT_UNDERSTOOD
        if not part.given:
            return Markdown("")
        if isinstance(part, Entries):
            texts = [self.told(item) for item in part]
            if len(rows_of(part)) > 1:
                return joined(texts, BREAK)
            return joined(texts, "; " if any("," in text or ";" in text for text in texts) else ", ") or Markdown(
                "none"
            )
        if isinstance(part, Section) and part.shorthand in part.parts():
            return self._short(part)
        return joined(self._pairs(part)) or Markdown("none")

    def entries(self, part: Part) -> list[Markdown]:
        """Each entry of a list, told; none for anything else."""
        return [self.told(item) for item in part] if isinstance(part, Entries) else []

    def _short(self, section: Section) -> Markdown:
        """What the section is about, and in brackets what else it says."""
        others = self._pairs(section, skip=section.shorthand)
        lead = self.told(section.part(section.shorthand))
        return Markdown(f"{lead} ({joined(others)})") if others else lead

    def _answer(self, answer: Answer[object]) -> Markdown:
        if answer.broken:
            return Markdown(f"{escaped(answer.text)} {NOT_UNDERSTOOD}") if answer.text else NOT_UNDERSTOOD
        value = answer.value
        if isinstance(value, bool):
            return Markdown("yes" if value else "no")
        if isinstance(value, Bound) and value.metric:
            return self.bound(value)
        if isinstance(value, Bound) and (wrong := wrong_told(self._metric_at(answer.path), value.value)):
            return Markdown(f"{escaped(answer.text)} ({wrong})")
        if isinstance(value, str) and (place := self.places.named(_key(answer), value)):
            return linked(escaped(answer.text), place)
        if isinstance(value, Quantity) and answer.text.isdecimal():
            return escaped(number(value.amount))
        return escaped(answer.text)

    def _metric_at(self, path: Path) -> Metric | None:
        """The metric that a value without a name speaks of: the one it stands in, or the one named beside it."""
        if len(path) > 3 and path[0] == "metrics":
            return self.prd.metric(str(path[1]))
        part: Part = self.prd
        for step in path[:-1]:
            if isinstance(part, Entries) and isinstance(step, int):
                part = part[step]
            elif isinstance(part, Section) and isinstance(step, str) and step in part.fields:
                part = part.part(step)
            else:
                return None
        beside = getattr(part, "metric", None)
        return self.prd.metric(beside.value) if isinstance(beside, Answer) else None

    def _pairs(self, part: Part, skip: str = "") -> list[Markdown]:
        """`key: text` for each thing said below `part`."""
        inner: Mapping[str, Part] = {}
        if isinstance(part, Table):
            inner = part
        elif isinstance(part, Section):
            inner = {inline(key): below for key, below in part.parts().items() if key != skip}
        told = ((name, self.told(below).replace(BREAK, " · ")) for name, below in inner.items())
        return [Markdown(f"{escaped(name)}: {text}" if name and text else escaped(name) or text) for name, text in told]

    def resolved(self, bound: Bound) -> str:
        """A bound as plain text, with the number of the level it names: `relevance >= launch (70%)`."""
        if not bound.level:
            return bound.show()
        value = self.value_of(bound)
        told = f"{bound.level} ({show(value)})" if value is not None else f"{bound.level} (not said)"
        return bound._replace(level=told).show()

    def value_of(self, bound: Bound) -> Quantity | None:
        """The number a bound asks for; that of the slice where the bound is for one that has its own."""
        metric = self.prd.metric(bound.metric)
        part = metric.slices.get(bound.slice) if metric is not None and bound.slice else None
        if bound.level == "launch" and part is not None and part.launch.value is not None:
            return part.launch.value.value
        return self.prd.value_of(bound)

    def fact(self, name: str, part: Part) -> Fact:
        """One fact; what is too long for a line gets a line for each entry."""
        text = self.told(part)
        lines = [Markdown(line) for line in text.split(BREAK)]
        if len(lines) > 1:
            return Fact(name, Markdown(""), lines)
        if isinstance(part, Entries):
            lines = [self.told(item) for item in part]
        elif isinstance(part, Table | Section) and part.given:
            lines = self._pairs(part)
        nested = isinstance(part, Entries) and any(isinstance(item, Table | Section) for item in part)
        if len(lines) > 1 and (nested or length(text) > FULLEST):
            return Fact(name, Markdown(""), lines)
        return Fact(name, text)

    def facts(self, section: Section, skip: Sequence[str] = ()) -> list[Fact]:
        """A fact for each key of a section that says something, lists of sections left out."""
        parts = section.parts().items()
        return [
            self.fact(spoken(key), part)
            for key, part in parts
            if key not in skip and not part.absent and not rows_of(part)
        ]

    def grids(self, section: Section, skip: Sequence[str] = ()) -> list[Grid]:
        """A grid for each key of a section that holds a list of sections."""
        return [
            self.grid(part, spoken(key)) for key, part in section.parts().items() if key not in skip and rows_of(part)
        ]

    def block(self, part: Part, title: str, skip: Sequence[str] = ()) -> Block:
        """Everything below `part`, whatever its shape."""
        if isinstance(part, Section) and part.given:
            return Block(title, self.facts(part, skip), self.grids(part, skip))
        if rows_of(part):
            return Block(title, [], [self.grid(part)])
        if isinstance(part, Table) and part.given:
            return Block(title, [self.fact(name or title, item) for name, item in part.items()], [])
        if isinstance(part, Entries) and part.given:
            return Block(title, [Fact(str(number), self.told(item)) for number, item in enumerate(part, 1)], [])
        text = self.told(part)
        return Block(
            title,
            [Fact("Not applicable", escaped(part.reason)) if part.not_applicable else Fact("State", text)]
            if text
            else [],
            [],
        )

    def grid(self, part: Part, title: str = "") -> Grid:
        """A list of sections with the keys that any of them uses as columns."""
        rows = rows_of(part)
        keys = list(dict.fromkeys(key for row in rows for key in _said(row)))
        names = [[escaped(name)] for name in part] if isinstance(part, Table) else [[] for _ in rows]
        cells = [[*name, *(self._cell(row, key) for key in keys)] for name, row in zip(names, rows, strict=True)]
        columns = [*(["Name"] if isinstance(part, Table) else []), *(spoken(key) for key in keys)]
        nested = any(rows_of(below) for row in rows for below in _said(row).values())
        characters = sum(length(cell) for row in cells for cell in row) / max(1, len(cells))
        wide = nested or len(columns) > WIDEST or (len(columns) > 3 and characters > 3 * FULLEST)
        return self._with_state_column(part, Grid(title, columns, cells, wide))

    def gathered(self, part: Part, columns: Sequence[Column], title: str = "") -> Grid:
        """A list of sections as a table whose columns gather several keys; a last column holds all other keys."""
        rows = rows_of(part)
        placed = {key for column in columns for key in column.keys}
        cells = []
        for row in rows:
            others = [key for key in _said(row) if key not in placed]
            told = [self._several(row, column.keys) for column in columns]
            cells.append([*told, self._several(row, ("", *others))])
        return self._with_state_column(part, Grid(title, [*(column.title for column in columns), "Also"], cells))

    def _several(self, row: Part, keys: Sequence[str]) -> Markdown:
        told = [(index, key, self._cell(row, key)) for index, key in enumerate(keys) if key]
        return joined(
            [
                Markdown(f"{inline(key)}: {text}" if index and text and key not in _NAMING else text)
                for index, key, text in told
            ],
            BREAK,
        )

    def _cell(self, row: Part, key: str) -> Markdown:
        below = _said(row).get(key)
        return self.told(below) if below is not None else Markdown("")

    def _with_state_column(self, part: Part, grid: Grid) -> Grid:
        """Entries that are no sections with keys (unknown, set aside, not understood) are told in the first column."""
        stray = [index for index, row in enumerate(rows_of(part)) if not _said(row)]
        if not stray:
            return grid
        rows = [list(row) for row in grid.rows]
        columns = list(grid.columns) or ["State"]
        for index in stray:
            told = self.told(rows_of(part)[index])
            rows[index] = (
                [told] if not rows[index] else [Markdown(f"{rows[index][0]} {told}".strip()), *rows[index][1:]]
            )
        return grid._replace(columns=columns, rows=rows)


def _key(answer: Part) -> object:
    """The key under which an answer stands, alone or in a list."""
    return next((step for step in reversed(answer.path) if isinstance(step, str)), "")


def rows_of(part: Part) -> Sequence[Section]:
    """The sections of a list, or of a table by name; none for anything else."""
    items: Sequence[Part] = ()
    if isinstance(part, Entries):
        items = part.items
    elif isinstance(part, Table):
        items = list(part.values())
    return [item for item in items if isinstance(item, Section)]


def _said(row: Part) -> Mapping[str, Part]:
    """The keys of an entry that say something."""
    if not isinstance(row, Section) or not row.given:
        return {}
    return {key: below for key, below in row.parts().items() if not below.absent}

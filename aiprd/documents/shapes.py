"""What a document is built of: facts, grids and blocks, each of which knows how it looks in Markdown."""

from collections.abc import Sequence
from typing import NamedTuple

from aiprd.documents.markdown import BREAK, NOTHING, Markdown, escaped, table

_OPTIONAL = frozenset({"Also", "Back when"})
"""Columns that have nothing to say for some entries, without anything missing."""


class Fact(NamedTuple):
    """A key and what the document says under it: in one line, or in several below each other."""

    name: str
    text: Markdown
    items: Sequence[Markdown] = ()

    @property
    def lines(self) -> Sequence[Markdown]:
        """The fact as Markdown bullets, the deeper ones indented."""
        head = f"- **{escaped(self.name)}**:" + (f" {self.text}" if self.text else "")
        return [Markdown(head), *(Markdown(f"  - {item}") for item in self.items)]


class Grid(NamedTuple):
    """Entries of one kind. `markdown` is a table, or a list of facts where a table would be too wide."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Markdown]]
    wide: bool = False

    @property
    def markdown(self) -> Markdown:
        if not self.wide:
            filled = [
                [
                    cell or (NOTHING if name in _OPTIONAL else Markdown("not said"))
                    for name, cell in zip(self.columns, row, strict=True)
                ]
                for row in self.rows
            ]
            kept = [index for index in range(len(self.columns)) if any(row[index] for row in self.rows)]
            return table([self.columns[index] for index in kept], [[row[index] for index in kept] for row in filled])
        lines: list[str] = []
        for row in self.rows:
            told = [(name, cell) for name, cell in zip(self.columns, row, strict=True) if cell]
            for index, (name, cell) in enumerate(told):
                head, *more = cell.split(BREAK)
                if index == 0:
                    lines.append(f"- {cell}" if "**" in cell else f"- **{cell}**")
                elif more:
                    lines += [f"  - {escaped(name)}:", *(f"    - {line}" for line in (head, *more))]
                else:
                    lines.append(f"  - {escaped(name)}: {cell}")
        return Markdown("\n".join(lines))


class Block(NamedTuple):
    """Part of a document: facts, then grids under titles of their own."""

    title: str
    facts: Sequence[Fact]
    grids: Sequence[Grid]

    @property
    def empty(self) -> bool:
        return not self.facts and not self.grids

    @property
    def markdown(self) -> Markdown:
        """Facts as bullets, then each grid below its title in bold."""
        blocks = ["\n".join(line for fact in self.facts for line in fact.lines)] if self.facts else []
        for grid in self.grids:
            blocks += [f"**{escaped(grid.title)}**", grid.markdown] if grid.title else [grid.markdown]
        return Markdown("\n\n".join(blocks))


class Column(NamedTuple):
    """A column of a table that gathers several keys; the first is told as it stands, the others with their names."""

    title: str
    keys: Sequence[str]

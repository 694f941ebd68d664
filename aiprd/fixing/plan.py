"""From a finding to the edits that following its fix text would make."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import groupby

from aiprd.diagnostic import Diagnostic, Path
from aiprd.document import Document
from aiprd.field import GAP, PLACEHOLDERS
from aiprd.fixing.edit import Edit, Mend, keeps_the_rest
from aiprd.fixing.shape import field_at, homes, section_of, takes, takes_bare
from aiprd.fixing.slips import SLIPS, ways_to_mend
from aiprd.fixing.snippet import Piece, pieces_of, spread
from aiprd.fixing.weave import at, entries_added, keys_added, spelled_out, value_replaced
from aiprd.section import Many


class Kind(Enum):
    """What an edit is for: SAFE mends a slip that reads one way only, GAP writes down a question as still open."""

    SAFE = "safe"
    GAP = "gap"


SPELT = frozenset({"FORM003", "FORM006", "FORM007"})
"""Findings on a misspelt word, where the right one is known."""


def edits_of(document: Document, diagnostic: Diagnostic) -> tuple[Edit, ...]:
    """What following the fix text does to the document, as told: an editor pastes it, `…` are left to the author.

    Empty where the text is advice in words, speaks of more than one place, or would reach what an alias or a merge key
    repeats elsewhere. Everything else in the document keeps its bytes and its meaning.
    """
    mend = as_told(document, diagnostic)
    return mend.edits if mend else ()


def as_told(document: Document, diagnostic: Diagnostic) -> Mend | None:
    """The edits with what they change."""
    return next((mend for mend in ways(document, diagnostic) if keeps_the_rest(document, mend)), None)


def ways(document: Document, diagnostic: Diagnostic) -> Iterator[Mend]:
    """The edits that the text may mean, the likeliest first, before anybody looked at what else they do."""
    path = path_of(diagnostic, document.data)
    if diagnostic.code in SLIPS:
        yield from ways_to_mend(document, diagnostic, path)
    else:
        mend = _joined(_told(document, path, pieces_of(diagnostic.fix)))
        edits = tuple(edit for edit in mend.edits if document.text[slice(*edit.span)] != edit.text) if mend else ()
        if mend and edits:
            yield mend._replace(edits=edits)


def as_unknown(document: Document, diagnostic: Diagnostic) -> tuple[Edit, ...]:
    """What writes a gap down as still open: the missing keys with `unknown`, and the suggestion beside each.

    Empty for a finding that is no gap, and wherever `edits_of` is empty.
    """
    mend = gap(document, diagnostic)
    return mend.edits if mend and keeps_the_rest(document, mend) else ()


def gap(document: Document, diagnostic: Diagnostic) -> Mend | None:
    """The same, before anybody looked at what else it does: a promise is the author's to make."""
    path = path_of(diagnostic, document.data)
    pieces = pieces_of(diagnostic.fix)
    if not pieces or any(piece.kind != "key" or piece.key == GAP for piece in pieces):
        return None
    if diagnostic.code == "FORM004":
        return next(ways(document, diagnostic), None)
    mends = []
    for home, group in groupby(pieces, key=lambda piece: _home(document, path, piece)):
        asked = list(group)
        if home is None or any(_present(document, (*home, piece.key)) for piece in asked):
            return None
        added = tuple((*home, piece.key) for piece in asked)
        mends.append(Mend(keys_added(document, home, asked, told=False), added, added))
    return _joined(mends)


def safe(document: Document, diagnostic: Diagnostic) -> Mend | None:
    """The edits for a slip that can be read one way only: never a number, never another meaning."""
    if diagnostic.code == "YAML004":  # told once for all lines; the width of a tab has to be tried
        return as_told(document, diagnostic)
    if diagnostic.code not in SLIPS and (diagnostic.code not in SPELT or "did you mean" not in diagnostic.message):
        return None
    mend = next(ways(document, diagnostic), None)  # checked with all others
    return mend if mend and (not mend.paths or all(_same_figures(document, edit) for edit in mend.edits)) else None


def _same_figures(document: Document, edit: Edit) -> bool:
    before, after = document.text[slice(*edit.span)], edit.text
    return [char for char in before if char.isdigit()] == [char for char in after if char.isdigit()]


def path_of(diagnostic: Diagnostic, data: object) -> Path:
    """The finding's path: steps are positions only where a list stands."""
    path: list[str | int] = []
    for raw in diagnostic.path.split("/")[1:]:
        key = raw.replace("~1", "/").replace("~0", "~")
        path.append(int(key) if isinstance(at(data, tuple(path)), list) else key)
    return tuple(path)


def _told(document: Document, path: Path, pieces: Sequence[Piece]) -> Iterator[Mend]:
    """The edits for each piece; an empty one for a piece that has no place."""
    for home, group in groupby(pieces, key=lambda piece: _home(document, path, piece)):
        asked = list(group)
        if home is None:
            yield Mend(())
            return
        if asked[0].kind == "entry":
            yield _entries(document, home, asked)
        elif asked[0].kind == "value":
            yield Mend(value_replaced(document, home, asked[0]), (home,))
        else:
            yield from _keys(document, path, home, asked)


def _joined(mends: Iterable[Mend]) -> Mend | None:
    """All of them as one; None where one of them has nothing to do."""
    told = list(mends)
    if not told or not all(mend.edits for mend in told):
        return None
    return Mend(
        tuple(edit for mend in told for edit in mend.edits),
        tuple(path for mend in told for path in mend.paths),
        tuple(path for mend in told for path in mend.added),
    )


def _home(document: Document, path: Path, piece: Piece) -> Path | None:
    """The section a key goes into, the list an entry belongs to, or the place of a value; None where there is none."""
    if piece.kind == "key":
        return next((home for home in _homes(document, path, piece) if _own(document, home)), None)
    if piece.kind == "value":
        here = at(document.data, path)
        fits = here is not None and path and takes_bare(path, piece.value) and _own(document, path)
        return path if fits else None
    if piece.under is not None:
        return piece.under if takes(piece.under, [piece.value]) and _own(document, piece.under) else None
    if path and takes(path, piece.value) and isinstance(path[-1], int):
        another = isinstance(piece.value, dict) and isinstance(at(document.data, path), dict)
        return (path[:-1] if another else path) if _own(document, path) else None
    fits = takes(path, [piece.value]) and isinstance(at(document.data, path), list)
    return path if fits and _own(document, path) else None


def _homes(document: Document, path: Path, piece: Piece) -> Iterator[Path]:
    """Where the format has the key and would read the value: where the note says, else around the finding."""
    if piece.under is not None:
        found = [piece.under] if field_at((*piece.under, piece.key)) is not None else []
    else:
        found = [path[:-1]] if path and path[-1] == piece.key else []
        found += homes(path, piece.key)
        here = at(document.data, path)
        if isinstance(here, list) and len(here) == 1:  # the one entry is meant
            found += [home for home in homes((*path, 0), piece.key) if home == (*path, 0)]
        elif isinstance(field_at(path), Many) and field_at((*path, piece.key)) is not None:  # it stands without a list
            found.append(path)
    for home in found:
        if takes((*home, piece.key), piece.value):
            yield home


def _own(document: Document, path: Path) -> bool:
    """Whether what is written at `path` stands there itself, and is not repeated from elsewhere by an alias."""
    return document.place(path).defined is None


def _present(document: Document, path: Path) -> bool:
    return document.place(path).path == path


def _entries(document: Document, home: Path, asked: Sequence[Piece]) -> Mend:
    if home and isinstance(home[-1], int):
        return _replaced(document, home, asked[0]) if len(asked) == 1 else Mend(())
    if not _present(document, home):  # a list that the document lacks
        return Mend(_new_list(document, home, asked), (home,), (home,))
    count = len(at(document.data, home) or ())  # type: ignore[arg-type]
    return Mend(entries_added(document, home, asked), tuple((*home, count + number) for number, _ in enumerate(asked)))


def _new_list(document: Document, home: Path, asked: Sequence[Piece]) -> tuple[Edit, ...]:
    key = str(home[-1])
    lines = (f"{key}:", *(f"  {line}" for piece in asked for line in piece.lines))
    flow = "[" + ", ".join(piece.flow for piece in asked) + "]"
    piece = Piece("key", key, key, [piece.value for piece in asked], lines, flow, "", None)
    return keys_added(document, home[:-1], [piece], told=True) if _present(document, home[:-1]) else ()


def _keys(document: Document, path: Path, home: Path, asked: Sequence[Piece]) -> Iterator[Mend]:
    """New keys together, then those that have a value already, each by itself."""
    fresh = [piece for piece in asked if not _present(document, (*home, piece.key))]
    if fresh:
        yield _added(document, home, fresh)
    for piece in asked:
        if piece not in fresh:
            yield _merged(document, path, (*home, piece.key), piece)


def _added(document: Document, home: Path, pieces: Sequence[Piece]) -> Mend:
    paths = tuple((*home, piece.key) for piece in pieces)
    here = at(document.data, home)
    if isinstance(here, dict) or here is None:
        if not _present(document, home):
            return _with_section(document, home, pieces)
        return Mend(keys_added(document, home, pieces, told=True), paths, paths)
    section = section_of(field_at(home))
    key = section.shorthand_for(here) if section is not None and not isinstance(here, list) else ""
    return Mend(spelled_out(document, home, key, pieces), (home,), paths) if key else Mend(())


def _with_section(document: Document, home: Path, pieces: Sequence[Piece]) -> Mend:
    """The keys in a section that the document lacks, where the one around it is there."""
    if not home or not _present(document, home[:-1]) or not isinstance(at(document.data, home[:-1]), dict):
        return Mend(())
    key = str(home[-1])
    lines = (f"{key}:", *(f"  {line}" for piece in pieces for line in piece.lines))
    flow = "{" + ", ".join(f"{piece.head}: {piece.flow}" for piece in pieces) + "}"
    section = Piece("key", key, key, {piece.key: piece.value for piece in pieces}, lines, flow, "", None)
    return Mend(keys_added(document, home[:-1], [section], told=True), (home,), (home,))


def _merged(document: Document, path: Path, place: Path, piece: Piece) -> Mend:
    """What `piece` adds to the value at `place`, or what it puts in place of it."""
    here = at(document.data, place)
    if isinstance(here, str) and here.strip() in PLACEHOLDERS:
        return _replaced(document, place, piece)
    inner = _inside(piece)
    if isinstance(here, dict) and isinstance(piece.value, dict) and inner and GAP not in piece.value:
        return _joined(_keys(document, path, place, inner)) or Mend(())
    if isinstance(here, list) and isinstance(piece.value, list) and (place != path or _adds(piece, here)):
        new = [entry for entry in inner if entry.value not in here]
        return _entries(document, place, new) if new else Mend(())
    if isinstance(here, dict | list) and place != path[: len(place)]:
        return Mend(())
    if here == piece.value:
        as_it_is = document.place(place).value
        return Mend((Edit(as_it_is, document.text[slice(*as_it_is)]),))
    return _replaced(document, place, piece)


def _adds(piece: Piece, here: list[object]) -> bool:
    """Whether the list in `piece` is more of what stands there, and not another list."""
    return len(piece.lines) > 1 or (isinstance(piece.value, list) and all(item in piece.value for item in here))


def _inside(piece: Piece) -> tuple[Piece, ...]:
    """The keys or entries of the piece's own value."""
    if not isinstance(piece.value, dict | list):
        return ()
    return pieces_of("\n".join(piece.body) if len(piece.lines) > 1 else spread(piece))


def _replaced(document: Document, path: Path, piece: Piece) -> Mend:
    """The value at `path` replaced; of a group that a bare value can stand for, only what that value is."""
    here = at(document.data, path)
    section = section_of(field_at(path))
    if isinstance(here, dict) and isinstance(piece.value, str | int | float) and section is not None:
        key = section.shorthand_for(piece.value)
        inner = (*path, key)
        return Mend(value_replaced(document, inner, piece), (inner,)) if key and _present(document, inner) else Mend(())
    return Mend(value_replaced(document, path, piece), (path,))

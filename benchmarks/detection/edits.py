"""Small edits of a document: the ways in which somebody makes a defect by hand."""
# ruff: noqa: INP001

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, NamedTuple

Edit = Callable[[Any], str]
"""Changes the data in place and tells where; raises `Inapplicable` where the document has no place for it."""


class Inapplicable(Exception):  # noqa: N818
    """The document holds nothing that this edit could change."""


class Place(NamedTuple):
    """A value that can be replaced or deleted: what holds it, under which key, and its path as text."""

    holder: Any
    key: Any
    path: str

    @property
    def value(self) -> Any:  # noqa: ANN401
        return self.holder[self.key]


def places(data: Any, paths: str) -> Iterator[Place]:  # noqa: ANN401
    """Every value that `paths` name.

    A path is keys with dots between. `*` is any entry, `[launch]` any entry that has that key, `[id=x]` any whose key
    holds that value, `-1` the last entry of a list. ` | ` stands between paths tried one after another. No path is the document.
    """
    if not paths:
        yield Place({"": data}, "", "")
        return
    for path in paths.split(" | "):
        *way, last = path.split(".")
        holders = [(data, "")]
        for step in way:
            holders = [(held[key], f"{said}/{key}") for held, said in holders for key in keys(held, step)]
        yield from (Place(held, key, f"{said}/{key}") for held, said in holders for key in keys(held, last))


def keys(holder: Any, step: str) -> list[Any]:  # noqa: ANN401
    """The keys of `holder` that one step of a path names."""
    entries: list[Any] = list(holder) if isinstance(holder, dict) else []
    if isinstance(holder, list):
        entries = list(range(len(holder)))
    if step == "*":
        return entries
    if step == "-1" and isinstance(holder, list):
        return entries[-1:]
    if step.startswith("["):
        name, _, wanted = step.strip("[]").partition("=")
        fitting = [key for key in entries if isinstance(holder[key], dict) and name in holder[key]]
        return [key for key in fitting if not wanted or str(holder[key][name]) == wanted]
    if isinstance(holder, list):
        return [int(step)] if step.isdigit() and int(step) < len(holder) else []
    return [step] if isinstance(holder, dict) and step in holder else []


def first(data: Any, paths: str) -> Place:  # noqa: ANN401
    for place in places(data, paths):
        return place
    raise Inapplicable(paths)


def has(paths: str) -> Edit:
    """Changes nothing; the defect belongs only where `paths` name something."""
    return lambda data: first(data, paths).path


def drop(paths: str) -> Edit:
    """Deletes the first value that `paths` name."""

    def edit(data: Any) -> str:  # noqa: ANN401
        place = first(data, paths)
        del place.holder[place.key]
        return place.path

    return edit


def drop_all(paths: str) -> Edit:
    """Deletes each value that `paths` name."""

    def edit(data: Any) -> str:  # noqa: ANN401
        found = list(places(data, paths))
        if not found:
            raise Inapplicable(paths)
        for place in reversed(found):
            del place.holder[place.key]
        return found[0].path

    return edit


def put(paths: str, value: Any) -> Edit:  # noqa: ANN401
    """Replaces the first value that `paths` name."""

    def edit(data: Any) -> str:  # noqa: ANN401
        place = first(data, paths)
        if place.value == value:
            raise Inapplicable(paths)
        place.holder[place.key] = value
        return place.path

    return edit


def add(paths: str, key: str, value: Any) -> Edit:  # noqa: ANN401
    """Writes `key` into the first mapping that `paths` name, over what stands there."""

    def edit(data: Any) -> str:  # noqa: ANN401
        place = next((place for place in places(data, paths) if isinstance(place.value, dict)), None)
        if place is None or place.value.get(key) == value:
            raise Inapplicable(paths)
        place.value[key] = value
        return f"{place.path}/{key}"

    return edit


def append(paths: str, value: Any) -> Edit:  # noqa: ANN401
    """Adds an entry to the first list that `paths` name."""

    def edit(data: Any) -> str:  # noqa: ANN401
        place = next((place for place in places(data, paths) if isinstance(place.value, list)), None)
        if place is None:
            raise Inapplicable(paths)
        place.value.append(value)
        return f"{place.path}/{len(place.value) - 1}"

    return edit


def keep(paths: str, count: int) -> Edit:
    """Cuts the first list or mapping longer than `count` that `paths` name down to its first entries."""

    def edit(data: Any) -> str:  # noqa: ANN401
        for place in places(data, paths):
            if isinstance(place.value, (list, dict)) and len(place.value) > count:
                for key in keys(place.value, "*")[: count - 1 : -1]:
                    del place.value[key]
                return place.path
        raise Inapplicable(paths)

    return edit


def swap(paths: str, one: str, other: str) -> Edit:
    """Exchanges two values in the first place that holds both."""

    def edit(data: Any) -> str:  # noqa: ANN401
        for place in places(data, paths):
            sides = [next(places(place.value, side), None) for side in (one, other)]
            if (left := sides[0]) and (right := sides[1]) and left.value != right.value:
                left.holder[left.key], right.holder[right.key] = right.value, left.value
                return place.path + left.path
        raise Inapplicable(paths)

    return edit


def copy(paths: str, source: str, target: str) -> Edit:
    """Writes what stands at `source` to `target`, both below the first place that holds them."""

    def edit(data: Any) -> str:  # noqa: ANN401
        for place in places(data, paths):
            sides = [next(places(place.value, side), None) for side in (source, target)]
            if (left := sides[0]) and (right := sides[1]) and left.value != right.value:
                right.holder[right.key] = deepcopy(left.value)
                return place.path + right.path
        raise Inapplicable(paths)

    return edit


def sub(paths: str, pattern: str, replacement: str) -> Edit:
    """Rewrites a part of the first text that `paths` name and `pattern` matches."""

    def edit(data: Any) -> str:  # noqa: ANN401
        for place in places(data, paths):
            if isinstance(place.value, (str, int, float)) and not isinstance(place.value, bool):
                new = re.sub(pattern, replacement, str(place.value))
                if new != str(place.value):
                    place.holder[place.key] = new
                    return place.path
        raise Inapplicable(paths)

    return edit


def scale(paths: str, factor: float, pattern: str = r"\d[\d,]*(?:\.\d+)?") -> Edit:
    """Multiplies a number of the first text that `paths` name: the part of it that `pattern` matches."""

    def edit(data: Any) -> str:  # noqa: ANN401
        for place in places(data, paths):
            if isinstance(place.value, (str, int, float)) and (match := re.search(pattern, str(place.value))):
                text = str(place.value)
                number = float(match[0].replace(",", "")) * factor
                new = f"{text[: match.start()]}{number:.12g}{text[match.end() :]}"
                place.holder[place.key] = new if isinstance(place.value, str) else json.loads(new)
                return place.path
        raise Inapplicable(paths)

    return edit


def both(*edits: Edit) -> Edit:
    """Several edits that make one defect; told at the place of the first."""

    def edit(data: Any) -> str:  # noqa: ANN401
        return next(iter([one(data) for one in edits]))

    return edit


def maybe(one: Edit) -> Edit:
    """An edit that belongs to a defect where it applies."""

    def edit(data: Any) -> str:  # noqa: ANN401
        try:
            return one(data)
        except Inapplicable:
            return ""

    return edit


def again(one: Edit) -> Edit:
    """An edit made wherever it still changes something; the defect is there as often as that."""

    def edit(data: Any) -> str:  # noqa: ANN401
        where = one(data)
        for _ in range(200):
            try:
                one(data)
            except Inapplicable:
                return where
        return where

    return edit


def double(paths: str, pattern: str, replacement: str) -> Edit:
    """Says something twice: adds a copy of the first list entry whose bound `pattern` matches, rewritten."""

    def edit(data: Any) -> str:  # noqa: ANN401
        for place in places(data, paths):
            old = place.value.get("bound") if isinstance(place.value, dict) else place.value
            new = re.sub(pattern, replacement, str(old))
            if new != str(old):
                place.holder.append(
                    {**place.value, "bound": new, "id": "again"} if isinstance(place.value, dict) else new
                )
                return place.path
        raise Inapplicable(paths)

    return edit

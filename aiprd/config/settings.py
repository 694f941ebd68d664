"""What is in force for one document: defaults, then configurations, then what was asked on the command line."""

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from aiprd.config.keys import FAIL_ON, Told
from aiprd.config.layers import Layer, Wrong, layers, nearest_file, shown
from aiprd.diagnostic import Severity
from aiprd.selection import PRESETS, Selection

if TYPE_CHECKING:
    from aiprd.linter import Options
    from aiprd.rule import Rule

DEFAULT = "default"


class Settings(NamedTuple):
    """The values for one document, each with where it was told; `files` are the configurations that were read."""

    preset: Told[tuple[str, ...]] = Told((DEFAULT,), DEFAULT)
    select: Told[tuple[str, ...]] = Told((), DEFAULT)
    ignore: Mapping[str, Told[str]] = {}
    severity: Mapping[str, Told[Severity]] = {}
    fail_on: Told[Severity | None] = Told(Severity.ERROR, DEFAULT)
    rules: tuple[Told[str], ...] = ()
    exclude: tuple[Told[tuple[str, str]], ...] = ()
    """A folder and a pattern from there."""
    files: tuple[str, ...] = ()

    @property
    def loudness(self) -> str:
        return next((name for name in self.preset.value if name in PRESETS), DEFAULT)

    @property
    def standards(self) -> tuple[str, ...]:
        return tuple(name for name in self.preset.value if name not in PRESETS)

    @property
    def asked(self) -> str:
        """All of it that findings depend on, as one text."""
        told = (
            self.select.value,
            sorted(self.ignore),
            self.loudness,
            sorted((c, int(t.value)) for c, t in self.severity.items()),
        )
        return repr(told)

    def options(self, today: int, own: "Mapping[str, Rule]", *, waive: bool = True) -> "Options":
        """How the linter takes these settings; `own` are the team's own rules."""
        from aiprd.linter import Options  # with all the rules; what is remembered needs none

        selection = Selection(self.select.value, tuple(self.ignore), self.loudness)
        weights = {code: told.value for code, told in self.severity.items()}
        return Options(today, selection, waive=waive, extra=own, severity=weights)


class Asked(NamedTuple):
    """What the command line asks for; it wins over every file."""

    presets: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    rules: tuple[str, ...] = ()
    plugins: bool = False
    config: str | None = None
    """The one file to use, whatever lies near the documents."""
    isolated: bool = False
    """No configuration at all."""


class Configuration:
    """Settles what is in force, document by document; each file is read once."""

    def __init__(self, asked: Asked = Asked()) -> None:  # noqa: B008 - immutable
        self.asked = asked
        self._layers = cache(_layers_of)
        self._own = cache(_own_rules)
        self._nearest = cache(nearest_file)
        self._settled: dict[str, Settings] = {}

    def of(self, path: str) -> Settings:
        """What holds for the document at `path`; `-` and names that do not exist count by their folder.

        Raises:
            Wrong: a configuration or an option cannot be used.
        """
        folder = os.path.dirname(os.path.abspath(path))
        found = self._file_for(folder)
        stack = self._layers(found) if found else ()
        if not any("paths" in layer.values for layer in stack):
            if folder not in self._settled:
                self._settled[folder] = self._settle(stack, path)
            return self._settled[folder]
        return self._settle(stack, path)

    def own(self, settings: Settings) -> "Mapping[str, Rule]":
        """The team's own rules for these settings, by code."""
        return self._own(tuple(told.value for told in settings.rules), self.asked.plugins)

    def excludes(self, path: str) -> bool:
        """Whether the check of a folder passes by the document at `path`."""
        return any(
            _matches(folder, (pattern,), path) for folder, pattern in (told.value for told in self.of(path).exclude)
        )

    def _file_for(self, folder: str) -> str | None:
        if self.asked.isolated:
            return None
        if self.asked.config is not None:
            return self.asked.config
        return self._nearest(folder)

    def _settle(self, stack: Sequence[Layer], path: str) -> Settings:
        settings = Settings(files=tuple(shown(layer.file) for layer in stack))
        for layer in stack:
            settings = _with(settings, layer, layer.values, ())
            for index, patterns, values in layer.values.get("paths", ()):
                if _matches(layer.folder, patterns, path):
                    settings = _with(settings, layer, values, ("paths", index))
        settings = _with_asked(settings, self.asked)
        if settings.select.value or settings.ignore or settings.severity:
            _check_codes(settings, self.own(settings))
        return settings


def _layers_of(file: str) -> tuple[Layer, ...]:
    return tuple(layers(file))


def _own_rules(places: tuple[str, ...], plugins: bool) -> "Mapping[str, Rule]":
    if not places and not plugins:
        return {}
    from aiprd.custom import Broken, load

    try:
        return load(places, plugins=plugins)
    except Broken as broken:
        raise Wrong(*broken.messages) from None


def _with(settings: Settings, layer: Layer, values: Mapping[str, Any], path: tuple[str | int, ...]) -> Settings:
    """`settings` with what one file, or one entry of its `paths`, says on top."""

    def told(key: str, *steps: str | int) -> str:
        return layer.where((*path, key, *steps))

    changed: dict[str, Any] = {
        name: Told(values[key], told(key))
        for name, key in (("preset", "preset"), ("select", "select"), ("fail_on", "fail-on"))
        if key in values
    }
    for key in ("ignore", "severity"):
        more = {code: Told(value, told(key, code)) for code, value in values.get(key, {}).items()}
        changed[key] = {**getattr(settings, key), **more}
    folders = [
        Told(shown(os.path.join(layer.folder, place)), told("rules", index))
        for index, place in enumerate(values.get("rules", ()))
    ]
    patterns = [
        Told((layer.folder, pattern), told("exclude", index)) for index, pattern in enumerate(values.get("exclude", ()))
    ]
    return settings._replace(**changed, rules=(*settings.rules, *folders), exclude=(*settings.exclude, *patterns))


def _with_asked(settings: Settings, asked: Asked) -> Settings:
    """`settings` with the command line on top: it replaces, except that it ignores more."""
    if asked.presets:
        loud = [name for name in asked.presets if name in PRESETS][-1:] or [settings.loudness]
        standards = [name for name in asked.presets if name not in PRESETS] or settings.standards
        settings = settings._replace(preset=Told((*loud, *standards), "--preset"))
    if asked.select:
        settings = settings._replace(select=Told(asked.select, "--select"))
    if asked.ignore:
        more = {code: Told("asked for on the command line", "--ignore") for code in asked.ignore}
        settings = settings._replace(ignore={**settings.ignore, **more})
    if asked.fail_on is not None:
        settings = settings._replace(fail_on=Told(FAIL_ON[asked.fail_on], "--fail-on"))
    folders = tuple(Told(place, "--rules") for place in asked.rules)
    return settings._replace(rules=(*settings.rules, *folders))


def _check_codes(settings: Settings, own: Iterable[str]) -> None:
    """Raises Wrong for a code that begins no rule's code."""
    from aiprd.rules import ALL

    codes = (*ALL, *own)
    told = [(code, settings.select.place) for code in settings.select.value]
    told += [(code, each.place) for table in (settings.ignore, settings.severity) for code, each in table.items()]
    for code, place in told:
        if not any(each.startswith(code) for each in codes):
            from aiprd.field import nearest

            meant = nearest(code, codes)
            guess = f"Did you mean {meant}?" if meant else "`aiprd rules` lists them all."
            raise Wrong(f"{place}: no rule's code begins with {code}. {guess}")


def _matches(folder: str, patterns: Sequence[str], path: str) -> bool:
    from pathspec import GitIgnoreSpec  # wanted only where a configuration speaks of some documents

    relative = os.path.relpath(os.path.abspath(path), folder)
    return not relative.startswith("..") and GitIgnoreSpec.from_lines(patterns).match_file(relative)

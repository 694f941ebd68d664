"""Findings a team knew of when it began: what a baseline file holds, and which findings it makes old ones."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, NoReturn

from aiprd.diagnostic import Diagnostic, Severity, unnumbered
from aiprd.linter import Options
from aiprd.report import Report
from aiprd.rules import ALL, FAMILY_TITLES

VERSION = 1

LARGEST = 32 * 1024 * 1024
"""Bytes of a baseline file that are read: some hundred thousand findings."""

_SEVERITIES = {severity.label: severity for severity in Severity}

_GRAMMAR = frozenset(
    ("and", "or", "is", "are", "was", "were", "has", "have", "do", "does", "it", "its", "they", "their", "them")
)
"""Words that change with the number of things a message lists."""


class Broken(Exception):  # noqa: N818 - said of the file, as elsewhere
    """A baseline file that cannot be used; the message says where and why."""


class Entry(NamedTuple):
    """One known finding. `at` is its place, with ids instead of list positions; `message` is what it said."""

    code: str
    at: str
    message: str
    severity: Severity
    fingerprint: str

    @classmethod
    def of(cls, diagnostic: Diagnostic) -> "Entry":
        told, where = _whole(diagnostic.message), _whole(diagnostic.anchor)
        return cls(diagnostic.code, where, told, diagnostic.severity, diagnostic.fingerprint)


class Split(NamedTuple):
    """A document's findings, told apart: those nobody knew of, those known, and known ones that no longer occur."""

    new: tuple[Diagnostic, ...]
    old: tuple[Diagnostic, ...]
    gone: tuple[Entry, ...]


class Baseline:
    """The known findings of each file; files are POSIX paths relative to the baseline's own folder."""

    def __init__(self, files: Mapping[str, Sequence[Entry]] | None = None) -> None:
        self.files: Mapping[str, Sequence[Entry]] = files or {}

    def __len__(self) -> int:
        """How many findings it knows."""
        return sum(len(known) for known in self.files.values())


def entries(diagnostics: Iterable[Diagnostic]) -> tuple[Entry, ...]:
    """The findings of a document as known ones; a waived finding is accepted already."""
    return tuple(sorted(Entry.of(d) for d in diagnostics if d.waived is None))


def split(diagnostics: Iterable[Diagnostic], known: Iterable[Entry]) -> Split:
    """Tells new findings from known ones; each known one covers one finding.

    A finding is known by its fingerprint. One whose message changed is known too where a known finding of the same rule
    at the same place said all that it says, so that mending a part of a flaw makes no new one. A finding that weighs more
    than it did is new. Waived findings are neither: they stay among the new ones, which report them as waived.
    """
    given = tuple(diagnostics)
    open_ = {index: Entry.of(d) for index, d in enumerate(given) if d.waived is None}
    left = _pair(open_, known, lambda entry: entry.fingerprint, lambda _new, _known: True)
    gone = _pair(open_, left, lambda entry: (entry.code, entry.at), _tells_no_more)
    new = [d for index, d in enumerate(given) if index in open_ or d.waived is not None]
    old = [d for index, d in enumerate(given) if index not in open_ and d.waived is None]
    return Split(tuple(new), tuple(old), tuple(sorted(gone)))


def _pair(
    open_: dict[int, Entry],
    known: Iterable[Entry],
    key: Callable[[Entry], object],
    fits: Callable[[Entry, Entry], bool],
) -> list[Entry]:
    """Takes out of `open_` what a known finding of the same key covers; the known ones that cover nothing remain."""
    by_key: dict[object, list[Entry]] = {}
    for entry in sorted(known, key=lambda entry: entry.severity):
        by_key.setdefault(key(entry), []).append(entry)
    for index, new in list(open_.items()):
        near = by_key.get(key(new), [])
        place = next((i for i, entry in enumerate(near) if new.severity <= entry.severity and fits(new, entry)), None)
        if place is not None:
            del near[place], open_[index]
    return [entry for near in by_key.values() for entry in near]


def _tells_no_more(new: Entry, known: Entry) -> bool:
    """Whether all that the new message says stands in the known one; of a shortened list no name is compared.

    Messages that differ in nothing but figures written at the place itself were edited there, and stay wrong.
    """
    if unnumbered(new.message) == unnumbered(known.message):
        return False
    names = re.search(r"\band \d+ more\b", known.message) is None
    return _words(new.message, names=names) <= _words(known.message, names=names)


def _words(message: str, *, names: bool) -> frozenset[str]:
    text = unnumbered(message) if names else re.sub("`[^`]*`", "", unnumbered(message))
    return frozenset(word.rstrip("s") for word in re.findall(r"\w+", text.lower()) if word not in _GRAMMAR)


def match(
    baseline: Baseline, found: Mapping[str, Sequence[Diagnostic]], exists: Callable[[str], bool]
) -> Mapping[str, str]:
    """Under which name the baseline knows each of the linted files; a file it does not know is left out.

    A file that is new to the baseline is taken for the renamed one of a file that is gone when more than half of what
    the baseline knew of that one is found in it, and no other file could be meant.
    """
    names = {file: file for file in found if file in baseline.files}
    gone = {
        file: Counter(entry.fingerprint for entry in known)
        for file, known in baseline.files.items()
        if known and file not in found and not exists(file)
    }
    meant: dict[str, list[str]] = {}
    for file in found if gone else ():
        if file not in names:
            here = Counter(entry.fingerprint for entry in entries(found[file]))
            for past, known in gone.items():
                if 2 * (known & here).total() > known.total():
                    meant.setdefault(file, []).append(past)
    claims = Counter(past for pasts in meant.values() for past in pasts)
    return names | {file: pasts[0] for file, pasts in meant.items() if len(pasts) == 1 and claims[pasts[0]] == 1}


def updated(
    baseline: Baseline,
    found: Mapping[str, Sequence[Diagnostic]],
    *,
    exists: Callable[[str], bool],
    judged: Callable[[str, str], bool],
) -> Baseline:
    """The baseline that knows the present findings and nothing that no longer occurs.

    Kept as they are: the entries of files that this run did not look at and that are still there, and of rules that it
    did not judge (`judged` is asked with file and code).
    """
    names = match(baseline, found, exists)
    renamed = set(names.values())
    files = {
        file: tuple(known)
        for file, known in baseline.files.items()
        if file not in found and file not in renamed and exists(file)
    }
    for file, diagnostics in found.items():
        past = baseline.files.get(names.get(file, ""), ())
        kept = [entry for entry in past if not judged(file, entry.code)]
        files[file] = tuple(sorted([*entries(diagnostics), *kept]))
    return Baseline({file: known for file, known in files.items() if known})


def would_tell(report: Report, options: Options, code: str) -> bool:
    """Whether linting the document like this would have told a finding of that rule, so that none means mended.

    Of a document that cannot be read only the YAML is judged; of rules that are not loaded, only aiprd's own are known to
    be gone for good.
    """
    rule = options.extra.get(code) or ALL.get(code)
    if rule is None:
        return code[:4] in FAMILY_TITLES
    return options.selection.hears(rule) and (not report.prd.broken or rule.family == "YAML")


def write(baseline: Baseline) -> str:
    """The baseline as JSON: sorted, one finding a line, so that two branches' baselines merge."""
    import json

    blocks = []
    for file, known in sorted((_whole(file), known) for file, known in baseline.files.items()):
        lines = [
            json.dumps(
                {
                    "code": entry.code,
                    "at": entry.at,
                    "severity": entry.severity.label,
                    "message": entry.message,
                    "fingerprint": entry.fingerprint,
                },
                ensure_ascii=False,
            )
            for entry in sorted(known)
        ]
        blocks.append(f"{json.dumps(file, ensure_ascii=False)}: [\n" + ",\n".join(lines) + "\n]")
    body = "\n" + ",\n".join(blocks) + "\n" if blocks else ""
    return f'{{\n"version": {VERSION},\n"files": {{{body}}}\n}}\n'


def _whole(text: str) -> str:
    """`text` as a file can hold it: half a character, from a file name or an escape in JSON, becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


def read(source: bytes | str, name: str) -> Baseline:
    """The baseline that a file holds.

    Raises:
        Broken: it is none; the message names the file and the place.
    """
    if len(source) > LARGEST:
        raise Broken(f"{name}: larger than the {LARGEST // 1024 // 1024} MB that a baseline may have")
    data = _parsed(source, name)
    if not isinstance(data, dict) or "version" not in data:
        raise Broken(f"{name}: this is no baseline: it has no `version`; `--update-baseline` writes one")
    if data["version"] != VERSION or isinstance(data["version"], bool):
        raise Broken(f"{name}: version {str(data['version'])[:20]} of the format, this aiprd reads {VERSION}")
    files = data.get("files")
    if not isinstance(files, dict):
        raise Broken(f"{name}: `files` is no mapping of files to findings")
    return Baseline({_whole(file): tuple(_entries(found, f"{name}: files, `{file}`")) for file, found in files.items()})


def _parsed(source: bytes | str, name: str) -> object:
    import json

    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
        return json.loads(text, object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        raise Broken(f"{name}: byte {error.start + 1} is not UTF-8") from error
    except json.JSONDecodeError as error:
        conflict = next((n for n, line in enumerate(text.split("\n"), 1) if line.startswith(("<<<<<<<", ">>>>>>>"))), 0)
        if conflict:
            raise Broken(f"{name}:{conflict}: a merge conflict is not resolved here") from error
        raise Broken(
            f"{name}:{error.lineno}:{error.colno}: this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        ) from error
    except RecursionError as error:
        raise Broken(f"{name}: nested too deeply for a baseline") from error
    except ValueError as error:
        raise Broken(f"{name}: {error}") from error


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The mapping; a key that stands there twice, as after a careless merge, would hide findings."""
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        twice = next(key for key, number in Counter(key for key, _ in pairs).items() if number > 1)
        raise ValueError(f"`{twice}` stands there twice; merge the two")
    return mapping


def _entries(found: object, place: str) -> Iterator[Entry]:
    if not isinstance(found, list):
        raise Broken(f"{place}: is no list of findings")
    for index, item in enumerate(found, 1):
        yield _entry(item, f"{place}, finding {index}")


def _entry(item: object, place: str) -> Entry:
    if not isinstance(item, dict):
        _wrong(place, "is no mapping")
    for key in ("code", "at", "severity", "message", "fingerprint"):
        if not isinstance(item.get(key), str):
            _wrong(place, f"`{key}` is missing" if key not in item else f"`{key}` is no text")
    if item["severity"] not in _SEVERITIES:
        _wrong(place, "`severity` is none of info, warning and error")
    if not re.fullmatch("[0-9a-f]{16}", item["fingerprint"]):
        _wrong(place, "`fingerprint` is not sixteen hex digits")
    code, at, message = (_whole(item[key]) for key in ("code", "at", "message"))
    return Entry(code, at, message, _SEVERITIES[item["severity"]], item["fingerprint"])


def _wrong(place: str, what: str) -> NoReturn:
    raise Broken(f"{place}: {what}")

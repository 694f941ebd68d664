"""The text of a new PRD: what is known, and `unknown` where something must be found out."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from aiprd import prd
from aiprd.diagnostic import Severity
from aiprd.linter import Options, Report, lint
from aiprd.resources import folder

TEMPLATE = "new.prd.yaml.j2"

ROUNDS = 5
"""Times the open questions are looked for; `metrics: unknown` may bring up none, its parts one more."""


class FirstMetric(NamedTuple):
    """The first number a product is judged by, as typed; None is `unknown`. `id` is what the document calls it."""

    id: str
    means: str | None = None
    better: str | None = None
    unit: str | None = None
    baseline: str | None = None
    launch: str | None = None


class Answers(NamedTuple):
    """What is known of a product, as typed; None is `unknown`."""

    name: str | None = None
    kinds: tuple[str, ...] = ()
    owner: str | None = None
    status: str = "idea"
    risk: str | None = "low"
    harmed: str | None = None
    user: str | None = None
    outcome: str | None = None
    without_ai: str | None = None
    metric: FirstMetric | None = None


def scaffold(answers: Answers) -> str:
    """The text of a PRD with these answers.

    What is due at its status and would be an error if nothing were said stands there as `unknown`, so that a new PRD
    has open questions and no errors.
    """
    gaps: dict[str, dict[str, str]] = {}
    for _ in range(ROUNDS):
        text = _filled(answers, gaps)
        if not _add_gaps(gaps, judged(text)):
            break
    return text


def judged(text: str) -> Report:
    """What `aiprd lint` finds in the text today."""
    return lint(text, TEMPLATE, Options(date.today().toordinal()))  # noqa: DTZ011 - the user's day


def in_yaml(value: str | None) -> str:
    """A word as YAML: plain where that is safe, quoted otherwise, `unknown` for none."""
    if value is None:
        return "unknown"
    plain = value.replace(" ", "").replace("-", "").replace(".", "").isalpha() and value == value.strip()
    reserved = value.lower() in {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}
    return value if plain and not reserved and not value.startswith(("-", ".")) else _quoted(value)


def _quoted(value: str) -> str:
    """Between double quotes, with an escape for whatever cannot be seen; what is no character becomes a mark."""
    value = value.encode("utf-8", "replace").decode("utf-8")
    marks = {'"': '\\"', "\\": "\\\\"}
    return '"' + "".join(marks.get(sign) or (sign if sign.isprintable() else _escape(sign)) for sign in value) + '"'


def _escape(sign: str) -> str:
    return f"\\U{ord(sign):08x}" if ord(sign) > 0xFFFF else f"\\u{ord(sign):04x}"


def _filled(answers: Answers, gaps: Mapping[str, Mapping[str, str]]) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(  # noqa: S701 - YAML, whose values are quoted by the `yaml` filter
        loader=FileSystemLoader(folder("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["yaml"] = in_yaml
    template = environment.get_template(TEMPLATE)
    return template.render(version=prd.FORMAT_VERSION, gaps=gaps, **answers._asdict())


def _add_gaps(gaps: dict[str, dict[str, str]], report: Report) -> bool:
    """Adds the keys whose absence is an error, by section, with what each asks; tells whether there were any."""
    added = False
    for found in report.diagnostics:
        if found.severity is Severity.ERROR:
            for line in found.fix.splitlines():
                added |= _add_gap(gaps, found.path, line.partition(":")[0])
    return added


def _add_gap(gaps: dict[str, dict[str, str]], path: str, key: str) -> bool:
    """Adds `key` to the section at `path`, or to the one around or below it that has such a key."""
    section = _SECTIONS.get(path) or (Metric if path.startswith("/metrics/") else None)
    if section is not None and key not in section.fields and key in Prd.fields:
        path, section = "", Prd
    if not key.isidentifier() or key in gaps.setdefault(path, {}):
        return False
    asks = section.fields[key][1].help.rstrip(".") if section is not None and key in section.fields else ""
    if section is not None and not asks:
        return False
    gaps[path][key] = asks
    return True

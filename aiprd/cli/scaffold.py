"""The text of a new PRD: what is known, and `unknown` where something must be found out."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from aiprd.diagnostic import Diagnostic, Severity
from aiprd.linter import Options, lint
from aiprd.prd import FORMAT_VERSION, Prd
from aiprd.prd.metric import Metric
from aiprd.prd.purpose import Problem, Product, Risk
from aiprd.report import Report
from aiprd.resources import folder
from aiprd.section import Section

TEMPLATE = "new.prd.yaml.j2"

_JOINTS = str.maketrans("", "", " -._")

_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:%|[a-z]{1,3})")
"""What YAML reads as text although it begins with a digit: 70%, 200ms."""

_SECTIONS: Mapping[str, type[Section]] = {"": Prd, "/product": Product, "/problem": Problem, "/risk": Risk}

ROUNDS = 5
"""Times the open questions are looked for: a key that is now `unknown` may bring up another."""


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
    risk: str | None = None
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
        if not _add_gaps(gaps, judged(text), answers.metric):
            break
    return text


def judged(text: str) -> Report:
    """What `aiprd lint` finds in the text today."""
    return lint(text, TEMPLATE, Options(date.today().toordinal()))  # noqa: DTZ011 - the user's day


def complaint(answers: Answers, at: str) -> Diagnostic | None:
    """The first error that the answer at the JSON Pointer `at` makes; None where the format can read it."""
    found = judged(scaffold(answers)).diagnostics
    return next((d for d in found if d.severity is Severity.ERROR and f"{d.path}/".startswith(f"{at}/")), None)


def in_yaml(value: str | None) -> str:
    """A word as YAML: plain where that is safe, quoted otherwise, `unknown` for none."""
    if value is None:
        return "unknown"
    words = value.translate(_JOINTS).isalpha() and value == value.strip()
    reserved = value.lower() in {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}
    plain = words and not reserved and not value.startswith(("-", ".", "_"))
    return value if plain or _AMOUNT.fullmatch(value) else _quoted(value)


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
    return template.render(version=FORMAT_VERSION, gaps=gaps, **answers._asdict())


def _add_gaps(gaps: dict[str, dict[str, str]], report: Report, metric: FirstMetric | None) -> bool:
    """Adds the keys whose absence is an error, by section, with what each asks; tells whether there were any."""
    added = False
    for found in report.diagnostics:
        for line in found.fix.splitlines() if found.severity is Severity.ERROR else ():
            key = line.partition(":")[0]
            place = _place(found.path, key, metric)
            if place is not None and key not in gaps.setdefault(place, {}):
                gaps[place][key] = _asks(place, key)
                added = True
    return added


def _place(path: str, key: str, metric: FirstMetric | None) -> str | None:
    """The section where `key` is to stand so that the finding at `path` is answered; None where there is none."""
    if path == "/metrics" and metric is not None and key.isidentifier():
        return f"/metrics/{metric.id}" if key in Metric.fields else path
    if key in _section(path).fields:
        return path
    return "" if key in Prd.fields else None


def _asks(place: str, key: str) -> str:
    fields = _section(place).fields
    told = fields[key][1].help.rstrip(".") if key in fields else ""
    return told[:1].lower() + told[1:]


def _section(path: str) -> type[Section]:
    return Metric if path.startswith("/metrics/") else _SECTIONS.get(path, Section)

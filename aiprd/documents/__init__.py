"""Documents for people: a PRD's report and a Jinja template become Markdown."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from aiprd.documents.markdown import escape
from aiprd.documents.view import view
from aiprd.linter import Report
from aiprd.resources import folder

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

TEMPLATES: Mapping[str, str] = {
    "prd": "the PRD as a document for reviewers",
    "checklist": "the acceptance criteria as boxes, with what a tester needs",
}
"""The templates that ship, by the name `--template` knows."""

SUFFIX = ".md.j2"


class TemplateError(Exception):
    """A template that cannot be found or does not work; the text says why."""


def render(report: Report, template: str) -> str:
    """The document for `report`; `template` is a name of TEMPLATES, a `.md.j2` file or a folder with one.

    Every value from the PRD is escaped for Markdown. Templates run in Jinja's sandbox.

    Raises:
        TemplateError: there is no such template, or it fails.
    """
    from jinja2 import TemplateError as JinjaError

    home, name = locate(template)
    try:
        text = environment(home).get_template(name).render(view(report, template_name=template))
    except JinjaError as error:
        raise TemplateError(f"{template}: {error}") from error
    except (TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise TemplateError(f"{template}: {type(error).__name__}: {error}") from error
    return _tidy(text)


def locate(template: str) -> tuple[str, str]:
    """The folder and the file name of a template.

    Raises:
        TemplateError: there is none, or a folder holds several.
    """
    if template in TEMPLATES:
        return folder("templates"), template + SUFFIX
    if os.path.isdir(template):
        names = sorted(name for name in os.listdir(template) if name.endswith(SUFFIX))
        if len(names) == 1:
            return template, names[0]
        told = f"holds {', '.join(names)}; name one of them" if names else f"holds no {SUFFIX} file"
        raise TemplateError(f"the folder {template} {told}")
    if os.path.isfile(template):
        return os.path.dirname(template) or ".", os.path.basename(template)
    from aiprd.field import nearest

    meant = nearest(template, tuple(TEMPLATES), 0.5)
    guess = f"did you mean {meant}?" if meant else f"there are {', '.join(TEMPLATES)}, or give a folder of your own"
    raise TemplateError(f"there is no template {template}; {guess}")


def environment(home: str) -> "SandboxedEnvironment":
    """Jinja as all templates meet it: sandboxed, strict about names, escaping what it prints."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([home, folder("templates")]),
        undefined=StrictUndefined,
        finalize=escape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _tidy(text: str) -> str:
    """One empty line at most between blocks, none at the ends of lines, one line end at the end."""
    lines: list[str] = []
    for line in text.splitlines():
        stripped = line.rstrip()
        if stripped or (lines and lines[-1]):
            lines.append(stripped)
    return "\n".join(lines).rstrip("\n") + "\n"

"""Documents for people: a PRD's report and a Jinja template become Markdown."""

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from aiprd.documents.markdown import Markdown, commented, escape, settled
from aiprd.documents.view import source_of, view
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
MARK = "<!-- rendered by aiprd from "
"""How the first line of every rendered document begins; a file without it was written by somebody."""


class TemplateError(Exception):
    """A template that cannot be found or does not work; the text says why."""


def render(report: Report, template: str) -> str:
    """The document for `report`; `template` is a name of TEMPLATES, a template file, or a folder with one.

    The first line says where the text comes from. Every value from the PRD is escaped for Markdown, and templates run
    in Jinja's sandbox. The same report and template give the same text on any day and machine.

    Raises:
        TemplateError: there is no such template, or it fails.
    """
    home, name = locate(template)
    text = _filled(home, name, view(report))
    return f"{banner(source_of(report), name.removesuffix(SUFFIX))}\n\n{_tidy(text)}"


def banner(source: str, template: str) -> Markdown:
    """The first line of a rendered document."""
    return commented(f"rendered by aiprd from {source} with the template {template}; edit {source} instead")


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
    guess = (
        f"did you mean {meant}?" if meant else f"there are {', '.join(TEMPLATES)}, or give a file or folder of your own"
    )
    raise TemplateError(f"there is no template {template}; {guess}")


@lru_cache(maxsize=8)
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


def _filled(home: str, name: str, context: Mapping[str, object]) -> str:
    from jinja2 import TemplateError as JinjaError
    from jinja2 import TemplateSyntaxError

    try:
        return environment(home).get_template(name).render(context)
    except TemplateSyntaxError as error:
        raise TemplateError(f"{error.filename or name}, line {error.lineno}: {error.message}") from error
    except JinjaError as error:
        raise TemplateError(f"{name}: {error}") from error
    except (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError) as error:
        raise TemplateError(f"{name}: {type(error).__name__}: {error}") from error


def _tidy(text: str) -> str:
    """One empty line at most between blocks, none at the ends of lines, one line end at the end."""
    lines: list[str] = []
    for line in text.split("\n"):
        stripped = line.rstrip()
        if stripped or (lines and lines[-1]):
            lines.append(stripped)
    return settled("\n".join(lines).strip("\n") + "\n")

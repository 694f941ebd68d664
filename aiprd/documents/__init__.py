"""Documents for people: a PRD's report and a Jinja template become Markdown, Gherkin or CSV."""

import os
from collections.abc import Callable, Iterable, Mapping

from aiprd.documents.formats import FORMATS, MARK, Format, format_of, ours
from aiprd.documents.markdown import settled
from aiprd.documents.view import source_of, view
from aiprd.report import Report
from aiprd.resources import folder
from aiprd.rules import ALL

__all__ = ["MARK", "TEMPLATES", "TemplateError", "extension", "locate", "ours", "render", "renderer"]

TEMPLATES: Mapping[str, str] = {
    "prd": "the PRD as a document for reviewers",
    "checklist": "the acceptance criteria as boxes, with what a tester needs",
    "brief": "one page for executives",
    "launch-review": "go or no go: each gate with its evidence, and what is open",
    "monitoring": "who watches what, when an alert goes off, and what to do then",
    "roadmap": "features with dates, performance as ranges",
    "model-card": "a model card in the layout of the Hugging Face Hub",
    "gherkin": "the acceptance criteria as scenarios",
    "csv": "the requirements as rows for a tracker",
}
"""The templates that ship, by the name `--template` knows."""

_ENDINGS = {"gherkin": ".feature.j2", "csv": ".csv.j2"}


class TemplateError(Exception):
    """A template that cannot be found or does not work; the text says why."""


def render(report: Report, template: str, known: Iterable[str] = ALL) -> str:
    """One document for `report`, as `renderer` makes it.

    Raises:
        TemplateError: there is no such template, it fails, or it goes beyond its limits.
    """
    return renderer(report, known)(template)


def renderer(report: Report, known: Iterable[str] = ALL) -> Callable[[str], str]:
    """Makes the documents for `report` by template: a name of TEMPLATES, a template file, or a folder with one.

    `known` are the codes of all rules, a team's own included. Its first lines say where the text comes from. Every value from the PRD is made safe for the document's format, and
    templates run in a sandbox with an end. The same report and template give the same text on any day and machine.
    The call raises TemplateError where there is no such template, it fails, or it goes beyond its limits.
    """
    context = view(report, known)

    def rendered(template: str) -> str:
        home, name, format_ = locate(template)
        text = settled(_tidy(_filled(home, name, format_, context)))
        return format_.settled(text, source_of(report), name.removesuffix(format_.suffix))

    return rendered


def extension(template: str) -> str:
    """The ending of the files that a template writes, such as `.md`.

    Raises:
        TemplateError: there is no such template.
    """
    return locate(template)[2].extension


def locate(template: str) -> tuple[str, str, Format]:
    """The folder, the file name and the format of a template.

    Raises:
        TemplateError: there is none, or a folder holds several.
    """
    if template in TEMPLATES:
        suffix = _ENDINGS.get(template, ".md.j2")
        return folder("templates"), template + suffix, FORMATS[suffix]
    if os.path.isdir(template):
        names = sorted(name for name in os.listdir(template) if format_of(name))
        if len(names) == 1:
            return template, names[0], FORMATS[_suffix(names[0])]
        told = f"holds {', '.join(names)}; name one of them" if names else f"holds no {', '.join(FORMATS)} file"
        raise TemplateError(f"the folder {template} {told}")
    if os.path.isfile(template):
        return os.path.dirname(template) or ".", os.path.basename(template), FORMATS[_suffix(template)]
    raise TemplateError(f"there is no template {template}; {_guess(template)}")


def _suffix(name: str) -> str:
    """The ending that tells the format; any other file is taken for Markdown."""
    found = format_of(name)
    return found.suffix if found is not None else ".md.j2"


def _guess(template: str) -> str:
    from aiprd.field import nearest

    meant = nearest(template, tuple(TEMPLATES), 0.5)
    return (
        f"did you mean {meant}?" if meant else f"there are {', '.join(TEMPLATES)}, or give a file or folder of your own"
    )


def _filled(home: str, name: str, format_: Format, context: Mapping[str, object]) -> str:
    from jinja2 import TemplateError as JinjaError
    from jinja2 import TemplateSyntaxError

    from aiprd.documents.sandbox import filled

    try:
        return filled(home, name, format_.escape, context)
    except TemplateSyntaxError as error:
        raise TemplateError(f"{error.filename or name}, line {error.lineno}: {error.message}") from error
    except JinjaError as error:
        raise TemplateError(f"{name}: {error}") from error
    except (ArithmeticError, AttributeError, LookupError, MemoryError, OSError) as error:
        raise TemplateError(f"{name}: {type(error).__name__}: {error}") from error
    except (RecursionError, TypeError, ValueError) as error:
        raise TemplateError(f"{name}: {type(error).__name__}: {error}") from error


def _tidy(text: str) -> str:
    """One empty line at most between blocks, none at the ends of lines, one line end at the end."""
    lines: list[str] = []
    for line in text.split("\n"):
        stripped = line.rstrip()
        if stripped or (lines and lines[-1]):
            lines.append(stripped)
    return "\n".join(lines).strip("\n") + "\n"

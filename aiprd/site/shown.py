"""Templates of the site: text is text, what cannot be seen is named, and only our own style and script may work."""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from aiprd.reporters.html import UNSEEN, visible
from aiprd.resources import folder, text_of

if TYPE_CHECKING:
    from jinja2 import Environment

HOME = "templates/site"

MARK = '<meta name="generator" content="aiprd report">'
"""Stands in the head of every page, so that a page of ours can be told."""


def filled(template: str, context: Mapping[str, object]) -> str:
    """A template of the site, filled in."""
    return _environment().get_template(template).render(context)


def quiet(value: object) -> str:
    """`value` for an attribute or a title, where nothing can be named: what could not be seen is one mark."""
    return UNSEEN.sub("\ufffd", str(value))


def coded(value: object) -> str:
    """A message, with what stands between back-ticks set as code."""
    from markupsafe import Markup

    parts = enumerate(re.split("`([^`]*)`", str(value)))
    told = (f"<code>{visible(part)}</code>" if index % 2 else visible(part) for index, part in parts)
    return Markup("".join(told))  # noqa: S704 - every part is escaped


def policy(script: bool) -> str:
    """What the browser may do for a page: apply our style, and run our script where there is one; load nothing."""
    run = _hash("site.js") if script else "'none'"
    return f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src {_hash('site.css')}; script-src {run}"


@lru_cache(maxsize=4)
def _own(file: str) -> str:
    return text_of(HOME, file)


def _hash(file: str) -> str:
    """The mark by which a browser knows what stands between the tags of our style or script."""
    return f"'sha256-{b64encode(sha256(_own(file).encode()).digest()).decode()}'"


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(folder(HOME)),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["quiet"] = quiet
    environment.filters["coded"] = coded
    environment.filters["ours"] = Markup
    environment.globals["policy"] = policy
    environment.globals["mark"] = Markup(MARK)  # noqa: S704 - our own words
    environment.globals["own"] = lambda file: Markup(_own(file))  # noqa: S704 - files that ship, no text of a PRD
    return environment

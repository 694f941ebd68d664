"""The linter for AI product requirements: reads, judges and renders PRDs written in YAML.

As a library: `from aiprd import lint, load, render`. The names in `__all__` are stable; what is imported from modules
inside may change.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiprd.api import Finding, Prd, Related, Result, TemplateError, lint, load, render

__version__ = "0.1.0"

__all__ = ["Finding", "Prd", "Related", "Result", "TemplateError", "__version__", "lint", "load", "render"]


def __getattr__(name: str) -> object:
    """The public names, imported when they are first asked for: the command line pays for none of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from aiprd import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

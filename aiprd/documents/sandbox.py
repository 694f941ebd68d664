"""Jinja as templates meet it: they see the PRD, loops and conditions; no files, no Python, and an end to everything."""
# ruff: noqa: ANN401 - Jinja hands over whatever a template names

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, cast

from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from aiprd.resources import folder

MOST_STEPS = 250_000
"""Rounds of loops and calls of functions that one document may take."""
LONGEST = 5_000_000
"""Characters that one document, or one value inside it, may have."""
_FORBIDDEN = (
    "batch",
    "center",
    "format",
    "indent",
    "pprint",
    "random",
    "slice",
    "sum",
    "urlize",
    "wordwrap",
    "xmlattr",
)
"""Filters that make much of little, guess, or write HTML."""
_WIDENING = frozenset({"center", "expandtabs", "format", "format_map", "ljust", "rjust", "zfill"})
"""Methods of text that make much of little."""


class _Loader(FileSystemLoader):
    """Templates of the given folders; a link that leads out of them is no template."""

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Callable[[], bool]]:
        text, file, current = super().get_source(environment, template)
        real = os.path.realpath(file)
        homes = [os.path.realpath(home) for home in self.searchpath]
        if not any(os.path.commonpath([home, real]) == home for home in homes):
            raise TemplateNotFound(template, f"{template} leads out of its folder")
        return text, file, current


_EACH, _ALL, _WHOLE = "each in turn", "all together", "as a whole"
"""Filters that no template can name."""


class _Watched(NodeTransformer):
    """Puts the filters that count and measure into a template."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        node.iter = _filter(cast(nodes.Expr, node.iter), _EACH)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filter(nodes.List(node.nodes, lineno=node.lineno), _ALL)

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filter(node, _WHOLE)

    def visit_AssignBlock(self, node: nodes.AssignBlock) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        whole = _filter(node.filter, _WHOLE, node.lineno)
        node.filter = whole
        return node


def _filter(node: nodes.Expr | None, name: str, line: int = 0) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=line if node is None else node.lineno)


class Sandbox(ImmutableSandboxedEnvironment):
    """Counts the steps of a template and measures what it builds, so that the same template always ends the same way."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, home: str, escape: Callable[[object], str]) -> None:
        super().__init__(
            loader=_Loader([home, folder("templates")]),
            undefined=StrictUndefined,
            finalize=escape,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.steps = 0
        self.filters = {name: each for name, each in self.filters.items() if name not in _FORBIDDEN}
        del self.globals["lipsum"]  # its text is another each time
        self.filters |= {_EACH: self._counted, _ALL: self._concatenated, _WHOLE: self._measured}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The template with each loop counted, and with each filter, `~` and block measured."""
        tree = super()._parse(source, name, filename)
        _Watched().visit(tree)
        return tree

    def _counted(self, items: Iterable[object]) -> Iterator[object]:
        for item in items:
            self.step()
            yield item

    def _concatenated(self, items: Iterable[object]) -> str:
        joined = "".join(str(item) for item in items)
        self._measured(joined)
        return joined

    def step(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise SecurityError(f"takes more than {MOST_STEPS:,} steps")

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        self.step()
        return self._measured(super().call(context, obj, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        self.step()
        size = _size(left) * right if isinstance(right, int) and operator == "*" else _size(left) + _size(right)
        size = max(size, _size(right) * left) if isinstance(left, int) and operator == "*" else size
        if operator == "**" or (operator == "%" and isinstance(left, str)) or size > LONGEST:
            raise SecurityError(f"`{operator}` would make too much of too little")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return not (isinstance(obj, str) and attr in _WIDENING) and super().is_safe_attribute(obj, attr, value)

    def _measured(self, value: Any) -> Any:
        if _size(value) > LONGEST:
            raise SecurityError(f"makes a value of more than {LONGEST:,} characters")
        return value


def _size(value: object) -> int:
    return len(value) if isinstance(value, str | bytes | list | tuple) else 0


@lru_cache(maxsize=8)
def sandbox(home: str, escape: Callable[[object], str]) -> Sandbox:
    """The sandbox for the templates of a folder."""
    return Sandbox(home, escape)


def filled(home: str, name: str, escape: Callable[[object], str], context: Mapping[str, object]) -> str:
    """The text of a template.

    Raises:
        jinja2.TemplateError: there is no such template, it is no template, or it goes beyond its limits.
    """
    environment = sandbox(home, escape)
    environment.steps = 0
    parts, total = [], 0
    for part in environment.get_template(name).generate(context):
        total += len(part)
        if total > LONGEST:
            raise SecurityError(f"writes more than {LONGEST:,} characters")
        parts.append(part)
    return "".join(parts)

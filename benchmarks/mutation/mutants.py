"""The mutants of a module: cosmic-ray's operators, without the places where no change can matter."""
# ruff: noqa: INP001

import ast
import random
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.provider import OperatorProvider

_ORDERED = "Eq|NotEq|Lt|LtE|Gt|GtE"
_ARITHMETIC = "Add|Sub|Mul|Div|FloorDiv"
OPERATORS = re.compile(
    rf"ReplaceBinaryOperator_(?:{_ARITHMETIC}|Mod|Pow)_(?:{_ARITHMETIC})|"
    rf"ReplaceComparisonOperator_(?:(?:{_ORDERED})_(?:{_ORDERED})|Is_IsNot|IsNot_Is)|"
    r"ReplaceUnaryOperator_(?:USub_UAdd|Delete_Not|Delete_USub)|AddNot|NumberReplacer|ExceptionReplacer|"
    r"ZeroIterationForLoop|Replace(?:True|False|And|Or|Break|Continue)With\w+"
)
"""Left out: bits, shifts, `~` and `<` between objects, which fail at once on any figure and would only flatter the
score; `is` for `==`, the same for small numbers; a removed decorator, without which there is no rule."""

_METADATA = {"rows", "references"}
_WIDTHS = {"short", "round"}

Place = tuple[int, int]


class Mutant(NamedTuple):
    """One change of one place; `key` names it from run to run, wherever the line moves."""

    key: str
    line: int
    was: str
    now: str
    source: str


def mutants(module: str, source: str, most: int) -> list[Mutant]:
    """Up to `most` mutants: one for each place in an order drawn by the module's name, then a second for each …"""
    tree, provider = get_ast(source), OperatorProvider()
    silent = list(_silent(ast.parse(source)))
    found: list[tuple[Place, str, int]] = []
    for name in filter(OPERATORS.fullmatch, provider):
        operator = provider[name]()
        positions = (start for node in ast_nodes(tree) for start, _ in operator.mutation_positions(node))
        found += [
            (place, name, occurrence)
            for occurrence, place in enumerate(positions)
            if not any(first <= place < last for first, last in silent)
        ]
    found.sort()
    random.Random(module).shuffle(found)  # noqa: S311
    nth: Counter[Place] = Counter()
    turns = []
    for order, (place, name, occurrence) in enumerate(found):
        nth[place] += 1
        turns.append((nth[place], order, name, occurrence))
    every = (_mutant(source, name, occurrence) for _, _, name, occurrence in sorted(turns))
    return list(islice((mutant for mutant in every if _compiles(mutant.source)), most))


def _mutant(source: str, name: str, occurrence: int) -> Mutant:
    mutated = mutate_code(source, OperatorProvider()[name](), occurrence)
    before, after = source.splitlines(), mutated.splitlines()
    line = next(index for index, (old, new) in enumerate(zip(before, after, strict=False)) if old != new)
    was, now = before[line].strip(), after[line].strip()
    twins = before[:line].count(before[line])
    return Mutant(f"{was} → {now}" + (f" #{twins}" if twins else ""), line + 1, was, now, mutated)


def _compiles(source: str) -> bool:
    """Not so where an operator takes the `*` before keyword arguments, or of an unpacking, for a product."""
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _silent(tree: ast.AST) -> Iterator[tuple[Place, Place]]:
    """What lies between these places cannot change a judgement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            parts: list[ast.expr | None] = [*node.decorator_list]  # the catalogue, compared by scripts/generate --check
            parts += [node.returns] if isinstance(node, ast.FunctionDef) else []
        elif isinstance(node, ast.arg | ast.AnnAssign):
            parts = [node.annotation]  # mypy's
        elif isinstance(node, ast.keyword) and node.arg in _METADATA:
            parts = [node.value]  # the catalogue
        elif isinstance(node, ast.IfExp) and isinstance(node.body, ast.Constant) and _is_text(node.orelse):
            parts = [node] if _is_text(node.body) else []  # one or several: the wording of a message
        elif isinstance(node, ast.Slice):
            parts = [end for end in (node.lower, node.upper) if _number(end) > 3]  # how many a message names
        elif isinstance(node, ast.Constant) and (_number(node) > 1000 or 0 < _number(node) < 1e-6):
            parts = [node]  # one more or less than thousands; a tolerance for float digits
        elif isinstance(node, ast.BinOp) and (_is_text(node.left) or _is_text(node.right)):
            yield _end(node.left), (node.right.lineno, node.right.col_offset)  # a text minus a text fails at once
            continue
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _WIDTHS:
            parts = [*node.args[1:]]  # where a quotation is cut, and to how many digits a reported figure is
        else:
            continue
        for part in parts:
            if part is not None:
                yield (part.lineno, part.col_offset), _end(part)


def _end(node: ast.expr) -> Place:
    return node.end_lineno or 0, node.end_col_offset or 0


def _number(node: ast.expr | None) -> float:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, int | float) else 0


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))

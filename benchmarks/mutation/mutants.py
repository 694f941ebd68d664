"""The mutants of a module: cosmic-ray's operators, without the places where no change can matter."""
# ruff: noqa: INP001

import ast
import random
import re
from collections import Counter
from itertools import islice
from typing import NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.provider import OperatorProvider
from parso.tree import BaseNode

ORDERED, ARITHMETIC = "Eq|NotEq|Lt|LtE|Gt|GtE", "Add|Sub|Mul|Div|FloorDiv"
OPERATORS = re.compile(
    rf"ReplaceBinaryOperator_(?:{ARITHMETIC}|Mod|Pow)_(?:{ARITHMETIC})|"
    rf"ReplaceComparisonOperator_(?:(?:{ORDERED})_(?:{ORDERED})|Is_IsNot|IsNot_Is)|"
    r"ReplaceUnaryOperator_(?:USub_UAdd|Delete_Not|Delete_USub)|AddNot|NumberReplacer|ExceptionReplacer|"
    r"ZeroIterationForLoop|Replace(?:True|False|And|Or|Break|Continue)With\w+"
)
"""Left out: bits, shifts, `~` and `<` between objects, which fail at once on any figure and would only flatter the
score; `is` for `==`, the same for small numbers; a removed decorator, without which there is no rule."""
EQUALITY = re.compile("_(?:Eq|NotEq)_[LG]")

Place = tuple[int, int]


class Mutant(NamedTuple):
    """One change of one place; `key` names it from run to run, wherever the line moves."""

    key: str
    line: int
    was: str
    now: str
    source: str


def mutants(module: str, source: str, most: int, seed: str = "") -> list[Mutant]:
    """Up to `most` mutants: one for each place in an order drawn by the module's name and `seed`, then a second …"""
    tree, provider = get_ast(source), OperatorProvider()
    silent = [
        ((part.lineno, part.col_offset), (part.end_lineno or 0, part.end_col_offset or 0))
        for node in ast.walk(ast.parse(source))
        for part in _silent(node)
    ]
    found: list[tuple[Place, str, int]] = []
    for name in filter(OPERATORS.fullmatch, provider):
        operator = provider[name]()
        places = ((start, node) for node in ast_nodes(tree) for start, _ in operator.mutation_positions(node))
        found += [
            (place, name, occurrence)
            for occurrence, (place, node) in enumerate(places)
            if not _idle(name, node) and not any(first <= place < last for first, last in silent)
        ]
    found.sort()
    random.Random(module + seed).shuffle(found)  # noqa: S311
    nth: Counter[Place] = Counter()
    turns = []
    for order, (place, name, occurrence) in enumerate(found):
        nth[place] += 1
        turns.append((nth[place], order, name, occurrence))
    every = (_mutant(source, name, occurrence) for _, _, name, occurrence in sorted(turns))
    return list(islice(filter(None, every), most))


def _idle(name: str, node: BaseNode) -> bool:
    """The bare `*` among parameters is no product; in which order two names stand is no matter of equality."""
    if node.type == "comparison":
        return node.children[-1].type != "number" and EQUALITY.search(name) is not None
    return node.parent is not None and node.parent.type == "parameters"


def _mutant(source: str, name: str, occurrence: int) -> Mutant | None:
    """None where the operator makes no Python, such as a quotient of the `**` of an unpacking."""
    mutated = mutate_code(source, OperatorProvider()[name](), occurrence)
    try:
        ast.parse(mutated)
    except SyntaxError:
        return None
    before, after = source.splitlines(), mutated.splitlines()
    line = next(index for index, (old, new) in enumerate(zip(before, after, strict=False)) if old != new)
    was, now = before[line].strip(), " ".join(after[line].split())
    twins = before[:line].count(before[line])
    return Mutant(f"{was} → {now}" + (f" #{twins}" if twins else ""), line + 1, was, now, mutated)


def _silent(node: ast.AST) -> list[ast.expr]:
    """The parts of a node in which no change can alter a judgement."""
    match node:
        case ast.FunctionDef(decorator_list=decorators, returns=returns):
            return decorators + ([returns] if returns else [])  # the catalogue: scripts/generate --check; mypy's
        case ast.arg(annotation=ast.expr() as part) | ast.AnnAssign(annotation=part):
            return [part]  # mypy's
        case ast.keyword(arg="rows" | "references", value=part):
            return [part]  # the catalogue
        case ast.IfExp(body=one, orelse=other) if _is_text(one) and _is_text(other):
            return [node]  # one or several: the wording of a message
        case ast.BinOp(left=one, right=other) if _is_text(one) or _is_text(other):
            return [_between(one, other)]  # a text minus a text fails at once
        case ast.Call(func=ast.Name(id="short" | "round"), args=[_, *parts]):
            return parts  # where a quotation is cut, and to how many digits a reported figure is
        case ast.Slice(upper=ast.Constant(value=int(end)) as part) if end > 2:
            return [part]  # how many a message names
        case ast.Constant(value=int() | float() as value) if value > 1000 or 0 < value < 1e-6:
            return [node]  # one more or less than thousands; a tolerance for float digits
    return []


def _between(one: ast.expr, other: ast.expr) -> ast.expr:
    """Stands for the operator."""
    start, end = (one.end_lineno or 0, one.end_col_offset or 0), (other.lineno, other.col_offset)
    return ast.expr(lineno=start[0], col_offset=start[1], end_lineno=end[0], end_col_offset=end[1])


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return all(map(_is_text, node.elts))
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))

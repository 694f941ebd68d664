"""Tries one mutant in a process forked for it: the modules that rest on the mutated one are imported anew."""
# ruff: noqa: INP001

import ast
import gc
import os
import resource
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from importlib import import_module
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType

import grimp
import pytest
from hypothesis import Phase, settings

ROOT = Path(__file__).resolve().parent.parent.parent
TESTS = ROOT / "tests"
SECONDS = 25  # of processor time; the slowest tests of a module take 6
OWN = {"amount": ["quantity", "bound"], "dates": ["quantity"], "quantity": ["quantity", "bound"]}
LAST = ["athena", "hurried_pm"]
PAGES = ("test_rule_examples", "test_rules_findings")

Check = tuple[str, Callable[[], object]]


def prepare() -> None:
    """Imports what every trial needs, so that a fork has it; failing inputs are neither kept nor made small."""
    phases = [Phase.explicit, Phase.generate]
    settings.register_profile("mutation", phases=phases, database=None, deadline=None, derandomize=True)
    settings.load_profile("mutation")
    sys.path.insert(0, str(TESTS))
    for name in ("scipy.stats", "statsmodels.stats.power", "statsmodels.stats.proportion", *PAGES):
        import_module(name)
    _graph()
    gc.freeze()  # what is there stays: no fork looks through it


def file_of(module: str) -> Path:
    return ROOT.joinpath(*module.split(".")).with_suffix(".py")


def killer(module: str, source: str) -> str | None:
    """What notices that `module` has this source: an example, a test, the time it takes; None where nothing does."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        _try(module, source, write)
    os.close(write)
    with os.fdopen(read) as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "time"
    if status:
        raise ChildProcessError(f"{module}: the trial itself failed: {told}")
    return told or None


def _try(module: str, source: str, write: int) -> None:
    """The forked process: tells the first check that notices, and ends."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    code = 0
    try:
        _forget(module)
        sys.meta_path.insert(0, _Mutated(module, source))
        told = next((name for name, check in _checks(module) if _fails(check)), "")
    except BaseException as failure:  # noqa: BLE001
        told, code = repr(failure), 1
    os.write(write, told.encode(errors="replace"))
    os._exit(code)


def _forget(module: str) -> None:
    """Drops the module, and all that import it, however far."""
    for name in {module, *_graph().find_downstream_modules(module), "aiprd.rules", *PAGES}:
        parent, _, last = name.rpartition(".")
        if sys.modules.pop(name, None) is not None and parent in sys.modules:
            vars(sys.modules[parent]).pop(last, None)  # `from parent import last` would still find the old one


def _fails(check: Callable[[], object]) -> bool:
    try:
        check()
    except BaseException:  # noqa: BLE001
        return True
    return False


def _checks(module: str) -> Iterator[Check]:
    """What may notice a mutant of the module, the quickest first."""
    yield "import", partial(import_module, PAGES[0])
    family, _, short = module.rpartition(".")
    if module.startswith("aiprd.rules."):
        own = _codes(module)
        beside = _codes(family) if family != "aiprd.rules" else own
        yield from _examples([*sorted(own), *sorted(beside - own)])
        yield from _findings({code[:4] for code in own or beside})
        yield "tests", partial(_run, _speaking_of(module, own or beside))
    else:
        yield "tests", partial(_run, OWN.get(short, [short]))
        yield from _examples(import_module("aiprd.rules").ALL)
    yield "worked cases", partial(_run, LAST)


def _codes(module: str) -> set[str]:
    """Codes of the rules in a module, or in a family's folder."""
    from aiprd.rule import Rule

    parts = [part for name, part in list(sys.modules.items()) if f"{name}.".startswith(f"{module}.")]
    return {value.code for part in parts for value in list(vars(part).values()) if isinstance(value, Rule)}


def _examples(codes: Iterable[str]) -> Iterator[Check]:
    """The pages of these rules, as their test runs them."""
    pages = import_module("test_rule_examples")
    tests = [("bad", pages.test_bad_example_reports_as_marked), ("good", pages.test_good_example_is_silent)]
    tests += [("bad", pages.test_an_entry_put_before_hides_no_other)]
    for rule in map(pages.ALL.get, codes):
        for side, test in tests if rule.check is not None else tests[:2]:
            for number, example in enumerate(getattr(rule.page, side), 1):
                yield f"{rule.code} {side} {number}", partial(test, rule, example)


def _findings(families: set[str]) -> Iterator[Check]:
    """The golden findings of these families."""
    whole = import_module("test_rules_findings")
    for family in sorted(families & set(whole.FAMILIES)):
        yield f"findings of {family}", partial(whole.test_findings_of_the_pages, family, _same)


def _same(golden: str, text: str) -> None:
    assert text == (TESTS / "golden" / golden).read_text(encoding="utf-8")  # noqa: S101


def _speaking_of(module: str, codes: Iterable[str]) -> list[str]:
    """The test files of rules that name one of these, or their family."""
    files = [file for file in sorted(TESTS.glob("test_rules_*.py")) if file.stem not in PAGES]
    named = [file.stem[5:] for file in files if file.stem[11:] in module.split(".")]
    texts = {file.stem[5:]: file.read_text(encoding="utf-8") for file in files}
    family = ".".join(module.split(".")[:3])
    return named + [
        name
        for name, text in texts.items()
        if name not in named and (family in _imports(text) or any(word in text for word in (family, *codes)))
    ]


def _imports(text: str) -> set[str]:
    """What a file takes from where, such as `aiprd.rules.refusal` by `from aiprd.rules import grounding, refusal`."""
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
    return {f"{node.module}.{alias.name}" for node in nodes for alias in node.names}


def _run(names: Iterable[str]) -> None:
    """Raises where one of these test files fails."""
    files = [str(TESTS / f"test_{name}.py") for name in names]
    quiet = ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    ended = pytest.main([*files, *quiet]) if files else pytest.ExitCode.OK
    if ended is not pytest.ExitCode.OK:
        raise AssertionError(ended)


class _Mutated(SourceFileLoader):
    """Finds one module, and gives it the mutated source."""

    def __init__(self, module: str, source: str) -> None:
        super().__init__(module, str(file_of(module)))
        self.source = source

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        return spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        return compile(self.source, self.path, "exec")


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph("aiprd", cache_dir=None)

"""Whatever comes in: a finding or a clear error, never an exception; bombs end at once."""

import copy
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import EXAMPLES, ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_schema import DOCUMENTS, SPOTS

from aiprd.cli.group import aiprd
from aiprd.linter import Options, judge_alone, lint
from aiprd.prd import load
from aiprd.reporters import REPORTERS, Run
from aiprd.rules import ALL

OPTIONS = Options(today=739_942)
RELAXED = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])

WORDS = st.sampled_from([
    "unknown", "70%", "0%", "100%", "200ms", "0s", "10000", "0", "-5", "1e308", "relevance >= launch over 30d, n >= 0",
    "P95 latency < 0ms", "x gap <= 0pp", "5% to 100%", "launch + 1q", "Q2", "2026-02-30", "$0", "0 per 0", "1 in 0", "",
    "na", "high", "lower", "any", "model", "[x](javascript:1)", "{{ 7 * 7 }}", "\u202e", "0.0", "1y", "~5%", "99.999%",
])  # fmt: skip
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), WORDS, st.text(max_size=12))
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(WORDS, st.text(max_size=8)), inner, max_size=3)
    ),
    max_leaves=6,
)


def everything(data: object) -> None:
    """Every rule, due or not, and every reporter on the data."""
    prd, _ = load(data)
    for rule in ALL.values():
        judge_alone(rule, prd)


@RELAXED
@given(st.binary(max_size=200))
def test_any_bytes(source: bytes) -> None:
    report = lint(source, "a.prd.yaml", OPTIONS)
    for reporter in REPORTERS.values():
        reporter(Run([report], []))


@RELAXED
@given(st.text(max_size=300))
def test_any_text(source: str) -> None:
    lint("aiprd: 1\nmetrics:\n  x: {launch: 70%}\n" + source, "a.prd.yaml", OPTIONS)


@RELAXED
@given(
    st.dictionaries(st.sampled_from(["metrics", "requirements", "rollout", "risk", "product", "stories", "data"]), JUNK)
)
def test_any_shape(data: dict[str, object]) -> None:
    everything(data)


@settings(RELAXED, max_examples=250)
@given(changes=st.lists(st.tuples(st.sampled_from(SPOTS), JUNK), min_size=1, max_size=4))
def test_mutated_examples(changes: list[tuple[tuple[str, tuple[Any, ...]], object]]) -> None:
    name = changes[0][0][0]
    data: Any = copy.deepcopy(DOCUMENTS[name])
    for (_, path), junk in changes:
        parent = data
        try:
            for step in path[:-1]:
                parent = parent[step]
            if isinstance(parent, dict) == isinstance(path[-1], str):
                parent[path[-1]] = junk
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change, or another example, has no such place
    everything(data)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

HOSTILE = {
    "alias bomb": BOMB,
    "deep brackets": "[" * 3000,
    "deep blocks": "".join("  " * depth + "a:\n" for depth in range(900)),
    "endless alias": "a: &a [*a]\n",
    "merge of itself": "a: &a\n  <<: *a\n",
    "huge number": "aiprd: " + "9" * 100_000 + "\n",
    "many keys": "".join(f"k{number}: 1\n" for number in range(20_000)),
    "same key": "k: 1\n" * 20_000,
    "long line": "product: {name: " + "x" * 2_000_000 + "}\n",
    "python tag": "a: !!python/object/apply:os.system [id]\n",
    "binary": "\x00\x01\x02",
    "many slips": "a: >= 1\n" * 3000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_document_ends_in_findings(name: str) -> None:
    begun = time.perf_counter()
    report = lint(HOSTILE[name], "a.prd.yaml", OPTIONS)
    assert time.perf_counter() - begun < 10  # a guard against hanging, not a benchmark
    assert report.diagnostics
    for reporter in REPORTERS.values():
        reporter(Run([report], []))


def test_alias_bomb_ends_at_once(tmp_path: Path) -> None:
    file = tmp_path / "bomb.prd.yaml"
    file.write_text(BOMB, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "aiprd", "lint", str(file), "--select", "YAML"],
        capture_output=True, text=True, timeout=10, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "YAML007" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "source",
    [
        b"\xff\xfe",
        b"\xe9t\xe9: 1",
        b"a: \xed\xa0\x80",
        b"",
        b"\n",
        b"# only a comment",
        b"- 1",
        b"just words",
        b"---\n...\n",
    ],
)
def test_odd_bytes_through_the_command(source: bytes) -> None:
    for layout in REPORTERS:
        result = CliRunner().invoke(aiprd, ["lint", "-", "--format", layout], input=source)
        assert result.exit_code == 1
        assert not isinstance(result.exception, Exception)


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("*.prd.yaml")))
def test_same_bytes_out_for_same_bytes_in(name: str) -> None:
    source = (EXAMPLES / name).read_bytes()
    outputs = set()
    for seed in ("0", "1", "42"):
        done = subprocess.run(
            [sys.executable, "-m", "aiprd", "lint", "-", "--format", "json", "--today", "2026-11-22"],
            input=source, capture_output=True, cwd=ROOT, check=False, env={"PYTHONHASHSEED": seed, "PATH": ""},
        )  # fmt: skip
        outputs.add(done.stdout)
    assert len(outputs) == 1


def test_nothing_in_a_document_moves_the_cursor(tmp_path: Path) -> None:
    file = tmp_path / "a.prd.yaml"
    file.write_text(
        'product: {name: "\\e[2J\\e[31mred", kinds: ["\\u202ex"], owner: "\\x1b]0;title\\x07"}\n', encoding="utf-8"
    )
    for layout in ("text", "concise"):
        shown = CliRunner().invoke(aiprd, ["lint", str(file), "--format", layout]).stdout
        assert not set(shown) & {"\x1b", "\x07", "\u202e"}

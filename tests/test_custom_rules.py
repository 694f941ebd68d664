"""A team's own rules: read, bounded, judged like built-in ones, and tried on their own examples."""

import json
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result
from conftest import EXAMPLES, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from aiprd.cli.explain import page
from aiprd.cli.group import aiprd
from aiprd.custom import Broken, load
from aiprd.custom.compare import comparison
from aiprd.custom.effort import Effort
from aiprd.custom.given import matches, steps_of
from aiprd.custom.regex import objection, reach
from aiprd.custom.shape import faults, stored
from aiprd.linter import Options, lint
from aiprd.report import Report
from aiprd.reporters import REPORTERS
from aiprd.rule import Rule
from aiprd.rules import ALL
from aiprd.rules.units import __name__ as units_module

OWN = EXAMPLES / "rules"
TODAY = 739_000
BASE: dict[str, Any] = {
    "code": "TEAM001",
    "name": "no-owner",
    "given": "metrics.*",
    "must": {"required": ["owner"]},
    "message": "{field} has no owner",
    "why": "Somebody must be called. More words.",
    "fix": "owner: NAME",
    "severity": "warning",
    "bad": "metrics:\n  speed: {better: lower}  # <- metrics.speed has no owner\n",
    "good": "metrics:\n  speed: {owner: A. Lee}\n",
}
DOUBLING = {
    "$ref": "#/$defs/d0",
    "$defs": {f"d{i}": {"allOf": [{"$ref": f"#/$defs/d{i + 1}"}] * 2} for i in range(40)} | {"d40": {"type": "object"}},
}
DOCUMENT = "aiprd: 1\nproduct: {status: pilot, kinds: [ranking]}\nrisk: {tier: high}\n"


def run(*args: str) -> Result:
    return CliRunner().invoke(aiprd, list(args))


def write(folder: Path, *rules: dict[str, Any], name: str = "own.rules.yaml") -> str:
    (folder / name).write_text(yaml.safe_dump(list(rules), sort_keys=False, allow_unicode=True), encoding="utf-8")
    return str(folder)


def with_(**changes: Any) -> dict[str, Any]:
    return {**BASE, **changes}


def judged(folder: Path, text: str, **changes: Any) -> Report:
    own = load([write(folder, with_(**changes))])
    return lint(DOCUMENT + text, "a.prd.yaml", Options(TODAY, extra=own))


def messages(report: Report) -> list[tuple[int, str]]:
    return [(d.region.line, d.message) for d in report.diagnostics if d.code.startswith("TEAM") and d.waived is None]


def mistakes(folder: Path, **changes: Any) -> str:
    with pytest.raises(Broken) as raised:
        load([write(folder, with_(**changes))])
    return "\n".join(raised.value.messages)


# --- paths -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("metrics.*", [("metrics", "a"), ("metrics", "b")]),
        ("metrics.a.launch", [("metrics", "a", "launch")]),
        ("requirements.*[]", [("requirements", "x", 0), ("requirements", "x", 1), ("requirements", "alone")]),
        ("rollout.stages[]", [("rollout", "stages", 0)]),
        ("rollout.stages", [("rollout", "stages")]),
        ("$.metrics.b", [("metrics", "b")]),
        ("$", [()]),
        ("nothing.*", []),
        ("metrics.a.launch.deeper", []),
    ],
)
def test_paths_lead_to_values(path: str, expected: list[tuple[object, ...]]) -> None:
    data = {
        "metrics": {"a": {"launch": "70%"}, "b": {"launch": None}},
        "requirements": {"x": ["one", {"bound": "two"}], "alone": "three", "excluded": {"na": "because"}},
        "rollout": {"stages": [{"id": "s"}]},
    }
    assert [found for found, _ in matches(data, steps_of(path))] == expected


@pytest.mark.parametrize("path", ["", "a..b", "a b", ".a", "a.", "[]", "a[0]", "a.*b", "$x y", "$..a"])
def test_what_is_no_path_is_told(path: str) -> None:
    with pytest.raises(ValueError, match="is no path"):
        steps_of(path)


# --- comparisons -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "op", "other", "holds"),
    [
        ("70%", ">=", 0.7, True),
        ("70%", ">", 0.7, False),
        (0.69, ">=", "70%", False),
        ("70%", "=", "0.7", True),
        ("70%", "!=", "0.7", False),
        ("48h", ">=", "2d", True),
        ("47h", ">=", "2d", False),
        ("$1.2k", "<=", "$1,000", False),
        ("1,000/day", ">=", "41 items/h", True),
        ("1,000/day", ">=", "42 items/h", False),
        ("> 70%", ">=", "75%", False),
        ({"value": "60%"}, ">=", "70%", False),
        ("10pp", "<", "5%", False),
        # Nothing is said of what cannot be compared.
        ("70%", ">", 70, True),
        ("70%", "<", -0.5, True),
        ("3d", "<", "1%", True),
        ("$3", "<", "€1", True),
        ("$3/user", "<", "$1", True),
        ("soon", "<", "1d", True),
        (True, "<", 0, True),
        ([], "<", 0, True),
    ],
)
def test_amounts_are_compared_as_meant(one: object, op: str, other: object, holds: bool) -> None:
    assert comparison("a", op, "b").holds(one, other) is holds


def test_a_fixed_amount_and_a_shorthand_are_compared(tmp_path: Path) -> None:
    must = {"field": "launch", "op": ">=", "than": "baseline.value"}
    text = (
        "metrics:\n  a: {baseline: 0.8, launch: 70%}\n  b: {baseline: {value: 60%}, launch: 0.7}\n  c: {launch: 1%}\n"
    )
    said = {"message": "{field}: {value} < {than}", "must": must}
    assert messages(judged(tmp_path, text, **said)) == [(5, "metrics.a.launch: 70% < 0.8")]
    fixed = {"message": "{value} < {than}", "must": {"op": ">=", "than": "50%"}, "given": "metrics.*.launch"}
    assert messages(judged(tmp_path, text, **fixed)) == [(7, "1% < 50%")]


def test_both_sides_are_marked(tmp_path: Path) -> None:
    must = {"field": "launch", "op": ">=", "than": "baseline"}
    report = judged(tmp_path, "metrics:\n  a:\n    baseline: 80%\n    launch: 70%\n", must=must, message="low")
    (found,) = [d for d in report.diagnostics if d.code == "TEAM001"]
    assert (found.path, found.region.line) == ("/metrics/a/launch", 7)
    assert [(note.path, note.region.line) for note in found.related] == [("/metrics/a/baseline", 6)]


# --- judged like built-in rules --------------------------------------------------------------------------------------


def test_schema_faults_stand_where_they_are(tmp_path: Path) -> None:
    must = {"properties": {"x-team": {"enum": ["red", "blue"]}, "launch": {"type": "string"}}, "required": ["owner"]}
    text = "metrics:\n  a:\n    x-team: green\n    launch: 3\n"
    told = messages(judged(tmp_path, text, must=must, message="{field} is {value}"))
    assert told == [
        (5, "metrics.a is keys x-team, launch"),
        (6, "metrics.a.x-team is green"),
        (7, "metrics.a.launch is 3"),
    ]


def test_what_does_not_apply_is_silent_and_unknown_weighs_less(tmp_path: Path) -> None:
    must = {"properties": {"owner": {"enum": ["A. Lee"]}}, "required": ["owner"]}
    text = "metrics:\n  a: {na: none here}\n  b: {owner: unknown}\n  c: {owner: B}\n"
    report = judged(tmp_path, text, must=must, severity="error")
    told = [(d.region.line, d.severity.label) for d in report.diagnostics if d.code == "TEAM001"]
    assert told == [(6, "warning"), (7, "error")]


@pytest.mark.parametrize(
    ("when", "heard"),
    [
        ({"tier": "high"}, True),
        ({"tier": ["low", "medium"]}, False),
        ({"status": ["pilot"]}, True),
        ({"status": "live"}, False),
        ({"kinds": "ranking"}, True),
        ({"kinds": ["agent"]}, False),
        ({"required": ["launch"]}, True),
        ({"required": ["target"]}, False),
        ({"tier": "high", "properties": {"launch": {"const": "71%"}}}, False),
    ],
)
def test_when_decides_who_is_asked(tmp_path: Path, when: dict[str, Any], heard: bool) -> None:
    assert bool(messages(judged(tmp_path, "metrics:\n  a: {launch: 70%}\n", when=when))) is heard


def test_what_is_no_prd_is_told_once(tmp_path: Path) -> None:
    own = load([write(tmp_path, with_(given="$"))])
    report = lint("services: {web: {image: x}}\n", "a", Options(TODAY, extra=own))
    assert [d.code for d in report.diagnostics] == ["FORM011"]


def test_since_and_severity_by_tier(tmp_path: Path) -> None:
    later = judged(tmp_path, "metrics: {a: {launch: 70%}}\n", since="live")
    assert messages(later) == []
    assert (
        later.pending["live"]
        == 1 + lint(DOCUMENT + "metrics: {a: {launch: 70%}}\n", "a", Options(TODAY)).pending["live"]
    )
    report = judged(tmp_path, "metrics: {a: {launch: 70%}}\n", severity="off/info/error")
    assert [d.severity.label for d in report.diagnostics if d.code == "TEAM001"] == ["error"]


def test_own_findings_are_waived_in_both_places_and_idle_waivers_told(tmp_path: Path) -> None:
    comment = "metrics:\n  a: {launch: 70%}  # aiprd: allow TEAM001 because small\n"
    report = judged(tmp_path, comment)
    assert [d.waived for d in report.diagnostics if d.code == "TEAM001"] == ["small"]
    key = "metrics: {a: {launch: 70%}}\nwaivers: [{rule: TEAM001, at: /metrics, why: small}]\n"
    assert messages(judged(tmp_path, key)) == []
    idle = judged(tmp_path, comment.replace("launch: 70%", "owner: A")).diagnostics
    assert "WAIV003" in {d.code for d in idle}
    assert "WAIV002" not in {d.code for d in idle}


def test_message_is_filled_once_and_runs_nothing(tmp_path: Path) -> None:
    text = 'metrics:\n  a: {launch: "{than} {field} {value.__class__} {0}"}\n'
    must = {"properties": {"launch": {"enum": ["70%"]}}}
    told = messages(judged(tmp_path, text, must=must, message="{value} at {field} {0} {value.__class__}"))
    assert told == [(5, "{than} {field} {value.__class__} {0} at metrics.a.launch {0} {value.__class__}")]


def test_command_selects_reports_and_forgets(tmp_path: Path) -> None:
    file = tmp_path / "a.prd.yaml"
    file.write_text(DOCUMENT + "metrics: {a: {launch: 70%}}\n", encoding="utf-8")
    folder = write(tmp_path, BASE)
    for layout in REPORTERS:
        result = run("lint", str(file), "--rules", folder, "--format", layout)
        assert "TEAM001" in result.stdout
        assert result.exit_code == 1
    chosen = run("lint", str(file), "--rules", folder, "--select", "TEAM", "--format", "json")
    (found,) = json.loads(chosen.stdout)["files"][0]["findings"]
    assert (found["code"], found["why"], found["url"]) == (
        "TEAM001",
        "Somebody must be called.",
        f"{folder}/own.rules.yaml:1",
    )
    assert "TEAM001" not in run("lint", str(file), "--rules", folder, "--ignore", "TEAM").stdout
    assert "TEAM001" not in ALL
    assert run("lint", str(file), "--select", "TEAM").exit_code == 2


def test_several_folders_are_used(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two" / "deep").mkdir(parents=True)
    write(tmp_path / "one", BASE)
    write(tmp_path / "two" / "deep", with_(code="TEAM002"))
    assert set(load([str(tmp_path / "one"), str(tmp_path / "two")])) == {"TEAM001", "TEAM002"}


def test_page_of_an_own_rule(tmp_path: Path) -> None:
    rule = load([write(tmp_path, BASE)])["TEAM001"]
    assert rule.page.bad == (BASE["bad"],)
    assert rule.page.good == (BASE["good"],)
    text = page(rule)
    assert text.startswith("TEAM001 no-owner\n\nNo owner.\n\nSomebody must be called. More words.\n")
    assert "metrics.speed has no owner" in run("explain", "TEAM001", "--rules", str(tmp_path)).stdout
    assert run("explain", "TEAM001").exit_code == 2


def test_the_example_of_the_docs_is_right(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "own-rules.md").read_text(encoding="utf-8")
    (tmp_path / "team.rules.yaml").write_text(text.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    result = run("rules", "--test", str(tmp_path))
    assert (result.exit_code, result.stdout) == (0, "1 rule, 2 examples: all as they should be\n")


# --- examples --------------------------------------------------------------------------------------------------------


def test_shipped_rules_pass_their_examples_and_fit_the_schema() -> None:
    result = run("rules", "--test", str(OWN))
    assert (result.exit_code, result.stderr) == (0, "")
    schema = json.loads((ROOT / "schemas" / "rules.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for file in OWN.glob("*.rules.yaml"):
        jsonschema.validate(yaml.safe_load(file.read_text(encoding="utf-8")), schema)
    assert json.loads(run("schema", "rules").stdout) == schema


def test_every_key_of_a_rule_file_has_help() -> None:
    schema = json.loads((ROOT / "schemas" / "rules.schema.json").read_text(encoding="utf-8"))
    for part in ("rule", "comparison"):
        for key, value in schema["$defs"][part]["properties"].items():
            assert value["description"].endswith("."), (part, key)


@pytest.mark.parametrize(
    ("changes", "line", "said"),
    [
        ({"bad": "metrics: {a: {owner: A}}  # <- has no owner\n"}, 12, "nothing is found here"),
        ({"bad": "metrics:\n  a: {x-b: 1}  # <- no keeper\n"}, 13, "is told `metrics.a has no owner`"),
        ({"bad": "metrics:\n  a: {x-b: 1}\n"}, 12, "no line is marked"),
        ({"bad": "metrics:\n  a: {x-b: 1}  # <- no owner\n  b: {x-b: 1}\n"}, 14, "but not marked"),
        ({"good": "metrics:\n  a: {x-b: 1}\n"}, 16, "but not marked"),
        ({"good": "metrics:\n  a: {owner: A}  # <- no owner\n"}, 16, "is marked"),
        ({"good": "metrics:\n  a: {owner: A\n"}, 16, "as YAML, "),
    ],
)
def test_an_example_that_goes_wrong_is_told_with_its_line(
    tmp_path: Path, changes: dict[str, str], line: int, said: str
) -> None:
    rule = with_(**changes)
    head = yaml.safe_dump([{key: value for key, value in rule.items() if key not in {"bad", "good"}}], sort_keys=False)
    text = head.rstrip("\n")
    for side in ("bad", "good"):
        text += f"\n  {side}: |\n" + "".join(f"    {part}\n" for part in rule[side].splitlines()).rstrip("\n")
    file = tmp_path / "own.rules.yaml"
    file.write_text(text + "\n", encoding="utf-8")
    result = run("rules", "--test", str(tmp_path))
    assert result.exit_code == 1
    (told,) = [part for part in result.stdout.splitlines() if part.startswith(str(file))][:1]
    assert said in told
    assert told.startswith(f"{file}:{line}: TEAM001")
    assert result.stdout.endswith("1 rule, 2 examples: 1 failed\n")


def test_an_example_on_one_line_is_told_at_its_line(tmp_path: Path) -> None:
    folder = write(tmp_path, with_(good="metrics: {a: {x-b: 1}}"))
    result = run("rules", "--test", folder)
    text = (tmp_path / "own.rules.yaml").read_text(encoding="utf-8")
    line = text[: text.index("good:")].count("\n") + 1
    assert result.stdout.startswith(f"{tmp_path / 'own.rules.yaml'}:{line}: TEAM001, good example: this line is told")


@pytest.mark.parametrize(
    ("when", "good"),
    [
        ({"status": "live"}, "product: {status: pilot}\n"),
        ({"kinds": ["agent"]}, "product: {kinds: [ranking]}\n"),
        ({"tier": "high"}, "risk: {tier: low}\n"),
    ],
)
def test_a_good_example_may_be_one_the_rule_does_not_speak_of(tmp_path: Path, when: dict[str, Any], good: str) -> None:
    folder = write(tmp_path, with_(when=when, good=good + "metrics: {a: {x-b: 1}}\n"))
    assert run("rules", "--test", folder).exit_code == 0
    write(tmp_path, with_(good=good + "metrics: {a: {x-b: 1}}\n"))
    assert run("rules", "--test", folder).exit_code == 1


def test_examples_that_state_tier_status_or_kind_are_held_to_it(tmp_path: Path) -> None:
    bad = "risk: {tier: high}\nmetrics: {a: {x-b: 1}}  # <- no owner\n"
    folder = write(tmp_path, with_(when={"tier": "high"}, bad=bad, good=BASE["bad"].partition("#")[0]))
    assert run("rules", "--test", folder).exit_code == 1  # no tier is stated, so the good example is told
    write(tmp_path, with_(when={"tier": "high"}, bad=bad, good="risk: {tier: low}\nmetrics: {a: {x-b: 1}}\n"))
    assert run("rules", "--test", folder).exit_code == 0


# --- bounds and mistakes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "FAIR900"}, ":1: aiprd has a family FAIR of its own"),
        ({"code": "team1"}, "own.rules.yaml:1: `team1` does not fit; four capital letters"),
        ({"severity": "fatal"}, "`fatal` does not fit; error, warning"),
        ({"sevrity": "error"}, "there is no key `sevrity` here; did you mean `severity`?"),
        ({"given": "metrics..a"}, ":3: `metrics..a` is no path"),
        ({"must": {"op": "≥", "than": 1}}, "`≥` does not fit; one of >="),
        ({"must": {"op": ">=", "field": "launch"}}, "`than` missing"),
        ({"must": {"op": ">=", "than": "base line"}}, "`base line` is no path"),
        ({"must": {"requried": ["a"]}}, ":5: `requried` is not used here; did you mean `required`?"),
        ({"must": {"type": "text"}}, "this is no JSON Schema"),
        ({"must": {"minimum": "3"}}, "this is no JSON Schema"),
        ({"must": {"$ref": "https://example.org/x.json"}}, "may only name a part of this schema"),
        ({"must": {"allOf": [{"$ref": "file:///etc/passwd"}]}}, "may only name a part of this schema"),
        ({"must": {"$ref": "#/$defs/a"}}, "there is no `#/$defs/a`"),
        ({"must": {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}}, "`a` refers to itself"),
        ({"must": {"properties": {"$defs": {"$ref": "#/$defs/a"}}}}, "there is no `#/$defs/a`"),
        (
            {"must": {"$defs": {"a": {"not": {"$ref": "#/$defs/b"}}, "b": {"not": {"$ref": "#/$defs/a"}}}}},
            "refers to itself",
        ),
        ({"must": DOUBLING}, "more than 1,000 parts"),
        ({"must": {"patternProperties": {"a*b*": True}}}, "may repeat once"),
        ({"must": {"$id": "https://example.org/x"}}, "`$id` is not used here"),
        ({"must": {"$dynamicRef": "#a"}}, "`$dynamicRef` is not used here"),
        ({"must": {"pattern": "x" * 201}}, "longer than 200 characters"),
        ({"must": {"pattern": "(a"}}, "the pattern cannot be read"),
        ({"must": {"pattern": "^(a+)+$"}}, "can take for ever"),
        ({"must": {"patternProperties": {"(a|a)*b": True}}}, "can take for ever"),
        ({"when": {"properties": {"a": {"pattern": "(.*)*"}}}}, "can take for ever"),
        ({"when": {"tier": "extreme"}}, "extreme"),
        ({"message": "{vale} is wrong"}, ":7: nothing fills `{vale}`"),
        ({"fix": "write {than}"}, ":9: nothing fills `{than}`"),
        ({"bad": []}, "own.rules.yaml:11: "),
    ],
)
def test_a_broken_rule_is_told_with_its_place(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    assert said in mistakes(tmp_path, **changes)


def test_missing_keys_and_strange_files_are_told(tmp_path: Path) -> None:
    file = tmp_path / "own.rules.yaml"
    for text, said in [
        ("- code: TEAM001\n", "own.rules.yaml:1: `name`, `given`"),
        ("rules: []\n", "own.rules.yaml:1: "),
        ("", "own.rules.yaml:1: "),
        ("- code: TEAM001\n  must: >= 3\n", "own.rules.yaml:2: "),
        ("- [\n", "own.rules.yaml:"),
        ("x" * (512 * 1024 + 1), "larger than 512 KiB"),
    ]:
        file.write_text(text, encoding="utf-8")
        for command in (
            ("lint", str(EXAMPLES / "minimal.prd.yaml"), "--rules", str(tmp_path)),
            ("rules", "--test", str(tmp_path)),
        ):
            result = run(*command)
            assert result.exit_code == 2, (text[:40], result.output)
            assert result.stdout == ""
            assert said in result.stderr


def test_no_rules_here_is_an_error(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing"):
        result = run("lint", str(EXAMPLES / "minimal.prd.yaml"), "--rules", str(place))
        assert (result.exit_code, result.stdout) == (2, "")
        assert str(place) in result.stderr


def test_two_rules_with_one_code_are_told_with_both_places(tmp_path: Path) -> None:
    write(tmp_path, BASE, name="a.rules.yaml")
    write(tmp_path, BASE, name="b.rules.yaml")
    with pytest.raises(Broken, match=r"b\.rules\.yaml:1: the code TEAM001 is taken by the rule in .*a\.rules\.yaml:1"):
        load([str(tmp_path)])


@pytest.mark.parametrize(
    "pattern", [r"^RISK-[0-9]+$", r"(ab|cd)", r"(?:a{2}b)+", r"[(+]+", r"\(a+\)+", r"(?i)jira", "a?"]
)
def test_harmless_patterns_are_taken(pattern: str) -> None:
    assert objection(pattern) == ""


def test_a_local_definition_may_be_used(tmp_path: Path) -> None:
    must = {"properties": {"owner": {"$ref": "#/$defs/name"}}, "$defs": {"name": {"pattern": "^[A-Z]"}}}
    assert messages(judged(tmp_path, "metrics:\n  a: {owner: lee}\n  b: {owner: Lee}\n", must=must, message="x")) == [
        (5, "x")
    ]


@pytest.mark.parametrize(
    "pattern", ["a*a*a*a*a*b", "a?" * 20 + "a" * 20, "(a|a)" * 10, "a{0,9}b{0,9}c+d+e+", "(a?a?)+"]
)
def test_endless_patterns_are_refused(pattern: str) -> None:
    assert "can take for ever" in objection(pattern)


@pytest.mark.parametrize("pattern", ["a*b", "a*a*b", "a*a*a*b", "a*a*a*a*b", "(a?a?a?a?a?a?)a*b"])
def test_what_is_taken_ends_soon_on_the_longest_text(pattern: str) -> None:
    assert objection(pattern) == ""
    before = time.perf_counter()
    assert faults(stored({"pattern": pattern}), "a" * reach(pattern), Effort()) == [((), "a" * reach(pattern))]
    assert faults(stored({"pattern": pattern}), "a" * (reach(pattern) + 1), Effort()) == []
    assert time.perf_counter() - before < 20


@pytest.mark.parametrize("pattern", ["red|green|blue", "(a|b)-(c|d)", "x{2}y?", "^[^@ ]+@[^@ ]+[.][a-z]+$"])
def test_common_patterns_are_taken(pattern: str) -> None:
    assert objection(pattern) == ""


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["70%", "unknown", "n/a", "3d", ""])
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["launch", "baseline", "value", "na", "stages", "min_time", "kind"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(metrics=VALUES, rollout=VALUES, risk=VALUES)
def test_own_rules_never_raise(metrics: object, rollout: object, risk: object) -> None:
    text = yaml.safe_dump({"metrics": metrics, "rollout": rollout, "risk": risk}, allow_unicode=True)
    lint(text, "a.prd.yaml", Options(TODAY, extra=load([str(OWN)])))


# --- packages' rules, and what is not imported -----------------------------------------------------------------------


def test_rules_of_packages_are_used_when_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built_in = next(rule for rule in ALL.values() if rule.code.startswith("UNIT") and rule.check is not None)
    plugin = built_in._replace(code="PLUG001")
    monkeypatch.setattr(f"{units_module}.from_a_package", [plugin], raising=False)
    point = metadata.EntryPoint("house", f"{units_module}:from_a_package", "aiprd.rules")
    monkeypatch.setattr(metadata, "entry_points", lambda *, group: [point] if group == "aiprd.rules" else [])
    assert load([], plugins=True) == {"PLUG001": plugin}
    assert load([str(OWN)]).keys() == {"TEAM001", "TEAM002", "TEAM003"}
    file = tmp_path / "a.prd.yaml"
    file.write_text(built_in.page.bad[0], encoding="utf-8")
    assert "PLUG001" in run("lint", str(file), "--plugins", "--select", "PLUG").stdout
    assert run("lint", str(file), "--select", "PLUG").exit_code == 2


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("aiprd.nowhere:x", "cannot be loaded"),
        ("aiprd.rule:PRESETS", "gives no rule"),
        ("aiprd.rules.units", "two rules"),
    ],
)
def test_a_broken_package_is_told(monkeypatch: pytest.MonkeyPatch, value: str, said: str) -> None:
    point = metadata.EntryPoint("house", value, "aiprd.rules")
    monkeypatch.setattr(metadata, "entry_points", lambda *, group: [point] if group else [])
    result = run("lint", str(EXAMPLES / "minimal.prd.yaml"), "--plugins")
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_without_own_rules_nothing_of_theirs_is_imported() -> None:
    code = (
        "import sys\n"
        "from aiprd.cli.group import aiprd\n"
        "try: aiprd(['lint', sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('aiprd.custom', 'jsonschema', 'importlib.metadata') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(EXAMPLES / "minimal.prd.yaml")],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_rules_are_rules() -> None:
    assert all(isinstance(rule, Rule) for rule in load([str(OWN)]).values())

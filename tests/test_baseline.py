"""What a baseline knows: old findings stay old wherever they move, new ones stay new whatever they replace."""

import json
from collections.abc import Callable

import pytest
from conftest import EXAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st

from aiprd import baseline
from aiprd.baseline import Baseline, Broken, Entry
from aiprd.diagnostic import Diagnostic, Region, Severity
from aiprd.linter import Options, lint
from aiprd.selection import Selection

TODAY = 739_942  # 2026-11-22
ATHENA = (EXAMPLES / "athena-as-told.prd.yaml").read_text(encoding="utf-8")


def found(text: str, *select: str) -> tuple[Diagnostic, ...]:
    return lint(text, "a.prd.yaml", Options(TODAY, Selection(select))).diagnostics


def new(before: str, after: str, *select: str) -> list[str]:
    """What is told of `after` by someone whose baseline was made of `before`."""
    return [d.message for d in baseline.split(found(after, *select), baseline.entries(found(before, *select))).new]


def diagnostic(message: str = "says nothing", **fields: object) -> Diagnostic:
    plain = Diagnostic(
        "FAIR003",
        "x",
        Severity.WARNING,
        message,
        "",
        "",
        "a.prd.yaml",
        "/m",
        "/m",
        Region(1, 1, 1, 2),
        (),
        {},
        (),
        "",
        "certain",
    )
    return plain._replace(**fields)  # type: ignore[arg-type]


def always(_name: str) -> bool:
    return True


def never(_name: str) -> bool:
    return False


def test_everything_in_a_baseline_is_known() -> None:
    split = baseline.split(found(ATHENA), baseline.entries(found(ATHENA)))
    assert not split.new
    assert not split.gone
    assert len(split.old) > 50


def test_moved_lines_change_nothing() -> None:
    assert new(ATHENA, "# a comment\n\n\n" + ATHENA.replace("\nmetrics:", "\n# and another\n\nmetrics:")) == []


def test_a_swap_is_noticed() -> None:
    before = "product: {kinds: [rankng]}\nrisk: {tier: high}\n"
    after = "product: {kinds: [ranking]}\nrisk: {tier: hihg}\n"
    assert len(found(before, "FORM003")) == len(found(after, "FORM003")) == 1
    assert len(new(before, after, "FORM003")) == 1


def test_another_slip_at_the_same_place_is_new() -> None:
    assert len(new("risk: {tier: hihg}\n", "risk: {tier: lwo}\n", "FORM003")) == 1


def test_figures_from_elsewhere_may_change() -> None:
    before = diagnostic("needs 1,039 people in each group, has 200")
    after = diagnostic("needs 1,212 people in each group, has 180")
    assert baseline.split([after], baseline.entries([before])).new == ()


def test_a_figure_changed_at_the_place_and_still_wrong_is_new() -> None:
    before = diagnostic("needs 1,039 people in each group, has 200", value="200")
    after = diagnostic("needs 1,039 people in each group, has 300", value="300")
    assert baseline.split([after], baseline.entries([before])).new == (after,)
    elsewhere = diagnostic("needs 2,500 people in each group, has 200", value="200")
    assert baseline.split([elsewhere], baseline.entries([before])).new == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("rollout does not say who pulls it, what pulls it and when", "rollout does not say what pulls it"),
        (
            "nothing says how long until `a`, `b`, `c` and 2 more show",
            "nothing says how long until `c`, `d`, `e` and 1 more show",
        ),
        ("the levels `a` and `b` have no `when`", "the level `b` has no `when`"),
    ],
)
def test_mending_a_part_of_a_flaw_makes_no_new_one(before: str, after: str) -> None:
    assert baseline.split([diagnostic(after)], baseline.entries([diagnostic(before)])).new == ()
    assert baseline.split([diagnostic(after, anchor="/n")], baseline.entries([diagnostic(before)])).new != ()
    assert baseline.split([diagnostic(after, code="FAIR001")], baseline.entries([diagnostic(before)])).new != ()


def test_saying_more_than_before_is_new() -> None:
    before, after = diagnostic("does not say who pulls it"), diagnostic("does not say who pulls it and what pulls it")
    assert baseline.split([after], baseline.entries([before])).new == (after,)


def test_partial_repair_of_a_real_document() -> None:
    before = "product: {name: X}\n"
    after = "product: {name: X, owner: A. Lee}\n"
    assert len(found(after, "PROD002")) == 1
    assert new(before, after, "PROD002") == []


def test_equal_findings_are_counted() -> None:
    once, twice = [diagnostic()], [diagnostic(), diagnostic()]
    assert len(baseline.split(twice, baseline.entries(once)).new) == 1
    assert len(baseline.split(once, baseline.entries(twice)).gone) == 1


def test_a_finding_that_weighs_more_than_it_did_is_new() -> None:
    known = baseline.entries([diagnostic(severity=Severity.INFO)])
    assert baseline.split([diagnostic(severity=Severity.ERROR)], known).new != ()
    assert baseline.split([diagnostic(severity=Severity.INFO)], known).new == ()


def test_waived_findings_are_neither_written_nor_hidden() -> None:
    waived = diagnostic(waived="on trial")
    assert baseline.entries([waived]) == ()
    split = baseline.split([waived], baseline.entries([diagnostic()]))
    assert split.new == (waived,)
    assert len(split.gone) == 1


@given(st.lists(st.integers(0, 6)), st.lists(st.integers(0, 6)))
def test_split_loses_and_invents_nothing(now: list[int], then: list[int]) -> None:
    made = [diagnostic(f"says {'abcdefg'[n]}{' and more' if n % 2 else ''}", anchor=f"/{n // 3}") for n in now]
    known = baseline.entries(diagnostic(f"says {'abcdefg'[n]}", anchor=f"/{n // 3}") for n in then)
    split = baseline.split(made, known)
    assert sorted([*split.new, *split.old]) == sorted(made)
    assert len(split.old) + len(split.gone) == len(known)


def test_fingerprint_is_sixteen_hex_digits_for_any_text() -> None:
    for message in ("", "`", "\ud800 12%", "9" * 5000, "1.2.3,,,4"):
        assert len(diagnostic(message).fingerprint) == 16
        int(diagnostic(message).fingerprint, 16)


def test_a_bound_is_known_by_its_metric() -> None:
    short, long = (
        diagnostic(f"requirement `{b}` has no window") for b in ("uptime >= 99.5%", "uptime >= 99%, n >= 500")
    )
    assert short.fingerprint == long.fingerprint
    assert diagnostic("requirement `ctr >= 5%` has no window").fingerprint != short.fingerprint


# The file


def example() -> Baseline:
    return Baseline(
        {"b/ü.prd.yaml": baseline.entries(found(ATHENA)), "a.prd.yaml": baseline.entries([diagnostic()] * 2)}
    )


def test_written_and_read_again() -> None:
    text = baseline.write(example())
    assert baseline.read(text.encode(), "x").files == {name: tuple(known) for name, known in example().files.items()}
    assert baseline.write(baseline.read(text, "x")) == text


def test_one_finding_a_line_in_a_fixed_order() -> None:
    text = baseline.write(example())
    reversed_ = Baseline({name: example().files[name][::-1] for name in reversed(list(example().files))})
    assert baseline.write(reversed_) == text
    assert sum('"fingerprint"' in line for line in text.splitlines()) == len(example())
    assert all(line.count('"fingerprint"') <= 1 for line in text.splitlines())


def test_an_empty_baseline_can_be_read() -> None:
    text = baseline.write(Baseline())
    assert json.loads(text) == {"version": 1, "files": {}}
    assert len(baseline.read(text, "x")) == 0


@given(st.text(), st.text())
def test_any_text_survives(message: str, anchor: str) -> None:
    known = baseline.entries([diagnostic(message, anchor=anchor)])
    again = baseline.read(baseline.write(Baseline({message or "x": known})).encode(), "x")
    assert [*again.files.values()] == [known]


def test_lone_surrogates_are_written_as_question_marks() -> None:
    text = baseline.write(Baseline({"a\ud800": baseline.entries([diagnostic("b\ud800")])}))
    assert baseline.read(text.encode(), "x").files["a?"][0].message == "b?"


ENTRY = json.dumps({"code": "A", "at": "", "severity": "info", "message": "", "fingerprint": "0" * 16})


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (b"", "x:1:1: this is not JSON"),
        (b'{"version": 1,\n"files": {,', "x:2:11: this is not JSON"),
        (b'{\n<<<<<<< HEAD\n"version": 1', "x:2: a merge conflict"),
        (b"\xff\xfe", "x: byte 1 is not UTF-8"),
        (b"[" * 100_000, "x: nested too deeply"),
        (b"[]", "x: this is no baseline"),
        (b"{}", "x: this is no baseline"),
        (b'{"version": 2}', "x: version 2"),
        (b'{"version": true, "files": {}}', "x: version True"),
        (b'{"version": 1}', "x: `files` is no mapping"),
        (b'{"version": 1, "files": []}', "x: `files` is no mapping"),
        (b'{"version": 1, "files": {"a": 1}}', "x: files, `a`: is no list"),
        (b'{"version": 1, "files": {"a": [], "a": []}}', "`a` stands there twice"),
        (b'{"version": 1, "files": {"a": [1]}}', "x: files, `a`, finding 1: is no mapping"),
        (f'{{"version": 1, "files": {{"a": [{ENTRY}, {{}}]}}}}'.encode(), "finding 2: `code` is missing"),
        (f'{{"version": 1, "files": {{"a": [{ENTRY}]}}}}'.replace('"A"', "1").encode(), "`code` is no text"),
        (f'{{"version": 1, "files": {{"a": [{ENTRY}]}}}}'.replace("info", "dire").encode(), "`severity` is none of"),
        (f'{{"version": 1, "files": {{"a": [{ENTRY}]}}}}'.replace("0000", "").encode(), "`fingerprint` is not"),
        (b'{"version": ' + b"1" * 5000 + b"}", "x: "),
        (b" " * (baseline.LARGEST + 1), "x: larger than the 32 MB"),
    ],
)
def test_a_file_that_is_none_is_told_with_its_place(source: bytes, told: str) -> None:
    with pytest.raises(Broken) as broken:
        baseline.read(source, "x")
    assert told in str(broken.value)
    assert "\n" not in str(broken.value)


@settings(max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_reading_raises_nothing_else(data: object) -> None:
    for shaped in (
        data,
        {"version": 1, "files": data},
        {"version": 1, "files": {"a": data}},
        {"version": 1, "files": {"a": [data]}},
    ):
        try:
            baseline.read(json.dumps(shaped), "x")
        except Broken:
            continue


# Files that move, and the baseline of the next run


def test_a_renamed_file_is_found_again() -> None:
    known = Baseline({"old.prd.yaml": baseline.entries(found(ATHENA))})
    assert baseline.match(known, {"new.prd.yaml": found(ATHENA)}, never) == {"new.prd.yaml": "old.prd.yaml"}


def test_a_copy_is_not_a_renamed_file() -> None:
    known = Baseline({"old.prd.yaml": baseline.entries(found(ATHENA))})
    assert baseline.match(known, {"new.prd.yaml": found(ATHENA)}, always) == {}


@pytest.mark.parametrize(
    ("known", "now"),
    [
        (["old"], ["new", "newer"]),
        (["old", "older"], ["new"]),
    ],
)
def test_an_ambiguous_rename_is_none(known: list[str], now: list[str]) -> None:
    past = Baseline({name: baseline.entries(found(ATHENA)) for name in known})
    assert baseline.match(past, dict.fromkeys(now, found(ATHENA)), never) == {}


def updated(past: Baseline, now: dict[str, tuple[Diagnostic, ...]], exists: Callable[[str], bool] = always) -> Baseline:
    return baseline.updated(past, now, exists=exists, judged=lambda _file, _code: True)


def test_updating_drops_what_is_mended_and_takes_what_is_new() -> None:
    past = Baseline({"a": baseline.entries([diagnostic("one"), diagnostic("two")])})
    now = updated(past, {"a": (diagnostic("two"), diagnostic("three"))})
    assert sorted(entry.message for entry in now.files["a"]) == ["three", "two"]


def test_updating_a_part_keeps_the_rest() -> None:
    past = Baseline({"a": baseline.entries([diagnostic("one")]), "b": baseline.entries([diagnostic("two")])})
    assert set(updated(past, {"a": ()}).files) == {"b"}
    assert set(updated(past, {"a": ()}, exists=never).files) == set()


def test_updating_keeps_what_was_not_judged() -> None:
    past = Baseline({"a": baseline.entries([diagnostic("one"), diagnostic("two", code="PERF001")])})
    now = baseline.updated(past, {"a": ()}, exists=always, judged=lambda _file, code: code == "FAIR003")
    assert [entry.code for entry in now.files["a"]] == ["PERF001"]


def test_updating_follows_a_rename() -> None:
    past = Baseline({"old": baseline.entries(found(ATHENA))})
    now = updated(past, {"new": found(ATHENA)}, exists=never)
    assert set(now.files) == {"new"}
    assert now.files["new"] == past.files["old"]


def test_updating_twice_changes_nothing() -> None:
    once = updated(Baseline(), {"a": found(ATHENA)})
    assert baseline.write(updated(once, {"a": found(ATHENA)})) == baseline.write(once)


@pytest.mark.parametrize(
    ("text", "selection", "code", "told"),
    [
        ("aiprd: 1\n", Selection(), "FAIR003", True),
        ("aiprd: 1\n", Selection(select=("PERF",)), "FAIR003", False),
        ("aiprd: 1\n", Selection(preset="quiet"), "PERF001", False),
        ("a: [", Selection(), "FAIR003", False),
        ("aiprd: 1\n", Selection(), "FAIR999", True),
        ("aiprd: 1\n", Selection(), "TEAM001", False),
    ],
)
def test_which_rules_a_run_judged(text: str, selection: Selection, code: str, told: bool) -> None:
    options = Options(TODAY, selection)
    assert baseline.would_tell(lint(text, "a.prd.yaml", options), options, code) is told


def test_entries_are_sorted_and_complete() -> None:
    known = baseline.entries(found(ATHENA))
    assert list(known) == sorted(known)
    assert len(known) == len(found(ATHENA))
    assert all(isinstance(entry, Entry) for entry in known)

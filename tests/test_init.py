"""`aiprd init`: the interview on a real terminal, the flags, and that the file it writes has no errors."""

import itertools
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest
import yaml
from click.testing import CliRunner, Result
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from aiprd.cli.group import aiprd
from aiprd.cli.interview import BETTER, KINDS, QUESTIONS, STATUSES, TIERS
from aiprd.cli.scaffold import Answers, FirstMetric, complaint, in_yaml, judged, scaffold
from aiprd.diagnostic import Severity
from aiprd.prd import purpose
from aiprd.profile import TIERS as RISKS

RUN = ["-c", "import sys; sys.argv[0] = 'aiprd'; from aiprd.__main__ import main; main()", "init"]
PROMPT = ": ?$"

METRIC = FirstMetric("recall", "share of urgent tickets that are marked urgent", "higher", None, "61%", "80%")
BARE = FirstMetric("recall")


def run(*args: str) -> Result:
    return CliRunner().invoke(aiprd, ["init", *args])


class Terminal:
    """`aiprd init` on a pseudo-terminal."""

    def __init__(self, folder: Path, *args: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", "PYTHONUTF8": "1"}
        self.child = pexpect.spawn(
            sys.executable, [*RUN, *args], cwd=str(folder), env=environment, encoding="utf-8", timeout=30,
            dimensions=(60, 160),
        )  # fmt: skip
        self.screen = ""

    def answer(self, *lines: str) -> "Terminal":
        for line in lines:
            self.child.expect(PROMPT)
            self.screen += str(self.child.before) + str(self.child.after)
            self.child.sendline(line)
        return self

    def press(self, key: str) -> "Terminal":
        self.child.expect(PROMPT)
        self.child.sendcontrol(key)
        return self

    def end(self) -> int:
        self.child.expect(pexpect.EOF)
        self.screen += str(self.child.before)
        self.child.close()
        assert isinstance(self.child.exitstatus, int), self.screen
        return self.child.exitstatus


def written(folder: Path, name: str = "prd.yaml") -> dict[str, Any]:
    data = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def errors(text: str) -> list[str]:
    return [f"{d.code} {d.path}" for d in judged(text).diagnostics if d.severity is Severity.ERROR]


def test_interview_writes_a_prd_of_ones_own(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path).answer(
        'Routing: "fast" # 1', "1, generative", "A. Lee", "2", "medium", "a complaint waits: a day",
        "Staff re-route 30% of tickets", "Tickets arrive", "a form - five categories",
        "Right team!", "share of tickets that stay where they were sent", "1", "61", "y", "80%",
    )  # fmt: skip
    assert terminal.end() == 0, terminal.screen
    data = written(tmp_path)
    product = data["product"]
    assert product["name"] == 'Routing: "fast" # 1'
    assert product["kinds"] == ["predictive", "generative"]
    assert product["status"] == "building"
    assert data["risk"]["tier"] == "medium"
    assert data["risk"]["why"] == "a complaint waits: a day"
    assert data["problem"]["without_ai"] == "a form - five categories"
    metric = data["metrics"]["right_team"]
    assert (metric["baseline"]["value"], metric["launch"], metric["better"]) == ("61%", "80%", "higher")
    assert not errors((tmp_path / "prd.yaml").read_text(encoding="utf-8"))
    assert (tmp_path / "prd.schema.json").exists()
    told = terminal.screen.partition("What matters most:")[2]
    assert told.count("  line ") == 3
    assert "Next: open prd.yaml at line " in told
    assert "run: aiprd lint prd.yaml" in told


def test_enter_alone_answers_every_question(tmp_path: Path) -> None:
    """Ten lines: name, kinds, owner, status, tier, harm, three of the problem, metric."""
    terminal = Terminal(tmp_path).answer(*[""] * 10)
    assert terminal.end() == 0, terminal.screen
    data = written(tmp_path)
    assert data["product"]["name"] == data["risk"]["tier"] == data["problem"]["user"] == "unknown"
    assert data["product"]["status"] == "idea"
    assert "metrics" not in data
    assert not errors((tmp_path / "prd.yaml").read_text(encoding="utf-8"))


def test_what_cannot_be_read_is_asked_again(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path).answer(
        "n/a", "Router", "generatve", "6", "3", "A. Lee", "alive", "4", "hihg", "high", "", "", "", "",
        "70%", "Recall", "found / all", "hgiher", "higher", "80%", "70%", "relevance >= 90%", "at least 90%",
    )  # fmt: skip
    assert terminal.end() == 0, terminal.screen
    for told in (
        "`name` is set aside without a reason",
        "did you mean `generative`?",
        "`6` is not one of predictive",
        "`alive` is not one of idea, building, pilot, live",
        "did you mean `high`?",
        "`70%` cannot be a name",
        "did you mean `higher`?",
        "is worse than the baseline of 80%",
        "names a metric, `relevance`",
    ):
        assert told in terminal.screen, told
    assert written(tmp_path)["metrics"]["recall"]["launch"] == "at least 90%"


def test_a_bare_number_is_asked_for_its_unit(tmp_path: Path) -> None:
    flags = ("--name", "A", "--kind", "agent", "--owner", "B", "--risk", "low", "--status", "idea")
    terminal = Terminal(tmp_path, *flags).answer("", "", "", "score", "", "", "3.9", "n", "stars", "4.2")
    assert terminal.end() == 0, terminal.screen
    assert "3.9%? [Y/n]" in terminal.screen
    metric = written(tmp_path)["metrics"]["score"]
    assert (metric["unit"], metric["baseline"]["value"], metric["launch"]) == ("stars", "3.9", "4.2")


@pytest.mark.parametrize(("typed", "meant"), [("70", "70%"), ("0.7", "70%"), ("99.95", "99.95%"), ("1", "1%")])
def test_a_launch_value_without_unit_is_asked_back(tmp_path: Path, typed: str, meant: str) -> None:
    flags = ("--name", "A", "--kind", "agent", "--owner", "B", "--risk", "low", "--status", "idea")
    terminal = Terminal(tmp_path, *flags).answer("", "", "", "score", "", "", "", typed, "")
    assert terminal.end() == 0, terminal.screen
    assert f"{meant}? [Y/n]" in terminal.screen
    assert written(tmp_path)["metrics"]["score"]["launch"] == meant


def test_a_flag_skips_its_question(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--name", "A", "--kind", "agent", "--risk", "high", "mine.prd.yaml")
    terminal.answer("Me", "", "", "", "", "")
    assert terminal.end() == 0, terminal.screen
    assert "1 of 4  Which one person" in terminal.screen
    assert "called?" not in terminal.screen
    assert written(tmp_path, "mine.prd.yaml")["product"]["owner"] == "Me"


@pytest.mark.parametrize("answered", [0, 3, 8])
@pytest.mark.parametrize("key", ["c", "d"])
def test_stopping_writes_nothing_and_says_so(tmp_path: Path, key: str, answered: int) -> None:
    terminal = Terminal(tmp_path).answer(*[""] * answered).press(key)
    assert terminal.end() == 130
    assert "nothing was written" in terminal.screen
    assert "Traceback" not in terminal.screen
    assert not list(tmp_path.iterdir())


def test_a_signal_at_any_time_leaves_no_half_file(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path).answer("A", "1")
    terminal.child.expect(PROMPT)
    terminal.child.kill(signal.SIGINT)
    assert terminal.end() == 130
    assert not list(tmp_path.iterdir())


def test_an_existing_file_is_told_before_any_question(tmp_path: Path) -> None:
    (tmp_path / "prd.yaml").write_text("mine\n", encoding="utf-8")
    terminal = Terminal(tmp_path)
    assert terminal.end() == 1
    assert "nothing was written" in terminal.screen
    assert "1 of" not in terminal.screen
    assert (tmp_path / "prd.yaml").read_text(encoding="utf-8") == "mine\n"
    (tmp_path / "link.prd.yaml").symlink_to(tmp_path / "nowhere")
    assert run(str(tmp_path / "link.prd.yaml"), "--yes").exit_code == 1
    assert not (tmp_path / "nowhere").exists()


def test_yes_asks_nothing_on_a_terminal(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--yes")
    assert terminal.end() == 0
    assert written(tmp_path)["product"]["kinds"] == ["predictive"]


def test_without_a_terminal_nothing_is_asked(tmp_path: Path) -> None:
    made = run(str(tmp_path / "prd.yaml"), "--risk", "high")
    assert made.exit_code == 0
    assert "1 of" not in made.output
    assert "next: aiprd lint" in made.output


@pytest.mark.parametrize(("option", "value"), [("--name", "n/a"), ("--owner", "not applicable"), ("--owner", " ")])
def test_a_flag_that_says_nothing_is_refused(tmp_path: Path, option: str, value: str) -> None:
    made = run(str(tmp_path / "prd.yaml"), option, value, "--yes")
    assert made.exit_code == 2
    assert option in made.stderr
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    made = run(str(tmp_path / "gone" / "prd.yaml"), "--yes")
    assert made.exit_code == 1
    assert "cannot be written: No such file or directory" in made.stderr


def test_the_questions_are_seven_at_most_and_offer_what_the_format_knows() -> None:
    assert len(QUESTIONS) <= 7
    assert tuple(KINDS) == purpose.KINDS
    assert tuple(TIERS) == RISKS
    assert set(STATUSES) <= set(purpose.STATUSES)


@pytest.mark.parametrize("metric", [None, BARE, METRIC], ids=["no-metric", "named", "full"])
@pytest.mark.parametrize("tier", [*RISKS, None])
def test_no_answers_lead_to_a_file_with_errors(tier: str | None, metric: FirstMetric | None) -> None:
    kinds: tuple[tuple[str, ...], ...] = ((), ("predictive",), ("agent",), purpose.KINDS)
    for chosen, status in itertools.product(kinds, purpose.STATUSES):
        assert errors(scaffold(Answers(kinds=chosen, risk=tier, status=status, metric=metric))) == [], (chosen, status)


@pytest.mark.parametrize("tier", RISKS)
@pytest.mark.parametrize("better", [*BETTER, None])
def test_a_good_answer_is_never_refused(tier: str, better: str | None) -> None:
    launch = "40%" if better == "lower" else "80%"
    for status in STATUSES:
        metric = METRIC._replace(better=better, launch=launch)
        answers = Answers(kinds=("generative",), risk=tier, status=status, metric=metric)
        assert complaint(answers, "/metrics/recall") is None


def test_a_first_draft_of_low_risk_does_not_drown() -> None:
    assert len(judged(scaffold(Answers(kinds=("predictive",), risk="low"))).diagnostics) <= 12


@given(st.text(min_size=1))
@settings(max_examples=300, deadline=None)
def test_any_words_survive_yaml(text: str) -> None:
    read = yaml.safe_load(f"key: {in_yaml(text)}\n")["key"]
    assert read == text.encode("utf-8", "replace").decode("utf-8")


@pytest.mark.parametrize(
    "word", ["null", "on", "No", "~", "1e5", "0x1f", "12:30", "2026-01-01", "- a", "a: b", "[x", "70%"]
)
def test_words_that_yaml_would_read_as_something_else_stay_words(word: str) -> None:
    assert yaml.safe_load(in_yaml(word)) == word

"""Every fuzz target for a fixed number of changes at random, the same each time; `python -m fuzz` goes on for longer."""

import sys
from itertools import islice

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT))

from fuzz.running import Tally, failure_of, inputs
from fuzz.target import TARGETS, Target, broken, target

NUMBERS = {
    "amounts": 1500,
    "bounds": 2000,
    "dates": 3000,
    "patterns": 3000,
    "waivers": 800,
    "reader": 300,
    "configs": 120,
    "rulefiles": 60,
    "baselines": 500,
    "linting": 60,
    "rendering": 25,
    "fixing": 50,
}
"""How many changed inputs each target gets here; all together they take some ten seconds."""


@pytest.mark.parametrize("name", TARGETS)
def test_target(name: str) -> None:
    chosen = target(name)
    changed = islice(inputs(chosen, seed=20261122), len(chosen.seeds()), None)
    for data in islice(changed, NUMBERS[name]):
        failure = failure_of(chosen, data, slow=5)  # a guard against hanging; the machine may be busy
        assert failure is None, f"{failure.trace}\n{data!r}"


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_are_the_same_for_the_same_seed(name: str) -> None:
    chosen = target(name)
    number = len(chosen.seeds()) + 20
    once = list(islice(inputs(chosen, seed=7), number))
    assert once == list(islice(inputs(chosen, seed=7), number))
    assert once != list(islice(inputs(chosen, seed=8), number))


def test_a_broken_promise_is_kept_with_its_input(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    def check(data: bytes) -> None:
        if b"!" in data:
            broken("an exclamation mark")

    tally = Tally(Target("loud", check, lambda: [b"a"], (), trees=False), str(tmp_path), seconds=60)
    for data in (b"a", b"a!", b"b!"):
        tally.feed(data)
    assert tally.told().startswith("loud: 3 inputs")
    assert tally.kinds == {"Violation an exclamation mark": 2}
    kept = capsys.readouterr().err.partition(": ")[0]
    with open(kept, "rb") as file:
        assert file.read() == b"a!"

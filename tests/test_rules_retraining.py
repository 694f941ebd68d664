"""Retraining: how many models one window of data mixes."""

import pytest

from aiprd.document import read
from aiprd.prd import load
from aiprd.rules.retraining import window_over_several_models


@pytest.mark.parametrize(
    ("every", "window", "models"),
    [
        ("1w", "30d", "about 4 models"),
        ("1w", "18d", "about 3 models"),
        ("1w", "8d", "about 2 models"),
        ("1w", "7d", None),
        ("2w", "7d", None),
        ("1mo", "31d", None),  # what a calendar takes
        ("unknown", "30d", None),
    ],
)
def test_models_in_a_window(every: str, window: str, models: str | None) -> None:
    text = (
        "metrics: {relevance: {better: higher, launch: 70%}}\n"
        f"requirements: {{performance: ['relevance >= launch over {window}, n >= 10000']}}\n"
        f"change: {{retraining: {{every: {every}}}}}\n"
    )
    assert window_over_several_models.check is not None
    messages = [finding.message for finding in window_over_several_models.check(load(read(text, "a.prd.yaml").data)[0])]
    assert [str(models) in message for message in messages] == ([True] if models else [])


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ("{bound: relevance >= launch over 30d, text: for one model version}", False),
        ("{text: the best of all}", False),
        ("relevance >= launch over 30d", True),
    ],
)
def test_what_speaks_of_versions_hides_no_other(first: str, told: bool) -> None:
    text = (
        "metrics: {relevance: {better: higher, launch: 70%}}\n"
        f"requirements: {{performance: [{first}, relevance >= 60% over 60d]}}\n"
        "change: {retraining: {every: 1w}}\n"
    )
    assert window_over_several_models.check is not None
    (finding,) = window_over_several_models.check(load(read(text, "a.prd.yaml").data)[0])
    assert len(finding.related) == 1 + told

"""Review tiers: what counts as looked at."""

import pytest

from aiprd.document import read
from aiprd.prd import load
from aiprd.rules.tiers import unreviewed_requirement

TEXT = """
metrics:
  recall: {{better: higher, slices: {{north: 80%}}}}
  uptime: {{better: higher}}
  recall_gap: {{means: largest difference between two groups}}
  spread: {{means: largest difference between two groups}}
  plain: {{means: share of items}}
requirements:
  performance: [recall >= 70%]
  fairness: [recall gap <= 5pp]
  reliability: [uptime >= 99%]
monitoring: {{tiers: {tiers}}}
"""


@pytest.mark.parametrize(
    ("tiers", "missing"),
    [
        ("{daily: [uptime], weekly: [recall], monthly: [recall_gap]}", ""),
        ("{daily: [uptime, recall.north]}", ""),
        ("{daily: [uptime], weekly: [recall]}", "the gap of `recall` is required"),
        ("{weekly: [recall, recall_gap]}", "`uptime` is required"),
        ("{weekly: [recall]}", "`uptime` and the gap of `recall` are required"),
        ("{weekly: []}", ""),
        ("{weekly: [recall, uptime, spread]}", ""),  # whose definition speaks of groups
        ("{weekly: [recall, uptime, plain]}", "the gap of `recall` is required"),
        ("unknown", ""),
        ("{weekly: [recall], daily: [upptime, nothing]}", ""),
    ],
)
def test_what_is_reviewed(tiers: str, missing: str) -> None:
    prd = load(read(TEXT.format(tiers=tiers), "a.prd.yaml").data)[0]
    assert unreviewed_requirement.check is not None
    messages = [finding.message for finding in unreviewed_requirement.check(prd)]
    assert len(messages) == bool(missing)
    assert not missing or missing in messages[0]


def test_the_fix_is_enough() -> None:
    text = TEXT.format(tiers="{weekly: [recall]}").replace(
        "  recall_gap: {means: largest difference between two groups}\n", ""
    )
    prd = load(read(text, "a.prd.yaml").data)[0]
    assert unreviewed_requirement.check is not None
    (finding,) = unreviewed_requirement.check(prd)
    line, _, metric = finding.fix.splitlines()
    mended = text.replace("{weekly: [recall]}", f"{{{line}}}").replace(
        "\nrequirements:", f"\n  {metric}\nrequirements:"
    )
    prd, flaws = load(read(mended, "a.prd.yaml").data)
    assert (list(unreviewed_requirement.check(prd)), flaws) == ([], [])

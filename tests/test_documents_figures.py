"""The figures of rendered documents: each is the document's own or computed, and the computed ones are right."""

import math
from typing import Any

import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from test_documents import example, report

from aiprd.amount import quantity
from aiprd.documents import render
from aiprd.documents.claims import figures
from aiprd.documents.drawing import WIDTH, drawn, named, scale
from aiprd.documents.evidence import MET, MISSED, OPEN, PROVEN, standings
from aiprd.documents.launch import gates
from aiprd.documents.plan import stage_of
from aiprd.documents.telling import Teller
from aiprd.documents.watching import watches
from aiprd.documents.wrong import wrong_between

LOWEST = math.floor(1e4 * proportion_confint(950, 1000, alpha=0.1, method="wilson")[0]) / 100
"""Where the truth is at the least, by another hand, when 950 of 1,000 are right."""


def teller(data: dict[str, Any]) -> Teller:
    return Teller.of(report(data).prd)


def recall(**more: object) -> dict[str, Any]:
    return {
        "metrics": {"recall": {"means": "found", "dimension": "quality", "better": "higher", "launch": "90%", **more}}
    }


# --- evidence --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("observed", "verdict", "says"),
    [
        ({"value": "95%", "n": 1000}, PROVEN, f"the true value is at least {LOWEST:g}%† with 95% confidence"),
        ({"value": "91%", "n": 100}, MET, "the true value is at least"),
        ({"value": "89%", "n": 100_000}, MISSED, "asked for is at least 90%"),
        ({"value": "95%"}, MET, "number of cases **not said**"),
        ("unknown", OPEN, "**unknown**"),
        ({"na": "nobody has it yet"}, OPEN, "not applicable: nobody has it yet"),
        ({"value": "3s", "n": 10}, OPEN, "another unit"),
    ],
)
def test_promise_is_held_against_what_was_measured(observed: object, verdict: str, says: str) -> None:
    (standing,) = standings(teller(recall(observed=observed)))
    assert standing.verdict == verdict
    assert says in standing.evidence


def test_nothing_measured_is_no_evidence() -> None:
    (standing,) = standings(teller(recall()))
    assert (standing.verdict, standing.evidence) == (OPEN, "no measured value is recorded")


def test_clustered_cases_prove_less() -> None:
    seen = {"value": "92%", "n": 1000}
    assert standings(teller(recall(observed=seen)))[0].verdict == PROVEN
    clustered = standings(teller(recall(observed=seen, cluster_size=10, icc=0.5)))[0]
    assert clustered.verdict == MET
    assert "1,000 clustered cases are worth 181†" in clustered.evidence


def test_lower_is_better_the_other_way_round() -> None:
    data = recall(better="lower", launch="5%", observed={"value": "3%", "n": 2000})
    assert "the true value is at most" in standings(teller(data))[0].evidence
    assert standings(teller(data))[0].verdict == PROVEN


def test_gate_tells_each_condition_apart() -> None:
    data = recall(observed={"value": "95%", "n": 1000})
    data["requirements"] = {
        "performance": [{"id": "found", "bound": "recall >= launch", "at": "all"}],
        "latency": [{"id": "fast", "bound": "P95 wait < 2s", "at": "all"}],
    }
    data["metrics"]["wait"] = {"means": "time", "unit": "duration", "observed": {"value": "P50 < 1s", "n": 10}}
    data["rollout"] = {
        "stages": [
            {
                "id": "few",
                "share": "5%",
                "gate": ["recall >= launch, n >= 5000", "found", "recall >= 97%", "no complaints"],
            },
            {"id": "all", "share": "100%"},
        ]
    }
    few, everybody = gates(teller(data))
    assert [each.verdict for each in few.conditions] == [MET, PROVEN, MISSED, "to be checked"]
    assert "asked for are 5,000 cases" in few.conditions[0].evidence
    assert [each.verdict for each in everybody.checks] == [PROVEN, OPEN]
    assert everybody.decides == "**not said**"
    assert "measured as P50" in everybody.checks[1].evidence


# --- the checklist's fine print --------------------------------------------------------------------------------------


def checklist(requirements: dict[str, Any], **metric: object) -> str:
    data = recall(**metric)
    data["metrics"]["wait"] = {"means": "time to the answer", "unit": "duration", "better": "lower"}
    return render(report({**data, "requirements": requirements}), "checklist")


def test_pass_mark_follows_the_decision_rule() -> None:
    text = checklist({"performance": [{"bound": "recall >= launch", "n": 400, "rule": "lower_90"}]})
    count = next(k for k in range(400) if stats.binom.sf(k - 1, 400, 0.9) <= 0.10)
    assert f"({count} of 400) observed proves it at 90%" in text


def test_rule_that_trusts_the_estimate_is_told() -> None:
    text = checklist({"performance": [{"bound": "recall >= launch", "n": 400, "rule": "point"}]})
    assert "Pass mark: by its rule the estimate alone decides; at least" in text


def test_percentile_is_proved_by_a_share_of_cases() -> None:
    text = checklist({"latency": [{"bound": "P95 wait < 2s", "n": 1000}]})
    count = next(k for k in range(1000) if stats.binom.sf(k - 1, 1000, 0.95) <= 0.05)
    assert f"at least {count} of 1,000† cases within 2 s proves it at 95%" in text
    assert "20 cases are too few" in checklist({"latency": [{"bound": "P95 wait < 2s", "n": 20}]})


def test_gap_leaves_room_for_chance() -> None:
    entry = {"bound": "recall gap <= 10pp", "across": {"region": ["north", "south", "west"]}, "n": 1000}
    text = checklist({"fairness": [entry]})
    chance = stats.norm.ppf(1 - 0.05 / 3) * math.sqrt(2 * 0.9 * 0.1 / 1000)
    assert f"a gap of at most {math.floor(1000 * (0.1 - chance)) / 10:g} pp† observed" in text
    assert "chance alone makes gaps of" in checklist({"fairness": [{**entry, "n": 20}]})


def test_enough_cases_if_the_truth_is_as_measured() -> None:
    bound = {"performance": ["recall >= launch over 7d, n >= 300"]}
    text = checklist(bound, observed={"value": "95%", "n": 100})
    assert "Enough cases: 184† cases show it in 4 of 5 tries if the truth is 95%, as measured; 300 are planned" in text
    assert "no number of cases proves it while the truth is 85%" in checklist(bound, observed="85%")


def test_time_to_gather_counts_the_users_of_the_stage() -> None:
    data = recall(per="ticket")
    data["traffic"] = {"volume": "1000 tickets/day"}
    data["rollout"] = {"stages": [{"id": "tenth", "share": "10%"}, {"share": "100%"}]}
    data["requirements"] = {"performance": [{"bound": "recall >= launch over 7d, n >= 500", "at": "tenth"}]}
    assert "Time to gather them: 5 days† of the 10% of users in stage tenth" in render(report(data), "checklist")


# --- claims, frames, roadmap -----------------------------------------------------------------------------------------


def test_claims_are_computed_again() -> None:
    assert figures(quantity("12%"), quantity("78%")) == ("6.5 times", "+550%", "+66 points")
    assert figures(quantity("200ms"), quantity("100ms")) == ("0.5 times", "-50%", "")
    assert figures(quantity("0%"), quantity("10%")) == ("", "", "+10 points")
    assert figures(quantity("0%"), quantity("10s")) == ("", "", "")
    text = render(example("athena-as-told"), "prd")
    assert "factor 6 | 6.5 times<br>+550%<br>+66 points" in text


def test_one_number_in_four_frames() -> None:
    text = render(example("athena-as-told"), "brief")
    assert "| Outcome | \\$2.4M a year | \\$2.4M/y at 78%, as the document values that level |" in text
    assert "| Improvement | 78% against 12% | 78% measured against 12%: 6.5 times†; +66 points†; +550%† |" in text
    assert "| Comparison | 13 points over industry | 78% measured against 65%: +13 points† |" in text
    assert "| Error | 22% of recommendations are irrelevant | 22 in 100 wrong† measured |" in text


def test_brief_alone_says_what_is_promised_and_missing() -> None:
    text = render(example("athena-as-told"), "brief")
    top = text[: text.index("## 1.")]
    for said in (
        "**relevance** 70% (30 in 100 wrong†) at launch, against 12% (88 in 100 wrong†) today",
        "measured: 78% (22 in 100 wrong†); so far: **met, not proven**",
        "**coverage** 95% (5 in 100 wrong†) at launch, against **not said** today",
        "coverage: promised without any measurement",
        "13 questions are answered with **unknown**",
    ):
        assert said in top
    headings = [line[6:] for line in text.splitlines() if line.startswith("## ")]
    assert headings == ["Outcome", "Performance in context", "Limitations", "Trajectory", "Next steps and asks"]


def test_range_is_wrong_between_its_ends() -> None:
    metric = report(recall()).prd.metric("recall")
    assert wrong_between(metric, quantity("80%"), quantity("83%")) == "17 to 20 in 100 wrong†"
    assert wrong_between(metric, quantity("99%"), quantity("99.5%")) == "5 in 1,000 to 1 in 100 wrong†"
    assert wrong_between(metric, quantity("1s"), quantity("2s")) == ""


def test_a_track_that_is_unknown_or_set_aside_says_so() -> None:
    assert render(report({"roadmap": "unknown"}), "roadmap").count("**unknown**") == 4
    aside = render(report({"roadmap": {"features": {"na": "one release only"}}}), "roadmap")
    assert "*not applicable: one release only*" in aside
    assert "No range is said." in aside


def test_effort_beside_what_is_usual() -> None:
    assert [stage_of(text) for text in ("early", "6 months", "7mo", "18", "19 months", "soon")] == [
        "early", "early", "growth", "growth", "mature", "",
    ]  # fmt: skip
    data = {"product": {"stage": "mature"}, "roadmap": {"allocation": {"model": 0.4, "feature": 35}}}
    text = render(report(data), "roadmap")
    assert "| Model | 0.4 | 15 | +25 points† |" in text
    assert "| Feature | 35 | 35 | as usual |" in text
    assert "| Infrastructure | **not said** | 50 | cannot be computed |" in text


# --- monitoring ------------------------------------------------------------------------------------------------------


def watch(**metric: object) -> Any:
    return watches(teller(recall(**metric)))[0]


def test_time_to_detect() -> None:
    alert = {"at": "92%", "over": "10d", "owner": "A. Lee"}
    told = watch(alert=alert, rollback="80%", observed="96%")
    assert told.detect == "2.5 days† after a sudden change from measured 96% to rollback 80%"
    late = watch(alert=alert, rollback="80%", observed="96%", horizon="30d")
    assert late.detect.startswith("32.5 days† after")
    assert "goes off already" in watch(alert=alert, observed="91%").detect
    never = watch(alert={"at": "85%", "over": "1d"}, observed="95%")
    assert never.detect == "never, for a sudden change from measured 95% to launch 90%"


def test_worst_allowed_level_may_be_a_promise() -> None:
    data = recall(alert={"at": "92%", "over": "10d"}, observed="96%")
    del data["metrics"]["recall"]["launch"]
    data["requirements"] = {"coverage": ["recall >= 88% over 7d"]}
    assert watches(teller(data))[0].detect == "5 days† after a sudden change from measured 96% to the promised 88%"


def test_families_say_what_none_of_them_says() -> None:
    text = render(report({"requirements": {"experience": [{"text": "People can leave"}]}}), "prd")
    assert "Not said here: checked, gate, owner." in text
    text = render(report({**recall(), "requirements": {"performance": ["recall >= launch over 7d, n >= 300"]}}), "prd")
    assert "Not said here: decided by, checked, gate, owner." in text


def test_why_there_is_no_time_to_detect() -> None:
    assert watch().lacking == "the alert has no value"
    assert watch(alert="92%").lacking == "the alert has no window"
    assert watch(alert={"at": "92%", "over": "1d"}).lacking == "there is no measured value and no target"


def test_levels_out_of_order_are_told() -> None:
    assert "in order" in watch(rollback="80%", alert="92%", target="95%").order
    assert "**out of order**: launch 90% is beyond alert 85%" in watch(alert="85%").order
    guard = {"better": "lower", "role": "guardrail", "launch": {"na": "a guardrail"}, "floor": "5%"}
    assert watch(**guard, alert="3%").order == "floor 5%, alert 3%; in order"
    assert "floor 5% is beyond alert 6%" in watch(**guard, alert="6%").order
    assert watch(launch={"na": "none"}, alert="3%").order == ""


def test_runbook_says_where_it_leads_and_what_is_missing() -> None:
    text = render(example("athena-as-told"), "monitoring")
    start = text.index("Runbook 2: stale\\_stock")
    stub = text[start : text.index("Runbook 3")]
    assert "- [ ] Confirm it: more than 50% of items out of stock" in stub
    assert "- [ ] See that the product fell back to category: Trending in Running Gear" in stub
    assert "- [ ] Go back when: **not said**" in stub
    assert "- **Who deals with it**: **not said**" in stub


# --- drawing ---------------------------------------------------------------------------------------------------------


def test_ladder_stands_on_its_scale() -> None:
    values = [quantity("12%"), quantity("85%")]
    ends = scale(values)
    assert ends == (0.0, 1.0)
    assert named(ends, values[0]) == "0% to 100%"
    assert drawn(quantity("0%"), ends) == "`●" + "─" * (WIDTH - 1) + "`"
    assert drawn(quantity("100%"), ends) == "`" + "─" * (WIDTH - 1) + "●`"
    assert len(drawn(values[0], ends)) == WIDTH + 2


def test_close_values_are_told_apart() -> None:
    values = [quantity("99.5%"), quantity("99.9%")]
    assert named(scale(values), values[0]) == "99.5% to 99.9%"
    assert scale([quantity("1s"), quantity("5%")]) is None
    assert drawn(quantity("5%"), None) == ""

"""What goes wrong in sections F to N of the catalogue: tests, rollout, users, metrics, failure, telling, references."""
# ruff: noqa: INP001

from benchmarks.detection.edits import (
    Edit,
    add,
    again,
    append,
    both,
    copy,
    drop,
    drop_all,
    has,
    keep,
    maybe,
    put,
    scale,
    sub,
    swap,
)
from benchmarks.detection.promises import PRIMARY, WHENS, bounds

UNWATCHED = (
    maybe(again(sub("monitoring.tiers.*.*", "^coverage$", "uptime"))),
    maybe(again(sub("requirements.monitoring.*.alerts.*", "^coverage$", "volume"))),
    maybe(drop("monitoring.slo")),
)
"""Takes coverage out of all that is watched."""

AGE = r"(?:older than|not synced for|no order message for) \d+\w+"
AGELESS = tuple(maybe(again(sub(path, AGE, "stale"))) for path in WHENS)
"""An age in a trigger is a bound on staleness too; a defect takes that away."""

UNANSWERED = tuple(
    maybe(again(sub(path, rf"[^,;]*(?:{AGE}|not reachable for \d+\w+)[^,;]*", "the editor decides"))) for path in WHENS
)

F: tuple[tuple[int, str, Edit], ...] = (
    (79, "no evaluation", drop("evaluation")),
    (79, "no offline test", both(drop("evaluation.offline"), maybe(drop_all("evaluation.sets")))),
    (79, "no ab test", both(drop("evaluation.ab"), maybe(drop("experiments")))),
    (79, "no adversarial test", both(drop("evaluation.adversarial"), maybe(drop_all("evaluation.sets.[kind=security]")), maybe(drop("security.threats")))),
    (79, "no fairness test", both(drop("evaluation.fairness"), maybe(drop_all("evaluation.sets.[kind=fairness]")))),
    (79, "no uat test", drop("evaluation.uat")),
    (79, "no failure_mode test", both(drop("evaluation.failure_mode"), maybe(drop_all("failure_modes.*.test")))),
    (80, "failure mode without test", both(drop("failure_modes.*.test"), maybe(drop("evaluation.failure_mode")))),
    (81, "a group left out of the test", keep("evaluation.fairness", 1)),
    (81, "another group tested", append("evaluation.fairness", "income")),
    (82, "users asked for their opinion", put("evaluation.uat", "ten users try it for a day")),
    (83, "no question", drop("experiments.*.question")),
    (83, "no unit", drop("experiments.*.unit")),
    (83, "no primary metric", drop("experiments.*.primary")),
    (83, "no control", both(drop("experiments.*.control_is"))),
    (83, "no arms", drop("experiments.*.arms")),
    (84, "ten days", put("experiments.*.duration", "10d")),
    (84, "broken weeks", put("experiments.*.duration", "31d")),
    (84, "three weeks", put("experiments.*.duration", "3w")),
    (85, "effect too small for the arms", scale("experiments.*.mde", 0.1)),
    # Forty of anything: 850 members, a twentieth, still suffice in athena-repaired, where each brings 90 impressions.
    (85, "arms too small for the effect", put("experiments.*.arms.*", 40)),
    # The first metric decides the experiment, but not in clinical-triage, where no experiment uses it.
    (86, "outcome after the end", both(drop_all("experiments.*.followup"), add("metrics.read_in_1h | metrics.[per]", "horizon", "120d"))),
    (87, "leak between arms not spoken of", drop("experiments.*.interference")),
    (88, "no look at the long run", both(drop_all("experiments.*.followup"), maybe(drop("rollout.holdout")))),
    (89, "no segments", drop("experiments.*.segments")),
    (89, "segment not powered", sub("experiments.*.segments.*", r" \(exploratory\)", "")),
    (90, "three arms uncorrected", both(drop("experiments.*.correction"), maybe(append("experiments.*.primary", "opt_out_rate")))),
    (91, "no guardrails", drop("experiments.*.guardrails")),
    (91, "one guardrail left", keep("experiments.*.guardrails", 1)),
    (92, "lift from a handful", both(put("experiments.*.results.*.n", 12), maybe(drop_all("experiments.*.results.*.p")))),
    (92, "result without size", drop("experiments.*.results.*.n")),
    (92, "lift that is none", scale("experiments.*.results.*.lift", 3)),
    (93, "another variant shipped", put("rollout.variant", "design Z, model 99")),
)  # fmt: skip

G: tuple[tuple[int, str, Edit], ...] = (
    (94, "no rollout", drop("rollout")),
    (94, "no stages", drop("rollout.stages")),
    (
        94,
        "everyone at once",
        put("rollout.stages", [{"id": "full", "kind": "full", "share": "100%", "min_time": "14d"}]),
    ),
    (94, "shadow after staff", both(has("rollout.stages.[kind=shadow]"), swap("rollout.stages", "0", "1"))),
    (95, "exposure falls", swap("rollout", "stages.2.share", "stages.3.share")),
    (95, "a jump in exposure", drop("rollout.stages.3")),
    (95, "ends before all", drop("rollout.stages.-1")),
    (96, "stage without gate", drop("rollout.stages.*.gate")),
    (96, "stage without least time", drop("rollout.stages.*.min_time")),
    (96, "stage nobody decides on", drop("rollout.stages.*.decides")),
    (97, "a day for a week's gate", put("rollout.stages.2.min_time", "1d")),
    (
        97,
        "gate wants more cases than come",
        sub("rollout.stages.[kind=percent].gate.*", r"(over \w+, )n >= [\d,]+[kM]?", r"\1n >= 900M"),
    ),
    (
        97,
        "gate wants more cases than a staff or segment stage sees",
        sub(
            "rollout.stages.[kind=internal].gate.* | rollout.stages.[kind=segment].gate.*",
            r"(over \w+, )n >= [\d,]+[kM]?",
            r"\1n >= 900M",
        ),
    ),
    (98, "no kill switch", drop("rollout.kill_switch")),
    *(
        (98, f"kill switch without {part}", drop(f"rollout.kill_switch.{part}"))
        for part in ("trigger", "owner", "within", "then")
    ),
    (
        99,
        "kill switch on an unwatched metric",
        both(put("rollout.kill_switch.trigger", "coverage < 70% over 7d"), drop("metrics.coverage.alert"), *UNWATCHED),
    ),
    (
        99,
        "kill switch that takes too long",
        both(
            put("rollout.kill_switch.within", "90d"),
            has("monitoring.detect_within"),
            drop_all("metrics.*.alert"),
            drop_all("requirements.monitoring.*.alerts"),
        ),
    ),
    (100, "no shadow stage", drop("rollout.stages.[kind=shadow]")),
    (
        101,
        "no holdout for the lift",
        both(
            drop("rollout.holdout"),
            has("claims.[metric=incremental_revenue]"),  # other claims compare with what was there before launch
            maybe(drop("rollout.ceiling")),
            maybe(put("rollout.stages.-1.share", "100%")),
            maybe(drop_all("claims.*.attribution")),
            maybe(drop_all("claims.*.evidence")),
        ),
    ),
)

H: tuple[tuple[int, str, Edit], ...] = (
    (102, "AI not labelled", drop("experience.label")),
    (102, "no experience block", drop("experience")),
    (103, "confidence not spoken of", drop("experience.confidence")),
    (104, "no onboarding", drop("experience.onboarding")),
    (105, "no feedback", drop("feedback")),
    (105, "no control to give feedback", drop_all("feedback.signals.[kind=explicit]")),
    (105, "feedback that changes nothing", drop("feedback.signals.*.effect")),
    (106, "no research", drop("research")),
    (106, "a usability test only", put("research", [{"method": "usability test", "when": "before launch", "measures": "clicks"}])),
    (107, "trust not measured", both(drop_all("metrics.[dimension=trust].alert"), *(maybe(again(sub(path, "^(?:trust|analyst_trust|opt_out_rate|feedback_rate|gave_up)$", "uptime"))) for path in ("monitoring.tiers.*.*", "requirements.monitoring.*.alerts.*")), maybe(drop("research")))),
    (108, "opt-out not counted", both(drop("experience.opt_out.metric"), drop("metrics.opt_out_rate"))),
    (108, "opt-out without a level", both(drop("experience.opt_out.level"), maybe(drop("requirements.experience.[id=opt_out]")), *(maybe(again(sub(path, r",[^,]*opted out", ""))) for path in WHENS))),
    (108, "opt-out rate without alert", both(drop("metrics.opt_out_rate.alert"), maybe(again(sub("requirements.monitoring.*.alerts.*", "^opt_out_rate$", "volume"))))),
    (109, "same face at any confidence", both(drop("experience.confidence"), *(maybe(again(sub(path, r".*(?:confidence|unsure|score).*", "the editor decides"))) for path in WHENS))),
)  # fmt: skip

FIRST: tuple[tuple[int, str, Edit], ...] = (
    (110, "no first version", drop("mvp")),
    *((110, f"first version without {part}", drop(f"mvp.{part}")) for part in (
        "core", "fallback", "feedback", "monitoring", "improves_by")),
    (111, "no limitations", drop("limitations")),
    (111, "empty limitations", put("limitations", [])),
    (111, "a limitation without segment or number", put("limitations", [{"what": "It may be wrong at times"}])),
    # The stories and fallbacks that speak of new members are part of the answer.
    (112, "cold start forgotten", both(drop_all("failure_modes.[id=cold_start]"), *(maybe(drop_all(path)) for path in ("traffic.segments.cold_start", "metrics.*.slices.cold_start", "limitations.[slice=cold_start]", "stories.[as=new member]", "requirements.fallback.[id=new_user]")), *(maybe(again(sub(path, r"fewer than.*", "the editor decides"))) for path in WHENS))),
    (112, "cold start without a number", both(put("failure_modes.[id=cold_start].signal", "new users"), maybe(put("traffic.segments.cold_start.when", "new users")), maybe(drop_all("requirements.fallback.*.until")), *(maybe(again(sub(path, r"fewer than [^,;]*", "new users"))) for path in WHENS))),
    (113, "more cold starts than are left out", put("traffic.segments.cold_start.share", "30%")),
    (114, "a slice far behind", both(put("metrics.*.slices.*.observed.value", "20%"), maybe(drop_all("metrics.*.slices.*.launch")), put("limitations.[slice].what", "some are served worse"), drop("limitations.[slice].metric"), maybe(drop("stories.[as=new member]")))),
)  # fmt: skip

J: tuple[tuple[int, str, Edit], ...] = (
    *((115, f"no {side} metric", both(drop_all(f"metrics.[dimension={side}]"), *([maybe(drop("requirements.fairness"))] if side == "fairness" else []), *([maybe(drop_all("metrics.[dimension=cost]"))] if side == "business" else []))) for side in ("engagement", "trust", "fairness", "business")),
    (116, "metric without definition", drop("metrics.*.means")),
    (116, "metric without direction", drop("metrics.*.better")),
    (116, "metric from nowhere", both(drop(PRIMARY + ".source"), maybe(drop(PRIMARY + ".measured_on")), maybe(drop(PRIMARY + ".judge")))),
    (117, "one definition under two names", both(add("metrics", "match_rate", {}), copy("metrics", "[launch]", "match_rate"))),
    (117, "one name spelt twice", add("metrics", "Coverage", {"means": "share of users who see anything", "dimension": "operational", "better": "higher"})),
    (118, "no tiers of review", drop("monitoring.tiers")),
    (118, "an empty tier", put("monitoring.tiers.monthly", [])),
    (118, "a tier without owner", drop("monitoring.owners.weekly")),
    (119, "reviewed weekly, promised daily", both(append("monitoring.tiers.monthly", "coverage"), sub("monitoring.tiers.daily.* | monitoring.tiers.weekly.*", r"^coverage$", "uptime"), put("requirements.monitoring", [{"every": "1d", "alerts": ["coverage", "volume"]}]), maybe(drop("metrics.coverage.alert")))),
    (120, "fallbacks not counted", both(drop("metrics.fallback_rate"))),
    (120, "alert below the expected rate", scale("metrics.fallback_rate.alert.at", 0.1)),
    # The share of the largest categories tells how varied a list is, too.
    *((121, f"no {name}", both(drop(f"metrics.{name}"), *(maybe(drop(f"metrics.{other}")) for other in ("top_category_share", "top3_share") if name == "diversity"))) for name in ("diversity", "novelty", "freshness")),
    (122, "feedback pushed to zero", add("metrics.feedback_rate", "target", {"value": "0%", "by": "2027-06-30"})),
    (122, "a target of no complaints", add("metrics", "thumbs_down", {"means": "answers with a thumbs-down / answers", "dimension": "trust", "better": "lower", "target": {"value": "0%", "by": "2027-12-31"}})),
    (123, "return without formula", drop("business.roi.formula")),
    (123, "return miscounted", scale("business.roi.value", 3)),
    (123, "each case costs more than it earns", scale("business.unit_cost", 60)),
    (124, "engagement unguarded", both(maybe(put(PRIMARY + ".dimension", "engagement")), drop(PRIMARY + ".guardrail"), maybe(again(sub("metrics.*.role", "guardrail", "secondary"))))),
)  # fmt: skip

K: tuple[tuple[int, str, Edit], ...] = (
    (125, "no failure modes", drop("failure_modes")),
    *(
        (125, f"no {kind} failure", drop_all(f"failure_modes.[type={kind}]"))
        for kind in ("model", "data", "infrastructure", "drift", "edge")
    ),
    (126, "failure without signal", drop("failure_modes.*.signal")),
    (126, "failure that leads nowhere", drop("failure_modes.*.goes_to")),
    (126, "failure that leads to an unknown level", put("failure_modes.*.goes_to", "safe_mode")),
    (126, "failure nobody sees", drop("failure_modes.*.user_sees")),
    (126, "failure nobody owns", drop("failure_modes.*.owner")),
    (127, "no levels", drop("degradation")),
    (127, "two levels", keep("degradation", 2)),
    (127, "levels out of order", swap("degradation", "0.level", "2.level")),
    (127, "AI in the last state", put("degradation.-1.ai", True)),
    (128, "fallback needs what failed", append("degradation.[ai=False].needs", "model")),
    (129, "level that shows nothing", drop("degradation.1.shows")),
    (129, "a spinner", put("degradation.1.shows", "a spinner")),
    (
        129,
        "level without a time",
        both(drop("degradation.1.starts_within"), maybe(drop_all("requirements.fallback.*.within"))),
    ),
    (130, "no way back", drop("degradation.1.recover")),
    (130, "flapping", copy("degradation.1", "when", "recover")),
    (131, "no bound on staleness", both(drop_all("data.sources.*.fresh_within"), *AGELESS)),
    (131, "one source without a bound", both(drop("data.sources.1.fresh_within"), *AGELESS)),
    # A failure of any type that loses a source, and a level for an old one, are an answer as well.
    (
        131,
        "stale data goes unanswered",
        both(drop_all("failure_modes.[type=data]"), drop_all("failure_modes.*.loses"), *UNANSWERED),
    ),
    (
        132,
        "one summer of history",
        both(
            put("data.history", "6mo"), put("data.seasonality", "yearly"), maybe(drop("failure_modes.[id=off_season]"))
        ),
    ),
    # High-risk products are asked, and those that answer or act; card-fraud is neither.
    (133, "no escalation", both(has("[tier=high].tier | llm"), has("escalation.to"), drop("escalation"))),
    *((133, f"escalation without {part}", drop(f"escalation.{part}")) for part in ("triggers", "context", "log")),
    (134, "a trigger that nothing measures", put("escalation.triggers.0", "low confidence")),
    (
        134,
        "frustration not covered",
        again(sub("escalation.triggers.*", r".*(?:frustration|user request).*", "confidence < 55%")),
    ),
    (134, "more cases than people", scale("escalation.share", 8)),
    (134, "half the people", scale("escalation.capacity", 0.3)),
)

L: tuple[tuple[int, str, Edit], ...] = (
    # Without it nothing tells that a bought and pinned model comes to see its own outputs.
    (135, "loop not seen", both(has("change.retraining.every"), drop("feedback.loops"))),
    (135, "loop without counter-measure", drop("feedback.loops.*.counter")),
    (135, "counter-measure without a number", both(drop("feedback.loops.*.amount"), put("feedback.loops.*.counter", "we watch for it"), maybe(drop("feedback.loops.*.slots")), maybe(drop("feedback.loops.*.categories")))),
    (135, "less than one slot explores", both(put("feedback.loops.[slots].amount", "1%"))),
    (136, "no drift plan", drop("drift")),
    *((136, f"drift without {part}", drop(f"drift.{part}")) for part in ("watch", "threshold", "every", "declining", "never_good", "stable")),
    (136, "alarm by chance", sub("drift.test", r"\d+,000", "100")),
)  # fmt: skip

M: tuple[tuple[int, str, Edit], ...] = (
    (137, "stakeholders told nothing", drop("stakeholders")),
    (137, "no frames", drop("stakeholders.frames")),
    (137, "an ask nobody follows", drop("stakeholders.asks.*.owner")),
    (137, "limitation with nothing meanwhile", drop("limitations.*.fallback")),
    (137, "limitation without date", drop("limitations.*.by")),
    (138, "claim without basis", drop("claims.*.basis")),
    (138, "claim without period", drop("claims.*.period")),
    (138, "trajectory off the record", scale("stakeholders.trajectory.-1.value", 1.4)),
    (139, "allocation of 110", scale("roadmap.allocation.model", 1.25)),
    (139, "all for the model", put("roadmap.allocation", {"model": 90, "feature": 5, "infrastructure": 5})),
    (140, "feature without date", drop("roadmap.features.*.by")),
    (140, "launch needs what comes later", put("roadmap.features.-1.required_at_launch", True)),
    (140, "a point for a range", sub("roadmap.performance.*.*", r"^([\d.]+)-[\d.]+%$", r"\1%")),
    (140, "range the wrong way round", sub("roadmap.performance.*.*", r"^([\d.]+)-([\d.]+)%$", r"\2-\1%")),
    (140, "range without a driver", drop("roadmap.performance.*.driver")),
    (140, "range without an outcome", drop("roadmap.performance.*.outcome")),
)

N: tuple[tuple[int, str, Edit], ...] = (
    (141, "evidence that does not exist", put("metrics.*.observed.from", "ab_99")),
    (141, "claim rests on an unknown test", put("claims.*.evidence", "ab_99")),
    # The last experiment is the one that the observed values come from.
    (141, "result unlike the observation", scale("experiments.-1.results.*.treatment", 1.3)),
    (142, "live and not observed", drop(PRIMARY + ".observed")),
    (142, "observed without n", both(drop(PRIMARY + ".observed.n"), maybe(drop_all("evaluation.sets.*.n")))),
    (142, "observed without date", drop(PRIMARY + ".observed.date")),
    (
        143,
        "weak slice not told",
        both(
            put("metrics.*.slices.*.observed.value", "20%"),
            drop("limitations.[slice]"),
            maybe(drop_all("metrics.*.slices.*.launch")),
            maybe(sub("stories.*.bound", r" for \w+$", "")),
        ),
    ),
    (144, "one trigger, two destinations", copy("", "degradation.-1.id", "requirements.fallback.0.then")),
    (144, "story goes elsewhere", copy("", "degradation.-1.id", "stories.0.fallback.then")),
    (144, "failure goes elsewhere", copy("", "degradation.-1.id", "failure_modes.[id=unsure].goes_to")),
    (145, "level without trigger", drop("degradation.1.when")),
    (
        145,
        "levels not told apart",
        both(copy("degradation", "1.level", "2.level"), copy("degradation", "1.when", "2.when")),
    ),
    (
        146,
        "a level nothing leads to",
        append(
            "degradation",
            {
                "level": 9,
                "id": "sunroom",
                "shows": "a list of 5 fixed links",
                "when": "moon phase > 3",
                "recover": "moon phase < 2",
                "needs": [],
                "explanation": "Fixed links",
                "starts_within": "1s",
                "ai": False,
            },
        ),
    ),
    (147, "failure back to the full product", copy("", "degradation.0.id", "failure_modes.0.goes_to")),
    (148, "a level needs an undeclared thing", append("degradation.*.needs", "night_cache")),
    (149, "requirement nobody reviews", sub("monitoring.tiers.*.*", r"^coverage$", "uptime")),
    (149, "uptime nobody reviews", sub("monitoring.tiers.*.*", r"^uptime$", "coverage")),
    (150, "misspelt tier", sub("monitoring.tiers.*.0", r"(.)$", r"\1z")),
    (150, "misspelt guardrail", sub("metrics.*.guardrail", r"(.)$", r"\1z")),
    (150, "misspelt gate", sub("rollout.stages.*.gate.0", r"^(P\d+ )?(\w+)", r"\1\2z")),
    (150, "misspelt primary", sub("experiments.*.primary.0", r"(.)$", r"\1z")),
    (150, "renamed metric in a bound", sub(bounds("performance"), r"^(\w+)", r"\1z")),
    (
        151,
        "fix dated unlike the roadmap",
        both(copy("", "roadmap.features.-1.what", "limitations.0.fix"), put("limitations.0.by", "2031-06-30")),
    ),
    (151, "limitation without metric", both(drop("limitations.*.metric"), maybe(drop("limitations.0.slice")))),
    (152, "any segment", put("requirements.fairness.*.across", "any segment")),
    (152, "any segment (in a list)", put("requirements.fairness.*.across", ["any customer segment"])),
    (153, "primary metric without result", drop("experiments.1.results.0")),
    (154, "cluster not declared", drop_all("metrics.[cluster].cluster")),
    (155, "range short of its target", sub("roadmap.performance.*.*", r"^[\d.]+-[\d.]+%$", "31-32%")),
    (
        156,
        "whole above its parts",
        both(
            has("metrics.add_to_cart"),
            add(
                "metrics",
                "engaged",
                {
                    "means": "shown items clicked or put into the cart / shown items",
                    "dimension": "engagement",
                    "better": "higher",
                    "per": "impression",
                    "made_of": ["ctr", "add_to_cart"],
                    "how": "any",
                    "observed": {"value": "78%", "n": "7.3M", "date": "2026-07", "from": "ab_2"},
                },
            ),
        ),
    ),
    (157, "tests longer than the phase", both(has("experiments"), put("timeline.testing", "2w"))),
    (158, "no lawful basis", drop("data.sources.[personal=True].basis")),
    (158, "no retention", drop("data.sources.[personal=True].retention")),
    (158, "no privacy requirement", drop("requirements.privacy")),
    (159, "a gap nobody owns", append("feasibility.gaps", "anemometers are missing")),
    (
        160,
        "required at launch, built later",
        both(
            copy("", "requirements.explainability.0.text", "roadmap.features.-1.what"),
            put("roadmap.features.-1.by", "2031-06-30"),
        ),
    ),
)

WORKINGS: tuple[tuple[int, str, Edit], ...] = (*F, *G, *H, *FIRST, *J, *K, *L, *M, *N)

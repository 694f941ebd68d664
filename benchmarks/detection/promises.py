"""What goes wrong in sections A to E of the catalogue: problem, thresholds, requirements, stories, acceptance."""
# ruff: noqa: INP001

from benchmarks.detection.edits import (
    Edit,
    add,
    again,
    append,
    both,
    copy,
    double,
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

PRIMARY = "metrics.[launch]"
"""The first metric with a launch value, which makes it primary."""


def bounds(family: str) -> str:
    """The bounds of a family of requirements, written with or without a key."""
    return f"requirements.{family}.*.bound | requirements.{family}.*"


UNGROUPED = (
    maybe(drop_all("evaluation.sets.*.slices")),
    maybe(again(sub("data.sources.*.what", r".*(?:birth|sex|language|working).*", "records"))),
)
"""Groups may be known from elsewhere; a defect takes that away too."""

COVERED = r" of [a-zA-Z ]+?(?= over|,|$)"
"""Of what a coverage bound asks for a share."""

WHENS = (
    "degradation.*.when",
    "failure_modes.*.signal",
    "escalation.triggers.*",
    "stories.*.fallback.when",
    "requirements.fallback.*.when",
)
"""Where triggers stand."""

A: tuple[tuple[int, str, Edit], ...] = (
    (1, "no user named", drop("problem.user")),
    (1, "no outcome named", drop("problem.outcome")),
    (1, "no problem at all", drop("problem")),
    (
        1,
        "the technique stands for the problem",
        put("problem.user", "There is no AI in our product yet; we need a neural network"),
    ),
    (2, "no simpler way named", drop("problem.without_ai")),
    (2, "no reason for AI", drop("problem.why_ai")),
    (2, "the simpler way is nothing", put("problem.without_ai", "none")),
    (3, "data not spoken of", drop("feasibility.data")),
    (3, "source without owner", drop("data.sources.*.owner")),
    (
        4,
        "no data and no plan to collect it",
        both(put("feasibility.data", "no"), drop("data.collection"), put("mvp.type", ["model"])),
    ),
    (
        4,
        "a first version that needs the missing data",
        both(put("feasibility.data", "partly"), put("mvp.type", ["model"])),
    ),
    (5, "no verdict", drop("feasibility.verdict")),
    (5, "no date of the assessment", drop("feasibility.date")),
    (5, "readiness left out", drop("feasibility.readiness")),
    (6, "development begins before thresholds", swap("timeline", "thresholds_agreed", "development_start")),
    (6, "fallbacks designed after development began", swap("timeline", "fallbacks_designed", "development_start")),
    (6, "feasibility found out too late", put("feasibility.date", "2030-01-15")),
    (7, "no ethics review", drop("ethics")),
    (7, "consent left out", drop("ethics.consent")),
    (7, "bias left out", drop("ethics.bias")),
    (8, "reason of a change deleted", drop("metrics.*.changes.*.why")),
    (8, "bar raised without a reason", add(PRIMARY, "changes", [{"date": "2026-11-10", "from": "50%", "to": "55%"}])),
    (9, "no approaches", drop("approaches")),
    (9, "one approach left", keep("approaches", 1)),
    (10, "research without time limit", drop("roadmap.research.*.timebox")),
    (10, "research without success", drop("roadmap.research.*.success")),
    (10, "research that nothing ends", drop("roadmap.research.*.kill")),
    (11, "competitor as the reason", put("problem.why_ai", "Our competitor has it")),
    (11, "hype as the summary", put("product.summary", "AI will revolutionise how our users work")),
    (12, "no owner", drop("product.owner")),
    (12, "no team", drop("product.team")),
    (12, "no engineer", drop("product.team.engineering")),
    (
        12,
        "no legal owner",
        both(
            drop("product.team.legal"), maybe(drop("product.team.ethics")), maybe(drop("product.team.clinical_safety"))
        ),
    ),
    (13, "a phase grew, the total did not", scale("timeline.testing", 4)),
    (13, "launch date moved, phases did not", put("timeline.launch", "2029-12-03")),
    (14, "one iteration and no buffer", both(put("timeline.iterations", 1), maybe(drop("timeline.buffer")))),
    (14, "linear milestone", append("roadmap.features", {"what": "model 50% complete", "by": "2027-03-31"})),
    (15, "labelling left out", drop("data.labelling")),
    (15, "source without quality", drop("data.sources.*.quality")),
    (15, "nobody labels", drop("data.labelling.by")),
)

B: tuple[tuple[int, str, Edit], ...] = (
    (16, "no tier", drop("risk.tier")),
    (16, "no reason for the tier", drop("risk.why")),
    (17, "no picture of an error", drop("risk.wrong_looks_like")),
    (18, "told error rate is not the metric's", again(sub("stakeholders.error_rate", r"\b(?!77%)\d+%", "77%"))),
    (19, "no volume", both(drop("traffic.volume"), maybe(drop("risk.exposure")))),
    (19, "no volume and no number of users", both(drop("traffic"), maybe(drop("risk.exposure")))),
    (20, "kinds of error not told apart", drop("risk.errors")),
    (20, "only one kind of error", keep("risk.errors", 1)),
    (21, "no reasons for the thresholds", drop(PRIMARY + ".why")),
    (21, "error cost missing in the reasons", drop(PRIMARY + ".why.risk")),
    (21, "competition missing in the reasons", drop(PRIMARY + ".why.competition")),
    (22, "business missing in the reasons", both(drop(PRIMARY + ".why.business"), maybe(drop("business.value_at")))),
    (22, "time missing in the reasons", drop(PRIMARY + ".why.time")),
    (23, "no targets", drop_all("metrics.*.target")),
    (23, "no stretch goals", drop_all("metrics.*.stretch")),
    (24, "launch and target exchanged", swap(PRIMARY, "launch", "target.value")),
    (24, "target and stretch exchanged", swap(PRIMARY, "target.value", "stretch.value")),
    (24, "stretch equal to target", copy(PRIMARY, "target.value", "stretch.value")),
    (25, "target without date", drop(PRIMARY + ".target.by")),
    (25, "target dated after stretch", swap(PRIMARY, "target.by", "stretch.by")),
    (25, "target dated before launch", put(PRIMARY + ".target.by", "2020-03-31")),
    (26, "no baseline", drop(PRIMARY + ".baseline")),
    (26, "baseline of nothing", drop(PRIMARY + ".baseline.of")),
    (26, "baseline without date", drop(PRIMARY + ".baseline.date")),
    (27, "baseline of another definition", put(PRIMARY + ".baseline.same_definition", False)),
    (27, "definition of the baseline not said", drop(PRIMARY + ".baseline.same_definition")),
    (27, "baseline in another unit", put(PRIMARY + ".baseline.value", "340ms")),
    (28, "launch equals the baseline", copy(PRIMARY, "baseline.value", "launch")),
    (28, "launch a hair above the baseline", both(copy(PRIMARY, "launch", "baseline.value"), scale(PRIMARY + ".baseline.value", 0.999))),
    (29, "baseline none", put(PRIMARY + ".baseline", "none")),
    (29, "unmeasured zero", put(PRIMARY + ".baseline", {"value": "0%", "of": "no product"})),
    (30, "launch of 100%", put(PRIMARY + ".launch", "100%")),
    (30, "bound of 100%", sub(bounds("performance"), r">= (?:launch|[\d.]+%)", ">= 100%")),
    (30, "never in a floor", sub(bounds("safety"), r"<= [\d.]+%", "<= 0%")),
    (31, "ready and blocked", both(put("product.status", "blocked"), copy(PRIMARY, "target.value", "observed.value"))),
    (31, "launch above all that was seen", both(has("metrics.[benchmark].observed"), copy("metrics.[benchmark]", "stretch.value", "launch"), maybe(drop("roadmap")), maybe(drop("metrics.[benchmark].changes")))),
    (32, "threshold far outside the domain", both(sub("product.domain", "^recommendations$", "recommendations "), put(PRIMARY + ".launch", "97%"), put(PRIMARY + ".target.value", "98%"), put(PRIMARY + ".stretch.value", "99%"), maybe(drop(PRIMARY + ".why")))),
    (33, "point estimate decides", both(drop_all("requirements.defaults.rule | requirements.*.*.rule"))),
    (34, "value falls with quality", both(drop_all("business.value_at"), add("business", "value_at", {"70%": "$2M/y", "80%": "$1M/y"}))),
    (34, "one point of the curve", keep("business.value_at", 1)),
    # Only where the law may set one: chat in a shop and card fraud are no decision about people here.
    (35, "no legal minimum", drop("[decisions_about_people=True].minimums")),
    (35, "launch below the legal minimum", scale("regulation.minimums.*.bound", 1.16)),
    (36, "factor miscounted", scale("claims.*.factor", 2)),
    (36, "lift of a claim miscounted", scale("claims.*.lift", 2)),
    (36, "points miscounted", scale("claims.*.points", 0.5)),
    (36, "lift of a result miscounted", scale("experiments.*.results.*.lift", 3)),
    (37, "gap wider than the gain", sub(bounds("fairness"), r"<= \d+(?:\.\d+)?pp", "<= 60pp")),
)  # fmt: skip

C: tuple[tuple[int, str, Edit], ...] = (
    *((38, f"no {family}", drop(f"requirements.{family}")) for family in (
        "performance", "coverage", "latency", "fairness", "explainability", "fallback", "monitoring")),
    (39, "percent sign lost", sub(bounds("performance") + " | " + bounds("coverage"), r"(?<=>= )([\d.]+)%", r"\1")),
    (39, "a length of time without unit", sub(bounds("latency"), r"(\d+)(?:ms|min|s)\b", r"\1")),
    (39, "a wish among the requirements", append("requirements.performance", "Suggestions must be good enough for our users")),
    (39, "time in place of a share", sub(bounds("coverage"), r">= [\d.]+%", ">= 90ms")),
    # Two lines of clinical-triage speak of false alarms, and drift-watch has no metric of this kind.
    (40, "one side of performance", both(has("metrics.precision | metrics.specificity"), again(drop("requirements.performance.[id=precision] | requirements.performance.[id=false_alarms]")))),
    # Criteria that people verify by review are asked for their cases elsewhere.
    (41, "no evaluation set", both(has("requirements.[verify=offline] | requirements.performance.[verify=offline]"), drop_all("requirements.performance.*.measured_on | metrics.*.measured_on"), maybe(drop_all("requirements.performance.*.on")))),
    # It may be said under `of`, in the bound, and in what the metric means.
    (42, "coverage of what", both(drop("requirements.coverage.*.of"), maybe(sub(bounds("coverage"), COVERED, "")), put("metrics.coverage.means", "share covered"))),
    (42, "coverage of what (in the bound)", both(sub(bounds("coverage"), COVERED, ""), maybe(drop("requirements.coverage.*.of")), put("metrics.coverage.means", "share covered"))),
    (43, "what is not covered goes nowhere", both(put("requirements.fallback", [{"when": "no answer within 2s", "then": "generic", "within": "1s"}]), maybe(drop("failure_modes")), maybe(drop_all("stories.*.fallback")), maybe(drop_all("degradation.*.when")), maybe(drop("escalation")), maybe(drop("limitations")))),
    (44, "opted-out users not counted", both(sub("requirements.coverage.*.of", r"[;,][^;,]*opted-out.*", ""), maybe(sub("metrics.coverage.means", r",? ?opted-out[^,/]*| of users who did not opt out", "")))),
    # Nobody waits in front of a job of ten minutes or more.
    (45, "no percentile", again(sub(bounds("latency"), r"P\d+ (?!.*\dmin)", ""))),
    (45, "a mean", again(sub(bounds("latency"), r"P\d+ ", "mean "))),
    (46, "P95 above P99", scale("requirements.latency.*.bound | requirements.latency.*", 3, r"(?<=< )\d+")),
    (46, "budget below the bound", scale("requirements.latency.*.budget", 0.1)),
    (47, "fallback too slow", both(sub("requirements.fallback.*.when", "^(no .* within .*)$", r"\1 "), *(scale(f"requirements.fallback.{at}.within", 100) if at == 0 else maybe(scale(f"requirements.fallback.{at}.within", 100)) for at in range(4)))),
    (47, "timeout as long as the budget", copy("requirements.latency.*", "budget", "timeout")),
    (48, "timeout below the percentiles", both(scale("requirements.latency.*.timeout", 0.5), maybe(drop("metrics.fallback_rate.alert")), maybe(again(sub("requirements.monitoring.*.alerts.*", "^fallback_rate$", "volume"))))),
    (49, "gap in percent", sub(bounds("fairness"), r"(\d)pp", r"\1%")),
    (49, "gap without definition", drop("requirements.fairness.*.definition")),
    (49, "gap across nothing", drop("requirements.fairness.*.across")),
    (49, "gap without a number", sub(bounds("fairness"), r"<= \d+(?:\.\d+)?pp", "is small")),
    (50, "no source for the groups", both(drop("data.groups"), *UNGROUPED)),
    (50, "no source for one group", both(drop("data.groups.*"), *UNGROUPED)),
    (50, "group from an undeclared source", both(put("data.groups.*", "census_feed"), *UNGROUPED)),
    (51, "fifty people in a group", put("requirements.fairness.*.n", 50)),
    (52, "cap below one in the number of categories", sub(bounds("fairness"), r"(share <= )\d+%", r"\g<1>1%")),
    (52, "cap on a share that nobody watches", both(has("metrics.top3_share"), drop("metrics.top_category_share.observed"))),
    (53, "explained to nobody", drop("requirements.explainability.*.for")),
    (53, "share explained not said", drop("requirements.explainability.*.bound")),
    (54, "fallback without explanation", drop("degradation.2.explanation")),
    (54, "second level without explanation", drop("degradation.1.explanation")),
    (55, "fallback to nothing", drop("requirements.fallback.*.then")),
    (55, "fallback for no reason", drop("requirements.fallback.*.when")),
    (55, "trigger without a number", both(sub("requirements.fallback.*.when", r"confidence.*", "low confidence"), *(maybe(again(sub(path, r"confidence [^,;l]*[\d%]+", "low confidence"))) for path in WHENS))),
    (56, "no alert on volume", drop_all("requirements.monitoring.*.alerts")),
    (56, "no cadence", both(drop_all("requirements.monitoring.*.every"), maybe(drop("monitoring.tiers")))),
    (57, "launch bar without alert", both(drop(PRIMARY + ".alert"), again(sub("requirements.monitoring.*.alerts.*", r"^(?!volume$).*", "volume")))),
    (58, "rollback and launch exchanged", swap(PRIMARY, "rollback", "launch")),
    (58, "no rollback", drop(PRIMARY + ".rollback")),
    (58, "alert below launch", copy(PRIMARY, "rollback", "alert.at")),
    (58, "alert above target", copy(PRIMARY, "stretch.value", "alert.at")),
    (59, "the same promise with another number", sub(bounds("performance"), r">= launch", ">= 33%")),
    (59, "the same promise with another number (at no stage)", both(maybe(drop("requirements.defaults.at")), maybe(drop_all("requirements.performance.*.at")), sub(bounds("performance"), r">= launch", ">= 33%"))),
    (59, "two numbers for the coverage", double("requirements.coverage.*", r">= [\d.]+%", ">= 51%")),
)  # fmt: skip

D: tuple[tuple[int, str, Edit], ...] = (
    (60, "no stories", drop("stories")),
    (60, "story without role", drop("stories.*.as")),
    (60, "story without want", drop("stories.*.want")),
    (60, "story without benefit", drop("stories.*.so_that")),
    (61, "story without inputs", drop("stories.*.inputs")),
    (61, "story without bound", drop("stories.*.bound")),
    (61, "story that is not measured", drop("stories.*.measured_by")),
    (61, "story without fallback", drop("stories.*.fallback")),
    (
        62,
        "story reads an undeclared source",
        both(append("stories.*.inputs", "weather_feed"), append("data.sources", {"id": "unused"})),
    ),
    (62, "story falls back to an unknown level", put("stories.*.fallback.then", "backup_list")),
    (62, "story off the launch bar", sub("stories.*.bound", r">= launch", ">= 33%")),
    (63, "story measured by something else", put("stories.*.measured_by", "coverage")),
    (63, "story measured by clicks in prose", put("stories.*.measured_by", "number of page views")),
    (
        64,
        "story full of adjectives",
        both(put("stories.*.want", "fast, accurate and relevant results"), maybe(drop("stories.0.bound"))),
    ),
    (64, "story measured by adjectives", put("stories.*.measured_by", "accurate and relevant results")),
    (
        64,
        "experience full of adjectives",
        append("requirements.experience", {"text": "The page is fast and intuitive"}),
    ),
    (64, "quality without a number", append("requirements.performance", {"text": "The answers are highly accurate"})),
    (64, "speed without a number", append("requirements.latency", {"text": "The page responds quickly"})),
)

E: tuple[tuple[int, str, Edit], ...] = (
    (65, "no reliability", drop("requirements.reliability")),
    (65, "no experience", drop("requirements.experience")),
    (
        66,
        "no sample size",
        both(
            sub(bounds("performance"), r", n >= [\d,]+[kM]?", ""),
            maybe(drop_all("evaluation.sets.*.n")),
            maybe(drop_all("requirements.performance.*.n")),
        ),
    ),
    (66, "no window (performance)", sub(bounds("performance"), r" over \d+\w+", "")),
    (66, "no window", sub(bounds("coverage"), r" over \d+\w+", "")),
    (67, "twenty cases", sub(bounds("performance"), r"n >= [\d,]+[kM]?", "n >= 20")),
    # Without traffic nobody can tell.
    (
        68,
        "more cases than there are",
        both(has("traffic.volume"), sub(bounds("coverage"), r"n >= [\d,]+[kM]?", "n >= 900M")),
    ),
    (69, "clusters told without their size", drop_all(PRIMARY + ".icc")),
    (69, "much larger clusters", both(scale(PRIMARY + ".cluster_size", 400))),
    (
        70,
        "window longer than the stage",
        both(
            has("rollout.stages"), sub(bounds("performance") + " | " + bounds("coverage"), r"over \d+\w+", "over 400d")
        ),
    ),
    (
        71,
        "retrained within the window",
        both(
            has("change.retraining"),
            sub(bounds("performance"), r"( over )\d+\w+", r"\g<1>30d"),
            put("change.retraining.every", "1d"),
            maybe(drop("change.retraining.versions")),
        ),
    ),
    (72, "detected sooner than the window allows", put("monitoring.detect_within.*", "1h")),
    (72, "labels later than the limit", put(PRIMARY + ".horizon", "300d")),
    (73, "no uptime", both(drop("requirements.reliability.0"), maybe(drop("monitoring.slo")))),
    (
        73,
        "uptime without window",
        both(
            sub(bounds("reliability"), r" over \d+\w+", ""),
            maybe(drop("monitoring.slo")),
            maybe(drop_all("requirements.reliability.*.definition")),
        ),
    ),
    (
        74,
        "is a fallback up?",
        both(sub("metrics.uptime.means", r";.*", ""), maybe(drop_all("requirements.reliability.*.definition"))),
    ),
    (
        75,
        "retraining without gate",
        both(
            drop("change.retraining.gate"),
            maybe(put("change.retraining.automatic", True)),
            maybe(drop("evaluation.gate")),
        ),
    ),
    (
        75,
        "retraining without way back",
        both(drop("change.retraining.rollback_within"), maybe(put("change.retraining.automatic", True))),
    ),
    (76, "no feedback requirement", both(drop("requirements.experience.0"), maybe(drop("feedback.signals")))),
    (76, "no opt-out", both(drop("requirements.experience.[id=opt_out]"), maybe(drop("experience.opt_out")))),
    (77, "criteria nobody owns", drop("requirements.defaults.owner")),
    (77, "criteria never checked", drop("requirements.defaults.at")),
    (77, "criteria without a method", drop("requirements.defaults.verify")),
    (78, "monitoring that nobody can check", put("requirements.monitoring", ["We keep an eye on it"])),
    (78, "fallback that nobody can check", put("requirements.fallback", ["There is a sensible fallback"])),
)

PROMISES: tuple[tuple[int, str, Edit], ...] = (*A, *B, *C, *D, *E)

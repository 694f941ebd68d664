"""How it is known: data, evaluation, experiments, monitoring, drift and change."""

from aiprd.scalar import (
    Amount,
    BoundText,
    Choice,
    Count,
    Date,
    Duration,
    Effect,
    Flag,
    Name,
    Number,
    Probability,
    Text,
    Threshold,
)
from aiprd.section import Many, Map, One, Section


class Source(Section):
    """One source of data the product uses."""

    noun = "a data source"
    shorthand = "id"
    id = Text("A short name that stories, fallbacks and failure modes use.", example="purchases")
    what = Text("What it holds.", example="purchase history of 24 months")
    personal = Flag("Whether it holds personal data.", example=True)
    owner = Text("Who gives access and keeps it sound.", example="data platform team")
    basis = Text("The lawful basis for personal data.", example="contract, GDPR Art. 6(1)(b)")
    fresh_within = Duration("How old it may be at most.", example="5min")
    quality = Many(BoundText(free=True), "Bounds on its quality.", example=["missing_category <= 2%"])
    retention = Duration("How long it is kept.", example="24mo")
    provenance = Text("Where it comes from.", example="point-of-sale system")


class Labelling(Section):
    """Who labels the data, how much, and how well they agree."""

    noun = "data.labelling"
    by = Text("Who labels.", example="two support leads")
    n = Count("How many cases.", example="4,000")
    agreement = Text("How well labellers agree.", example="kappa 0.78")


class Split(Section):
    """How the data is divided into training and test."""

    noun = "data.split"
    kind = Text("By what it is divided: time, user, random.", example="by time")
    test_n = Count("How many cases are kept for the test.", example="2,000")


class Data(Section):
    """What the product learns from and works on."""

    noun = "data"
    history = Duration("How far back the training data reaches.", example="24mo")
    seasonality = Choice(("none", "weekly", "yearly"), "The longest cycle in demand.", example="yearly")
    sources = Many(
        One(Source), "The sources of data.", example=[{"id": "purchases", "what": "purchase history", "personal": True}]
    )
    groups = Map(
        Text(),
        "Where each attribute of the fairness groups comes from.",
        example={"age_group": "birth year in the account"},
    )
    labelling = One(Labelling, "Who labels, how much, how well they agree.")
    collection = Text("How missing data will be gathered.", example="merchandisers curate for 500 members over 8 weeks")
    split = One(Split, "How training and test data are kept apart.")


class EvaluationSet(Section):
    """A set of cases the product is measured on."""

    noun = "an evaluation set"
    shorthand = "id"
    id = Text("A short name.", example="eval_qa")
    n = Count("How many cases.", example="600")
    from_ = Text("Where the cases come from.", example="tickets of 2026-06 to 2026-08, sampled at random")
    sampled = Date("When they were sampled.", example="2026-09")
    refresh = Duration("How often the set is renewed.", example="3mo")
    kind = Choice(("capability", "regression", "security", "fairness"), "What the set is for.", example="regression")
    slices = Many(Text(), "The slices it covers.", example=["new_customer"])
    languages = Many(Text(), "The languages it covers.", example=["en", "de"])
    turns = Number("How many turns the longest case has.", example=6)
    clustered_by = Text("What groups cases that hang together.", example="customer")
    adaptive = Flag("For attacks: whether the attacker adapts to the defence.", example=True)


class Judge(Section):
    """A model that scores answers, and how well it agrees with people."""

    noun = "a judge"
    shorthand = "id"
    id = Text("A short name.", example="j1")
    model = Text("The exact model version.", example="vendor-b/judge-2026-05")
    prompt_version = Text("The version of its prompt.", example="7")
    human_labels = Count("How many of its verdicts people labelled too.", example=250)
    tpr = Probability("Of the good answers, the share it passes.", example="95%")
    tnr = Probability("Of the bad answers, the share it fails.", example="90%")
    kappa = Probability("Agreement with people beyond chance.", example=0.78)


class EvaluationGate(Section):
    """What must hold before a change goes out."""

    noun = "evaluation.gate"
    on = Many(Text(), "The changes it guards: prompt, model, index.", example=["prompt", "model"])
    rule = Text("What must hold.", example="no metric below launch or 1pp under the last release")


class Evaluation(Section):
    """How the product is tested before and after launch."""

    noun = "evaluation"
    offline = Many(Text(), "The offline test.", example="held-out members of the last 30 days")
    ab = Many(Text(), "The A/B test, by id.", example="ab_2")
    fairness = Many(Text(), "The fairness test and its groups.", example=["age_group", "region"])
    adversarial = Many(Text(), "The adversarial test.", example="40 hand-made hostile profiles")
    failure_mode = Many(
        Text(), "The test that provokes each failure mode.", example="one drill a failure mode, in staging"
    )
    uat = Many(Text(), "The user acceptance test.", example="20 members: trust, comprehension, satisfaction")
    sets = Many(One(EvaluationSet), "The sets of cases.")
    judges = Many(One(Judge), "The models that score answers.")
    gate = One(EvaluationGate, "What must hold before a change goes out.")


class Result(Section):
    """What an experiment showed for one metric."""

    noun = "a result"
    metric = Name("metric", help="The metric.", example="ctr")
    compare = Text("Which arms are compared.", example="C vs A")
    control = Threshold("The value in the control arm.", example="4.2%")
    treatment = Threshold("The value in the treatment arm.", example="11.8%")
    lift = Text("The change as reported.", example="+181%")
    n = Count("How many were measured, in each arm.", example="40,000")
    p = Probability("The p-value as reported.", example="< 0.001")


class Experiment(Section):
    """A controlled test with users."""

    noun = "an experiment"
    shorthand = "id"
    id = Text("A short name.", example="ab_2")
    question = Text("What it decides.", example="Personal homepage against editorial homepage")
    unit = Text("What is randomised.", example="member")
    arms = Map(Count(), "The arms and their sizes.", example={"control": 40000, "treatment": 40000})
    control_is = Text("What the control arm sees.", example="baseline")
    primary = Many(Name("metric"), "The metrics that decide.", example=["conversion_30d"])
    guardrails = Many(Name("metric"), "The metrics that must not get worse.", example=["latency"])
    mde = Effect("The smallest effect it must be able to show.", example="+5%")
    alpha = Probability("The chance of a false alarm that is accepted.", example=0.05)
    power = Probability("The chance of seeing a real effect.", example=0.8)
    correction = Text("How several comparisons are corrected for.", example="Holm")
    duration = Duration("How long it runs.", example="6w")
    followup = Duration("How long outcomes are followed after it ends.", example="30d")
    interference = Text("How leaks between the arms are handled.", example="models are trained for each arm")
    segments = Many(Text(), "The segments that are looked at.", example=["new against returning (exploratory)"])
    variant = Text("The variant that was tested.", example="design C")
    results = Many(One(Result), "What it showed.")


class Tiers(Section):
    """Which metrics people look at how often."""

    noun = "monitoring.tiers"
    daily = Many(Name("metric"), "Looked at each day.", example=["ctr"])
    weekly = Many(Name("metric"), "Looked at each week.", example=["relevance"])
    monthly = Many(Name("metric"), "Looked at each month.", example=["revenue"])


class Logs(Section):
    """What is written down while it runs, and for how long."""

    noun = "monitoring.logs"
    events = Many(Text(), "Which events.", example=["each recommendation with its model version"])
    retention = Duration("How long they are kept.", example="12mo")


class Incidents(Section):
    """Who deals with serious incidents, and how fast they are reported."""

    noun = "monitoring.incidents"
    owner = Text("Who answers.", example="head of product")
    report_within = Duration("How soon they are reported.", example="15d")


class Monitoring(Section):
    """How one notices after launch that it no longer works."""

    noun = "monitoring"
    tiers = One(Tiers, "Which metrics people look at daily, weekly, monthly.")
    owners = Map(Text(), "Who looks at each tier.", example={"daily": "on-call", "weekly": "B. Osei"})
    detect_within = Map(
        Duration(),
        "How soon a drop must be noticed: one length of time, or one for each metric.",
        lone=True,
        example="7d",
    )
    slo = Many(BoundText(), "Service levels.", example=["uptime >= 99.5% over 30d"])
    logs = One(Logs, "What is written down.")
    incidents = One(Incidents, "Who deals with serious incidents.")


class Signal(Section):
    """One sign of what users think of the output."""

    noun = "a feedback signal"
    shorthand = "id"
    id = Text("A short name.", example="not_for_me")
    kind = Choice(("explicit", "implicit"), "Whether users give it on purpose.", example="explicit")
    effect = Text("What it changes, and when.", example="hidden from the next session on")


class Loop(Section):
    """A loop in which outputs shape the data that later outputs learn from."""

    noun = "a feedback loop"
    shorthand = "risk"
    risk = Text("What could run away.", example="popular items crowd out others")
    counter = Text("What is done against it.", example="5% of slots explore")
    amount = Amount("How much of it.", example="5%")
    slots = Number("Out of how many slots.", example=20)
    categories = Number("How many categories at least.", example=5)


class Feedback(Section):
    """What users say, and what it changes."""

    noun = "feedback"
    signals = Many(One(Signal), "The signs, and what each changes.")
    loops = Many(One(Loop), "Loops that could run away, and what counters them.")
    exclude = Many(Text(), "What is not learned from.", example=["impressions of fallback levels"])


class Drift(Section):
    """How changes in the world are noticed and answered."""

    noun = "drift"
    watch = Many(Text(), "What is watched.", example=["relevance", "share of each category"])
    test = Text("The statistical test.", example="PSI over 20 bins")
    threshold = Text("The value that raises an alarm.", example="0.2")
    every = Duration("How often.", example="1w")
    stable = Text("What is done while it is stable.", example="nothing; reviewed each quarter")
    declining = Text(
        "What is done when it declines: drift, data fault or a changed problem.",
        example="check the feeds, then retrain, then rethink",
    )
    never_good = Text("What is done if it never gets good.", example="return to the editorial homepage")
    response = Text(
        "What is done, in one line, where the three situations are not told apart.", example="retrain or fix data"
    )


class Retraining(Section):
    """How often the model is renewed, and what stops a bad one."""

    noun = "change.retraining"
    shorthand = "every"
    every = Duration("How often.", example="1w")
    automatic = Flag("Whether it runs without a person.", example=True)
    gate = Text(
        "What a new model must pass before it serves.", example="relevance >= launch on the last 7 days, n >= 10000"
    )
    rollback_within = Duration("How fast the old model is back.", example="1h")
    max_age = Duration("The oldest model that may serve.", example="3w")
    versions = Text(
        "How results of different versions are kept apart.", example="each criterion is computed for one model version"
    )


class Envelope(Section):
    """A change that may be made without a new approval, with its bounds."""

    noun = "an allowed change"
    shorthand = "what"
    what = Text("The change.", example="retraining on newer data with the same features")
    bound = BoundText("The bound it must keep.", free=True, example="relevance >= launch")


class Change(Section):
    """How the model changes after launch."""

    noun = "change"
    retraining = One(
        Retraining,
        "How often the model is renewed, and what stops a bad one.",
        example={"every": "1w", "automatic": True, "gate": "relevance >= launch", "rollback_within": "1h"},
    )
    envelope = Many(One(Envelope), "Changes that need no new approval.")
    versioned = Many(Text(), "What is kept in versions.", example=["model", "features"])

"""How people meet it: experience, research, the first version."""

from aiprd.scalar import Choice, Flag, Name, Text
from aiprd.section import Many, One, Section


class OptOut(Section):
    """How users leave the AI, and what they get instead."""

    noun = "experience.opt_out"
    shorthand = "offered"
    offered = Flag("Whether users can leave it.", example=True)
    level = Name("degradation level", help="The degradation level they get.", example="generic")
    metric = Name("metric", help="The metric that counts them.", example="opt_out_rate")


class Experience(Section):
    """What users see of the AI, and what they control."""

    noun = "experience"
    label = Text("How AI output is labelled, and why so.", example="Your Picks, with a link to how they are chosen")
    confidence = Text(
        "How sureness is shown, or why it is not.", example="below 60% two options are offered instead of one"
    )
    onboarding = Text(
        "What new users are told it can and cannot do.",
        example="Learns from your last purchases; wrong about 2 in 10 times",
    )
    why_shown = Text("How an output is explained.", example="a line under each item")
    opt_out = One(OptOut, "How users leave it.", example={"level": "generic", "metric": "opt_out_rate"})
    controls = Many(Text(), "What users control.", example=["hide item", "reset history"])
    languages = Many(Text(), "The languages it speaks.", example=["en", "de"])
    accessibility = Text("The accessibility standard it keeps.", example="WCAG 2.2 AA")


class Study(Section):
    """One study with users."""

    noun = "a study"
    shorthand = "method"
    method = Text("The method.", example="error-reaction interviews")
    when = Text("When.", example="during the pilot")
    measures = Text("What it measures.", example="trust after a wrong suggestion, 12 users")


class Mvp(Section):
    """The smallest version that teaches something."""

    noun = "mvp"
    type = Many(
        Choice(("wizard_of_oz", "rules", "transfer", "data_first", "model")),
        "How the first version works.",
        example=["rules"],
    )
    pilot = Text("Who tries it first.", example="500 members, curated by hand")
    core = Text("Its one core function.", example="a row of ten suggestions")
    fallback = Text("Its fallback.", example="editorial row")
    feedback = Text("How users answer it.", example="Not for me")
    monitoring = Text("How it is watched.", example="clicks and hides each day")
    improves_by = Many(Text(), "How it gets better.", example=["weekly retraining"])

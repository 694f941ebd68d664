"""All rules, by family."""

from importlib import import_module

from aiprd.rule import Rule

FAMILY_TITLES = {
    "YAML": "Reading",
    "FORM": "Form",
    "WAIV": "Waivers",
    "PROD": "Product and problem",
    "RISK": "Risk",
    "GOAL": "Goals",
    "BASE": "Baseline",
    "CLAI": "Claims",
    "REQS": "Requirements",
    "PERF": "Performance",
    "COVR": "Coverage",
    "LATE": "Latency",
    "FAIR": "Fairness",
    "EXPL": "Explainability",
    "FALL": "Fallback",
    "MONI": "Monitoring",
    "STOR": "Stories",
    "ACCE": "Acceptance",
    "RELI": "Reliability",
    "RETR": "Retraining",
    "EXPE": "Experience",
    "ROLL": "Rollout",
    "FAIL": "Failure modes",
    "DEGR": "Degradation",
    "ESCA": "Escalation",
    "TEST": "Testing",
    "EXPT": "Experiments",
    "METR": "Metrics",
    "WATC": "Reviews and fallback rate",
    "LOOP": "Feedback loops",
    "DRIF": "Drift",
    "MONE": "Money",
    "FEAS": "Feasibility",
    "TIME": "Timeline",
    "ETHI": "Ethics",
    "DATA": "Data",
    "TRUS": "Trust",
    "MVPS": "First version",
    "COLD": "Cold start",
    "WORD": "Wording",
    "EVAL": "Evaluation sets",
    "JUDG": "Judges",
    "GROU": "Grounding",
    "REFU": "Refusals",
    "INJE": "Injection",
    "COST": "Cost",
    "SPED": "Speed of answers",
    "AGEN": "Agents",
    "OVER": "People in the loop",
    "PINN": "Pinning",
    "CTXT": "Context and security",
    "SCOR": "Scores",
    "TELL": "Telling others",
    "ROAD": "Roadmap",
    "EVID": "Evidence",
    "SLIC": "Slices",
    "ROUT": "Routes to fallbacks",
    "TIER": "Review tiers",
    "COMP": "Composed metrics",
    "UNIT": "Units",
    "PRIV": "Privacy",
    "SCHE": "Schedule",
}

_NAMES = (
    "yaml", "form", "waivers", "product", "risk", "goals", "baseline", "claims", "requirements", "performance", "coverage",
    "latency", "fairness", "explainability", "fallback", "monitoring", "stories", "acceptance", "reliability",
    "retraining", "experience", "rollout", "failure", "degradation", "escalation",
    "testing", "experiments", "metrics", "watching", "loops", "drift", "money",
    "feasibility", "timeline", "ethics", "data", "trust", "first_version", "cold_start",
    "wording",
    "evaluation", "judge", "grounding", "refusal", "injection", "cost", "speed", "agent", "oversight", "pinning", "context",
    "scores",
    "telling", "roadmap", "evidence", "slices", "routes", "tiers", "composition", "units", "privacy", "schedule",
)  # fmt: skip


def _modules():  # type: ignore[no-untyped-def]
    for name in _NAMES:
        try:
            yield import_module(f"aiprd.rules.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"aiprd.rules.{name}":
                raise


FAMILIES = tuple(_modules())

ALL: dict[str, Rule] = {
    rule.code: rule
    for family in FAMILIES
    for module in getattr(family, "MODULES", (family,))
    for rule in vars(module).values()
    if isinstance(rule, Rule)
}

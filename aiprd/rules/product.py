"""PROD: what the product is, whose problem it solves, and the parts every document has."""

from aiprd.rule import Ask, presence

SECTIONS = presence(
    "PROD001",
    "missing-section",
    Ask("aiprd", "the version of the format", "aiprd: 1"),
    Ask(
        "product",
        "what the product is",
        "product: {name: …, kinds: [predictive], owner: …, stage: early, status: building}",
    ),
    Ask("problem", "whose problem it solves", "problem: {user: …, outcome: …, without_ai: …, why_ai: …}"),
    Ask("limitations", "what it does not do well", "limitations:\n  - {what: …, fallback: …, fix: …, by: …}"),
    of=lambda prd: (prd,),
    summary="A part that every PRD has is missing.",
    why="Without it a reader cannot tell what is promised to whom.",
    bad="aiprd: 1  # <- whose problem it solves\nproduct: {name: Router}\nlimitations: [new customers]",
    good="aiprd: 1\nproduct: {name: Router}\nproblem: {user: staff re-route 30% of tickets}\nlimitations: [new customers]",
    severity="E/E/E",
    references=("33.1", "33.3"),
    rows=(1, 111),
)

PRODUCT = presence(
    "PROD002",
    "undescribed-product",
    Ask("name", "its name", "name: …"),
    Ask("kinds", "its kinds", "kinds: [predictive]   # predictive, ranking, generative, agent, perception"),
    Ask("owner", "who answers for it", "owner: …"),
    Ask("stage", "how old it is", "stage: early   # early, growth, mature, or months"),
    of=lambda prd: (prd.product,),
    summary="Product without a name, a kind, an owner or a stage.",
    why="The kind decides which questions are asked, and the owner is who answers them.",
    bad="product:  # <- who answers for it\n  name: Router\n  kinds: [predictive]\n  stage: early",
    good="product:\n  name: Router\n  kinds: [predictive]\n  owner: A. Lee\n  stage: early",
    severity="E/E/E",
    references=("33.1", "33.10"),
    rows=(12,),
)

PROBLEM = presence(
    "PROD003",
    "unstated-problem",
    Ask("user", "who has which problem", "user: …"),
    Ask("outcome", "what will be better for them", "outcome: …"),
    of=lambda prd: (prd.problem,),
    summary="Problem without the user who has it, or without the outcome wanted.",
    why="A technique in search of a problem finds one that nobody has.",
    bad="problem:  # <- what will be better for them\n  user: staff re-route 30% of tickets by hand",
    good="problem:\n  user: staff re-route 30% of tickets by hand\n  outcome: 9 of 10 tickets reach the right team at once",
    severity="E/E/E",
    references=("33.3",),
    rows=(1,),
)

ALTERNATIVE = presence(
    "PROD004",
    "uncompared-ai",
    Ask("without_ai", "the simplest way without AI", "without_ai: …"),
    Ask("why_ai", "why that way is not enough", "why_ai: …"),
    of=lambda prd: (prd.problem,),
    summary="AI without the simplest alternative beside it.",
    why="If rules or a form would do, the errors of a model are a price paid for nothing.",
    bad="problem:  # <- why that way is not enough\n  user: staff\n  without_ai: a form with five categories",
    good="problem:\n  user: staff\n  without_ai: a form with five categories\n  why_ai: customers pick the wrong one in 41% of tickets",
    severity="W/E/E",
    references=("33.3", "NIST MANAGE 2.1"),
    rows=(2,),
)

METRIC = presence(
    "PROD005",
    "undefined-metric",
    Ask("means", "what is counted over what", "means: …"),
    Ask("dimension", "which side of the product it measures", "dimension: quality"),
    Ask("better", "which way is better", "better: higher   # or lower, watch, range"),
    of=lambda prd: prd.metrics.values(),
    summary="Metric without a definition, a dimension or a direction.",
    why="Two people who read only the name will compute two numbers.",
    bad="metrics:\n  relevance:  # <- which way is better\n    means: share of shown items that are clicked\n    dimension: quality",
    good="metrics:\n  relevance:\n    means: share of shown items that are clicked\n    dimension: quality\n    better: higher",
    severity="W/E/E",
    since="building",
    references=("33.7",),
    rows=(116,),
)

"""ETHI: the four questions of the ethics review at discovery (catalogue row 7)."""

from aiprd.rule import Ask, presence

REVIEW = presence(
    "ETHI001",
    "missing-ethics-review",
    Ask(
        "ethics",
        "what its ethics review found",
        "ethics:\n  groups: …\n  bias: …\n  transparency: …\n  consent: …",
    ),
    of=lambda prd: (prd,),
    summary="Product without an ethics review.",
    why="At discovery an ethical problem is a different idea; after launch it is a headline.",
    bad="product: {status: building}  # <- what its ethics review found",
    good="product: {status: building}\nethics: {na: it sorts machine parts and touches no person}",
    severity="I/E/E",
    since="building",
    references=("33.3", "NIST MAP 1.1"),
    rows=(7,),
)

QUESTIONS = presence(
    "ETHI002",
    "half-an-ethics-review",
    Ask("groups", "whether it may treat groups differently", "groups: …"),
    Ask("bias", "whether it may amplify a bias", "bias: …"),
    Ask("transparency", "what users are told", "transparency: …"),
    Ask("consent", "what users agreed to", "consent: …"),
    of=lambda prd: (prd.ethics,),
    summary="Ethics review that leaves out groups, bias, transparency or consent.",
    why="The question that is skipped is the one nobody in the room is touched by.",
    bad="ethics:  # <- whether it may amplify a bias and what users agreed to\n  groups: tickets in a second language may be routed worse\n  transparency: the ticket page says that routing is automatic",
    good="ethics:\n  groups: tickets in a second language may be routed worse\n  bias: past routing favoured large customers\n  transparency: the ticket page says that routing is automatic\n  consent: {na: no personal data is used}",
    severity="I/E/E",
    since="building",
    references=("33.3", "NIST MAP 1.1"),
    rows=(7,),
)

"""TEST: how it is tested before users meet it (catalogue rows 79 to 82)."""

import re
from collections.abc import Iterable, Iterator, Mapping

from aiprd.diagnostic import Finding, Path, Related
from aiprd.pattern import Pattern
from aiprd.prd import Prd
from aiprd.prd.failure import FailureMode
from aiprd.rule import Ask, Findings, gaps, listed, presence, rule, short

EVALUATION = presence(
    "TEST001",
    "missing-evaluation",
    Ask(
        "evaluation",
        "how it is tested",
        "evaluation:\n  offline: …\n  ab: …\n  adversarial: …\n  fairness: […]\n  uat: …\n  failure_mode: …",
    ),
    of=lambda prd: (prd,),
    summary="Product without an evaluation.",
    why="What was not tried out before launch is tried out on users.",
    bad="product: {status: pilot}  # <- how it is tested\ntraffic: {volume: 40k/day}",
    good="product: {status: pilot}\nevaluation: {offline: 2,000 tickets of the last month, held out by time}",
    severity="I/E/E",
    since="pilot",
    references=("33.3",),
    rows=(79,),
)

_TESTS = (
    Ask("offline", "what is tested offline", "offline: …   # on cases held out by time"),
    Ask("ab", "what is compared with the present experience", "ab: …   # the id of an experiment"),
    Ask(
        "adversarial", "what is tested against attack and misuse", "adversarial: …   # hostile cases, how many, by whom"
    ),
    Ask("fairness", "which groups are compared", "fairness: […]   # the attributes of the fairness requirements"),
    Ask("uat", "what users themselves try out", "uat: …   # how many users; trust, comprehension, satisfaction"),
)


@rule("TEST002", severity="I/E/E", since="pilot", references=("33.3",), rows=(79,), fixable=True)
def missing_test(prd: Prd) -> Findings:
    """Evaluation that leaves out a kind of test.

    Each kind finds what the others cannot: an offline test knows nothing of users, and an A/B test nothing of attackers.

    The kinds are offline, A/B, adversarial, fairness, user acceptance and failure mode; TEST003 asks for the last.
    An evaluation set of that kind, a listed experiment, a threat with its test, or fairness requirements that do not
    apply answer too.

    Bad:
        evaluation:  # <- what is tested against attack and misuse and what users themselves try out
          offline: 40,000 members held out by time
          ab: ab_1
          fairness: [age_group, region]
    Bad:
        evaluation:
          offline: 40,000 members held out by time
          ab: ab_1
          adversarial: unknown  # <- still unknown
          fairness: [age_group, region]
          uat: 24 members
    Good:
        requirements:
          fairness: {na: it reads no data about people}
        evaluation:
          uat: 20 members rate trust, comprehension and satisfaction
          adversarial: {na: it takes no input from outside}
          sets: [{id: eval_qa, kind: regression}]
        experiments: [{id: ab_1}]
    """
    evaluation = prd.evaluation
    if evaluation.given:
        answered = set(_answered(prd))
        yield from gaps(evaluation, [ask for ask in _TESTS if ask.key not in answered])


def _answered(prd: Prd) -> Iterator[str]:
    """The kinds of test that other parts of the document describe."""
    kinds = {part.kind.value for part in prd.evaluation.sets if part.given}
    if kinds - {"security", "fairness"}:
        yield "offline"
    if len(prd.experiments) or prd.experiments.not_applicable:
        yield "ab"
    if "security" in kinds or any(threat.test.given for threat in prd.security.threats):
        yield "adversarial"
    if "fairness" in kinds or prd.requirements.fairness.not_applicable:
        yield "fairness"


@rule("TEST003", severity="W/E/E", since="pilot", references=("33.3", "33.8"), rows=(79, 80))
def untested_failure_mode(prd: Prd) -> Findings:
    """Failure mode that no test sets off.

    A fallback that was never seen to work is a hope; on the day it is needed it shows an empty page.

    Wanted at least: a case without data, one of low confidence, and one unlike the training data. One line under
    `evaluation.failure_mode` answers for all modes; where it is a list of their ids, for those alone.

    Bad:
        failure_modes:
          - {id: timeout, type: infrastructure, test: 500ms of delay in staging}
          - {id: cold_start, type: edge}  # <- no test sets off the failure modes `cold_start` and `drift`
          - {id: drift, type: drift}
    Bad:
        failure_modes:
          - {id: timeout, type: infrastructure}
        evaluation:
          failure_mode: unknown  # <- which test sets off the failure mode `timeout` is still unknown
    Good:
        failure_modes:
          - {id: timeout, type: infrastructure}
          - {id: cold_start, type: edge}
        evaluation:
          failure_mode: one drill for each failure mode, in staging
    """
    drill = prd.evaluation.failure_mode
    named = {entry.value for entry in drill} & {mode.id.value for mode in prd.failure_modes if mode.id.value}
    if not (drill.open or named):
        return
    untested = [mode for mode in prd.failure_modes if mode.given and mode.test.open and mode.id.value not in named]
    if not untested:
        return
    modes = "failure mode " if len(untested) == 1 else "failure modes "
    told = modes + listed([f"`{_label(mode)}`" for mode in untested])
    known = [mode for mode in untested if mode.test.unknown]
    fix = "test: …   # on each: how it is set off, with how many cases or for how long"
    if drill.unknown:
        yield Finding(
            drill.path,
            f"which test sets off the {told} is still unknown",
            "failure_mode: one drill for each failure mode, in staging",
            tuple(Related(mode.path, "no test sets it off") for mode in untested),
            known_gap=True,
        )
    elif len(known) == len(untested):
        related = tuple(Related(mode.test.path, "unknown too") for mode in untested[1:])
        yield Finding(
            known[0].test.path, f"which test sets off the {told} is still unknown", fix, related, known_gap=True
        )
    else:
        related = tuple(Related(mode.path, "no test sets it off either") for mode in untested[1:])
        yield Finding(untested[0].path, f"no test sets off the {told}", fix, related)


def _label(mode: FailureMode) -> str:
    return short(mode.id.value or mode.signal.value or str(mode.path[-1]), 30)


_VAGUE = Pattern(r"\b(?:any|all|each|every|other)\b")


_IDENTIFIER = Pattern(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_OF_PEOPLE = Pattern(
    r"(?:age|sex|gender|race|ethnicity|nationality|religion|disability|income|education|marital_status|mother_tongue"
    r"|first_language|native_language)(?:_(?:group|band|bracket|class|level)s?)?"
)
"""Names that stand for nothing but an attribute of people."""


@rule("TEST004", severity="W/E/E", references=("33.3",), rows=(81,))
def mismatched_fairness_test(prd: Prd) -> Findings:
    """Fairness test whose groups are not those of the fairness requirements.

    A gap nobody measured is not a small gap, and a measured gap without a bound fails no launch.

    Compares attributes, by name. Silent where the test is told in words, without naming an attribute. Where the test
    lists two or more of the attributes, another bare name in the list is taken for an attribute too; beside one alone,
    only a name such as `income` that can be nothing else.

    Bad:
        requirements:
          fairness:
            - {id: parity, bound: relevance gap <= 10pp, across: [age_group, gender, region]}
        metrics: {relevance: {launch: 70%}}
        evaluation:
          fairness: [age_group, region]  # <- the requirement bounds `gender` too
    Bad:
        data: {groups: {age_group: profile, tenure: account}}
        requirements:
          fairness:
            - {id: parity, bound: relevance gap <= 10pp, across: [age_group]}
        metrics: {relevance: {launch: 70%}}
        evaluation:
          fairness: [age_group, tenure]  # <- `tenure` is tested, but no requirement bounds it
    Bad:
        requirements:
          fairness:
            - {id: parity, bound: relevance gap <= 10pp, across: [age_group, region]}
        metrics: {relevance: {launch: 70%}}
        evaluation:
          fairness: [age_group, region, tenure]  # <- `tenure` is tested, but no requirement bounds it
    Bad:
        requirements:
          fairness:
            - {id: parity, bound: relevance gap <= 10pp, across: [first_language]}
        metrics: {relevance: {launch: 70%}}
        evaluation:
          fairness: [first_language, income]  # <- `income` is tested, but no requirement bounds it
    Good:
        requirements:
          fairness:
            - {id: parity, bound: relevance gap <= 10pp, across: [age_group, region]}
        metrics: {relevance: {launch: 70%}}
        evaluation:
          fairness: [age groups and region on judged_groups]
    Good:
        requirements:
          fairness:
            - {id: parity, bound: relevance gap <= 10pp, across: [age_group, region]}
        metrics: {relevance: {launch: 70%}}
        evaluation:
          fairness: judged_groups
          sets: [{id: judged_groups, slices: [age_group, region]}]
    """
    required = {
        name: part.path
        for entry in prd.requirements.fairness
        for name, part in entry.across.items()
        if not _VAGUE.search(name.lower())
    }
    test = prd.evaluation.fairness
    said = [entry.value for entry in test if entry.value]
    said += [
        part.value
        for one in prd.evaluation.sets
        if one.id.value in said
        for part in one.slices
        if part.value is not None
    ]
    attributes = {_plain(name) for name in (*required, *prd.data.groups)}
    tested = {_plain(name) for name in said} & attributes
    if not required or not tested:
        return
    words = f" {' '.join(_plain(text) for text in said)} "
    missing = {name: path for name, path in required.items() if f" {_plain(name)} " not in words}
    if missing:
        yield _untested(test.path, missing, [*said, *missing])
    sets = {_plain(one.id.value) for one in prd.evaluation.sets if one.id.value}
    names_only = _IDENTIFIER if len(tested) > 1 else None if missing else _OF_PEOPLE
    bare = {_plain(name) for name in said if names_only and names_only.fullmatch(name)} - sets
    extra = sorted((tested | bare) - {_plain(name) for name in required})
    if extra:
        names = [name for name in said if _plain(name) in extra]
        are, it = ("is", "it") if len(names) == 1 else ("are", "them")
        yield Finding(
            test.path,
            f"{listed([f'`{name}`' for name in names])} {are} tested, but no requirement bounds {it}, so no result can fail",
            f"across: {{{', '.join(f'{name}: […]' for name in names)}}}   # added to a fairness requirement",
            tuple(Related(path, "a requirement bounds this") for path in list(required.values())[:1]),
        )


def _untested(path: Path, missing: Mapping[str, Path], names: Iterable[str]) -> Finding:
    told = listed([f"`{name}`" for name in missing])
    return Finding(
        path,
        f"the fairness test leaves out groups: the requirement bounds {told} too",
        f"fairness: [{', '.join(names)}]",
        tuple(Related(where, f"bounds `{name}`") for name, where in missing.items()),
    )


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.lower()).split())


_ASPECTS = {
    "trust": Pattern(r"trust|confiden|\brel(?:y|ies|iance)\b", re.IGNORECASE),
    "comprehension": Pattern(r"compreh|underst|expectation|\bmental model|\bclear|clarity", re.IGNORECASE),
    "satisfaction": Pattern(r"satisf|\bcsat\b|\bsus\b|usabil|\bnps\b|delight|rating|rated?\b", re.IGNORECASE),
}


@rule("TEST005", severity="I/W/W", since="pilot", confidence="likely", references=("33.3",), rows=(82,), fixable=True)
def shallow_acceptance_test(prd: Prd) -> Findings:
    """User acceptance test that leaves out trust, comprehension or satisfaction.

    Users can be content with an assistant they misunderstand, and stop using a good one they do not trust.

    Looks for the words, in English, in the test and in what the studies measure.

    Bad:
        evaluation:
          uat: display test ab_1  # <- trust, comprehension and satisfaction
    Good:
        evaluation:
          uat: 24 members rate trust and satisfaction
        research:
          - {method: expectation probe, measures: whether members understand why an item is shown}
    Good:
        evaluation:
          uat: {na: no person sees the output}
    """
    uat = prd.evaluation.uat
    if not any(entry.value for entry in uat):
        return
    words = " ".join(entry.value or "" for entry in uat)
    words += " ".join(f" {study.method.value} {study.measures.value}" for study in prd.research if study.given)
    missing = [aspect for aspect, pattern in _ASPECTS.items() if not pattern.search(words)]
    if missing and words.isascii():
        yield Finding(
            uat.path,
            f"the user acceptance test `{short(uat[0].value or '', 40)}` does not say how it measures {listed(missing)}",
            f"uat: …   # how many users, and how they rate {listed(missing)}",
        )

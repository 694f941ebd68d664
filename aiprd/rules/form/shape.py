"""FORM: keys, values and names that the format does not have. The model finds most of it; the pages are here."""

from collections.abc import Iterator

from aiprd.answer import Answer
from aiprd.diagnostic import Finding, Path, Related
from aiprd.prd import FORMAT_VERSION, Prd
from aiprd.rule import Findings, rule
from aiprd.section import Section


@rule("FORM001", severity="E/E/E", fixable=True)
def unknown_key() -> None:
    """A key the format does not have.

    A misspelt key is an answer nobody reads.

    A key that looks misspelt is read as what was meant. Keys of your own may begin with `x-`.

    Bad:
        metrics:
          relevance:
            slicess: {}  # <- did you mean `slices`?
    Good:
        metrics:
          relevance:
            slices: {}
            x-ticket: ML-204
    """


@rule("FORM002", severity="E/E/E", fixable=True)
def wrong_type() -> None:
    """A list where words belong, words where keys belong, and the like.

    What stands there cannot be the answer to what the key asks.

    Bad:
        product:
          name: [Router]  # <- takes words
    Good:
        product:
          name: Router
    """


@rule("FORM003", severity="E/E/E", fixable=True)
def not_a_choice() -> None:
    """A word that is not on the key's list.

    The answer decides which checks apply, so it has to be one the format knows.

    Bad:
        product:
          kinds:
            - rankng  # <- did you mean `ranking`?
    Good:
        product:
          kinds: [ranking]
    """


@rule("FORM004", severity="E/E/E", fixable=True)
def empty_answer() -> None:
    """A key with nothing after it, or with a comment where the value should be.

    Silence differs from "unknown" and from "does not apply"; an empty key says neither.

    Bad:
        product:
          owner: #5  # <- empty
    Good:
        product:
          owner: unknown
    """


@rule("FORM005", severity="E/E/E", fixable=True)
def unreadable_quantity() -> None:
    """An amount, a date or a length of time that cannot be read one way only.

    A guess at `1,5%` or `5m users` would be wrong half the time.

    Bad:
        traffic:
          eligible: 5m members  # <- `5m members`
    Good:
        traffic:
          eligible: 5M members
        evaluation:
          sets: [{id: planted, n: "1,400 weeks"}]
    """


@rule("FORM006", severity="E/E/E", references=("33.3",), rows=(29, 39, 49), fixable=True)
def unreadable_bound() -> None:
    """A bound that does not say metric, operator and value.

    A bound that tools cannot read is a promise nobody can check.

    Bad:
        requirements:
          performance:
            - relevance >= lunch  # <- launch
    Good:
        requirements:
          performance:
            - relevance >= launch over 14d, n >= 10000
    """


@rule("FORM007", severity="E/E/E", references=("33.7",), rows=(62, 108, 126, 150))
def undefined_name() -> None:
    """A name that nothing in the document defines.

    A requirement on a metric that does not exist, or a fallback that is not there, cannot be met.

    Names are looked up only where the document defines at least one name of that kind. A misspelt name is read as what
    was meant.

    Bad:
        degradation:
          - {level: 1, id: full, shows: all items}
          - {level: 2, id: popularity, shows: popular items}
        failure_modes:
          - id: timeout
            goes_to: populrity  # <- did you mean `popularity`?
    Bad:
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance:
            - satisfaction >= 70%  # <- no metric is called `satisfaction`
    Good:
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance:
            - relevance >= launch
    """


@rule("FORM010", severity="E/E/E", fixable=True)
def split_text() -> None:
    """A bound or a sentence cut in two by its comma.

    Inside `{…}` a comma begins a new key, so what follows it is lost without a word.

    The two parts are read as one.

    Bad:
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance:
            - {bound: relevance >= launch, n >= 10000}  # <- `n >= 10000` was cut off
    Bad:
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance: [relevance >= launch, n >= 10000]  # <- `n >= 10000` was cut off
    Good:
        metrics:
          relevance: {launch: 70%}
        requirements:
          performance:
            - {bound: "relevance >= launch, n >= 10000"}
    """


@rule("FORM011", severity="E/E/E")
def not_a_prd() -> None:
    """A file that holds none of a PRD's keys.

    A list, or another format's keys, have no place for the questions a PRD answers.

    Bad:
        - buy milk  # <- no keys at all
    Bad:
        title: Router  # <- none of its keys
        features: [routing]
    Good:
        aiprd: 1
    """


@rule("FORM012", severity="E/E/E", rows=(38,), fixable=True)
def unexplained_exclusion() -> None:
    """A question set aside without a reason.

    "Does not apply" is an answer only with the reason, which reviewers read in the rendered PRD.

    Bad:
        requirements:
          fairness: n/a  # <- without a reason
    Good:
        requirements:
          fairness: {na: items are ranked for warehouses; no person is affected}
    """


@rule("FORM014", severity="E/E/E", fixable=True)
def repeated_id(prd: Prd) -> Findings:
    """Two entries of one list with the same id.

    Whoever names the id can mean either.

    Bad:
        failure_modes:
          - {id: timeout, type: infrastructure}
          - type: data
            id: timeout  # <- `timeout` is taken
    Good:
        failure_modes:
          - {id: timeout, type: infrastructure}
          - {id: stale, type: data}
    """
    lists: tuple[Iterator[Section], ...] = (
        iter(prd.degradation), iter(prd.failure_modes), iter(prd.data.sources), iter(prd.evaluation.sets),
        iter(prd.evaluation.judges), iter(prd.experiments), iter(prd.rollout.stages),
        (entry for _, entry in prd.requirements.each()),
    )  # fmt: skip
    for entries in lists:
        first: dict[str, Path] = {}
        for entry in entries:
            identity = getattr(entry, "id", None)
            if not isinstance(identity, Answer) or identity.value is None:
                continue
            if identity.value in first:
                yield Finding(
                    identity.path,
                    f"`{identity.value}` is taken already",
                    f"id: {identity.value}_2",
                    (Related(first[identity.value], "first used here"),),
                )
            first.setdefault(identity.value, identity.path)


@rule("FORM015", severity="E/E/E", fixable=True)
def unsupported_version(prd: Prd) -> Findings:
    """A document of a version this tool does not know.

    Keys may mean something else in another version of the format.

    Bad:
        aiprd: 7  # <- version 1
    Good:
        aiprd: 1
    """
    if prd.aiprd.value is not None and prd.aiprd.value != FORMAT_VERSION:
        message = f"this tool reads version {FORMAT_VERSION} of the format, the document says {prd.aiprd.text}"
        yield Finding(prd.aiprd.path, message, f"aiprd: {FORMAT_VERSION}")

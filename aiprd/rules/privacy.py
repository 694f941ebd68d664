"""PRIV: personal data and what is promised about it (catalogue row 158)."""

from collections.abc import Iterator

from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.prd.evidence import Source
from aiprd.rule import Findings, listed, rule, short


def _personal(prd: Prd) -> Iterator[Source]:
    return (source for source in prd.data.sources if source.given and source.personal.value is True)


@rule("PRIV001", severity="I/E/E", since="pilot", references=("33.3", "GDPR Art. 5", "GDPR Art. 6"), rows=(158,))
def baseless_personal_data(prd: Prd) -> Findings:
    """Personal data without a lawful basis, or without an end.

    What may not be used cannot be trained on, and what is never deleted is found again by somebody else.

    Asks the sources marked `personal: true`.

    Bad:
        data:
          sources:  # <- on which lawful basis `browsing` and `purchases` are used and how long they are kept
            - {id: browsing, personal: true}
            - {id: purchases, personal: true}
    Bad:
        data:
          sources:
            - id: purchases
              personal: true
              basis: contract
              retention: unknown  # <- how long `purchases` is kept is still unknown
    Good:
        data:
          sources:
            - {id: purchases, personal: true, basis: contract, retention: 24mo}
            - {id: inventory, personal: false}
    """
    lacking: dict[tuple[str, ...], list[Source]] = {}
    for source in _personal(prd):
        for key, line in _ASKED.items():
            if source.part(key).unknown:
                told = f"{_told((key,), [source])} is still unknown"
                yield Finding(source.part(key).path, told, line, known_gap=True)
        missing = tuple(key for key in _ASKED if source.part(key).absent)
        if missing:
            lacking.setdefault(missing, []).append(source)
    for keys, sources in lacking.items():
        yield Finding(
            prd.data.sources.path if len(sources) > 1 else sources[0].path,
            f"nothing says {_told(keys, sources)}",
            "\n".join(_ASKED[key] for key in keys) + ("   # on each of them" if len(sources) > 1 else ""),
            tuple(Related(source.path, f"no {listed(keys)}") for source in sources[:6]),
        )


_ASKED = {"basis": "basis: …   # contract, consent, legitimate interest", "retention": "retention: …   # 24mo"}


def _told(keys: tuple[str, ...], sources: list[Source]) -> str:
    """What is not said of the sources."""
    names, many = listed([_name(source) for source in sources]), len(sources) > 1
    verb = "are" if many else "is"
    if keys == ("retention",):
        return f"how long {names} {verb} kept"
    until = f" and how long {'they are' if many else 'it is'} kept" if len(keys) > 1 else ""
    return f"on which lawful basis {names} {verb} used{until}"


def _name(source: Source) -> str:
    return f"`{short(source.id.value or source.what.value or 'a source', 30)}`"


@rule("PRIV002", severity="W/E/E", since="pilot", references=("33.3", "GDPR Art. 25"), rows=(158,), fixable=True)
def missing_privacy_requirement(prd: Prd) -> Findings:
    """Product that uses personal data and promises nothing about it.

    Deletion, access and separation are built in at the start or bolted on after the first complaint.

    One entry under `requirements.privacy` answers it. Silent where no source is marked as personal.

    Bad:
        data:
          sources: [{id: purchases, personal: true}]
        requirements:  # <- `purchases` is personal
          performance: [relevance >= 70%]
    Good:
        data:
          sources: [{id: purchases, personal: true}]
        requirements:
          privacy:
            - {text: A deletion request empties the purchases of that member within 30d, within: 30d}
    """
    family = prd.requirements.privacy
    sources = list(_personal(prd))
    if not sources or not prd.requirements.given or not (family.open or (family.given and not len(family))):
        return
    names = [_name(source) for source in sources]
    yield Finding(
        family.path if family.unknown else prd.requirements.path,
        f"{listed(names)} {'is' if len(names) == 1 else 'are'} personal, and no requirement says what holds for privacy",
        "privacy:\n  - {text: A deletion request empties the data of that person within 30d, within: 30d, nature: deterministic}",
        tuple(Related(source.path, "personal data") for source in sources[:6]),
        known_gap=family.unknown,
    )

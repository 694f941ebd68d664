"""For whom and for what the result holds: languages, slices, data not seen in training (LLM practice L19, GMLP)."""

from aiprd.diagnostic import Finding, Related
from aiprd.prd import Prd
from aiprd.rule import Ask, Findings, presence, rule, short
from aiprd.rules.evaluation.sets import KINDS


@rule("EVAL007", severity="-/W/E", kinds=KINDS, references=("LLM practice L19",))
def untested_language(prd: Prd) -> Findings:
    """Language the product promises and no evaluation set covers.

    A model that is good in English can be poor in another language, and nobody on the team may notice.

    Compares `experience.languages` with the languages of all sets; silent where no set names any.

    Bad:
        experience:
          languages: [en, de, fr]  # <- promises `fr`, which no evaluation set covers
        evaluation: {sets: [{id: eval_qa, languages: [en, de]}]}
    Good:
        experience: {languages: [English, de]}
        evaluation: {sets: [{id: eval_qa, languages: [en]}, {id: eval_de, languages: [German]}]}
    """
    promised, sets = prd.experience.languages, prd.evaluation.sets
    covered = {_language(word.value) for part in sets for word in part.languages if word.value}
    missing = [word for word in promised if word.value and _language(word.value) not in covered]
    if not covered or not missing or "all" in covered:
        return
    listing = ", ".join(f"`{short(word.text)}`" for word in missing[:6])
    yield Finding(
        promised.path,
        f"the product promises {listing}, which no evaluation set covers",
        f"languages: […, {', '.join(word.text for word in missing)}]   # on an evaluation set with cases in {'it' if len(missing) == 1 else 'them'}",
        tuple(Related(part.languages.path, "covers these") for part in sets if part.languages.given)[:3],
    )


@rule("EVAL008", severity="-/W/E", kinds=KINDS, since="pilot", references=("LLM practice L19",))
def languages_left_out(prd: Prd) -> Findings:
    """Product in several languages whose evaluation sets name none.

    Whatever the sets show, it is not known for whom.

    Bad:
        experience: {languages: [en, de]}
        evaluation:
          sets:  # <- the product speaks 2 languages, no evaluation set says which it covers
            - {id: eval_qa, n: 600}
    Good:
        experience: {languages: [en]}
        evaluation: {sets: [{id: eval_qa, n: 600}]}
    """
    promised, sets = prd.experience.languages, prd.evaluation.sets
    if len(promised) > 1 and len(sets) and all(part.languages.absent for part in sets):
        yield Finding(
            sets.path,
            f"the product speaks {len(promised)} languages, no evaluation set says which it covers",
            f"languages: [{', '.join(word.text for word in promised)}]   # on each set",
            (Related(promised.path, f"{len(promised)} languages are promised"),),
        )


SPLIT = presence(
    "EVAL009",
    "unseparated-test-data",
    Ask(
        "split",
        "how training and test data are kept apart",
        "split: {kind: by …, test_n: …}   # by time, patient, site or customer",
    ),
    of=lambda prd: (prd.data,),
    summary="Model whose test data may have been seen in training.",
    why="A model remembers; tested on what it was trained on, it is as good as its memory.",
    bad="data:  # <- how training and test data are kept apart\n  sources: [images]",
    good="data:\n  sources: [images]\n  split: {kind: by patient, test_n: 6000}",
    severity="-/W/E",
    since="pilot",
    kinds=("predictive", "perception"),
    references=("GMLP 4",),
)


@rule(
    "EVAL010",
    severity="-/W/E",
    kinds=("perception", "predictive", "generative"),
    since="pilot",
    references=("Model cards", "GMLP 3"),
)
def unsliced_evaluation(prd: Prd) -> Findings:
    """Evaluation that looks at the average alone.

    Devices, light, topics and groups change how well a model works; an average hides the one where it fails.

    A slice on any evaluation set or metric answers, and so does a set of kind fairness.

    Bad:
        evaluation:  # <- no evaluation set or metric looks at a part of the cases
          sets: [{id: eval_qa, n: 600}]
    Good:
        evaluation: {sets: [{id: eval_qa, n: 600, slices: [night, portable_camera]}]}
    Good:
        metrics: {recall: {slices: {portable: {observed: 93%}}}}
        evaluation: {sets: [{id: eval_qa, n: 600}]}
    """
    sets = prd.evaluation.sets
    sliced = any(not part.slices.absent or part.kind.value == "fairness" for part in sets)
    if not len(sets) or sliced or any(not metric.slices.absent for metric in prd.metrics.values()):
        return
    yield Finding(
        prd.evaluation.path,
        "no evaluation set or metric looks at a part of the cases",
        "slices: […]   # on an evaluation set: the devices, places, topics or groups that change how well it works",
    )


_CODES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt", "dutch": "nl",
    "polish": "pl", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi", "czech": "cs", "turkish": "tr",
    "japanese": "ja", "korean": "ko", "chinese": "zh", "mandarin": "zh", "arabic": "ar", "hindi": "hi", "russian": "ru",
    "ukrainian": "uk", "greek": "el", "hebrew": "he", "hungarian": "hu", "romanian": "ro", "deutsch": "de", "any": "all",
}  # fmt: skip


def _language(word: str) -> str:
    """A language as one code, whether its name or a code with a region was written."""
    plain = word.strip().lower()
    first = plain.replace("_", "-").split("-")[0].split(" ")[0]
    return _CODES.get(plain) or _CODES.get(first) or first

"""PRDs to time with: realistic, all different, a tenth of them flawed."""
# ruff: noqa: INP001

import copy
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from aiprd.prd.promise import Requirements
from benchmarks.detection.edits import Inapplicable
from benchmarks.detection.seed import RECIPES, ROOT, dump

PRDS = ROOT / "benchmarks" / "detection" / "prds"
BASES = (PRDS / "retail-copilot", PRDS / "docs-search", PRDS / "drift-watch", ROOT / "examples" / "minimal")
"""Clean documents of 3.7 to 12.9 KB; a corpus made of them has 8 KB a document."""

LEFT_OUT = ("components", "timeline", "roadmap", "escalation", "rollout", "security")
"""What `one` leaves out of the first base to come to 8 KB without a finding."""


def one() -> str:
    """The clean document of 8 KB."""
    return "".join(block for key, block in _blocks(_text(BASES[0])) if key not in LEFT_OUT)


def documents(number: int) -> Iterator[tuple[str, str]]:
    """File names and texts; the same for the same number, each different from all others."""
    chance = random.Random(7)  # noqa: S311 - a fixed seed
    for index in range(number):
        text = _own(_text(BASES[index % len(BASES)]), index)
        if index % 10 == 9:
            text = _flawed(text, chance)
        yield f"team-{index // 50:03}/product-{index:05}.prd.yaml", text


def large(size: int) -> str:
    """One document of about `size` bytes: the 8 KB one with its metrics and requirements again and again."""
    data = yaml.safe_load(one())
    metrics, requirements = dict(data["metrics"]), data["requirements"]
    families = {family: list(entries) for family, entries in requirements.items() if isinstance(entries, list)}
    once = len(dump({"metrics": metrics, "requirements": families}))
    for copy_number in range(1, max(2, (size - len(one())) // once + 1)):
        for name, metric in metrics.items():
            data["metrics"][f"{name}_{copy_number}"] = copy.deepcopy(metric)
        for family, entries in families.items():
            requirements[family] += [_renamed(entry, metrics, copy_number) for entry in entries]
    return dump(data)


def _renamed(entry: object, metrics: dict[str, object], number: int) -> object:
    text = re.sub(r"\bid: ([\w-]+)", rf"id: \1_{number}", dump(entry))
    for name in metrics:
        text = re.sub(rf"\b{name}\b", f"{name}_{number}", text)
    return yaml.safe_load(text)


def _own(text: str, index: int) -> str:
    """The text with metrics, names and sentences of its own, so that nothing learnt from one document helps with another."""
    for name in yaml.safe_load(text)["metrics"].keys() - Requirements.fields.keys():
        text = re.sub(rf"(?<![\w-]){name}(?![\w-])", f"{name}_{index}", text)
    text = re.sub(r"(?<= )(the|a|no|of|is|and) (?=[a-z]{3,} )", rf"\1 {_word(index)} ", text)
    return text.replace("product: {name: ", f"product: {{name: No. {index} ", 1).replace(
        "  name: ", f"  name: No. {index} ", 1
    )


def _word(index: int) -> str:
    """A word of its own for each document, which means nothing."""
    syllables = ("ba", "do", "fi", "ku", "le", "mo", "nu", "ra", "so", "ti")
    return "".join(syllables[int(digit)] for digit in f"{index:04}")


def _flawed(text: str, chance: random.Random) -> str:
    """The text with one seeded defect."""
    for _, _, edit in chance.sample(RECIPES, len(RECIPES)):
        data = yaml.safe_load(text)
        try:
            edit(data)
        except Inapplicable:
            continue
        return dump(data)
    return text


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """The top-level keys with their lines; comments above a key belong to it."""
    lines: list[str] = []
    key = ""
    for line in text.splitlines(keepends=True):
        if line[:1].isalpha():
            if key:
                yield key, "".join(lines)
                lines = []
            key = line.partition(":")[0]
        lines.append(line)
    yield key, "".join(lines)


@cache
def _text(base: Path) -> str:
    return Path(f"{base}.prd.yaml").read_text(encoding="utf-8")

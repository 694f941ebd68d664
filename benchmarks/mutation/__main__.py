"""How many small mistakes in the rules and the arithmetic would be noticed.

python -m benchmarks.mutation [MODULE…] [--survivors] [--most N] [--seed WORD] [--again]
"""
# ruff: noqa: INP001, T201

import argparse
import json
import os
import tempfile
from collections import Counter
from pathlib import Path

import yaml

from benchmarks.mutation.mutants import mutants
from benchmarks.mutation.trial import ROOT, file_of, killer, prepare

ARITHMETIC = ["aiprd.sampling", "aiprd.quantity", "aiprd.amount", "aiprd.bound", "aiprd.dates"]
RESULTS = Path(tempfile.gettempdir()) / "aiprd-mutation"
EXPLAINED = Path(__file__).with_name("explained.yaml")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="sampling, rules.fairness, …; all unless said")
    parser.add_argument("--survivors", action="store_true", help="print what nothing notices and nobody explained")
    parser.add_argument("--most", type=int, default=60, metavar="N", help="mutants of a module (60)")
    parser.add_argument("--seed", default="", metavar="WORD", help="draw others of a module than without")
    parser.add_argument("--again", action="store_true", help="try again what was noticed in an earlier run")
    options = parser.parse_args()
    os.nice(15)
    os.chdir(ROOT)
    RESULTS.mkdir(exist_ok=True)
    prepare()
    total: Counter[str] = Counter()
    for module in wanted(options.modules):
        total += tried(module, options)
    print(line("in all", total))


def wanted(asked: list[str]) -> list[str]:
    """The modules under each name asked for: a module, a family, or all."""
    rules = sorted(path for path in (ROOT / "aiprd" / "rules").rglob("*.py") if path.name != "__init__.py")
    known = ARITHMETIC + [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in rules]
    full = [name if name.startswith("aiprd.") else f"aiprd.{name}" for name in asked] or ["aiprd"]
    return list(dict.fromkeys(name for one in full for name in known if f"{name}.".startswith(f"{one}.")))


def tried(module: str, options: argparse.Namespace) -> Counter[str]:
    """Tries the mutants of a module that no earlier run saw noticed, and prints its line."""
    source = file_of(module).read_text(encoding="utf-8")
    file = RESULTS / f"{module}.json"
    seen = json.loads(file.read_text(encoding="utf-8")) if file.exists() and not options.again else {}
    reasons = explained(module)
    tally: Counter[str] = Counter()
    if unmutated := killer(module, source):
        print(f"{module}: not tried, for it fails as it stands: {unmutated}")
        return tally
    survivors = []
    for mutant in mutants(module, source, options.most, options.seed):
        if not seen.get(mutant.key) and mutant.now not in reasons:
            seen[mutant.key] = killer(module, mutant.source)
            file.write_text(json.dumps(seen, indent=1, ensure_ascii=False), encoding="utf-8")
        outcome = "explained" if mutant.now in reasons else "killed" if seen[mutant.key] else "survived"
        tally[outcome] += 1
        if outcome == "survived":
            survivors.append(f"  {mutant.line}: {mutant.was}\n      → {mutant.now}")
    print(line(module, tally), flush=True)
    if options.survivors and survivors:
        print("\n".join(survivors), flush=True)
    return tally


def explained(module: str) -> set[str]:
    """The mutated lines that differ in nothing a PRD can show."""
    entries = yaml.safe_load(EXPLAINED.read_text(encoding="utf-8")) or []
    return {" ".join(now.split()) for entry in entries if entry["module"] == module for now in entry["lines"]}


def line(name: str, tally: Counter[str]) -> str:
    counted = tally["killed"] + tally["survived"]
    score = f"{tally['killed'] / counted:7.1%}" if counted else "      -"
    outcomes = " ".join(f"{tally[outcome]:5} {outcome}" for outcome in ("killed", "explained", "survived"))
    return f"{name:40} {tally.total():5} tried {outcomes} {score}"


if __name__ == "__main__":
    main()

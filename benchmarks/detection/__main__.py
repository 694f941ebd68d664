"""How many seeded defects the linter finds: python -m benchmarks.detection [--rows] [--misses]."""
# ruff: noqa: INP001, T201

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor

from aiprd.diagnostic import Severity
from aiprd.linter import Options, lint
from aiprd.rules import ALL
from benchmarks.detection.seed import OPTIONS, PRDS, SECTIONS, Outcome, codes, defects, judge, section


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.detection", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="print each defect that is not found")
    parser.add_argument("--rows", action="store_true", help="print each row with its rules, and what else was told")
    options = parser.parse_args(arguments)
    tried = list(defects())
    with ProcessPoolExecutor() as pool:
        outcomes = list(pool.map(judge, tried, chunksize=16))
    asked = [outcome for outcome in outcomes if outcome.asked]
    print(f"{len(tried)} defects in {len(PRDS)} documents, {len(tried) - len(asked)} of them asked at a later status")
    show_sections(asked)
    if options.rows:
        show_rows(asked)
    show_clean()
    show_beside(asked)
    if options.misses:
        for outcome in asked:
            if not outcome.found:
                print(f"missed: {outcome.defect.title}; told: {' '.join(sorted(outcome.beside)) or 'nothing'}")


def recall(outcomes: Iterable[Outcome]) -> str:
    """Found and all, with the share."""
    found = [bool(outcome.found) for outcome in outcomes]
    return f"{sum(found):5} of {len(found):5} {sum(found) / len(found):7.1%}" if found else "    0 of     0       -"


def show_sections(outcomes: Sequence[Outcome]) -> None:
    print("\nRecall by section of the catalogue")
    for letter, (low, high) in SECTIONS.items():
        inside = [outcome for outcome in outcomes if section(outcome.defect.row) == letter]
        seeded = {outcome.defect.row for outcome in inside}
        print(f"  {letter} {recall(inside)}   {len(seeded)} of {high - low + 1} rows")
    print(f"    {recall(outcomes)}   {len({outcome.defect.row for outcome in outcomes})} of 160 rows")
    elsewhere = sum(bool(outcome.beside) for outcome in outcomes if not outcome.found)
    print(f"  Of the misses {elsewhere} are told by an error or warning of a rule of another row")
    fired = {code for outcome in outcomes for code in outcome.found}
    print(f"  {len(fired)} of {sum(bool(rule.rows) for rule in ALL.values())} rules with a row found something")


def show_rows(outcomes: Sequence[Outcome]) -> None:
    print("\nRecall by row")
    for row in range(1, 161):
        inside = [outcome for outcome in outcomes if outcome.defect.row == row]
        found = Counter(code for outcome in inside for code in outcome.found)
        told = " ".join(f"{code} {found[code]}" for code in sorted(codes(row)))
        print(f"  {row:3} {recall(inside)}   {told}")


def show_clean() -> None:
    """Precision: in documents without a flaw each error and warning is a false alarm."""
    print("\nErrors, warnings and notes in the clean documents")
    for file in PRDS:
        told = lint(file.read_bytes(), file.name, Options(OPTIONS.today)).diagnostics
        count = Counter(diagnostic.severity for diagnostic in told)
        print(f"  {count[Severity.ERROR]:3} {count[Severity.WARNING]:3} {count[Severity.INFO]:3}  {file.name}")


def show_beside(outcomes: Sequence[Outcome]) -> None:
    """Collateral: new errors and warnings of rules that answer another row."""
    counts = Counter(len(outcome.beside) for outcome in outcomes)
    none, total = counts[0], sum(size * times for size, times in counts.items())
    print(
        f"\nBeside the seeded defect: none in {none} of {len(outcomes)}, {total / max(1, len(outcomes)):.2f} on average"
    )
    common = Counter(code for outcome in outcomes for code in outcome.beside).most_common(8)
    print("  " + ", ".join(f"{code} {times}" for code, times in common))


if __name__ == "__main__":
    main()

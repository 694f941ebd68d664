"""Lints hostile documents one by one, each in a process of its own with little memory; tells how each went.

`python -m hostile.run WORKER WORKERS`: a line of JSON for each of this worker's documents.
"""

import json
import os
import resource
import sys
import time

import aiprd.reporters.text  # before the processes part, so that none of them pays for it
from aiprd.linter import Options, lint
from aiprd.reporters import Run
from hostile.documents import Hostile, all_documents

TODAY = 739_942  # 2026-11-22
SECONDS = 20
"""Of processor time, after which the system ends a process."""


def main() -> None:
    """Runs this worker's share."""
    worker, workers = int(sys.argv[1]), int(sys.argv[2])
    for case in [case for case in all_documents() if case.large][worker::workers]:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            with open(writing, "w", encoding="utf-8") as answer:
                json.dump(judged(case), answer)
            os._exit(0)
        os.close(writing)
        with open(reading, encoding="utf-8") as answer:
            told = answer.read()
        _, status, usage = os.wait4(child, 0)
        facts = json.loads(told) if told else {}
        line = json.dumps({"name": case.name, "status": status, "peak": usage.ru_maxrss * 1024, **facts})
        sys.stdout.write(f"{line}\n")


def judged(case: Hostile) -> dict[str, object]:
    """The codes of what is found, whether each stands in the document, and what that took."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    source = case.make()
    begun = time.process_time()
    report = lint(source, "a.prd.yaml", Options(TODAY))
    aiprd.reporters.text.framed(Run([report], []))
    took = time.process_time() - begun
    inside = all(1 <= d.region.line <= d.region.end_line and d.region.column >= 1 for d in report.diagnostics)
    longest = max((len(d.message) + len(d.fix) for d in report.diagnostics), default=0)
    codes = sorted({d.code for d in report.diagnostics})
    return {"codes": codes, "seconds": took, "inside": inside, "longest": longest, "found": len(report.diagnostics)}


if __name__ == "__main__":
    main()

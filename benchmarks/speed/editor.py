"""How long an editor waits from an edit to its findings, through the real protocol: python -m benchmarks.speed.editor."""
# ruff: noqa: INP001, T201

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.speed import corpus

ROOT = Path(__file__).resolve().parent.parent.parent
EDITS = 200


def main() -> None:
    sys.path.insert(0, str(ROOT / "tests"))
    from language_client import aiprd_server  # type: ignore[import-not-found]

    worked = (ROOT / "examples" / "athena-as-told.prd.yaml").read_text(encoding="utf-8")
    texts = {"clean": corpus.one(), "the worked case": worked}
    with tempfile.TemporaryDirectory() as name, aiprd_server(Path(name)) as client:
        client.initialize(Path(name))
        for told, text in texts.items():
            uri = (Path(name) / f"{told.replace(' ', '-')}.prd.yaml").as_uri()
            client.open(uri, text)
            found = client.diagnostics(uri)
            took = sorted(_edited(client, uri, text, index) for index in range(EDITS))
            size = len(text.encode()) / 1e3
            print(f"{told}, {size:.1f} KB, {len(found)} findings: median {median(took) * 1e3:.1f} ms, ", end="")
            print(f"{took[0] * 1e3:.1f} … {took[int(EDITS * 0.95)] * 1e3:.1f} (95 of 100)")


def _edited(client: object, uri: str, text: str, index: int) -> float:
    """The seconds from one more letter in the product's name to the findings of that version."""
    line = next(number for number, words in enumerate(text.splitlines()) if "name:" in words)
    column = text.splitlines()[line].index("name:") + len("name: ") + 1
    place = {"line": line, "character": column}
    client.told.clear()  # type: ignore[attr-defined]
    begun = time.perf_counter()
    client.change(uri, {"range": {"start": place, "end": place}, "text": "abcdefgh"[index % 8]})  # type: ignore[attr-defined]
    client.diagnostics(uri)  # type: ignore[attr-defined]
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()

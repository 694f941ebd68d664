"""The other linters, installed beside us: from PyPI into an environment of their own, from npm into a folder."""
# ruff: noqa: INP001, S603

import json
import shutil
import subprocess
import sys
from pathlib import Path

from aiprd.prd import SMALLEST
from aiprd.resources import text_of

PYPI = ("yamllint==1.38.0", "check-jsonschema==0.39.0", "ryl")
NPM = ("@stoplight/spectral-cli@6.16.3",)


def installed(home: Path) -> dict[str, list[str]]:
    """The commands of all peers, each to be followed by files; installs them under `home` the first time."""
    home.mkdir(parents=True, exist_ok=True)
    python = home / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home / "venv")], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PYPI], check=True)
    schema = home / "prd.schema.json"
    schema.write_text(text_of("schemas", "prd.schema.json"), encoding="utf-8")
    binaries = python.parent
    commands = {
        "yamllint": [str(binaries / "yamllint"), "-d", "relaxed"],
        "check-jsonschema": [str(binaries / "check-jsonschema"), "--schemafile", str(schema)],
        "ryl": [str(binaries / "ryl"), "check", "--no-cache", "--enable", "ALL"],
    }
    npm = shutil.which("npm")
    if npm is not None:
        spectral = home / "node_modules" / ".bin" / "spectral"
        if not spectral.exists():
            subprocess.run([npm, "install", "--silent", "--prefix", str(home), *NPM], check=True)
        ruleset = home / "ruleset.json"
        ruleset.write_text(json.dumps(_ruleset()), encoding="utf-8")
        commands["spectral"] = [str(spectral), "lint", "--quiet", "--ruleset", str(ruleset)]
    return commands


def _ruleset() -> dict[str, object]:
    """As much as Spectral can say of a PRD: its schema, and that each part is there. It knows no sums."""
    rules: dict[str, object] = {
        "schema": {
            "given": "$",
            "then": {"function": "schema", "functionOptions": {"schema": _draft7(), "allErrors": True}},
        }
    }
    sections = (
        *SMALLEST,
        "traffic",
        "data",
        "evaluation",
        "rollout",
        "timeline",
        "monitoring",
        "escalation",
        "experience",
    )
    for key in sections:
        rules[f"has-{key}"] = {"given": "$", "then": {"field": key, "function": "truthy"}}
    for key in ("means", "better", "dimension", "baseline", "launch", "target"):
        rules[f"metric-{key}"] = {"given": "$.metrics.*", "then": {"field": key, "function": "truthy"}}
    for key in ("id", "signal", "goes_to", "user_sees", "owner"):
        rules[f"failure-{key}"] = {"given": "$.failure_modes[*]", "then": {"field": key, "function": "truthy"}}
    return {"rules": rules}


def _draft7() -> object:
    """The schema in the dialect that Spectral takes."""
    schema = json.loads(text_of("schemas", "prd.schema.json"))
    schema["$schema"] = "http://json-schema.org/draft-07/schema#"
    del schema["$id"]
    return json.loads(json.dumps(schema).replace("#/$defs/", "#/definitions/").replace('"$defs"', '"definitions"'))

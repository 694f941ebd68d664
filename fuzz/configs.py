"""Configurations: any file is used, or refused in one line that names its place."""

import os
import tempfile
from functools import cache

from aiprd.config import Asked, Configuration, Wrong
from aiprd.config.keys import KEYS
from fuzz.promises import OPTIONS
from fuzz.target import holds

TREES = True
WORDS = (
    *(*KEYS, "quiet", "thorough", "eu-ai-act", "FAIR003", "WORD", "warning", "off", "never", "match", "why", "rule"),
    *("drafts/**", "../x.yaml", "http://x", "[tool.aiprd]\n", "!", "*", "a[", "\\", "x.prd.yaml", "~"),
)


def seeds() -> list[bytes]:
    """A configuration with every key, parts of it, and TOML."""
    lines = (
        b"preset: thorough\n",
        b"select: [FAIR, PERF]\n",
        b"ignore:\n  WORD004: legal wants these words\n",
        b"ignore: [{rule: WORD004, why: legal}]\n",
        b"severity: {FAIR003: warning}\n",
        b"fail-on: never\n",
        b"exclude: [archive/, '*.old.yaml']\n",
        b"extends: other.yaml\n",
        b"rules: policies\n",
        b"paths:\n- {match: 'drafts/**', fail-on: never, ignore: {FORM: draft}}\n",
    )
    toml = b"[tool.aiprd]\npreset = 'quiet'\nselect = ['FAIR']\n[tool.aiprd.ignore]\nWORD004 = 'legal'\n"
    return [b"".join(lines[:3] + lines[4:7]), *lines, toml]


def check(data: bytes) -> None:
    """Uses the bytes as `.aiprd.yaml`, and as pyproject.toml."""
    folder = _folder()
    for name in (".aiprd.yaml", "pyproject.toml"):
        file = os.path.join(folder, name)
        with open(file, "wb") as opened:
            opened.write(data)
        try:
            configuration = Configuration(Asked(config=file))
            settings = configuration.of(os.path.join(folder, "x.prd.yaml"))
            configuration.excludes(os.path.join(folder, "x.prd.yaml"))
            settings.options(OPTIONS.today, {})
            holds(settings.asked, "nothing is asked")
        except Wrong as wrong:
            holds(wrong.messages and all(wrong.messages), "refused without a word")


@cache
def _folder() -> str:
    return tempfile.mkdtemp(prefix="aiprd-fuzz-")

"""The documents that are open in the editor, and when each is judged."""

import asyncio
import os
import time
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from aiprd.linter import Options, Report, lint
from aiprd.server.analysis import Analysis, is_prd
from aiprd.server.settings import options_for
from aiprd.server.text import Text

QUICK = 0.03
"""Seconds; a document judged faster is judged at every edit, a slower one when its author pauses."""
LONGEST_PAUSE = 0.5
"""Seconds without an edit after which even the slowest document is judged."""


class Judged(NamedTuple):
    """What judging one version of a document gave."""

    text: Text
    report: Report
    options: Options


class Open:
    """One open document: its newest text and the newest judgement of it."""

    def __init__(self, uri: str, language: str, version: int | None, text: Text) -> None:
        self.uri = uri
        self.language = language
        self.version = version
        self.path = path_of(uri)
        self.text = text
        self.judged: Judged | None = None
        self.shown = False
        """Whether the editor shows findings of it."""
        self._analysis: Analysis | None = None
        self._task: asyncio.Task[None] | None = None
        self._took = 0.0

    @property
    def is_prd(self) -> bool:
        return is_prd(os.path.basename(self.path), self.language, self.text.text)

    @property
    def analysis(self) -> Analysis:
        """The newest text as read."""
        if self._analysis is None or self._analysis.text is not self.text:
            self._analysis = Analysis(self.text, self.path)
        return self._analysis

    async def judge(self) -> Judged:
        """The judgement of the newest text, in a thread of its own: meanwhile the editor is answered."""
        text = self.text
        if self.judged is None or self.judged.text is not text:
            started = time.perf_counter()
            judged = await asyncio.to_thread(_judge, text, self.path)
            self._took = time.perf_counter() - started
            if self.text is not text:
                return judged
            self.judged = judged
        return self.judged

    def judge_soon(self, publish: Callable[["Open"], None]) -> None:
        """Judges the newest text once the edits pause, then calls `publish`. Called again, it begins anew."""
        self.stop()
        self._task = asyncio.create_task(self._judge_and(publish))

    async def _judge_and(self, publish: Callable[["Open"], None]) -> None:
        await asyncio.sleep(0 if self._took < QUICK else min(2 * self._took, LONGEST_PAUSE))
        if self.is_prd:
            await self.judge()
        publish(self)

    def stop(self) -> None:
        """Leaves off judging; what has begun in a thread ends there unheard."""
        if self._task is not None:
            self._task.cancel()
            self._task = None


def _judge(text: Text, path: str) -> Judged:
    options = options_for(path)
    return Judged(text, lint(text.text, path, options), options)


def path_of(uri: str) -> str:
    """The path a URI names, as far as it names one: what has no file is called by the end of its URI."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return os.path.basename(uri) or uri
    path = unquote(parts.path, errors="replace").replace("\0", "")
    if parts.scheme != "file":
        return os.path.basename(path) or "untitled"
    if os.name == "nt":
        path = path.lstrip("/") if path[2:3] == ":" else path
    return f"//{parts.netloc}{path}" if parts.netloc not in {"", "localhost"} else path

"""The documents that are open in the editor, and when each is judged."""

import asyncio
import os
import time
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from aiprd.config import Wrong
from aiprd.linter import Options, lint
from aiprd.report import Report
from aiprd.server.analysis import Analysis, is_prd
from aiprd.server.settings import defaults, options_for
from aiprd.server.text import Text

QUICK = 0.03
"""Seconds; a document judged faster is judged at every edit, a slower one when its author pauses."""
LONGEST_PAUSE = 0.5
"""Seconds without an edit after which even the slowest document is judged."""


class Judged(NamedTuple):
    """What judging one version of a document gave, and the seconds that it took.

    `problem` says why its configuration could not be used; then it was judged as if it had none.
    """

    text: Text
    report: Report
    options: Options
    took: float
    problem: str = ""


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
        self._soon: asyncio.Task[None] | None = None
        self._work: asyncio.Future[Judged] | None = None

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
        """The judgement of the newest text, made in a thread: meanwhile the editor is answered.

        One thread at a time is at work on a document, and whoever asks meanwhile waits for it.
        """
        while self.judged is None or self.judged.text is not self.text:
            if self._work is None or self._work.done():
                self._work = asyncio.ensure_future(asyncio.to_thread(_judge, self.text, self.path))
            self.judged = await asyncio.shield(self._work)
        return self.judged

    def forget(self) -> None:
        """Takes the text for a new one, though it is the same: what it is judged by has changed."""
        self.text = Text(self.text.text, self.text.encoding)

    def judge_soon(self, publish: Callable[["Open"], None], complain: Callable[[Exception], None]) -> None:
        """Judges the newest text once the edits pause, then calls `publish`. Called again, it begins anew."""
        self.stop()
        self._soon = asyncio.create_task(self._judge_and(publish, complain))

    async def _judge_and(self, publish: Callable[["Open"], None], complain: Callable[[Exception], None]) -> None:
        took = self.judged.took if self.judged is not None else 0
        await asyncio.sleep(0 if took < QUICK else min(2 * took, LONGEST_PAUSE))
        try:
            if self.is_prd:
                await self.judge()
            publish(self)
        except Exception as error:  # noqa: BLE001 - nobody else waits for this task
            complain(error)

    def stop(self) -> None:
        """Leaves off judging; what has begun in a thread ends there unheard."""
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None


def _judge(text: Text, path: str) -> Judged:
    started, problem = time.perf_counter(), ""
    try:
        options = options_for(path)
    except Wrong as wrong:
        options, problem = defaults(), str(wrong)
    report = lint(text.text, path, options)
    return Judged(text, report, options, time.perf_counter() - started, problem)


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

"""A client of language servers for tests: the real process over its pipes, every answer checked against the protocol."""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from lsprotocol import converters, types

CONVERTER = converters.get_converter()
PATIENCE = 60.0
"""Seconds after which an answer is taken for missing; the machine may be busy."""


class Refusal(Exception):  # noqa: N818 - an answer
    """The server answered a request with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.code = error["code"]


class Client:
    """Speaks to one server until the block ends; then the server must leave in good order."""

    def __init__(self, command: Sequence[str], folder: Path, **environment: str) -> None:
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.stdin: IO[bytes] = self.process.stdin
        self.told: list[dict[str, Any]] = []
        """The server's notifications, in order."""
        self.asked: list[dict[str, Any]] = []
        """The server's own requests, in order; each is granted."""
        self.unversioned = False
        """Whether the server leaves out which version its findings are of."""
        self.settings: object = None
        """What the server is told when it asks for its settings."""
        self._inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._errors: list[bytes] = []
        self._answers: dict[int, dict[str, Any]] = {}
        self._methods: dict[int, str] = {}
        self._last = 0
        self._versions: dict[str, int] = {}
        self._threads = (
            threading.Thread(target=self._listen, args=(self.process.stdout,), daemon=True),
            threading.Thread(target=self._gather, args=(self.process.stderr,), daemon=True),
        )
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if kind is None and self.process.poll() is None:
                self.request("shutdown")
                self.notify("exit")
                assert self.process.wait(PATIENCE) == 0
        finally:
            self.process.kill()
            self.process.wait()
            for thread in self._threads:
                thread.join(PATIENCE)
            for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
                assert stream is not None
                stream.close()

    @property
    def errors(self) -> str:
        """What the server wrote to standard error."""
        return b"".join(self._errors).decode("utf-8", "replace")

    # Messages

    def request(self, method: str, **params: Any) -> Any:
        """The result of a request. Raises Refusal for an error."""
        return self.answer(self.ask(method, **params))

    def ask(self, method: str, **params: Any) -> int:
        """Sends a request and gives its number."""
        self._last += 1
        self._methods[self._last] = method
        self.send({"id": self._last, "method": method, **({"params": params} if params else {})})
        return self._last

    def answer(self, number: int) -> Any:
        self._wait(lambda: number in self._answers, f"an answer to {self._methods[number]}")
        answer = self._answers.pop(number)
        if "error" in answer:
            raise Refusal(answer["error"])
        kind = types.METHOD_TO_TYPES.get(self._methods[number], (None, None))[1]
        if kind is not None:
            CONVERTER.structure(answer, kind)
        return answer["result"]

    def notify(self, method: str, **params: Any) -> None:
        self.send({"method": method, "params": params})

    def send(self, message: dict[str, Any]) -> None:
        self.write(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def write(self, body: bytes) -> None:
        self.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.stdin.flush()

    # Documents

    def initialize(self, folder: Path | None = None, **capabilities: Any) -> dict[str, Any]:
        """Shakes hands and gives the server's capabilities."""
        root = folder.as_uri() if folder is not None else None
        folders = [{"uri": root, "name": "root"}] if root else None
        result = self.request(
            "initialize", processId=os.getpid(), rootUri=root, workspaceFolders=folders, capabilities=capabilities
        )
        self.notify("initialized")
        capability: dict[str, Any] = result["capabilities"]
        return capability

    def open(self, uri: str, text: str, language: str = "yaml") -> None:
        item = {"uri": uri, "languageId": language, "version": self._next_version(uri), "text": text}
        self.notify("textDocument/didOpen", textDocument=item)

    def change(self, uri: str, *changes: dict[str, Any]) -> int:
        """Sends edits and gives the version they make."""
        identity = {"uri": uri, "version": self._next_version(uri)}
        self.notify("textDocument/didChange", textDocument=identity, contentChanges=list(changes))
        return self._versions[uri]

    def _next_version(self, uri: str) -> int:
        """A number that no text of this session had, so that late findings of another text are not taken for these."""
        self._versions[uri] = max(self._versions.values(), default=0) + 1
        return self._versions[uri]

    def diagnostics(self, uri: str, version: int | None = None) -> list[dict[str, Any]]:
        """What the server finds in the newest version, or in the one asked for; waits until it says."""
        wanted = self._versions.get(uri) if version is None else version
        found: list[dict[str, Any]] = []

        def published() -> bool:
            for message in self.told:
                params = message["params"]
                named = message["method"] == "textDocument/publishDiagnostics" and params["uri"] == uri
                if named and params.get("version", wanted if self.unversioned else None) == wanted:
                    found[:] = [params]
            return bool(found)

        self._wait(published, f"findings of {uri} version {wanted}")
        listed: list[dict[str, Any]] = found[-1]["diagnostics"]
        return listed

    def at(self, method: str, uri: str, position: dict[str, int], **more: Any) -> Any:
        """The result of a request about a place."""
        return self.request(f"textDocument/{method}", textDocument={"uri": uri}, position=position, **more)

    # The other side

    def listen(self, condition: Callable[[], bool], what: str) -> None:
        """Waits until `condition` holds."""
        self._wait(condition, what)

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            try:
                message = self._inbox.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"{what} did not come; standard error: {self.errors}") from None
            assert message is not None, f"the server left before {what} came; standard error: {self.errors}"
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            self._answers[message["id"]] = message
        elif "id" in message:
            self.asked.append(message)
            result = [self.settings] * len(message["params"]["items"]) if "configuration" in message["method"] else None
            self.send({"id": message["id"], "result": result})
        else:
            kind = types.METHOD_TO_TYPES.get(message["method"])
            if kind is not None:
                CONVERTER.structure(message, kind[0])
            self.told.append(message)

    def _listen(self, stdout: IO[bytes]) -> None:
        while header := stdout.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                header = stdout.readline()
            self._inbox.put(json.loads(stdout.read(length)))
        self._inbox.put(None)

    def _gather(self, stderr: IO[bytes]) -> None:
        self._errors.extend(iter(stderr.readline, b""))


def aiprd_server(folder: Path) -> Client:
    """`aiprd server` as an editor starts it."""
    return Client([sys.executable, "-m", "aiprd", "server", "--stdio"], folder, PYTHONPATH=_checkout())


def _checkout() -> str:
    return str(Path(__file__).resolve().parent.parent)

"""The open documents and the editor: texts come in, findings go out, and requests find their document."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter, lsp_method

from aiprd import __version__
from aiprd.server import diagnostics, settings
from aiprd.server.desk import Open
from aiprd.server.rename import Refused
from aiprd.server.text import Text

T = TypeVar("T")


class Asking(Protocol):
    """The parameters of a request about a document."""

    @property
    def text_document(self) -> types.TextDocumentIdentifier: ...


A = TypeVar("A", bound=Asking)

REQUEST_FAILED = -32803
"""The protocol's code for a request that is understood and refused."""


class Server(LanguageServer):
    """The open documents, and the way back to the editor."""

    def __init__(self) -> None:
        self.open: dict[str, Open] = {}
        self.told: set[str] = set()
        """What is wrong with configurations, as far as the editor was told."""
        super().__init__("aiprd", __version__, protocol_cls=Conversation, converter_factory=default_converter)

    @property
    def encoding(self) -> types.PositionEncodingKind | str:
        return self.server_capabilities.position_encoding or types.PositionEncodingKind.Utf16

    def prd(self, uri: str) -> Open | None:
        """The open document of that URI, if it is a PRD."""
        document = self.open.get(uri)
        return document if document is not None and document.is_prd else None

    def judge(self, document: Open) -> None:
        document.judge_soon(self.publish, lambda error: self.report_server_error(error, type(error)))

    def judge_all(self) -> None:
        """Judges every open document anew."""
        settings.forget()
        self.told.clear()
        for document in self.open.values():
            document.forget()
            self.judge(document)

    def publish(self, document: Open) -> None:
        """Shows the findings of the newest text, or clears away what was shown."""
        if self.open.get(document.uri) is not document:
            return
        found: list[types.Diagnostic] = []
        if document.is_prd and document.judged is not None:
            self.warn(document.judged.problem)
            found = diagnostics.shown(document.judged.report.diagnostics, document.judged.text, document.uri)
        if found or document.shown or document.is_prd:
            document.shown = bool(found)
            self._show(document.uri, found, document.version)

    def warn(self, problem: str) -> None:
        """Shows once what is wrong with a configuration."""
        if problem and problem not in self.told:
            self.told.add(problem)
            message = f"aiprd: {problem}; until that is mended, the defaults hold"
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))

    def clear(self, uri: str) -> None:
        self._show(uri, [], None)

    def _show(self, uri: str, found: list[types.Diagnostic], version: int | None) -> None:
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))

    def report_server_error(self, error: Exception, source: object) -> None:
        """Says in the editor's log, in one line, that something went wrong; never in a window over the text."""
        if source is FeatureRequestError:  # the answer says it
            return
        first = (str(error).splitlines() or [""])[0][:300]
        self.window_log_message(
            types.LogMessageParams(types.MessageType.Warning, f"aiprd: {type(error).__name__}: {first}")
        )


class Conversation(LanguageServerProtocol):
    """Keeps the open texts itself: pygls counts lines as Python does, at more characters than editors do."""

    _server: Server

    def structure_message(self, data: dict[str, Any]) -> object:
        """As pygls does; a request that is not understood is answered too, so that no editor waits for ever."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], error=error.to_response_error())
            raise

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        self._drop(item.uri)
        document = Open(item.uri, item.language_id, item.version, Text(item.text, self._server.encoding))
        self._server.open[item.uri] = document
        self._server.judge(document)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        document = self._server.open.get(params.text_document.uri)
        if document is None:
            return
        for change in params.content_changes:
            document.text = document.text.edited(change)
        document.version = params.text_document.version
        self._server.judge(document)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        document = self._drop(params.text_document.uri)
        if document is not None and document.shown:
            self._server.clear(document.uri)

    def _drop(self, uri: str) -> Open | None:
        document = self._server.open.pop(uri, None)
        if document is not None:
            document.stop()
        return document


SERVER = Server()


def answering(handler: Callable[[Open, A], Awaitable[T]]) -> Callable[[A], Awaitable[T | None]]:
    """Makes a handler of requests of one that takes the open PRD too; what is no open PRD is answered with nothing.

    A refusal reaches the editor with its reason. Where the handler fails, the answer is nothing, and the editor's log
    says why.
    """

    async def answered(params: A) -> T | None:
        document = SERVER.prd(params.text_document.uri)
        if document is None:
            return None
        try:
            return await handler(document, params)
        except Refused as refused:
            raise JsonRpcException(str(refused), code=REQUEST_FAILED) from None
        except Exception as error:  # noqa: BLE001 - an editor must not lose its server
            SERVER.report_server_error(error, type(error))
            return None

    return answered

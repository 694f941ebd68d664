"""The server itself: what an editor may ask, and which part answers."""

import asyncio
import functools
import gc
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter, lsp_method

from aiprd import __version__
from aiprd.diagnostic import Span
from aiprd.rules import ALL
from aiprd.server import actions, completion, diagnostics, settings
from aiprd.server.desk import Open
from aiprd.server.hover import hover as hover_of
from aiprd.server.names import Mention, definitions_of
from aiprd.server.rename import Refused, renameable, renamed
from aiprd.server.symbols import outline
from aiprd.server.text import Text

P = ParamSpec("P")
T = TypeVar("T")

REQUEST_FAILED = -32803
"""The protocol's code for a request that is understood and refused."""


class Server(LanguageServer):
    """The open documents, and the way back to the editor."""

    def __init__(self) -> None:
        self.open: dict[str, Open] = {}
        self.told: set[str] = set()
        """What is wrong with configurations, as far as the editor was told."""
        super().__init__("aiprd", __version__, protocol_cls=Protocol, converter_factory=default_converter)

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


class Protocol(LanguageServerProtocol):
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


def total(handler: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T | None]]:
    """Answers nothing, and says so in the editor's log, where the handler fails; a refusal is passed on."""

    @functools.wraps(handler)
    async def answered(*args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return await handler(*args, **kwargs)
        except JsonRpcException:
            raise
        except Exception as error:  # noqa: BLE001 - an editor must not lose its server
            SERVER.report_server_error(error, type(error))
            return None

    return answered


@SERVER.feature(types.INITIALIZED)
def watch(params: types.InitializedParams) -> None:  # noqa: ARG001 - pygls's signature
    """Asks the editor to tell when a configuration changes, if it can."""
    workspace = SERVER.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace is not None else None
    if watching is None or not watching.dynamic_registration:
        return
    watchers = [types.FileSystemWatcher(f"**/{name}") for name in settings.FILES]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    registration = types.Registration("configuration", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    SERVER.client_register_capability(types.RegistrationParams([registration]))


@SERVER.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
def configured(params: types.DidChangeWatchedFilesParams) -> None:  # noqa: ARG001 - whichever it was
    SERVER.judge_all()


@SERVER.feature(types.TEXT_DOCUMENT_DID_SAVE)
def saved(params: types.DidSaveTextDocumentParams) -> None:
    """A configuration saved in the editor counts too where the editor watches no files."""
    if os.path.basename(params.text_document.uri) in settings.FILES:
        SERVER.judge_all()


@SERVER.feature(types.TEXT_DOCUMENT_HOVER)
@total
async def hover(params: types.HoverParams) -> types.Hover | None:
    document = SERVER.prd(params.text_document.uri)
    if document is None:
        return None
    judged = await document.judge()
    analysis, offset = document.analysis, document.text.offset(params.position)
    found = judged.report.diagnostics if judged.text is document.text else ()
    return hover_of(analysis, found, {**ALL, **judged.options.extra}, offset)


@SERVER.feature(
    types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
)
@total
async def quick_fixes(params: types.CodeActionParams) -> list[types.CodeAction] | None:
    document = SERVER.prd(params.text_document.uri)
    only = params.context.only
    if document is None or (
        only and not any(types.CodeActionKind.QuickFix.value.startswith(_kind(kind)) for kind in only)
    ):
        return None
    judged = await document.judge()
    where, report = judged.text.span(params.range), judged.report
    return await asyncio.to_thread(
        actions.actions, report.document, report.diagnostics, where, judged.text, document.uri
    )


def _kind(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


@SERVER.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[" ", ","]))
@total
async def complete(params: types.CompletionParams) -> list[types.CompletionItem] | None:
    document = SERVER.prd(params.text_document.uri)
    if document is None:
        return None
    return completion.complete(document.text, document.path, document.text.offset(params.position))


@SERVER.feature(types.TEXT_DOCUMENT_DEFINITION)
@total
async def definition(params: types.DefinitionParams) -> list[types.Location] | None:
    document = SERVER.prd(params.text_document.uri)
    if document is None:
        return None
    analysis, offset = document.analysis, document.text.offset(params.position)
    step = analysis.step_at(offset)
    if step is not None:
        place = analysis.document.place((*step.metric.path, step.level))
        return _locations(document, [place.key or place.value])
    mention = analysis.mention_at(offset)
    found = definitions_of(mention, analysis.mentions) if mention is not None else []
    return _locations(document, [other.span for other in found])


@SERVER.feature(types.TEXT_DOCUMENT_REFERENCES)
@total
async def references(params: types.ReferenceParams) -> list[types.Location] | None:
    document = SERVER.prd(params.text_document.uri)
    if document is None:
        return None
    mention = document.analysis.mention_at(document.text.offset(params.position))
    found = _same(document, mention, definitions=params.context.include_declaration)
    return _locations(document, [other.span for other in found])


def _same(document: Open, mention: Mention | None, *, definitions: bool) -> list[Mention]:
    if mention is None:
        return []
    return [other for other in document.analysis.mentions if other.same(mention) and (definitions or not other.defines)]


def _locations(document: Open, spans: list[Span]) -> list[types.Location] | None:
    return [types.Location(document.uri, document.text.range(span)) for span in spans] or None


@SERVER.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
@total
async def rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
    document = SERVER.prd(params.text_document.uri)
    if document is None:
        return None
    try:
        edits = renamed(document.analysis, document.text.offset(params.position), params.new_name.strip())
    except Refused as refused:
        raise JsonRpcException(str(refused), code=REQUEST_FAILED) from None
    return actions.workspace_edit(edits, document.text, document.uri)


@SERVER.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
@total
async def prepare_rename(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    document = SERVER.prd(params.text_document.uri)
    if document is None:
        return None
    try:
        mention = renameable(document.analysis, document.text.offset(params.position))
    except Refused as refused:
        raise JsonRpcException(str(refused), code=REQUEST_FAILED) from None
    return types.PrepareRenamePlaceholder(document.text.range(mention.span), mention.name)


@SERVER.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
@total
async def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
    document = SERVER.prd(params.text_document.uri)
    return outline(document.analysis.document, document.text) if document is not None else None


def serve() -> None:
    """Serves one editor over standard input and output, until it leaves."""
    for name in ("pygls", "asyncio"):  # what they have to say goes to the editor's log, not into a terminal
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    gc.freeze()  # what is loaded by now stays; the collector need not look at it at every edit
    SERVER.start_io()

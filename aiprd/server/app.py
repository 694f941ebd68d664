"""What an editor may ask, and which part answers."""

import asyncio
import gc
import logging
import os

from lsprotocol import types

from aiprd.diagnostic import Span
from aiprd.rules import ALL
from aiprd.server import actions, completion, settings
from aiprd.server.desk import Open
from aiprd.server.hover import hover as hover_of
from aiprd.server.names import Mention, definitions_of
from aiprd.server.rename import renameable, renamed
from aiprd.server.service import SERVER, answering
from aiprd.server.symbols import outline


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
@answering
async def hover(document: Open, params: types.HoverParams) -> types.Hover | None:
    judged = await document.judge()
    analysis, offset = document.analysis, document.text.offset(params.position)
    found = judged.report.diagnostics if judged.text is document.text else ()
    return hover_of(analysis, found, {**ALL, **judged.options.extra}, offset)


@SERVER.feature(
    types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
)
@answering
async def quick_fixes(document: Open, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    only = params.context.only
    if only and not any(types.CodeActionKind.QuickFix.value.startswith(_kind(kind)) for kind in only):
        return None
    judged = await document.judge()
    where, report = judged.text.span(params.range), judged.report
    return await asyncio.to_thread(
        actions.actions, report.document, report.diagnostics, where, judged.text, document.uri
    )


def _kind(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


@SERVER.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[" ", ","]))
@answering
async def complete(document: Open, params: types.CompletionParams) -> list[types.CompletionItem] | None:
    return completion.complete(document.text, document.path, document.text.offset(params.position))


@SERVER.feature(types.TEXT_DOCUMENT_DEFINITION)
@answering
async def definition(document: Open, params: types.DefinitionParams) -> list[types.Location] | None:
    analysis, offset = document.analysis, document.text.offset(params.position)
    step = analysis.step_at(offset)
    if step is not None:
        place = analysis.document.place((*step.metric.path, step.level))
        return _locations(document, [place.key or place.value])
    mention = analysis.mention_at(offset)
    found = definitions_of(mention, analysis.mentions) if mention is not None else []
    return _locations(document, [other.span for other in found])


@SERVER.feature(types.TEXT_DOCUMENT_REFERENCES)
@answering
async def references(document: Open, params: types.ReferenceParams) -> list[types.Location] | None:
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
@answering
async def rename(document: Open, params: types.RenameParams) -> types.WorkspaceEdit | None:
    edits = renamed(document.analysis, document.text.offset(params.position), params.new_name.strip())
    return actions.workspace_edit(edits, document.text, document.uri)


@SERVER.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
@answering
async def prepare_rename(document: Open, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    mention = renameable(document.analysis, document.text.offset(params.position))
    return types.PrepareRenamePlaceholder(document.text.range(mention.span), mention.name)


@SERVER.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
@answering
async def symbols(document: Open, _: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    return outline(document.analysis.document, document.text)


def serve() -> None:
    """Serves one editor over standard input and output, until it leaves."""
    for name in ("pygls", "asyncio"):  # what they have to say goes to the editor's log, not into a terminal
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    gc.freeze()  # what is loaded by now stays; the collector need not look at it at every edit
    SERVER.start_io()

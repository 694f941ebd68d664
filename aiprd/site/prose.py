"""The rendered PRD, which is Markdown, as a part of a page: its places named, its ladders drawn, findings in place.

The Markdown is ours, with all text of the PRD escaped; still nothing in it is trusted. Of the HTML that Markdown may
hold, only the few tags that our own templates write pass; everything else is shown as text.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from aiprd.documents.markdown import anchor
from aiprd.reporters.html import visible
from aiprd.site.flow import flow
from aiprd.site.shown import filled, quiet

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

PREFIX = "doc-"
"""What the places of the document begin with on a page, so that none takes the name of a place of the page itself."""

Insert = Callable[[str], str]
"""HTML to put after the place of that name; empty for none."""

_PLACE = re.compile(r'<a id="([a-z]+\.[a-z0-9_-]+)">')
_STORY = re.compile(r"Story (\d+):")
_DRAWN = re.compile("(─*)●(─*)")
_GAPS = {"not said", "unknown"}
_SAFE_LINK = re.compile(r"#[\w.%-]+|https?://", re.IGNORECASE)


class Heading(NamedTuple):
    """A heading of the second level."""

    name: str
    title: str


class Prose:
    """One rendered PRD, read; `names` are its places in the order they come."""

    def __init__(self, text: str) -> None:
        self._tokens = _without_legends(_without_contents(_without_title(_parser().parse(text))))
        self._named = list(_named(self._tokens))
        self.names: Sequence[str] = [name for _, name in self._named]
        self.headings: Sequence[Heading] = [
            Heading(name, quiet(_text(self._tokens[index + 1])))
            for index, name in self._named
            if self._tokens[index].type == "heading_open" and self._tokens[index].tag == "h2"
        ]

    def html(self, insert: Insert, drawings: Mapping[tuple[str, str], str]) -> str:
        """The whole document; `drawings` are the steps of ladders by the metric's place and the step's name."""
        after: dict[int, str] = {}
        for index, name in self._named:
            if told := insert(name):
                at, wide = _end(self._tokens, index)
                row = f'<tr class="found"><td colspan="{wide}">{told}</td></tr>' if wide else told
                after[at] = after.get(at, "") + row
        tokens: list[Token] = []
        for index, token in enumerate(self._tokens):
            tokens.append(token)
            if index in after:
                tokens.append(_ours(after[index]))
        _draw(tokens, drawings)
        parser = _parser()
        return str(parser.renderer.render(tokens, parser.options, {}))


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    """CommonMark with tables, links of few kinds, no images, and hardly any HTML."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable("table").disable(["image", "autolink", "reference"])
    parser.validateLink = lambda url: _SAFE_LINK.match(url) is not None  # type: ignore[method-assign]
    for name, told in _TOLD.items():
        parser.add_render_rule(name, told)
    return parser


def _words(_: object, tokens: "Sequence[Token]", index: int, *__: object) -> str:
    return visible(tokens[index].content)


def _code(_: object, tokens: "Sequence[Token]", index: int, *__: object) -> str:
    return f"<code>{visible(tokens[index].content)}</code>"


def _as_is(_: object, tokens: "Sequence[Token]", index: int, *__: object) -> str:
    return str(tokens[index].content)


def _tag(_: object, tokens: "Sequence[Token]", index: int, *__: object) -> str:
    """The tags our templates write, each with its end; any other is text."""
    tag = tokens[index].content
    if tag == "<br>":
        return tag
    if place := _PLACE.fullmatch(tag):
        return f'<span id="{PREFIX}{place[1]}"></span>'
    if tag == "</a>" and index and _PLACE.fullmatch(tokens[index - 1].content):
        return ""
    if tag in {"<code>", "</code>"}:
        beside = [token.content for token in tokens if token.type == "html_inline"]
        return tag if beside.count("<code>") == beside.count("</code>") else visible(tag)
    return visible(tag)


def _block(_: object, tokens: "Sequence[Token]", index: int, *__: object) -> str:
    """HTML on lines of its own: our comment at the top goes, anything else is text."""
    content = tokens[index].content
    return "" if content.startswith("<!--") else f"<p>{visible(content)}</p>"


def _fence(_: object, tokens: "Sequence[Token]", index: int, *__: object) -> str:
    token = tokens[index]
    if token.info.strip() != "mermaid":
        return f"<pre><code>{visible(token.content)}</code></pre>\n"
    return filled("flow.html.j2", {"flow": flow(token.content), "source": token.content})


_TOLD = {
    "html_inline": _tag,
    "html_block": _block,
    "text": _words,
    "code_inline": _code,
    "fence": _fence,
    "ours": _as_is,
}
"""How what the document holds is written; all else is as Markdown has it."""


def _ours(html: str) -> "Token":
    from markdown_it.token import Token

    return Token("ours", "", 0, content=html, block=True)


def _text(token: "Token") -> str:
    """What a heading's line says, without markup."""
    return "".join(child.content for child in token.children or () if child.type in {"text", "code_inline"})


def _without_title(tokens: "list[Token]") -> "list[Token]":
    """The page has the title at its own top."""
    start = next((index for index, token in enumerate(tokens) if token.tag == "h1"), None)
    return tokens if start is None else tokens[:start] + tokens[start + 3 :]


def _without_legends(tokens: "list[Token]") -> "list[Token]":
    """What a line says of a diagram's arrows goes too: here the arrows are told in words."""
    legends = {
        index - 2
        for index, token in enumerate(tokens)
        if token.info == "mermaid" and index > 2 and tokens[index - 2].content.startswith("Solid arrows")
    }
    return [token for index, token in enumerate(tokens) if not legends & {index - 1, index, index + 1}]


def _without_contents(tokens: "list[Token]") -> "list[Token]":
    """The page has a table of contents at its side: the document's own goes, heading and list, or line."""
    for index, token in enumerate(tokens):
        if token.type != "inline" or not _text(token).startswith("Contents"):
            continue
        before, rest = tokens[: index - 1], tokens[index + 2 :]
        if tokens[index - 1].type == "heading_open" and rest and rest[0].type == "bullet_list_open":
            end = next(at for at, other in enumerate(rest) if other.type == "bullet_list_close" and not other.level)
            return before + rest[end + 1 :]
        if tokens[index - 1].type == "paragraph_open" and any(c.type == "link_open" for c in token.children or ()):
            return before + rest
    return tokens


def _named(tokens: "Sequence[Token]") -> "Iterator[tuple[int, str]]":
    """The places with the tokens they stand at; headings get theirs here, as GitHub names them."""
    seen: dict[str, int] = {}
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            title = _text(tokens[index + 1])
            story = _STORY.match(title)
            plain = f"story-{story[1]}" if story else anchor(title)[:100]
            number = seen.get(plain, 0)
            seen[plain] = number + 1
            name = f"{plain}-{number}" if number else plain
            token.attrSet("id", PREFIX + name)
            yield index, name
        yield from ((index, name) for name in _places(token))
        for child in token.children or ():
            _retold(child)


def _places(token: "Token") -> "Iterator[str]":
    """The places that our templates marked in a line."""
    for child in token.children or ():
        if child.type == "html_inline" and (place := _PLACE.fullmatch(child.content)):
            yield place[1]


def _retold(token: "Token") -> None:
    """A link inside the document leads to the place's name on the page."""
    href = token.attrGet("href") if token.type == "link_open" else None
    if isinstance(href, str) and href.startswith("#") and not href.startswith(f"#{PREFIX}"):
        token.attrSet("href", f"#{PREFIX}{href[1:]}")


def _end(tokens: "Sequence[Token]", index: int) -> tuple[int, int]:
    """The token after which something about the place fits, and how many cells wide it is inside a table, else 0."""
    kind = "heading_close" if tokens[index].type == "heading_open" else "paragraph_close"
    if index and tokens[index - 1].type == "td_open":
        start = next(at for at in range(index, -1, -1) if tokens[at].type == "tr_open")
        end = next(at for at in range(index, len(tokens)) if tokens[at].type == "tr_close")
        return end, sum(token.type == "td_open" for token in tokens[start:end])
    return next((at for at in range(index, len(tokens)) if tokens[at].type == kind), index), 0


def _draw(tokens: "Sequence[Token]", drawings: Mapping[tuple[str, str], str]) -> None:
    """Marks gaps, tells each cell its column for narrow screens, and draws ladders."""
    metric = ""
    columns: list[str] = []
    row: list[str] = []
    for before, token in pairwise(tokens):
        if token.type == "table_open":
            columns = []
        elif token.type == "tr_open":
            row = []
        elif token.type == "inline":
            metric = next(_places(token), metric)
            _mark_gaps(token.children or ())
            if before.type == "th_open":
                before.attrSet("scope", "col")
                columns.append(quiet(_text(token)))
            elif before.type == "td_open":
                before.attrSet("data-label", columns[len(row)])  # a Markdown row has no more cells than its head
                row.append(_text(token))
                _redraw(token, drawings.get((metric, row[0]), ""))


def _redraw(token: "Token", drawing: str) -> None:
    """A dot on a line of characters becomes the drawing, where there is one."""
    if drawing and _DRAWN.fullmatch(token.content.strip("`")):
        token.children = [_ours(drawing)]


def _mark_gaps(children: "Sequence[Token]") -> None:
    for child, inner in pairwise(children):
        if child.type == "strong_open" and inner.content in _GAPS:
            child.attrSet("class", "gap")

"""What is told of the word under the cursor: the finding's rule, the metric's ladder, the key's help."""

from collections.abc import Iterator, Mapping, Sequence

from lsprotocol import types

from aiprd.diagnostic import Diagnostic, Span
from aiprd.documents.anchors import Anchors
from aiprd.documents.ladder import metric_view
from aiprd.documents.markdown import Markdown, code, escaped, joined
from aiprd.documents.telling import Teller
from aiprd.field import shown
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.rule import Rule
from aiprd.server.analysis import Analysis
from aiprd.server.keys import Asked
from aiprd.server.names import Mention, definitions_of

BETWEEN = "\n\n---\n\n"


def hover(
    analysis: Analysis, diagnostics: Sequence[Diagnostic], rules: Mapping[str, Rule], offset: int
) -> types.Hover | None:
    """Everything there is to say about the place at `offset`, the shortest first; None when nothing is."""
    told = list(_of_names(analysis, offset))
    key = analysis.key_at(offset)
    if key is not None:
        told.append((key_help(key[0]), key[1]))
    for diagnostic in diagnostics:
        span = analysis.text.span_of(diagnostic.region)
        here = span.start <= offset <= max(span.end, span.start + 1)
        if here and diagnostic.waived is None and diagnostic.code in rules:
            told.append((rule_page(rules[diagnostic.code]), span))
    texts = list(dict.fromkeys(text for text, _ in told))
    if not texts:
        return None
    content = types.MarkupContent(types.MarkupKind.Markdown, BETWEEN.join(texts))
    return types.Hover(content, analysis.text.range(told[0][1]))


def _of_names(analysis: Analysis, offset: int) -> Iterator[tuple[str, Span]]:
    mention, step = analysis.mention_at(offset), analysis.step_at(offset)
    if step is not None:
        yield ladder(step.metric, analysis.prd), step.span
    elif mention is not None:
        metric = analysis.metric(mention)
        yield (ladder(metric, analysis.prd) if metric is not None else _thing(mention, analysis)), mention.span


def rule_page(rule: Rule) -> str:
    """A rule's page, examples included."""
    page = rule.page
    parts = [f"**{rule.code} {rule.name}**", page.summary, page.why, page.notes]
    for title, examples in (("Bad:", page.bad), ("Good:", page.good)):
        parts += [f"{title}\n```yaml\n{example.rstrip()}\n```" for example in examples]
    return "\n\n".join(part for part in parts if part)


def ladder(metric: Metric, prd: Prd) -> str:
    """A metric with its ladder from today's value to the stretch goal."""
    view = metric_view(metric, Teller(prd, Anchors({}, {})))  # no links: there is no document around it
    head = joined([Markdown(f"**{escaped(view.name)}**"), view.character], ": ")
    return "\n\n".join(part for part in (head, view.means, view.ladder) if part)


def _thing(mention: Mention, analysis: Analysis) -> str:
    """What a name is the name of, and where it is defined."""
    lines = [
        f"line {analysis.text.line_number(found.span.start) + 1}"
        for found in definitions_of(mention, analysis.mentions)
    ]
    return f"{mention.kind} {code(mention.name)}" + (f", defined on {' and '.join(lines)}" if lines else "")


def key_help(asked: Asked) -> str:
    """What a key asks, what it takes, and an example."""
    field = asked.field
    parts = [f"**{asked.key}**: {field.help}" if field.help else f"**{asked.key}**", f"Takes {field.expects}."]
    if field.example is not None:
        parts.append(f"```yaml\n{asked.key}: {shown(field.example)}\n```")
    return "\n\n".join(parts)

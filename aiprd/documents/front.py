"""The front matter of a model card: what machines read of it."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from aiprd.documents.markdown import Markdown, plain
from aiprd.prd import Prd
from aiprd.prd.metric import Metric
from aiprd.quantity import Quantity, Unit, rounded

_TASKS = {"ranking": "recommendation", "generative": "text-generation", "agent": "agent", "perception": "perception"}
"""What the kinds of product are called where the Hub names a task; any word is allowed there."""
_MARKUP = re.compile(r"[<>\[\]`]")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class _Dumper(yaml.SafeDumper):
    """Quotes each text that holds markup, so that it can be escaped for viewers that take front matter for Markdown."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - a text told twice is written twice
        return True


def _text(dumper: yaml.SafeDumper, data: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style='"' if _MARKUP.search(data) else None)


_Dumper.add_representer(str, _text)


def front_matter(prd: Prd) -> Markdown:
    """The metadata as YAML; what the PRD does not say is left out there, since machines read it."""
    languages = sorted({text.value for each in prd.evaluation.sets for text in each.languages if text.value})
    data: dict[str, Any] = {"model_name": plain(prd.product.name.value or "A product without a name", 200)}
    known = [text for text in languages if _LANGUAGE.fullmatch(text)]
    if known:
        data["language"] = known
    tags = [*prd.kinds, *([plain(prd.product.domain.value, 60)] if prd.product.domain.value else [])]
    if tags:
        data["tags"] = tags
    results = [found for metric in prd.metrics.values() if (found := _result(metric, prd))]
    if results:
        data["model-index"] = [{"name": data["model_name"], "results": results}]
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return Markdown("---\n" + _MARKUP.sub(lambda match: f"\\x{ord(match[0]):02x}", text) + "---")


def _result(metric: Metric, prd: Prd) -> Mapping[str, Any] | None:
    """One measured value as the Hub's model index takes it; shares in percent, times in seconds."""
    value = metric.amount("observed")
    if value is None:
        return None
    source = plain(metric.observed.from_.value or "not said in the PRD", 100)
    task = _TASKS.get(prd.kinds[0], prd.kinds[0]) if prd.kinds else "other"
    return {
        "task": {"type": task},
        "dataset": {"name": source, "type": source},
        "metrics": [
            {
                "type": plain(metric.name, 100),
                "name": f"{plain(metric.name, 100)} ({_unit(value)})",
                "value": _scaled(value),
            }
        ],
    }


def _scaled(value: Quantity) -> float:
    return rounded(100 * value.amount) if value.unit is Unit.RATIO else value.amount


def _unit(value: Quantity) -> str:
    return {Unit.RATIO: "%", Unit.SECONDS: "seconds", Unit.MONEY: value.currency}.get(
        value.unit, value.noun or "number"
    )

"""`aiprd config`."""

import json
import sys
from collections.abc import Iterator

import click

from aiprd.cli.asking import asking
from aiprd.cli.saying import say
from aiprd.config import Asked, Configuration, Settings, Wrong
from aiprd.reporters.machine import dumps
from aiprd.reporters.text import printable


@click.command()
@click.argument("path", default="prd.yaml", metavar="[PATH]")
@asking
@click.option("--format", "layout", type=click.Choice(["text", "json"]), default="text", show_default=True)
def config(path: str, asked: Asked, layout: str) -> None:
    """Show what is in force for a document, and where each value comes from.

    PATH is the document; it need not exist. Default: a prd.yaml in the current folder.
    """
    try:
        settings = Configuration(asked).of(path)
    except Wrong as wrong:
        for message in wrong.messages:
            say(message)
        sys.exit(2)
    values = list(_values(settings))
    if layout == "json":
        told = [{"key": key, "value": value, "from": place} for key, value, place in values]
        click.echo(dumps({"path": path, "files": settings.files, "values": told}), nl=False)
        return
    files = ", which builds on ".join(reversed(settings.files)) or "no configuration: all is as by default"
    click.echo(f"{printable(path)}\n{printable(files)}\n")
    rows = [(key, value if isinstance(value, str) else json.dumps(value), place) for key, value, place in values]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for key, value, place in rows:
        click.echo(printable(f"{key.ljust(widths[0])}  {value.ljust(widths[1])}  {place}"))


def _values(settings: Settings) -> Iterator[tuple[str, object, str]]:
    """Key, value and place of all that is in force."""
    yield "preset", ", ".join(settings.preset.value), settings.preset.place
    yield "select", ", ".join(settings.select.value) or "all rules of the preset", settings.select.place
    for code, told in settings.ignore.items():
        yield "ignore", f"{code}: {told.value}", told.place
    for code, weight in settings.severity.items():
        yield "severity", f"{code}: {weight.value.label}", weight.place
    least = settings.fail_on
    yield "fail-on", least.value.label if least.value is not None else "never", least.place
    yield from (("rules", told.value, told.place) for told in settings.rules)
    yield from (("exclude", pattern, place) for (_, pattern), place in settings.exclude)

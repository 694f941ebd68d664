"""`aiprd init`."""

import json
import os
import sys
from collections.abc import Sequence

import click

from aiprd import prd
from aiprd.prd.purpose import KINDS, TIERS
from aiprd.resources import folder, text_of

SCHEMA = "prd.schema.json"


@click.command()
@click.argument("file", default="prd.yaml", metavar="[FILE]")
@click.option("--name", help="The product's name.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="What it does; may be repeated.")
@click.option("--risk", type=click.Choice(TIERS), help="What an error costs.")
@click.option("--owner", help="Who answers for the product.")
@click.option("--yes", is_flag=True, help="Ask nothing; what is not given is `unknown`.")
def init(file: str, name: str | None, kinds: tuple[str, ...], risk: str | None, owner: str | None, yes: bool) -> None:
    """Scaffold a PRD with the questions that are due first.

    Never overwrites. The schema for editors is put beside the PRD, unless it is there already.
    """
    if os.path.lexists(file):
        raise click.ClickException(f"{file} exists; nothing was written. Choose another name.")
    if not yes and sys.stdin.isatty():
        name = name or click.prompt("Name of the product")
        kinds = kinds or (click.prompt("What it does", type=click.Choice(KINDS), default=KINDS[0]),)
        risk = risk or click.prompt("What an error costs", type=click.Choice(TIERS), default="low")
        owner = owner or click.prompt("Who answers for it")
    _write_new(file, scaffold(name=name, kinds=kinds or KINDS[:1], risk=risk or "low", owner=owner))
    click.echo(f"wrote {file}; next: aiprd lint {file}")
    beside = os.path.join(os.path.dirname(file), SCHEMA)
    if not os.path.lexists(beside):
        _write_new(beside, text_of("schemas", SCHEMA))
        click.echo(f"wrote {beside}, which lets your editor complete and explain keys")


def scaffold(*, name: str | None, kinds: Sequence[str], risk: str, owner: str | None) -> str:
    """The text of a new PRD: what is known, and `unknown` where something must be found out."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(  # noqa: S701 - YAML, whose values are quoted by the `yaml` filter
        loader=FileSystemLoader(folder("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["yaml"] = _yaml
    template = environment.get_template("new.prd.yaml.j2")
    return template.render(version=prd.FORMAT_VERSION, name=name, kinds=kinds, risk=risk, owner=owner)


def _yaml(value: str | None) -> str:
    """A word as YAML: plain where that is safe, quoted otherwise, `unknown` for none."""
    if value is None:
        return "unknown"
    plain = value.replace(" ", "").replace("-", "").replace(".", "").isalpha() and value == value.strip()
    reserved = value.lower() in {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}
    return (
        value if plain and not reserved and not value.startswith(("-", ".")) else json.dumps(value, ensure_ascii=False)
    )


def _write_new(path: str, text: str) -> None:
    """Writes a file that was not there; one that has appeared in the meantime is left alone."""
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise click.ClickException(f"{path} exists; it was left as it is.") from error
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error

"""`aiprd schema`."""

import json

import click

from aiprd.resources import text_of

SCHEMAS = {
    "prd": "prd.schema.json",
    "config": "config.schema.json",
    "report": "report.schema.json",
    "rules": "rules.schema.json",
}


@click.command()
@click.argument("which", type=click.Choice(list(SCHEMAS)), default="prd")
@click.option("--compact", is_flag=True, help="On one line.")
def schema(which: str, compact: bool) -> None:
    """Print the JSON Schema of a PRD or of a configuration (for editors), of the JSON report, or of rule files."""
    text = text_of("schemas", SCHEMAS[which])
    click.echo(json.dumps(json.loads(text), separators=(",", ":")) if compact else text, nl=compact)

"""`aiprd server`."""

import sys
from importlib.util import find_spec

import click


@click.command()
@click.option("--stdio", is_flag=True, help="Speak over standard input and output, as it always does.")
def server(stdio: bool) -> None:  # noqa: ARG001 - some editors insist on saying it
    """Serve an editor with findings, help, quick fixes and names as a PRD is written.

    Speaks the language server protocol over standard input and output; an editor starts it. See docs/editors.md.
    """
    if find_spec("pygls") is None:
        click.echo("aiprd: the language server needs an extra: pip install 'aiprd[server]'", err=True)
        sys.exit(2)
    from aiprd.server.app import serve

    if sys.stdin.isatty():
        click.echo("aiprd: an editor starts this and speaks to it; leave with Ctrl-C", err=True)
    serve()

"""The commands by name; the module of each is imported only when it is called."""

from importlib import import_module
from typing import TYPE_CHECKING

import click

from aiprd import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "init": "Scaffold a PRD.",
    "lint": "Check PRDs and say what to mend.",
    "render": "Turn a PRD into a document people read.",
    "report": "Write a site that shows all PRDs and how ready they are.",
    "explain": "Show a rule's page.",
    "rules": "List all rules.",
    "config": "Show what is in force, and where it comes from.",
    "schema": "Print a JSON Schema.",
    "server": "Serve an editor as a PRD is written.",
    "completion": "Print the script that lets a shell complete.",
}


class LateGroup(click.Group):
    """A group that imports a command's module when the command is called, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"aiprd.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - each module defines the command of its name
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            from aiprd.field import nearest

            meant = nearest(args[0], tuple(COMMANDS), 0.6)
            guess = f" Did you mean `{meant}`?" if meant else f" Commands: {', '.join(COMMANDS)}."
            ctx.fail(f"There is no command `{args[0]}`.{guess}")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        """The commands from their list, none imported; options as click completes them."""
        from click.shell_completion import CompletionItem

        told = [CompletionItem(name, help=does) for name, does in COMMANDS.items() if name.startswith(incomplete)]
        return told + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="aiprd")
def aiprd() -> None:
    """The linter for AI product requirements."""


def called() -> int:
    """Runs the command that the command line names; the exit code."""
    try:
        return aiprd(standalone_mode=False) or 0
    except click.ClickException as error:
        from aiprd.reporters.text import printable

        vars(error)["message"] = printable(error.message)  # it may quote what was typed
        error.show()
        return error.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None

"""`aiprd completion`, and what the shells are told: rule codes, templates, PRDs."""

import os
from collections.abc import Iterator

import click
from click.shell_completion import CompletionItem, get_completion_class

from aiprd.cli.files import SKIPPED, is_prd

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_AIPRD_COMPLETE"

FAMILY = 4
"""Letters of a code that name its family."""

Items = list[CompletionItem[str]]


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script that lets a shell complete commands, options, rule codes and PRDs.

    \b
    bash  eval "$(aiprd completion bash)"    in ~/.bashrc; bash 4.4 or later
    zsh   eval "$(aiprd completion zsh)"     in ~/.zshrc, after compinit
    fish  aiprd completion fish | source     in ~/.config/fish/config.fish
    """  # noqa: D301 - click's mark for lines that stay lines
    from aiprd.cli import aiprd

    made = get_completion_class(shell)
    assert made is not None  # noqa: S101 - click has these three
    click.echo(made(aiprd, {}, "aiprd", VARIABLE).source(), nl=False)


def rule_names(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """One rule, by code or by name; in small letters where that is how it was begun."""
    from aiprd.rules import ALL

    codes = [_item(rule.code, incomplete, rule.name) for rule in ALL.values() if _begins(rule.code, incomplete)]
    names = [CompletionItem(rule.name, help=rule.code) for rule in ALL.values() if rule.name.startswith(incomplete)]
    return codes + (names if incomplete else [])


def rule_codes(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """Codes with commas: families first, a family's codes once it is spelled out."""
    from aiprd.rules import ALL, FAMILY_TITLES

    before, comma, last = incomplete.rpartition(",")
    if len(last) < FAMILY:
        told = {family: title for family, title in FAMILY_TITLES.items() if _begins(family, last)}
        if len(told) > 1:
            return [_item(family, last, title, before + comma) for family, title in told.items()]
        last = next(iter(told), last)
    return [_item(rule.code, last, rule.name, before + comma) for rule in ALL.values() if _begins(rule.code, last)]


def templates(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """The templates that ship, else any file or folder."""
    from aiprd.documents import TEMPLATES

    shipped = [CompletionItem(name, help=told) for name, told in TEMPLATES.items() if name.startswith(incomplete)]
    return shipped or [CompletionItem(incomplete, type="file")]


def prds(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """The PRDs in the folder that was begun and its folders, else any file: a named one is linted whatever its name."""
    head, _, begun = incomplete.rpartition("/")
    folder = f"{head}/" if "/" in incomplete else ""
    found = list(_entries(folder, begun))
    if not any(item.help == "PRD" for item in found):
        return [CompletionItem(incomplete, type="file")]
    return found


def _entries(folder: str, begun: str) -> Iterator["CompletionItem[str]"]:
    try:
        entries = sorted(os.scandir(os.path.expanduser(folder) or "."), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(begun) and entry.name.isprintable() and entry.name not in SKIPPED:
            if entry.is_dir():
                yield CompletionItem(f"{folder}{entry.name}/", help="folder")
            elif is_prd(entry.name):
                yield CompletionItem(folder + entry.name, help="PRD")


def _begins(code: str, begun: str) -> bool:
    return code.startswith(begun.upper())


def _item(code: str, begun: str, told: str, before: str = "") -> "CompletionItem[str]":
    return CompletionItem(before + (code.lower() if begun.islower() else code), help=told)

"""`aiprd completion`, and what the shells are told: rule codes, templates, PRDs."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from aiprd.cli.files import SKIPPED, is_prd

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_AIPRD_COMPLETE"

FAMILY = 4
"""Letters of a code that name its family."""

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Items = list["CompletionItem[str]"]


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script that lets a shell complete commands, options, rule codes and PRDs.

    \b
    bash  eval "$(aiprd completion bash)"    in ~/.bashrc; bash 4.4 or later
    zsh   eval "$(aiprd completion zsh)"     in ~/.zshrc, after compinit
    fish  aiprd completion fish | source     in ~/.config/fish/config.fish
    """  # noqa: D301 - click's mark for lines that stay lines
    from click.shell_completion import get_completion_class

    from aiprd.cli.group import aiprd

    made = get_completion_class(shell)
    assert made is not None  # noqa: S101 - click has these three
    script = made(aiprd, {}, "aiprd", VARIABLE).source()
    # In fish, click cuts what it offers at every comma, and codes are given with commas.
    click.echo(script.replace('string split ","', 'string split --max 1 ","'), nl=False)


def rule_names(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """One rule, by code or by name; in small letters where that is how it was begun."""
    from aiprd.rules import ALL

    codes = [_item(rule.code, incomplete, rule.name) for rule in ALL.values() if _begins(rule.code, incomplete)]
    names = [_entry(rule.name, rule.code) for rule in ALL.values() if incomplete and rule.name.startswith(incomplete)]
    return codes + names


def rule_codes(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """Codes with commas: families first, a family's codes once it is spelled out."""
    from aiprd.rules import ALL, FAMILY_TITLES

    before, comma, last = incomplete.rpartition(",")
    told = {family: title for family, title in FAMILY_TITLES.items() if _begins(family, last)}
    if len(last) < FAMILY and len(told) > 1:
        return [_item(family, last, title, before + comma) for family, title in told.items()]
    return [_item(rule.code, last, rule.name, before + comma) for rule in ALL.values() if _begins(rule.code, last)]


def template_names(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """The templates that ship, else any file or folder."""
    from aiprd.documents import TEMPLATES

    shipped = [_entry(name, told) for name, told in TEMPLATES.items() if name.startswith(incomplete)]
    return shipped or [_any_file(incomplete)]


def prds(context: click.Context, parameter: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """The PRDs in the folder that was begun and its folders, else any file: a named one is linted whatever its name."""
    head, _, begun = incomplete.rpartition("/")
    folder = f"{head}/" if "/" in incomplete else ""
    found = list(_entries(folder, begun))
    if not any(item.help == "PRD" for item in found):
        return [_any_file(incomplete)]
    return found


def _entries(folder: str, begun: str) -> Iterator["CompletionItem[str]"]:
    try:
        entries = sorted(os.scandir(os.path.expanduser(folder) or "."), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(begun) and entry.name.isprintable() and entry.name not in SKIPPED:
            if entry.is_dir():
                yield _entry(f"{folder}{entry.name}/", "folder")
            elif is_prd(entry.name):
                yield _entry(folder + entry.name, "PRD")


def _begins(code: str, begun: str) -> bool:
    return code.startswith(begun.upper())


def _item(code: str, begun: str, told: str, before: str = "") -> "CompletionItem[str]":
    return _entry(before + (code.lower() if begun.islower() else code), told)


def _entry(word: str, told: str) -> "CompletionItem[str]":
    from click.shell_completion import CompletionItem

    return CompletionItem(word, help=told)


def _any_file(begun: str) -> "CompletionItem[str]":
    """Leaves it to the shell to offer files and folders."""
    from click.shell_completion import CompletionItem

    return CompletionItem(begun, type="file")

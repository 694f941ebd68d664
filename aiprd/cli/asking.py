"""The options by which several commands say what is asked: presets, codes, own rules, configuration."""

from collections.abc import Callable
from datetime import date

import click

from aiprd.cli.completion import rule_codes
from aiprd.cli.request import today as users_day
from aiprd.config import Asked
from aiprd.config.keys import FAIL_ON
from aiprd.presets import STANDARDS
from aiprd.selection import PRESETS

Command = Callable[..., None]

_OPTIONS = (
    click.option(
        "--select",
        multiple=True,
        metavar="CODE",
        shell_complete=rule_codes,
        help="Only these rules: codes or the beginning of codes, with commas.",
    ),
    click.option("--ignore", multiple=True, metavar="CODE", shell_complete=rule_codes, help="Not these rules."),
    click.option(
        "--preset",
        "presets",
        multiple=True,
        type=click.Choice([*PRESETS, *STANDARDS]),
        help="How much to hear: quiet (certain findings only), default, or thorough; or a standard to report by. May be "
        "repeated.",
    ),
    click.option("--rules", multiple=True, metavar="FOLDER", help="Also the team's own rules: *.rules.yaml in here."),
    click.option("--plugins", is_flag=True, help="Also the rules of installed packages (entry points aiprd.rules)."),
    click.option(
        "--fail-on",
        type=click.Choice(list(FAIL_ON)),
        help="The least severity that makes the exit code 1. Default: error.",
    ),
    click.option("--config", metavar="FILE", help="This configuration, whatever lies near the documents."),
    click.option("--isolated", is_flag=True, help="No configuration at all."),
)


def asking(command: Command) -> Command:
    """Adds the options to a command, which takes them as one `asked`."""
    from functools import wraps

    @wraps(command)
    def with_asked(
        select: tuple[str, ...],
        ignore: tuple[str, ...],
        presets: tuple[str, ...],
        rules: tuple[str, ...],
        plugins: bool,
        fail_on: str | None,
        config: str | None,
        isolated: bool,
        **rest: object,
    ) -> None:
        if config is not None and isolated:
            raise click.UsageError("--config and --isolated exclude each other.")
        asked = Asked(presets, _codes(select), _codes(ignore), fail_on, rules, plugins, config, isolated)
        command(asked=asked, **rest)

    for option in reversed(_OPTIONS):
        with_asked = option(with_asked)
    return with_asked


def _codes(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip().upper() for value in values for code in value.split(",") if code.strip())


today_option = click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day to judge dates by. Default: today."
)


def day(today: date | None) -> int:
    """The ordinal of the day to judge by: the one asked for, or the user's."""
    return today.toordinal() if today is not None else users_day()

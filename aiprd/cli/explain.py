"""`aiprd explain`."""

import click

from aiprd.cli.completion import rule_names
from aiprd.cli.own import own_rules
from aiprd.reporters.text import printable_lines
from aiprd.rule import Rule
from aiprd.rules import ALL

NAMES = {"E": "error", "W": "warning", "I": "info"}


@click.command()
@click.argument("code", shell_complete=rule_names)
@click.option("--rules", multiple=True, metavar="FOLDER", help="Also the team's own rules: *.rules.yaml in here.")
def explain(code: str, rules: tuple[str, ...]) -> None:
    """Show a rule's page: what it finds, why it matters, and both sides by example.

    CODE is a code such as FAIR003, or a rule's name.
    """
    known = {**ALL, **own_rules(rules)}
    rule = known.get(code.upper()) or next((rule for rule in known.values() if rule.name == code.lower()), None)
    if rule is None:
        from aiprd.field import nearest

        meant = nearest(code.upper(), tuple(known)) or nearest(
            code.lower(), tuple(rule.name for rule in known.values())
        )
        raise click.UsageError(f"No rule is called {code}." + (f" Did you mean {meant}?" if meant else ""))
    click.echo(printable_lines(page(rule)))


def page(rule: Rule) -> str:
    """A rule's page as plain text."""
    text = rule.page
    blocks = [f"{rule.code} {rule.name}", text.summary, text.why]
    if text.notes:
        blocks.append(text.notes)
    for title, examples in (("Bad:", text.bad), ("Good:", text.good)):
        blocks += [title + "\n\n" + _indented(example) for example in examples]
    return "\n\n".join([*blocks, facts(rule)]) + "\n"


def facts(rule: Rule) -> str:
    """When the rule speaks, and where it comes from."""
    tiers = ", ".join(
        f"{severity.label if severity is not None else 'off'} at {tier} risk"
        for tier, severity in zip(("low", "medium", "high"), rule.severities, strict=True)
    )
    lines = [f"Severity: {tiers}"]
    if rule.kinds:
        lines.append(f"Asked of: {', '.join(rule.kinds)}")
    if rule.since != "idea":
        lines.append(f"Due from status: {rule.since}")
    lines.append(f"Confidence: {rule.confidence}")
    if rule.references:
        lines.append(f"Source: {', '.join(rule.references)}")
    return "\n".join(lines)


def _indented(example: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in example.rstrip("\n").splitlines())

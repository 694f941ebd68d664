"""Templates of a team's own run in a sandbox: no files but their folder's, no Python, and an end to everything."""

import re
import signal
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import EXAMPLES
from test_documents import example, own

from aiprd.cli import render as command
from aiprd.cli.group import aiprd
from aiprd.documents import TEMPLATES, TemplateError, extension, render
from aiprd.documents.sandbox import LONGEST, MOST_STEPS
from aiprd.documents.view import view


def made(folder: Path, text: str, name: str = "mine.md.j2") -> str:
    return render(example("minimal"), own(folder, text, name))


def refused(folder: Path, text: str) -> str:
    began = time.monotonic()
    with pytest.raises(TemplateError) as error:
        made(folder, text)
    assert time.monotonic() - began < 30
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", "steps"),
        ("{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(99) }}", "steps"),
        ("{% for a in range(90000) %}{{ 'x' * 1000 }}{% endfor %}", "writes more than"),
        ("{{ 'x' * 10 ** 10 }}", "too much"),
        ("{{ 'x' * 10000000 }}", "too much"),
        ("{{ 10000000 * 'x' }}", "too much"),
        ("{{ '%1000000000d' % 1 }}", "too much"),
        ("{% set n = namespace(x='a') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}", "too much"),
        (
            "{% set n = namespace(x='a') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
            "value of more",
        ),
        (
            "{% set n = namespace(x='a') %}{% for i in range(60) %}{% set n.x = [n.x, n.x] | join %}{% endfor %}",
            "value",
        ),
        ("{{ 'a' | center(10 ** 3) }}", "No filter named 'center'"),
        ("{{ [1, 2] | random }}", "No filter named 'random'"),
        ("{{ lipsum() }}", "undefined"),
        ("{{ 'a'.ljust(1000000000) }}", "unsafe"),
        ("{% for a in metrics recursive %}{{ loop(metrics) }}{% endfor %}", "recursion|steps"),
    ],
)
def test_every_template_ends(tmp_path: Path, text: str, says: str) -> None:
    assert re.search(says, refused(tmp_path, text))


def test_limits_leave_room_for_honest_templates(tmp_path: Path) -> None:
    text = "{% for a in range(450) %}{% for b in range(450) %}x{% endfor %}{% endfor %}"
    assert made(tmp_path, text).count("x") == 450 * 450
    assert MOST_STEPS > 450 * 450
    assert LONGEST > 450 * 450


def test_loops_still_know_where_they_are(tmp_path: Path) -> None:
    text = "{% for a in 'abc' %}{{ loop.index }}/{{ loop.length }}{{ a }}{% if loop.last %}!{% endif %}{% endfor %}"
    assert made(tmp_path, text).endswith("\n\n1/3a2/3b3/3c!\n")


def test_links_out_of_the_folder_are_no_templates(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    home = tmp_path / "templates"
    home.mkdir()
    (home / "leak.md.j2").symlink_to(tmp_path / "secret.txt")
    assert "leak" in refused(home, '{% include "leak.md.j2" %}')
    (home / "kept.md.j2").write_text("{{ title }}", encoding="utf-8")
    (home / "inside.md.j2").symlink_to(home / "kept.md.j2")
    assert made(home, '{% include "inside.md.j2" %}').endswith("Ticket routing\n")


def test_own_formats_are_made_safe_as_theirs(tmp_path: Path) -> None:
    assert made(tmp_path, "{{ '=1+1' }},{{ metrics[0].name }}\n", "a.csv.j2") == '"\'=1+1","routed_right"\n'
    assert made(tmp_path, "Feature: {{ metrics[0].name }}\n", "a.feature.j2").endswith("\nFeature: routed_right\n")


def test_clock_ends_what_counting_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(signal, "SIGALRM"):
        pytest.skip("this system has no alarm")
    monkeypatch.setattr(command, "SECONDS", 0.2)
    slow = own(
        tmp_path, "{% for a in range(99999) %}{{ (metrics | list | string | upper | lower | length) }}{% endfor %}"
    )
    result = CliRunner().invoke(aiprd, ["render", str(EXAMPLES / "athena-repaired.prd.yaml"), "-t", slow])
    assert result.exit_code == 2
    assert "takes longer than" in result.stderr
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


def test_every_name_that_templates_see_is_documented() -> None:
    told = (Path(__file__).parent.parent / "docs" / "documents.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`(\w+)", told))
    assert set(view(example("minimal"))) <= names
    for template in TEMPLATES:
        assert f"`{template}`" in told
        assert extension(template) in {".md", ".feature", ".csv"}


def test_settings_hold_for_rendered_documents_too(tmp_path: Path) -> None:
    file = tmp_path / "a.prd.yaml"
    file.write_text((EXAMPLES / "athena-as-told.prd.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    before = CliRunner().invoke(aiprd, ["render", str(file)])
    (tmp_path / ".aiprd.yaml").write_text("ignore: {FAIL004: owners are in the rota}\n", encoding="utf-8")
    after = CliRunner().invoke(aiprd, ["render", str(file)])
    assert before.exit_code == after.exit_code == 0
    assert before.stdout.splitlines()[-1] != after.stdout.splitlines()[-1]  # which tells how many findings there are
    (tmp_path / ".aiprd.yaml").write_text("ignor: {}\n", encoding="utf-8")
    assert CliRunner().invoke(aiprd, ["render", str(file)]).exit_code == 2

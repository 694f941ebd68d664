"""What documents said at a revision, asked of a real git."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from aiprd.cli import git
from aiprd.cli.git import NoAnswer, before

Git = Callable[..., str]


def command(folder: Path) -> Git:
    """Calls git in `folder`, untouched by the settings of whoever runs the tests."""
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
    }

    def call(*args: str) -> str:
        done = subprocess.run(["git", "-C", str(folder), *args], env=env, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    return call


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir()
    run = command(folder)
    run("init", "-q", "-b", "main")
    (folder / "a.prd.yaml").write_text("one\n" * 20)
    (folder / "deep").mkdir()
    (folder / "deep" / "b.prd.yaml").write_text("two\n" * 20)
    run("add", ".")
    run("commit", "-q", "-m", "first")
    monkeypatch.chdir(folder)
    return folder


def test_old_content_of_each_file(repo: Path) -> None:
    (repo / "a.prd.yaml").write_text("changed\n")
    (repo / "new.prd.yaml").write_text("new\n")
    assert before("HEAD", ["a.prd.yaml", str(repo / "deep/b.prd.yaml"), "new.prd.yaml"]) == {
        "a.prd.yaml": b"one\n" * 20,
        str(repo / "deep/b.prd.yaml"): b"two\n" * 20,
        "new.prd.yaml": None,
    }


def test_from_a_folder_below(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo / "deep")
    assert before("HEAD", ["b.prd.yaml", "../a.prd.yaml"]) == {
        "b.prd.yaml": b"two\n" * 20,
        "../a.prd.yaml": b"one\n" * 20,
    }


def test_a_renamed_file_is_followed(repo: Path) -> None:
    run = command(repo)
    run("mv", "a.prd.yaml", "deep/moved.prd.yaml")
    (repo / "added.prd.yaml").write_text("three\n")
    (repo / "deep/b.prd.yaml").write_text("changed\n")
    run("add", ".")
    assert before("HEAD", ["deep/moved.prd.yaml"]) == {"deep/moved.prd.yaml": b"one\n" * 20}
    (repo / "deep/moved.prd.yaml").write_text("one\n" * 19 + "more\n")
    run("commit", "-q", "-a", "-m", "moved")
    assert before("HEAD~1", ["deep/moved.prd.yaml"]) == {"deep/moved.prd.yaml": b"one\n" * 20}


@pytest.mark.parametrize(
    "name", ["-rf.prd.yaml", "ü b\n\t'\"$(x).prd.yaml", ":(top)a.prd.yaml", "*.prd.yaml", "--.prd.yaml"]
)
def test_any_file_name(repo: Path, name: str) -> None:
    run = command(repo)
    (repo / name).write_text("odd\n")
    run("--literal-pathspecs", "add", "--", name)
    run("commit", "-q", "-m", "odd")
    assert before("HEAD", [name, "a.prd.yaml"]) == {name: b"odd\n", "a.prd.yaml": b"one\n" * 20}


def test_many_files_at_once(repo: Path) -> None:
    run = command(repo)
    names = [f"many/{number}.prd.yaml" for number in range(1203)]
    (repo / "many").mkdir()
    for name in names:
        (repo / name).write_text(name)
    run("add", ".")
    run("commit", "-q", "-m", "many")
    assert before("HEAD", names) == {name: name.encode() for name in names}


def test_branch_as_it_is_or_where_it_was_left(repo: Path) -> None:
    run = command(repo)
    run("checkout", "-q", "-b", "topic")
    run("checkout", "-q", "main")
    (repo / "a.prd.yaml").write_text("main went on\n")
    run("commit", "-q", "-a", "-m", "second")
    run("checkout", "-q", "topic")
    assert before("main", ["a.prd.yaml"]) == {"a.prd.yaml": b"main went on\n"}
    assert before("main...", ["a.prd.yaml"]) == {"a.prd.yaml": b"one\n" * 20}


def test_detached_head_tags_and_commits(repo: Path) -> None:
    run = command(repo)
    run("tag", "-a", "v1", "-m", "v1")
    (repo / "a.prd.yaml").write_text("x\n")
    run("commit", "-q", "-a", "-m", "second")
    first = run("rev-parse", "HEAD~1")
    run("checkout", "-q", "--detach")
    for revision in ("v1", first, first[:8], "HEAD~1", "main~1", "HEAD^{/first}"):
        assert before(revision, ["a.prd.yaml"]) == {"a.prd.yaml": b"one\n" * 20}, revision


def test_a_link_is_followed_to_the_file_it_means(repo: Path) -> None:
    (repo / "link.prd.yaml").symlink_to("deep/b.prd.yaml")
    assert before("HEAD", ["link.prd.yaml"]) == {"link.prd.yaml": b"two\n" * 20}


def test_what_was_a_link_was_no_document(repo: Path) -> None:
    run = command(repo)
    (repo / "c.prd.yaml").symlink_to("a.prd.yaml")
    run("add", ".")
    run("commit", "-q", "-m", "link")
    (repo / "c.prd.yaml").unlink()
    (repo / "c.prd.yaml").write_text("own\n")
    assert before("HEAD", ["c.prd.yaml"]) == {"c.prd.yaml": None}


def test_a_submodule_is_a_repository_of_its_own(repo: Path) -> None:
    run = command(repo)
    run("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(repo), "sub")
    command(repo / "sub")("tag", "here")
    run("commit", "-q", "-m", "sub")
    assert before("HEAD", ["sub/a.prd.yaml", "a.prd.yaml"]) == {
        "sub/a.prd.yaml": b"one\n" * 20,
        "a.prd.yaml": b"one\n" * 20,
    }
    with pytest.raises(NoAnswer, match="repo has no revision `here`"):
        before("here", ["sub/a.prd.yaml", "a.prd.yaml"])
    assert before("here", ["sub/a.prd.yaml"]) == {"sub/a.prd.yaml": b"one\n" * 20}


def test_a_linked_worktree(repo: Path, tmp_path: Path) -> None:
    command(repo)("worktree", "add", "-q", str(tmp_path / "other"), "-b", "other")
    assert before("main", [str(tmp_path / "other/a.prd.yaml")]) == {str(tmp_path / "other/a.prd.yaml"): b"one\n" * 20}


@pytest.mark.parametrize(
    ("revision", "told"),
    [
        ("nope", "repo has no revision `nope`$"),
        ("", "`` is no revision"),
        ("...", "is no revision"),
        ("-x", "`-x` is no revision"),
        ("--output=pwned", "is no revision"),
        ("a\nb", "`a�b` is no revision"),
        ("\x1b[31m", "is no revision"),
        ("HEAD:a.prd.yaml", "has no revision"),
        ("main..main", "has no revision"),
        ("nope...", "has no revision `nope`"),
    ],
)
def test_what_is_no_revision(repo: Path, revision: str, told: str) -> None:
    with pytest.raises(NoAnswer, match=told):
        before(revision, ["a.prd.yaml"])
    assert not (repo / "pwned").exists()


def test_outside_of_any_repository(tmp_path: Path) -> None:
    (tmp_path / "a.prd.yaml").write_text("x\n")
    with pytest.raises(NoAnswer, match=r"a\.prd\.yaml is in no git repository"):
        before("HEAD", [str(tmp_path / "a.prd.yaml")])


def test_a_repository_without_commits(tmp_path: Path) -> None:
    command(tmp_path)("init", "-q")
    with pytest.raises(NoAnswer, match="has no revision `HEAD`"):
        before("HEAD", [str(tmp_path / "a.prd.yaml")])


def test_a_broken_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(NoAnswer, match="not a git repository"):
        before("HEAD", [str(tmp_path / "a.prd.yaml")])


def test_without_git(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repo))
    with pytest.raises(NoAnswer, match="the git command is not here"):
        before("HEAD", ["a.prd.yaml"])


@pytest.mark.usefixtures("repo")
def test_git_that_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\nexec sleep 20\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(git, "PATIENCE", 0.2)
    with pytest.raises(NoAnswer, match="did not answer within"):
        before("HEAD", ["a.prd.yaml"])


def test_a_shallow_clone_says_how_to_get_the_rest(repo: Path, tmp_path: Path) -> None:
    run = command(repo)
    first = run("rev-parse", "HEAD")
    run("commit", "-q", "--allow-empty", "-m", "second")
    command(tmp_path)("clone", "-q", "--depth", "1", f"file://{repo}", "shallow")
    with pytest.raises(NoAnswer, match="this clone is shallow: fetch the rest"):
        before(first, [str(tmp_path / "shallow/a.prd.yaml")])


def test_a_partial_clone_fetches_nothing(repo: Path, tmp_path: Path) -> None:
    run = command(repo)
    run("config", "uploadpack.allowFilter", "true")
    (repo / "a.prd.yaml").write_text("second\n")
    run("commit", "-q", "-a", "-m", "second")
    command(tmp_path)("clone", "-q", "--filter=blob:none", f"file://{repo}", "partial")
    with pytest.raises(NoAnswer, match="is a partial clone without the old versions"):
        before("HEAD~1", [str(tmp_path / "partial/a.prd.yaml")])


def test_nothing_that_a_repository_names_is_run(repo: Path) -> None:
    run = command(repo)
    trap = repo / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {repo}/sprung\ncat\n")
    trap.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "pager.ls-tree",
        "diff.external",
        "diff.x.textconv",
        "diff.x.command",
        "filter.x.clean",
        "filter.x.smudge",
        "filter.x.process",
        "alias.cat-file",
        "alias.ls-tree",
        "core.sshCommand",
    ):
        run("config", key, f"!{trap}" if key.startswith("alias") else str(trap))
    (repo / ".gitattributes").write_text("*.yaml filter=x diff=x\n")
    (repo / "a.prd.yaml").rename(repo / "c.prd.yaml")
    assert before("HEAD", ["c.prd.yaml", "deep/b.prd.yaml"])["deep/b.prd.yaml"] == b"two\n" * 20
    assert not (repo / "sprung").exists()


@pytest.mark.usefixtures("repo")
def test_the_surroundings_of_a_hook_do_not_mislead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(tmp_path)("init", "-q", "elsewhere")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere/.git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "no-index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    assert before("HEAD", ["a.prd.yaml"]) == {"a.prd.yaml": b"one\n" * 20}


def test_nothing_in_the_repository_is_touched(repo: Path) -> None:
    def state() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in repo.rglob("*")}

    os.utime(repo / "a.prd.yaml", (1, 1))  # so that git would like to refresh its index
    past = state()
    before("HEAD", ["a.prd.yaml", "gone.prd.yaml"])
    assert state() == past

"""The commit in the metadata is git's own, read without git; where there is none it is left out."""

import shutil
import subprocess

import pytest

from models.common.checkout import commit
from models.outcome.export import metadata
from models.outcome.run import run_scenario
from models.scenario.scenario import Scenario

A, B = "a" * 40, "b" * 40


def make_checkout(root, files):
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


CHECKOUTS = {
    "on a branch": {".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": f"{A}\n"},
    "branch packed": {
        ".git/HEAD": "ref: refs/heads/main\n",
        ".git/packed-refs": f"# pack-refs with: peeled\n{B} refs/heads/not-main\n{A} refs/heads/main\n",
    },
    "detached": {".git/HEAD": f"{A}\n"},
    "a worktree": {
        ".git": "gitdir: home/worktrees/here\n",
        "home/worktrees/here/HEAD": "ref: refs/heads/main\n",
        "home/worktrees/here/commondir": "../..\n",
        "home/refs/heads/main": f"{A}\n",
    },
}
NONE = {
    "no checkout": {"README.md": "text\n"},
    "a branch without a commit": {".git/HEAD": "ref: refs/heads/main\n"},
    "a branch that is not packed": {
        ".git/HEAD": "ref: refs/heads/main\n",
        ".git/packed-refs": f"{B} refs/heads/not-main\n",
    },
    "something else in HEAD": {".git/HEAD": "not a commit\n"},
    "a worktree whose home is gone": {".git": "gitdir: /nowhere/at/all\n"},
}


@pytest.mark.parametrize("files", CHECKOUTS.values(), ids=CHECKOUTS)
def test_the_commit_is_found(files, tmp_path):
    assert commit(make_checkout(tmp_path, files)) == A


@pytest.mark.parametrize("files", NONE.values(), ids=NONE)
def test_where_it_cannot_be_told_there_is_none(files, tmp_path):
    assert commit(make_checkout(tmp_path, files)) is None


def test_text_that_is_no_text_is_no_commit(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_bytes(b"\xff\xfe")
    assert commit(tmp_path) is None


@pytest.mark.skipif(shutil.which("git") is None, reason="compares with git")
def test_git_says_the_same(tmp_path):
    def git(*arguments):
        identity = ("-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false")
        return subprocess.run(
            ["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout.strip()

    git("init", "--quiet")
    git("commit", "--quiet", "--allow-empty", "--message", "one")
    assert commit(tmp_path) == git("rev-parse", "HEAD")


def test_metadata_carry_the_commit_only_where_it_is_known(monkeypatch):
    outcome = run_scenario(Scenario())
    monkeypatch.setattr("models.outcome.export.commit", lambda: A)
    assert metadata(outcome, "1.2.3")["commit"] == A
    monkeypatch.setattr("models.outcome.export.commit", lambda: None)
    stamp = metadata(outcome, "1.2.3")
    assert "commit" not in stamp
    assert stamp["version"] == "1.2.3"


def test_nobody_asks_for_the_commit_while_a_scenario_is_evaluated(monkeypatch):
    def asked():
        raise AssertionError("the commit was asked for")

    monkeypatch.setattr("models.outcome.export.commit", asked)
    assert len(run_scenario(Scenario()).table)

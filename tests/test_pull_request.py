"""The scripts inside the refreshing workflow, run as the runner runs them: what becomes of a refresh."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.repository import git, small_project

FOLDER = Path(__file__).parents[1] / ".github" / "workflows"
REFRESH, TEST = (
    yaml.safe_load((FOLDER / name).read_text()) for name in ("refresh-snapshot.yml", "test.yml")
)
BUILD, PROPOSE = REFRESH["jobs"].values()
BRANCH, BOT = "refresh-snapshot/main", "41898282+github-actions[bot]@users.noreply.github.com"
DISPATCHED = f"gh workflow run test.yml --ref {BRANCH}"


class Runner:
    """Runs a step of the workflow as the runner does, with stand-ins for programs from outside."""

    def __init__(self, folder):
        self.temp, self.bin = folder / "temp", folder / "bin"
        self.temp.mkdir()
        self.bin.mkdir()
        self.asked = folder / "asked"
        self.asked.touch()

    def stand_in(self, name, script):
        path = self.bin / name
        path.write_text(f'#!/bin/sh\necho {name} "$@" >> "{self.asked}"\n{script}')
        path.chmod(0o755)

    def run(self, step, cwd, **environment):
        given = {k: str(v) for k, v in step.get("env", {}).items() if "${{" not in str(v)}
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", step["run"]],
            cwd=cwd,
            env=given
            | {"PATH": f"{self.bin}:{os.environ['PATH']}", "RUNNER_TEMP": str(self.temp)}
            | {"GIT_CONFIG_GLOBAL": "/dev/null", "GITHUB_REPOSITORY": "one/project"}
            | {"GITHUB_REF_NAME": "main", "BRANCH": BRANCH}
            | {k: str(v) for k, v in environment.items()},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def runner(tmp_path):
    return Runner(tmp_path)


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    return small_project(tmp_path / "project")


@pytest.mark.parametrize(
    ("status", "outcome", "says"),
    [(0, 0, "changed=true\n"), (3, 0, "changed=false\n"), (2, 2, ""), (1, 1, "")],
)
def test_the_job_passes_the_refresh_on_or_fails_with_it(
    project, runner, tmp_path, status, outcome, says
):
    (refresh,) = (step for step in BUILD["steps"] if step.get("id") == "refresh")
    changes = "rm fits/old.json; echo 2 > fits/new.json" if status == 0 else "true"
    runner.stand_in("python", f'echo "what was said" > "$4"; {changes}; exit {status}')
    output, summary = tmp_path / "output", tmp_path / "summary"
    output.touch()
    done = runner.run(refresh, project, GITHUB_OUTPUT=output, GITHUB_STEP_SUMMARY=summary)
    assert done.returncode == outcome, done.stderr
    assert output.read_text() == says
    assert summary.read_text() == "what was said\n"
    assert runner.asked.read_text().startswith("python -m tools.refresh_snapshot --report /")
    if status == 0:
        patch = (runner.temp / "refreshed.patch").read_text()
        assert "b/fits/new.json" in patch  # git knew nothing of it
        assert "deleted file" in patch


@pytest.fixture
def proposed(project, runner, tmp_path):
    """Run the proposing step in a fresh checkout: what it ended with, and what gh was asked."""
    origin = tmp_path / "origin.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(project), str(origin))
    git(project, "remote", "add", "origin", str(origin))
    (project / "fits" / "old.json").unlink()
    (project / "fits" / "new.json").write_text("[]\n")
    git(project, "add", "--all")
    patch = subprocess.check_output(["git", "diff", "--cached", "--binary"], cwd=project)
    (runner.temp / "refreshed.patch").write_bytes(patch)
    (runner.temp / "report.md").write_text("What was revised\n")
    runs = iter(range(9))

    def propose(open_one="", refused=False):
        checkout = tmp_path / f"checkout-{next(runs)}"
        git(tmp_path, "clone", "--quiet", str(origin), str(checkout))
        refusal = 'if [ "$2" = create ]; then exit 1; fi' if refused else ""
        runner.stand_in(
            "gh", f'if [ "$2" = list ]; then echo "{open_one}"; fi\n{refusal}\nexit 0\n'
        )
        runner.asked.write_text("")
        done = runner.run(PROPOSE["steps"][-1], checkout)
        shutil.rmtree(checkout)
        return done, runner.asked.read_text().splitlines()

    return propose, origin


def test_a_pull_request_is_opened_and_its_tests_are_started(proposed):
    propose, origin = proposed
    done, asked = propose()
    assert done.returncode == 0, done.stderr
    assert git(origin, "diff", "--name-status", "--no-renames", "main", BRANCH).split() == [
        *("A", "fits/new.json"),
        *("D", "fits/old.json"),
    ]
    assert git(origin, "log", "-1", "--format=%ae", BRANCH) == BOT
    assert [line.split(" --")[0] for line in asked] == [
        "gh pr list",
        "gh pr create",
        "gh workflow run test.yml",
    ]
    assert f"--base main --head {BRANCH}" in asked[1]
    assert "--body-file" in asked[1]
    assert asked[2] == DISPATCHED
    assert "workflow_dispatch" in TEST[True]  # YAML 1.1 reads `on` so


def test_one_that_is_still_open_is_carried_on(proposed, tmp_path):
    propose, origin = proposed
    propose()
    merged = tmp_path / "merged"
    git(tmp_path, "clone", "--quiet", str(origin), str(merged))
    git(merged, "commit", "--quiet", "--allow-empty", "--message", "Something else")
    git(merged, "push", "--quiet", "origin", "main")
    done, asked = propose(open_one="7")
    assert done.returncode == 0, done.stderr
    assert git(origin, "branch", "--format=%(refname:short)").split() == ["main", BRANCH]
    assert git(origin, "rev-parse", f"{BRANCH}~1") == git(origin, "rev-parse", "main")
    report = "repos/one/project/pulls/7 --field body=@/"
    assert asked[1].startswith(f"gh api --silent --method PATCH {report}")
    assert asked[2:] == [DISPATCHED]


def test_nothing_is_pushed_over_the_commit_of_a_reviewer(proposed, tmp_path):
    propose, origin = proposed
    propose()
    review = tmp_path / "review"
    git(tmp_path, "clone", "--quiet", "--branch", BRANCH, str(origin), str(review))
    git(review, "commit", "--quiet", "--allow-empty", "--message", "The sign has changed")
    git(review, "push", "--quiet", "origin", f"HEAD:{BRANCH}")
    theirs = git(origin, "rev-parse", BRANCH)
    done, asked = propose(open_one="7")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("::warning::Pull request #7 holds a commit of somebody else")
    assert len(asked) == 1
    assert git(origin, "rev-parse", BRANCH) == theirs


def test_a_pull_request_that_is_refused_fails_aloud(proposed):
    propose, _ = proposed
    done, asked = propose(refused=True)
    assert done.returncode == 1
    assert asked[-1].startswith("gh pr create")

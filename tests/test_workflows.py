"""The workflows: what they run exists, what fails is heard, and each Python of the README is tested."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from models.live import public
from tools import enter_numbers, refresh_snapshot

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".github" / "workflows"
REFRESH, TEST = ((FOLDER / name).read_text() for name in ("refresh-snapshot.yml", "test.yml"))


@pytest.mark.parametrize("text", [REFRESH, TEST])
def test_every_program_that_a_step_runs_is_there(text):
    for module in re.findall(r"python -m (models[\w.]*)", text):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module
    for script in re.findall(r"python (tools/\S+)", text):
        assert (ROOT / script).exists()
    for target in re.findall(r"make ([a-z-]+)", text):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("text", [REFRESH, TEST])
def test_actions_run_on_node_24(text):
    first = {"checkout": 5, "setup-python": 6, "upload-artifact": 6, "download-artifact": 7}
    used = re.findall(r"uses: actions/([\w-]+)@v(\d+)", text)
    assert used
    assert all(int(version) >= first[name] for name, version in used)


def test_the_refresh_is_weekly_and_fails_aloud():
    assert re.search(r'cron: "\d+ \d+ \* \* \d"', REFRESH)
    assert "workflow_dispatch:" in REFRESH
    assert "shell: bash -euo pipefail {0}" in REFRESH
    assert '*) exit "$status" ;;' in REFRESH
    assert f"{public.NOTHING}) echo" in REFRESH
    assert public.NOTHING == refresh_snapshot.NOTHING
    assert "Allow GitHub\n# Actions to create and approve pull requests" in REFRESH


def test_every_step_of_the_refresh_is_there():
    for program in (refresh_snapshot.CARRY, *refresh_snapshot.STEPS.values()):
        if program[0] == "-m":
            assert importlib.util.find_spec(program[1])
        else:
            assert (ROOT / program[0]).exists()


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ([0] * 9, refresh_snapshot.ADDED),
        ([0] * 8 + [1], refresh_snapshot.ADDED),  # findings that changed are told
        ([public.NOTHING], refresh_snapshot.NOTHING),
        ([public.ALL_FAILED], refresh_snapshot.FAILED),
        ([1], refresh_snapshot.FAILED),  # a crash is not "nothing new"
        ([0, 0, 1], refresh_snapshot.FAILED),
    ],
)
def test_a_step_that_fails_ends_the_refresh(tmp_path, monkeypatch, statuses, status):
    left = iter(statuses)
    monkeypatch.delenv("SEC_CONTACT", raising=False)
    monkeypatch.setattr(refresh_snapshot, "step", lambda *_: next(left))
    monkeypatch.setattr(refresh_snapshot.shutil, "rmtree", lambda _: None)
    assert refresh_snapshot.refresh(tmp_path / "report.txt") == status
    assert next(left, None) is None


def test_a_step_says_how_long_it_took_and_is_reported(tmp_path, capsys):
    report = tmp_path / "report.txt"
    assert refresh_snapshot.step("Try", ("-c", "print('done'); raise SystemExit(4)"), report) == 4
    assert re.search(
        r"== Try: [\d.]+ s, [\d.]+ s of processor time, status 4", capsys.readouterr().out
    )
    assert report.read_text() == "done\n"


def test_what_the_refresh_writes_is_what_is_proposed():
    _, propose = REFRESH.split("  propose:\n")
    (listed,) = re.findall(r"path: \|\n(.*?)if-no-files", REFRESH, re.DOTALL)
    added = re.search(r"git add (.*)", propose)[1].split()
    written = {"README.md", "CHANGELOG.md", *enter_numbers.SAYS_VERSION}
    assert written <= set(listed.split())
    assert all(name.split("/")[0] in added for name in written)
    assert all(f"{folder}/" in listed for folder in refresh_snapshot.STORED)
    assert f"rm -r {' '.join(refresh_snapshot.STORED)}" in propose


def test_whoever_may_write_runs_no_package_from_outside():
    build, propose = REFRESH.split("  propose:\n")
    assert ": write" not in build.split("jobs:")[1]
    assert "pip" not in propose
    assert "python" not in propose


def test_each_python_of_the_readme_is_tested():
    (listed,) = re.findall(r"python: \[(.*)\]", TEST)
    low, high = re.search(
        r"Python (3\.\d+)\.\d+ to (3\.\d+)", (ROOT / "README.md").read_text()
    ).groups()
    versions = [f"3.{minor}" for minor in range(int(low[2:]), int(high[2:]) + 1)]
    assert re.findall(r"\d\.\d+", listed) == versions
    assert f"{sys.version_info.major}.{sys.version_info.minor}" in versions

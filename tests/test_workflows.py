"""The workflows: what they run exists, what fails is heard, and each Python of the README is tested."""

import re
import sys
from pathlib import Path

import pytest

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
    assert "Allow GitHub\n# Actions to create and approve pull requests" in REFRESH


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

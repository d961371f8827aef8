"""The workflows: what they run exists, what fails is heard, and each Python of the README is tested."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".github" / "workflows"
TEXTS = REFRESH, TEST = tuple(
    (FOLDER / name).read_text() for name in ("refresh-snapshot.yml", "test.yml")
)
BUILD, PROPOSE = yaml.safe_load(REFRESH)["jobs"].values()


@pytest.mark.parametrize("text", TEXTS)
def test_every_program_that_a_step_runs_is_there(text):
    for module in re.findall(r"python -m ((?:models|tools)[\w.]*)", text):
        assert importlib.util.find_spec(module), module
    for target in re.findall(r"make ([a-z-]+)", text):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("text", TEXTS)
def test_actions_run_on_node_24(text):
    first = {"checkout": 5, "setup-python": 6, "upload-artifact": 6, "download-artifact": 7}
    used = re.findall(r"uses: actions/([\w-]+)@v(\d+)", text)
    assert used
    assert all(int(version) >= first[name] for name, version in used)


@pytest.mark.parametrize("text", TEXTS)
def test_a_pipe_that_breaks_is_heard_and_no_job_hangs(text):
    workflow = yaml.safe_load(text)
    assert workflow["defaults"] == {"run": {"shell": "bash -euo pipefail {0}"}}
    assert all(job["timeout-minutes"] <= 120 for job in workflow["jobs"].values())


@pytest.mark.parametrize("text", TEXTS)
def test_packages_are_kept_as_long_as_their_pins(text):
    for job in yaml.safe_load(text)["jobs"].values():
        for step in job["steps"]:
            if "setup-python" in step.get("uses", ""):
                assert step["with"]["cache-dependency-path"] == "requirements*.txt"


def test_the_refresh_is_weekly_or_by_hand_and_names_its_setting():
    triggers = yaml.safe_load(REFRESH)[True]  # YAML 1.1 reads `on` so
    (weekly,) = triggers["schedule"]
    assert re.fullmatch(r"[1-9]\d* \d+ \* \* \d", weekly["cron"])  # on the hour all others start
    assert "workflow_dispatch" in triggers
    setting = "Allow GitHub Actions to create and approve pull requests"
    assert setting in REFRESH.replace("\n#", "")
    assert setting in (ROOT / "CONTRIBUTING.md").read_text().replace("\n", " ")


def test_whoever_may_write_runs_no_package_from_outside():
    assert yaml.safe_load(REFRESH)["permissions"] == {}
    assert BUILD["permissions"] == {"contents": "read"}
    assert PROPOSE["permissions"] == dict.fromkeys(
        ("actions", "contents", "pull-requests"), "write"
    )
    assert yaml.safe_load(TEST)["permissions"] == {"contents": "read"}
    assert "setup-python" not in str(PROPOSE)
    assert not re.search(r"\b(pip|python)\b", str(PROPOSE))
    for job in (BUILD, *yaml.safe_load(TEST)["jobs"].values()):
        assert job["steps"][0]["with"] == {"persist-credentials": False}


def test_each_python_of_the_readme_is_tested():
    (listed,) = re.findall(r"python: \[(.*)\]", TEST)
    low, high = re.search(
        r"Python (3\.\d+)\.\d+ to (3\.\d+)", (ROOT / "README.md").read_text()
    ).groups()
    versions = [f"3.{minor}" for minor in range(int(low[2:]), int(high[2:]) + 1)]
    assert re.findall(r"\d\.\d+", listed) == versions
    assert f"{sys.version_info.major}.{sys.version_info.minor}" in versions

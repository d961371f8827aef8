"""The version moves when a number moves: the changelog's newest entry holds today's numbers."""

import re
from pathlib import Path

import pytest

from models import __version__
from tools.enter_numbers import entered, numbers

CHANGELOG = (Path(__file__).parents[1] / "CHANGELOG.md").read_text()
ENTRIES = re.findall(r"^## (\d+\.\d+\.\d+)\n\nNumbers: `([0-9a-f]{12})`", CHANGELOG, re.MULTILINE)


def test_every_entry_has_a_version_and_its_numbers_newest_first():
    assert len(ENTRIES) == CHANGELOG.count("\n## ")
    versions = [tuple(map(int, version.split("."))) for version, _ in ENTRIES]
    assert sorted(set(versions), reverse=True) == versions


@pytest.mark.slow
def test_the_newest_entry_is_this_version_with_the_numbers_of_today():
    version, recorded = ENTRIES[0]
    assert version == __version__
    found = numbers()
    assert found == recorded, (
        f"The numbers are {found}, version {version} has {recorded}: raise __version__ and add an "
        "entry that says which numbers moved and why."
    )


def test_the_scheduled_refresh_enters_numbers_that_moved_as_a_version_of_its_own():
    version, recorded = ENTRIES[0]
    assert entered(CHANGELOG, recorded, "2026-11-04") == (CHANGELOG, version)
    after, raised = entered(CHANGELOG, "0123456789ab", "2026-11-04")
    first, second, third = map(int, version.split("."))
    assert raised == f"{first}.{second}.{third + 1}"
    assert f"## {raised}\n\nNumbers: `0123456789ab`.\n\n* The snapshot is of 2026-11-04" in after
    assert (
        after.replace(after[after.index(f"## {raised}") : after.index(f"## {version}")], "")
        == CHANGELOG
    )

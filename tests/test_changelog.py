"""The version moves when a number moves: the changelog's newest entry holds today's numbers."""

import hashlib
import re
from pathlib import Path

import pytest

from models import __version__, run_scenario
from models.outcome.run import preset_request
from models.scenario.presets import preset

CHANGELOG = (Path(__file__).parents[1] / "CHANGELOG.md").read_text()
ENTRIES = re.findall(r"^## (\d+\.\d+\.\d+)\n\nNumbers: `([0-9a-f]{12})`", CHANGELOG, re.MULTILINE)
PRESETS = ("mild-slowdown", "delayed-fed", "replay-2008")


def numbers() -> str:
    """Fingerprint of the scenario tables of three presets, four decimals."""
    seen = hashlib.sha256()
    for name in PRESETS:
        asked = preset_request(preset(name))
        table = run_scenario(asked.scenario, horizon_months=asked.horizon_months).table
        text = table.round({"value": 4}).to_csv(index=False, float_format="%.4f")
        seen.update(text.encode())
    return seen.hexdigest()[:12]


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

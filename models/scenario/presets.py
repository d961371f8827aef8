"""Presets: scenarios kept as data."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from models.errors import ScenarioError
from models.scenario.scenario import Scenario

_FILE = Path(__file__).with_name("presets.toml")


@dataclass(frozen=True, slots=True)
class Preset:
    """A scenario with an id for the command line and a sentence of explanation."""

    id: str
    note: str
    scenario: Scenario
    horizon_months: int = 12  # far enough to see what it is about


@lru_cache(maxsize=1)
def presets() -> dict[str, Preset]:
    """Return all presets by id, in the order of the file."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["preset"]
    return {
        row["id"]: Preset(
            id=row["id"],
            note=row["note"],
            scenario=Scenario.model_validate(row["scenario"]),
            horizon_months=row.get("horizon_months", 12),
        )
        for row in rows
    }


def preset(preset_id: str) -> Preset:
    """Return one preset; an unknown id raises ScenarioError naming those there are."""
    if preset_id not in presets():
        raise ScenarioError(
            f"There is no preset {preset_id[:60]!r}; choose one of: {', '.join(presets())}."
        )
    return presets()[preset_id]

"""Presets: scenarios kept as data; some depend on where they start."""

import difflib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from models.common.errors import ScenarioError
from models.scenario.moves import Replay, Supervisory, own_paths
from models.scenario.scenario import Scenario
from models.scenario.setting import Setting

_FILE = Path(__file__).with_name("presets.toml")
_MOVES = {"replay": Replay, "supervisory": Supervisory}


@dataclass(frozen=True, slots=True)
class Preset:
    """A scenario with an id for the command line and a sentence of explanation.

    `stated` is what the file says. A preset with a `move` sets own paths besides, which are changes
    added to today's levels: its scenario exists only in a setting.
    """

    id: str
    note: str
    stated: Scenario
    horizon_months: int = 12  # far enough to see what it is about
    move: Replay | Supervisory | None = None

    @property
    def scenario(self) -> Scenario:
        """The whole scenario of a preset that is the same wherever it starts."""
        if self.move:
            raise ScenarioError(
                f"The preset {self.id} depends on where it starts; ask for its scenario in a setting."
            )
        return self.stated

    def scenario_in(self, setting: Setting) -> Scenario:
        """Return the whole scenario as it starts from a setting."""
        if self.move is None:
            return self.stated
        return self.stated.model_copy(update=own_paths(self.move, setting))


@lru_cache(maxsize=1)
def presets() -> dict[str, Preset]:
    """Return all presets by id, in the order of the file."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["preset"]
    return {
        row["id"]: Preset(
            id=row["id"],
            note=row["note"],
            stated=Scenario.model_validate(row["scenario"]),
            horizon_months=row.get("horizon_months", 12),
            move=next((kind(**row[key]) for key, kind in _MOVES.items() if key in row), None),
        )
        for row in rows
    }


def preset(preset_id: str) -> Preset:
    """Return one preset; an unknown id raises ScenarioError naming those there are."""
    if preset_id not in presets():
        near = difflib.get_close_matches(preset_id.lower(), presets(), 1)
        meant = f" (the nearest is {near[0]})" if near else ""
        raise ScenarioError(
            f"There is no preset {preset_id[:60]!r}{meant}; choose one of: {', '.join(presets())}."
        )
    return presets()[preset_id]

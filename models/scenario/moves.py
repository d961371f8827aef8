"""Replays and supervisory paths: past or published changes, added to today's levels.

A preset that depends on where it starts holds one of these. The change of month k is added to the
flat baseline k months after the last month for which any lever is published, so that the levers keep
their timing against each other. No rate falls below the lowest monthly average on record.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.common.errors import ScenarioError
from models.scenario.levers import LEVERS, PINNED
from models.scenario.part import MAX_HORIZON_MONTHS, LeverPart
from models.scenario.paths import lever_paths
from models.scenario.scenario import Scenario
from models.scenario.setting import Setting
from models.scenario.supervisory import SupervisoryPath, supervisory_path

_DIGITS = 2  # hundredths of a point are finer than any source
_PUBLISHED_AFTER_MONTHS = 6  # by then the slowest lever, the fiscal impulse, is out
_FIRST_MIDDLE_MONTH = 2  # of the first quarter, counted from 1


@dataclass(frozen=True, slots=True)
class Replay:
    """What the levers did in the 24 months after a business-cycle peak."""

    peak: str  # month, like 2007-12

    def changes(self, setting: Setting) -> dict[str, np.ndarray]:
        """Return the changes since the peak by lever, months 1 to 24, pp or % of GDP.

        Raises ScenarioError where a month needed was not yet published.
        """
        peak = pd.Period(self.peak, "M")
        until = peak + MAX_HORIZON_MONTHS + _PUBLISHED_AFTER_MONTHS
        if setting.origin < until:
            raise ScenarioError(
                f"The replay from {peak:%b %Y} was asked for after {setting.origin:%b %Y}, when its "
                f"24 months were not all published: start after {until:%b %Y} or later."
            )
        levels = setting.history.loc[
            peak : peak + MAX_HORIZON_MONTHS, [lever.variable for lever in PINNED]
        ]
        if len(levels) != MAX_HORIZON_MONTHS + 1 or levels.isna().to_numpy().any():
            raise ScenarioError(
                f"The replay from {peak:%b %Y} needs rate, impulse and unemployment in that month "
                "and the 24 after it; the fiscal impulse begins in 1969: choose a later peak."
            )
        since = levels.to_numpy()[1:] - levels.to_numpy()[0]
        return dict(zip([lever.id for lever in PINNED], since.T, strict=True))


@dataclass(frozen=True, slots=True)
class Supervisory:
    """A supervisory path of the Federal Reserve Board, as changes from the quarter before its first."""

    vintage: str
    path: str  # baseline or severely_adverse

    def changes(self, setting: Setting) -> dict[str, np.ndarray]:
        """Return the changes from the jump-off quarter, months 1 to 24, pp; no fiscal change.

        The funds rate changes as the 3-month bill. A quarter's change stands in its middle month
        (2, 5, 8, ...), with straight lines between and from zero in month 0.
        """
        published = supervisory_path(self.vintage, self.path)
        unemployment = setting.history["unemployment_rate"]
        return {
            "fed": _monthly(published, published.treasury_3m_pct, setting.treasury_3m),
            "labour": _monthly(published, published.unemployment_rate_pct, unemployment),
        }


def _monthly(path: SupervisoryPath, quarterly: np.ndarray, history: pd.Series) -> np.ndarray:
    start = history.reindex(path.jump_off)
    if start.isna().any():
        quarter = path.quarters[0] - 1
        raise ScenarioError(
            f"The supervisory path {path.vintage} is counted from {quarter.year} Q{quarter.quarter}, "
            "which was not yet published at the date asked for: choose a later date."
        )
    middles = _FIRST_MIDDLE_MONTH + 3 * np.arange(len(quarterly))
    change = np.r_[0.0, quarterly - start.mean()]
    return np.interp(np.arange(1, MAX_HORIZON_MONTHS + 1), np.r_[0, middles], change)


def own_paths(move: Replay | Supervisory, setting: Setting) -> dict[str, LeverPart]:
    """Return the levers whose own paths are today's levels plus the changes, within their bounds."""
    flat = lever_paths(Scenario(baseline="flat"), setting, MAX_HORIZON_MONTHS)
    n_published = max(int(np.isfinite(setting.known_of(each.variable)).sum()) for each in PINNED)
    lowest_rate = float(setting.history["policy_rate"].min())
    levers: dict[str, LeverPart] = {}
    for lever, change in move.changes(setting).items():
        variable, part = LEVERS[lever].variable, LEVERS[lever].part
        low, high = part.own_path_bounds
        low = max(low, lowest_rate) if variable == "policy_rate" else low
        path = flat.frame(variable)["baseline"].to_numpy().copy()
        path[n_published:] += change[: MAX_HORIZON_MONTHS - n_published]
        values = np.clip(np.round(path, _DIGITS), low, high) + 0.0  # no negative zero
        levers[lever] = part(own_path=tuple(map(float, values)))
    return levers

"""Which of the note's two risks is the bigger: a jobs slowdown or a delayed Fed, from one start."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from models.equations.outcomes import EPS
from models.outcome.outcome import Outcome
from models.outcome.run import run_scenario
from models.overview.claims_scenario import HORIZONS_MONTHS, LABOUR, LATE, Effect, gap
from models.scenario.presets import preset

Bigger = Literal["jobs slowdown", "delayed Fed", "not established"]


@dataclass(frozen=True, slots=True)
class Growth:
    """Effect of one preset on S&P 500 EPS growth against the baseline, pp, with its shown band."""

    mean_pp: float
    low_pp: float
    high_pp: float


@dataclass(frozen=True, slots=True)
class BiggerRisk:
    """Both presets from the same start, at the horizons of the claims.

    `gaps` are small minus large under the slowdown minus that under the delay, each with the band of
    that difference. `slowdown` and `delay` are effects on growth of S&P 500 EPS over the four quarters
    to `quarter`; their bands are each one's own.
    """

    as_of: dt.date
    gaps: tuple[Effect, ...]
    quarter: pd.Period
    slowdown: Growth
    delay: Growth

    @property
    def for_returns(self) -> Bigger:
        """The risk that hurts small vs large more, where every range that excludes zero says so."""
        hurts: set[Bigger] = {
            "jobs slowdown" if e.high_pp < 0 else "delayed Fed" for e in self.gaps if _clear(e)
        }
        return hurts.pop() if len(hurts) == 1 else "not established"

    @property
    def for_earnings(self) -> Bigger:
        """The risk that hurts earnings more, where the two bands lie apart."""
        if self.slowdown.high_pp < self.delay.low_pp:
            return "jobs slowdown"
        return "delayed Fed" if self.delay.high_pp < self.slowdown.low_pp else "not established"


def bigger_risk() -> BiggerRisk:
    """Compare the presets from the end of the committed snapshot."""
    slowdown, delay = (_from_today(name) for name in (LABOUR, LATE))
    quarter, of_slowdown = _growth(slowdown)
    _, of_delay = _growth(delay)
    return BiggerRisk(
        as_of=slowdown.setting.as_of,
        gaps=tuple(gap(slowdown, delay, horizon) for horizon in HORIZONS_MONTHS),
        quarter=quarter,
        slowdown=of_slowdown,
        delay=of_delay,
    )


def _from_today(preset_id: str) -> Outcome:
    scenario = preset(preset_id).scenario.model_copy(update={"as_of": None})
    return run_scenario(scenario, horizon_months=HORIZONS_MONTHS[-1])


def _growth(outcome: Outcome) -> tuple[pd.Period, Growth]:
    path = outcome.growth_path(EPS)
    row = path.at(outcome.horizon_months)
    low, high = path.band("difference")
    mean, low, high = np.array([path.difference[row], low[row], high[row]]).tolist()
    return path.periods[row], Growth(mean, low, high)


def _clear(effect: Effect) -> bool:
    """Whether the range of an effect excludes zero."""
    return effect.high_pp < 0 or effect.low_pp > 0

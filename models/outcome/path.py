"""One modelled variable under baseline and scenario: means, split by lever, bands."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from models.common.bands import LEVELS_PCT, NORMAL_QUANTILES, QUANTILES, SHOWN_PCT, ends
from models.scenario.beside import Aside


def statistics(mean: np.ndarray, half_widths: np.ndarray) -> dict[str, np.ndarray]:
    """Return mean and seven quantiles of symmetric bands; half-widths (P, 3) are of `LEVELS_PCT`."""
    return {"mean": mean} | {
        name: mean
        + np.sign(level) * (half_widths[:, LEVELS_PCT.index(abs(level))] if level else 0.0)
        for name, level in QUANTILES.items()
    }


@dataclass(frozen=True, eq=False)
class OutcomePath:
    """One modelled variable under baseline and scenario, arrays over P periods.

    `contributions` (P, n) are scenario minus baseline by lever, in the order of `LEVERS`, as
    models.scenario.attribution says, and add up to `difference`. Level bands (`baseline_half_widths`,
    `scenario_half_widths`, shape (P, 3) for `LEVELS_PCT`) hold everything that made the equation miss
    out of sample and where levers that are not set may go; the band of the difference,
    `difference_sd` (P,), holds only the uncertainty of the coefficients, no future shocks.
    `beyond_history` (P, k) says for each of `EQUATION_DRIVERS` whether it leaves the range seen;
    `by_period` (P, 3) is the difference by the slopes of each of `PERIODS` alone, NaN where there are
    too few observations. `era_variance` (P,) is the variance of the difference between eras, pp squared
    (models.equations.era_spread), 0 where it is not estimated.
    `horizon_months` counts from the origin; 0 or less is a nowcast of a period not yet published.
    """

    variable: str
    unit: str
    periods: pd.PeriodIndex
    horizon_months: np.ndarray
    baseline: np.ndarray
    contributions: np.ndarray
    difference_sd: np.ndarray
    baseline_half_widths: np.ndarray
    scenario_half_widths: np.ndarray
    beyond_history: np.ndarray
    by_period: np.ndarray
    era_variance: np.ndarray

    @cached_property
    def difference(self) -> np.ndarray:
        """Scenario minus baseline, shape (P,)."""
        return self.contributions.sum(axis=1)

    @cached_property
    def scenario(self) -> np.ndarray:
        """Mean under the scenario, shape (P,)."""
        return self.baseline + self.difference

    def with_aside(self, added: Aside) -> "OutcomePath":
        """Return the path of a single model with what levers beside it add to small minus large."""
        sd = added.sd
        return replace(
            self,
            contributions=self.contributions + added.by_lever,
            difference_sd=np.hypot(self.difference_sd, sd),
            scenario_half_widths=np.hypot(
                self.scenario_half_widths, sd[:, None] * NORMAL_QUANTILES
            ),
            by_period=self.by_period + added.by_period,
        )

    def half_widths(self, side: str) -> np.ndarray:
        """Half-widths of the bands of `LEVELS_PCT` of "baseline", "scenario" or "difference"."""
        if side == "difference":
            return self.difference_sd[:, None] * NORMAL_QUANTILES
        return self.baseline_half_widths if side == "baseline" else self.scenario_half_widths

    def statistics(self, side: str) -> dict[str, np.ndarray]:
        """Mean and seven quantiles of "baseline", "scenario" or "difference"; bands are symmetric."""
        return self._statistics[side]

    def band(self, side: str, level_pct: int = SHOWN_PCT) -> tuple[np.ndarray, np.ndarray]:
        """Both ends of a band of "baseline", "scenario" or "difference", each (P,)."""
        low, high = ends(level_pct)
        return self._statistics[side][low], self._statistics[side][high]

    @cached_property
    def _statistics(self) -> dict[str, dict[str, np.ndarray]]:
        return {
            side: statistics(getattr(self, side), self.half_widths(side))
            for side in ("baseline", "scenario", "difference")
        }

    def withheld_at(self, row: int) -> str:  # noqa: ARG002
        """Say why a period's figure is not stated; empty, as here, where it is."""
        return ""

    def stated(self, horizon_months: int) -> int:
        """Row of the last period within the horizon whose figure is stated, -1 where there is none."""
        rows = range(self.at(horizon_months), -1, -1)
        return next((row for row in rows if not self.withheld_at(row)), -1)

    def at(self, horizon_months: int) -> int:
        """Row of the last period that ends within the horizon."""
        return int(np.searchsorted(self.horizon_months, horizon_months, side="right")) - 1

"""What a scenario means: paths with bands, their split by lever, and the same as tidy tables."""

from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np
import pandas as pd

from models.evaluation.walk_forward import LEVELS_PCT
from models.fitted import Fit, FittedEquation
from models.scenario.link import Request
from models.scenario.paths import LEVER_OF, LeverPaths, Setting
from models.scenario.scenario import Scenario

QUANTILES = {"q05": -90, "q10": -80, "q25": -50, "q50": 0, "q75": 50, "q90": 80, "q95": 90}
_NORMAL = {level: NormalDist().inv_cdf(0.5 + level / 200) for level in LEVELS_PCT}
EXPORT_DECIMALS = 12
TABLE_COLUMNS = (
    "model",
    "scenario",
    "variable",
    "unit",
    "period",
    "horizon_months",
    "statistic",
    "value",
)


@dataclass(frozen=True, eq=False)
class OutcomePath:
    """One modelled variable under baseline and scenario, arrays over P periods.

    `contributions` (P, 3) are scenario minus baseline by lever (fed, fiscal, labour) and add up to
    `difference`. Level bands (`baseline_half_widths`, `scenario_half_widths`, shape (P, 3) for 50, 80,
    90 %) hold everything that made the equation miss out of sample; the band of the difference,
    `difference_sd` (P,), holds only the uncertainty of the coefficients, no future shocks.
    `beyond_history` (P, 3) says for each lever whether it leaves the range seen; `by_period` (P, 3) is
    the difference by the slopes of each of `PERIODS` alone, NaN where there are too few observations.
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

    @cached_property
    def difference(self) -> np.ndarray:
        """Scenario minus baseline, shape (P,)."""
        return self.contributions.sum(axis=1)

    @cached_property
    def scenario(self) -> np.ndarray:
        """Mean under the scenario, shape (P,)."""
        return self.baseline + self.difference

    def half_widths(self, of: str) -> np.ndarray:
        """Half-widths of the 50, 80 and 90 % bands of "baseline", "scenario" or "difference"."""
        if of == "difference":
            return self.difference_sd[:, None] * [_NORMAL[level] for level in LEVELS_PCT]
        return self.baseline_half_widths if of == "baseline" else self.scenario_half_widths

    def statistics(self, of: str) -> dict[str, np.ndarray]:
        """Mean and seven quantiles of "baseline", "scenario" or "difference"; bands are symmetric."""
        return self._statistics[of]

    @cached_property
    def _statistics(self) -> dict[str, dict[str, np.ndarray]]:
        found = {}
        for of in ("baseline", "scenario", "difference"):
            mean, widths = getattr(self, of), self.half_widths(of)
            found[of] = {"mean": mean} | {
                name: mean
                + np.sign(level) * (widths[:, LEVELS_PCT.index(abs(level))] if level else 0.0)
                for name, level in QUANTILES.items()
            }
        return found

    def at(self, horizon_months: int) -> int:
        """Row of the last period that ends within the horizon."""
        return int(np.searchsorted(self.horizon_months, horizon_months, side="right")) - 1


@dataclass(frozen=True, eq=False)
class Outcome:
    """Everything one run says; tables are built when asked for."""

    request: Request
    setting: Setting
    fit: Fit
    levers: LeverPaths
    paths: tuple[OutcomePath, ...]
    notes: tuple[str, ...]

    @property
    def model(self) -> str:
        """The estimator, as the column `model` of the table names it."""
        return self.fit.spec.estimator

    @property
    def scenario(self) -> Scenario:
        """The scenario that was asked for."""
        return self.request.scenario

    @property
    def horizon_months(self) -> int:
        """How far ahead was asked for."""
        return self.request.horizon_months

    @property
    def equations(self) -> tuple[FittedEquation, ...]:
        """The equations behind the shown horizons: returns month by month, then growth."""
        return (*self.fit.returns[: self.horizon_months], *self.fit.growth)

    def path(self, variable: str) -> OutcomePath:
        """Return the path of one modelled variable."""
        return next(path for path in self.paths if path.variable == variable)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Tidy scenario table: one row per variable, period and statistic (months 1 to H)."""
        units = {"policy_rate": "%", "fiscal_impulse": "% of GDP", "unemployment_rate": "%"}
        months = np.arange(1, self.horizon_months + 1)
        pieces = []
        for path in self.paths:
            ahead = path.horizon_months >= 1
            for of in ("baseline", "scenario", "difference"):
                for statistic, value in path.statistics(of).items():
                    pieces.append(
                        _piece(of, path.variable, path.unit, path.periods[ahead],
                               path.horizon_months[ahead], statistic, value[ahead])
                    )  # fmt: skip
        for variable, unit in units.items():
            for of, value in self.levers.frame(variable).items():
                pieces.append(_piece(of, variable, unit, self.levers.months, months, "mean", value))
        table = pd.concat(pieces, ignore_index=True)
        table.insert(0, "model", self.model)
        return table[list(TABLE_COLUMNS)]

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """Scenario minus baseline by lever; the levers of a group add up to its mean difference."""
        pieces = []
        for path in self.paths:
            ahead = path.horizon_months >= 1
            for column, lever in enumerate(LEVER_OF):
                pieces.append(
                    pd.DataFrame(
                        {
                            "variable": path.variable,
                            "horizon_months": path.horizon_months[ahead],
                            "lever": lever,
                            "contribution": _as_exported(path.contributions[ahead, column]),
                        }
                    )
                )
        return pd.concat(pieces, ignore_index=True)


def _as_exported(values: np.ndarray) -> np.ndarray:
    """Twelve decimals: few enough digits that a workbook holds the same number as a CSV."""
    return np.round(values, EXPORT_DECIMALS) + 0.0


def _piece(of, variable, unit, periods, horizon_months, statistic, value) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "scenario": of,
            "variable": variable,
            "unit": unit,
            "period": periods.astype(str),
            "horizon_months": horizon_months,
            "statistic": statistic,
            "value": _as_exported(value),
        }
    )

"""One estimated equation as it is stored and applied."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from models.equations.estimators.result import RegressionResult

# Stretches of history whose slopes are kept apart, by the year an observation ends in.
PERIODS = {"1969 to 1989": (1969, 1989), "1990 to 2008": (1990, 2008), "since 2009": (2009, 2100)}


@dataclass(frozen=True, eq=False)
class FittedEquation:
    """One equation ready for use, for a window of `horizon_months` (12 for four-quarter growth).

    `start` is the prediction with all levers at zero: the shrunk drift, or the constant. `band_cov`
    (1 + k, 1 + k) is the redraw covariance of [start, lever params]; `half_widths` (3,) held
    `LEVELS_PCT` of the out-of-sample errors, whose mean square is `error_variance`; `mean_leverage` is
    the sample average of x' band_cov x. `low` and `high` (k,) bound the inputs seen.
    `period_slopes` (3, k) are the slopes within each of `PERIODS`, NaN where observations are few.
    Of returns alone: `era_cov` (k, k) is the covariance of slopes between such stretches (see
    models.equations.era_spread), `whole_low` and `whole_high` (3,) bound the sum of both halves of a
    window by each of `EQUATION_DRIVERS`.
    `family` names the inputs of a growth equation (models.equations.growth_family).
    """

    variable: str
    unit: str
    horizon_months: int
    lever_terms: dict[str, str]
    estimates: RegressionResult
    redraw_pvalues: np.ndarray
    start: float
    low: np.ndarray
    high: np.ndarray
    band_cov: np.ndarray
    half_widths: np.ndarray
    error_variance: float
    mean_leverage: float
    record: dict[str, Any]
    period_slopes: np.ndarray
    era_cov: np.ndarray | None = None
    whole_low: np.ndarray | None = None
    whole_high: np.ndarray | None = None
    family: str = ""

    @cached_property
    def slopes(self) -> np.ndarray:
        """Lever params, shape (k,)."""
        return self.estimates.select(tuple(self.lever_terms))[0]

    def to_dict(self) -> dict:
        """Return plain lists and numbers, ready for JSON; what only other kinds have is left out."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain = {
            name: value.tolist() if isinstance(value, np.ndarray) else value
            for name, value in values.items()
            if value is not None and not (isinstance(value, str) and value == "")
        }
        return plain | {"estimates": self.estimates.to_dict()}

    @classmethod
    def from_dict(cls, values: dict) -> "FittedEquation":
        """Rebuild an equation from `to_dict`."""
        rebuilt: dict[str, Any] = {
            n: np.array(v, float) if isinstance(v, list) else v for n, v in values.items()
        }
        return cls(**rebuilt | {"estimates": RegressionResult.from_dict(values["estimates"])})

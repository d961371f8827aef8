r"""What filings say of the assumption on small caps: a slope and the spread around it.

.. math:: g^S_t = a + s\, g^L_t + u_t, \quad \mathrm{Var}(u) = \sigma^2

g is four-quarter growth of the summed income of a bucket's matched firms: 100 x log where both sums are
positive in every quarter of both buckets, else symmetric growth, 200 (a - b) / (|a| + |b|). Not the
measure of the index: losses swell its denominator, so that its slope is no sensitivity of earnings.

56 rates are some 14 separate years. Their errors are moving sums of the same shocks, by the weights of
a four-quarter change of a four-quarter sum; with that pattern known only their size is estimated
(:func:`models.equations.overlap.overlap_errors`), with as many degrees of freedom as it leaves. Newey
and West's standard error, with :math:`1.3\sqrt n` lags, stands beside it. In simulations its interval
held the slope too seldom, this one about as often as it says: how often is on file in
`tests/reference/filings_slope_coverage.csv`.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from models.common.bands import LEVELS_PCT
from models.common.errors import ModelError
from models.earnings.filings.series import FilingsSeries
from models.equations.growth import SHOCK_WEIGHTS
from models.equations.overlap import overlap_errors

GROWTH = {"ratio_growth_log_pct": "ratio growth", "symmetric_growth_pct": "symmetric growth"}
MIN_RATES = 24  # six separate years
WINDOW = np.array(SHOCK_WEIGHTS["eps_growth_large_cap"])
_LAGS_TIMES_ROOT = (
    1.3  # Lazarus, Lewis, Stock and Watson (2018), J. Bus. Econ. Stat. 36(4), 541-559
)


@dataclass(frozen=True, eq=False)
class Calibration:
    """Slope of small on large growth and the spread around it (pp), with their standard errors.

    `growth` is the column they are estimated on; `other_slope` is that on the other one, NaN where
    there is none. `dof` are the degrees of freedom of the spread.
    """

    growth: str
    slope: float
    slope_std_error: float
    newey_west_std_error: float
    intercept_pp: float
    spread_pp: float
    dof: float
    nobs: int
    hac_lags: int
    first: pd.Period
    last: pd.Period
    other_slope: float

    def slope_half_width(self, level_pct: int) -> float:
        """Half the interval of the slope."""
        return float(self.slope_std_error * stdtrit(self.dof, 0.5 + level_pct / 200))

    @property
    def spread_std_error(self) -> float:
        """Standard error of the spread: of the root of a chi-square over its degrees of freedom."""
        return self.spread_pp / math.sqrt(2 * self.dof)

    @property
    def spread_half_widths(self) -> np.ndarray:
        """Half-widths of u (pp), Student's t: one for each of `LEVELS_PCT`."""
        return self.spread_pp * stdtrit(self.dof, [0.5 + level / 200 for level in LEVELS_PCT])

    @property
    def label(self) -> str:
        """Where the numbers come from, in words."""
        return f"measured on filings {self.first.year}–{self.last.year}"


def calibrated(series: FilingsSeries) -> Calibration:
    """Estimate slope and spread; raises ModelError where there are too few rates."""
    ratio, symmetric = (series.rates(column).dropna() for column in GROWTH)
    chosen = "ratio_growth_log_pct" if len(ratio) == len(symmetric) else "symmetric_growth_pct"
    of = {"ratio_growth_log_pct": ratio, "symmetric_growth_pct": symmetric}
    other = next(column for column in GROWTH if column != chosen)
    growth = of[chosen]
    n = len(growth)
    if n < MIN_RATES:
        raise ModelError(
            f"The filings give {n} growth rates of both small and large caps; a slope takes "
            f"{MIN_RATES}: build from earlier filings."
        )
    small, design = growth["small"].to_numpy(), _design(growth)
    positions = np.array([quarter.ordinal for quarter in growth.index])
    errors = overlap_errors(design, np.ones(n), small, positions, WINDOW)
    hat = np.linalg.pinv(design)
    intercept, slope = map(float, hat @ small)
    cov = errors.variance * hat @ errors.omega @ hat.T
    lags = math.ceil(_LAGS_TIMES_ROOT * math.sqrt(n))
    return Calibration(
        growth=chosen,
        slope=slope,
        slope_std_error=math.sqrt(cov[1, 1]),
        newey_west_std_error=_newey_west(design, small - design @ (intercept, slope), lags),
        intercept_pp=intercept,
        spread_pp=math.sqrt(errors.variance),
        dof=errors.dof,
        nobs=n,
        hac_lags=lags,
        first=growth.index[0],
        last=growth.index[-1],
        other_slope=_slope(of[other]),
    )


def _design(growth: pd.DataFrame) -> np.ndarray:
    return np.column_stack([np.ones(len(growth)), growth["large"]])


def _slope(growth: pd.DataFrame) -> float:
    if len(growth) < MIN_RATES:
        return float("nan")
    return float((np.linalg.pinv(_design(growth)) @ growth["small"].to_numpy())[1])


def _newey_west(design: np.ndarray, residuals: np.ndarray, lags: int) -> float:
    """Return the standard error of the slope: Bartlett weights, n / (n - 2) correction."""
    n = len(design)
    scores = design * residuals[:, None]
    meat = scores.T @ scores
    for lag in range(1, lags + 1):
        later = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (lags + 1)) * (later + later.T)
    bread = np.linalg.inv(design.T @ design)
    return math.sqrt((bread @ meat @ bread)[1, 1] * n / (n - 2))

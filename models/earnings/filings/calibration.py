r"""What filings say of the assumption on small caps: a slope and the spread around it.

.. math:: g^S_t = a + s\, g^L_t + u_t, \quad \sigma = \sqrt{\textstyle\sum u_t^2 / (n - 2)}

g is four-quarter growth of the summed income of a bucket's matched firms: 100 x log where both sums are
positive in every quarter of both buckets, else symmetric growth, 200 (a - b) / (|a| + |b|). Not the
measure of the index: losses swell its denominator, so that its slope is no sensitivity of earnings.

56 overlapping rates are some 14 separate years. Standard errors are Newey and West's with
:math:`1.3\sqrt n` lags, and the interval of the slope takes its quantile from the distribution that such
an estimate has when its lags are a share b of the sample.

References
----------
Lazarus, Lewis, Stock and Watson (2018), J. Business & Economic Statistics 36(4), 541-559; Kiefer and
Vogelsang (2005), Econometric Theory 21(6), 1130-1164, table 1.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from models.common.errors import ModelError
from models.earnings.filings.firms import QUARTERS_A_YEAR
from models.earnings.filings.series import FilingsSeries
from models.equations.walk_forward import LEVELS_PCT

GROWTH = {"ratio_growth_log_pct": "ratio growth", "symmetric_growth_pct": "symmetric growth"}
MIN_RATES = 24  # six separate years
_LAGS_TIMES_ROOT = 1.3
_QUANTILE_95 = (1.6449, 2.1859, 0.3142, -0.3427)  # of a one-sided 5 % test, in powers of b


@dataclass(frozen=True, eq=False)
class Calibration:
    """Slope of small on large growth and the spread around it (pp), with their standard errors.

    `growth` is the column they are estimated on; `other_slope` is that on the other one, NaN where
    there is none.
    """

    growth: str
    slope: float
    slope_std_error: float
    intercept_pp: float
    spread_pp: float
    spread_std_error: float
    nobs: int
    hac_lags: int
    first: pd.Period
    last: pd.Period
    other_slope: float

    @property
    def slope_half_width_90(self) -> float:
        """Half the 90 % interval of the slope."""
        b = self.hac_lags / self.nobs
        return self.slope_std_error * sum(c * b**power for power, c in enumerate(_QUANTILE_95))

    @property
    def spread_half_widths(self) -> np.ndarray:
        """Half-widths (3,) of 50, 80, 90 % of u: Student's t with as many degrees as years less two."""
        years = self.nobs / QUARTERS_A_YEAR
        return self.spread_pp * np.array(
            [stdtrit(years - 2, 0.5 + level / 200) for level in LEVELS_PCT]
        )

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
    if len(growth) < MIN_RATES:
        raise ModelError(
            f"The filings give {len(growth)} growth rates of both small and large caps; a slope takes "
            f"{MIN_RATES}: build from earlier filings."
        )
    from models.equations.estimators.least_squares import (
        fit_least_squares,  # estimators load when needed
    )

    lags = math.ceil(_LAGS_TIMES_ROOT * math.sqrt(len(growth)))
    found = fit_least_squares(
        growth["small"], growth[["large"]], weights=np.ones(len(growth)), hac_lags=lags
    )
    intercept, slope = map(float, found.params)
    residuals = growth["small"].to_numpy() - intercept - slope * growth["large"].to_numpy()
    spread = float(np.sqrt(residuals @ residuals / (len(growth) - 2)))
    return Calibration(
        growth=chosen,
        slope=slope,
        slope_std_error=float(found.std_errors[1]),
        intercept_pp=intercept,
        spread_pp=spread,
        spread_std_error=_std_error_of_mean(residuals**2, lags) / (2 * spread),
        nobs=len(growth),
        hac_lags=lags,
        first=growth.index[0],
        last=growth.index[-1],
        other_slope=_slope(of[other]),
    )


def _slope(growth: pd.DataFrame) -> float:
    if len(growth) < MIN_RATES:
        return float("nan")
    return float(np.polyfit(growth["large"], growth["small"], 1)[0])


def _std_error_of_mean(values: np.ndarray, lags: int) -> float:
    """Newey and West's standard error of a mean, Bartlett weights, with the n / (n - 1) correction."""
    n = len(values)
    apart = values - values.mean()
    weights = [1.0] + [2 * (1 - lag / (lags + 1)) for lag in range(1, lags + 1)]
    sums = [apart[lag:] @ apart[: n - lag] for lag in range(lags + 1)]
    return float(np.sqrt(np.dot(weights, sums) / (n * (n - 1))))

r"""What small minus large does with the lead of large-cap technology, by the slopes of three eras.

The slope of Russell 2000 minus S&P 500 on Nasdaq-100 minus S&P 500, both 100 x log changes from month end
to month end, by least squares with a constant; standard errors by Newey and West. Between eras the
slopes b_p, P of them with standard errors s_p, vary by

.. math:: \omega = \left(1 + \tfrac1P\right) \max\left(0,\; S^2 - \tfrac1P \sum_p s_p^2\right)

with :math:`S^2` their sample variance: models.equations.era_spread with one slope.
"""

import numpy as np
import pandas as pd

from models.common.newey_west import slope_and_error
from models.equations.era_spread import era_covariance
from models.equations.fitted_equation import PERIODS
from models.panel import Panel
from models.scenario.setting import EraSlope, OwnSlope

ERAS = {"to 1999": (1987, 1999), "2000 to 2008": (2000, 2008), "since 2009": (2009, 2100)}
FEWEST_MONTHS = 60


def technology_slope(panel: Panel) -> OwnSlope:
    """Return the slope in each of `ERAS` that has enough months, and how far they differ.

    A month counts once both ratios have closes after it: the one they stop in is left out.
    """
    changes = monthly_changes(panel)
    slopes = tuple(found for era, years in ERAS.items() if (found := _slope(changes, era, years)))
    by_period = [_slope(changes, *period) for period in PERIODS.items()]
    return OwnSlope(
        eras=slopes,
        between=between_eras(slopes),
        by_period=tuple(found.value if found else float("nan") for found in by_period),
    )


def monthly_changes(panel: Panel) -> pd.DataFrame:
    """Return month by month y, Russell minus S&P, and x, Nasdaq-100 minus S&P, pp."""
    names = ["relative_price_sp500", "relative_price_nasdaq"]
    to_sp500, to_nasdaq = (100 * np.log(panel.require([name])[name].dropna()) for name in names)
    both = pd.DataFrame({"y": to_sp500, "x": to_sp500 - to_nasdaq}).dropna()
    months = pd.DatetimeIndex(both.index).to_period("M")
    ended = (months <= panel.origin) & (months < months.max())
    return both[ended].groupby(months[ended]).last().diff().dropna()


def between_eras(slopes: tuple[EraSlope, ...]) -> float:
    """Return the variance of slopes between eras, 0 for fewer than two."""
    values = np.array([[slope.value] for slope in slopes])
    sampling = np.array([[[slope.std_error**2]] for slope in slopes])
    return float(era_covariance(values, sampling, np.ones((1, 1)))[0, 0])


def _slope(changes: pd.DataFrame, era: str, years: tuple[int, int]) -> EraSlope | None:
    year = pd.PeriodIndex(changes.index).year
    inside = changes[(year >= years[0]) & (year <= years[1])]
    if len(inside) < FEWEST_MONTHS:
        return None
    slope, error = slope_and_error(inside["y"].to_numpy(), inside["x"].to_numpy())
    return EraSlope(era, slope, error, len(inside))


OWN_SLOPES = {"tech": technology_slope}

r"""Good-news sensitivity: what small caps gain on large caps in months of good real-economy news.

.. math:: r_t = \alpha + \beta z_t + e_t, \qquad
          z_t \propto \tfrac{-\Delta \ln c_t}{s_c} + \tfrac{\Delta \ln p_{t-1}}{s_p}

r is 100 x the log return of the Russell 2000 minus the S&P 500 in month t, c initial claims of the
same month (published weekly), p industrial production of the month before (published in the middle
of month t). s are the standard deviations inside the window, and z is scaled to one standard
deviation there: beta is pp of relative return in a month whose news is one standard deviation
better than usual.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.common.bands import NORMAL_QUANTILES, SHOWN_COLUMN
from models.common.errors import PanelError
from models.common.newey_west import slope_and_error
from models.panel import Panel, pandemic_weights

WINDOW_MONTHS = 60
SERIES = TARGET, CLAIMS, PRODUCTION = (
    "small_cap_relative_return_russell",
    "initial_claims",
    "industrial_production",
)
_HALF_WIDTH_SD = float(NORMAL_QUANTILES[SHOWN_COLUMN])


@dataclass(frozen=True, eq=False)
class NewsSensitivity:
    """Response of small minus large to good news, by the month in which the window ends.

    `rolling` has `beta`, `low` and `high` (pp per standard deviation; shown band) over windows of 60
    months; `whole` the same over all `nobs` months. The proxy is the *change* of two indicators of
    the current vintage, not a surprise against forecasts: news that was expected counts as news.
    """

    rolling: pd.DataFrame
    whole: dict[str, float]
    nobs: int
    first: pd.Period
    last: pd.Period


def observations(panel: Panel) -> pd.DataFrame:
    """Return month by month `y` (pp), `claims` and `production` (log changes x 100, good is up).

    March to December 2020 are left out: changes of claims there are dozens of standard deviations wide.
    """
    monthly = panel.monthly
    production = np.log(monthly[PRODUCTION]).diff()
    frame = pd.DataFrame(
        {
            "y": monthly[TARGET],
            "claims": -100 * np.log(monthly[CLAIMS]).diff(),
            "production": 100 * production.shift(1),
        }
    ).dropna()
    return frame[pandemic_weights(frame.index, 1, "drop") > 0]


def news_index(changes: np.ndarray) -> np.ndarray:
    """Average the two changes, each in its own standard deviations; scale the mean to sd 1."""
    scaled = (changes - changes.mean(axis=0)) / changes.std(axis=0, ddof=1)
    mean = scaled.mean(axis=1)
    return mean / mean.std(ddof=1)


def _estimate(y: np.ndarray, changes: np.ndarray) -> dict[str, float]:
    beta, error = slope_and_error(y, news_index(changes))
    width = _HALF_WIDTH_SD * error
    return {"beta": beta, "low": beta - width, "high": beta + width}


def news_sensitivity(panel: Panel) -> NewsSensitivity:
    """Estimate the response over every window of 60 months, and over all months."""
    frame = observations(panel)
    if len(frame) < WINDOW_MONTHS:
        raise PanelError(
            f"Good-news sensitivity has {len(frame)} complete months, need {WINDOW_MONTHS}: "
            "choose a later date."
        )
    y, changes = frame["y"].to_numpy(), frame[["claims", "production"]].to_numpy()
    windows = [slice(first, first + WINDOW_MONTHS) for first in range(len(y) - WINDOW_MONTHS + 1)]
    rows = [_estimate(y[window], changes[window]) for window in windows]
    return NewsSensitivity(
        rolling=pd.DataFrame(rows, index=frame.index[WINDOW_MONTHS - 1 :]),
        whole=_estimate(y, changes),
        nobs=len(frame),
        first=frame.index[0],
        last=frame.index[-1],
    )

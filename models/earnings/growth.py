r"""The earnings equation: four-quarter growth on lever changes, this year's and last year's.

.. math:: g_q = \alpha + \sum_{l=0,4} (\beta_l \Delta_4 i_{q-l} + \gamma_l f_{q-l}
          + \delta_l \Delta_4 u_{q-l}) + e_q

g is 100 x the four-quarter log change (of EPS summed over the trailing four quarters, of quarterly
profits), i the policy rate, u unemployment (quarterly averages, %),
f the fiscal impulse (% of GDP, already a four-quarter change).
"""

import numpy as np
import pandas as pd

from models.panel import Panel
from models.scenario.paths import LEVERS

TARGETS = ("eps_growth_large_cap", "corporate_profit_growth")
LAGS_QUARTERS = (0, 4)
QUARTERS_OF_HISTORY = 8  # a four-quarter change, lagged by four quarters
REACH_QUARTERS = 9  # the oldest quarter an observation looks back on: the base of a lagged change
# How each growth rate sums quarterly shocks: a four-quarter change of a trailing four-quarter sum, or
# of a quarterly flow.
SHOCK_WEIGHTS = {
    "eps_growth_large_cap": (1.0, 2.0, 3.0, 4.0, 3.0, 2.0, 1.0),
    "corporate_profit_growth": (1.0, 1.0, 1.0, 1.0),
}


def gap_quarters(target: str) -> int:
    """Training ends this long before a target, so that the two share no quarter."""
    return len(SHOCK_WEIGHTS[target]) + 1


_STEM = {
    "policy_rate": "policy_rate_change_4q",
    "fiscal_impulse": "fiscal_impulse",
    "unemployment_rate": "unemployment_change_4q",
}


def lever_terms() -> dict[str, str]:
    """Return the names of the lever regressors and the lever each belongs to."""
    suffixes = ("", "_lag_4q")
    return {f"{_STEM[lever]}{suffix}": lever for lever in LEVERS for suffix in suffixes}


def growth_inputs(quarterly_levels: np.ndarray) -> np.ndarray:
    """Lever regressors of each quarter from the ninth on.

    Parameters
    ----------
    quarterly_levels : ndarray of shape (..., Q, 3)
        Quarterly averages of one path or many, columns as `LEVERS`.

    Returns
    -------
    ndarray of shape (..., Q - 8, 6)
        Columns in the order of `lever_terms`.
    """
    n = quarterly_levels.shape[-2]
    columns = []
    for lever in LEVERS:
        level = quarterly_levels[..., LEVERS.index(lever)]
        for lag in LAGS_QUARTERS:
            end = slice(QUARTERS_OF_HISTORY - lag, n - lag)
            before = slice(QUARTERS_OF_HISTORY - lag - 4, n - lag - 4)
            change = level[..., end]
            columns.append(change if lever == "fiscal_impulse" else change - level[..., before])
    return np.stack(columns, axis=-1)


def quarterly_averages(monthly_levels: np.ndarray) -> np.ndarray:
    """Average each quarter's three months, (..., 3 Q, k) to (..., Q, k); a gap stays a gap."""
    *many, n_months, k = monthly_levels.shape
    return monthly_levels.reshape(*many, n_months // 3, 3, k).mean(axis=-2)


def whole_quarters(months: pd.PeriodIndex) -> tuple[slice, pd.PeriodIndex]:
    """Return the run of months that makes up whole quarters, and those quarters."""
    start = -(months[0].month - 1) % 3
    count = (len(months) - start) // 3
    first = months[start].asfreq("Q")
    return slice(start, start + 3 * count), pd.period_range(first, periods=count, freq="Q")


def observations(panel: Panel, target: str) -> pd.DataFrame:
    """Return the complete quarters: growth `y` and the lever terms."""
    run, quarters = whole_quarters(panel.monthly.index)
    levels = quarterly_averages(panel.monthly[list(LEVERS)].to_numpy()[run])
    frame = pd.DataFrame(
        growth_inputs(levels), index=quarters[QUARTERS_OF_HISTORY:], columns=list(lever_terms())
    )
    frame.insert(0, "y", panel.quarterly[target])
    return frame.dropna()

r"""The relative-return equation: small minus large over h months on what the levers did meanwhile.

.. math:: \sum_{j=1}^{h} (r^S_{t+j} - r^L_{t+j}) = \alpha_h + \theta_h' s_t + \sum_{p=1,2}
          (\beta_{hp} \Delta_p i + \gamma_{hp} \bar f_p + \delta_{hp} \Delta_p u) + e_{t+h}

Delta_1 and Delta_2 are the changes of the policy rate i and unemployment u over the first and the
second half of the window, f-bar the average fiscal impulse of each half, s the state when the window
begins. All returns are 100 x log, not annualised. A window of one month has no halves.
"""

import numpy as np
import pandas as pd

from models.panel import Panel
from models.scenario.levers import EQUATION_DRIVERS

FIRST_MONTH = pd.Period("1969-01", freq="M")
IMPULSE_LOOKBACK_MONTHS = (
    12  # the impulse of a window's first month is a change over the year before
)
HORIZONS = tuple(range(1, 25))
MEAN_MONTHS = 120
STATE_TERMS = (
    "state_unemployment_gap",
    "state_credit_spread",
    "state_yield_slope",
    "state_relative_return_12m",
)
_STEM = {
    "policy_rate": "policy_rate_change",
    "fiscal_impulse": "fiscal_impulse_mean",
    "unemployment_rate": "unemployment_change",
}


def lever_terms(horizon_months: int) -> dict[str, str]:
    """Return the names of the lever regressors and the lever each belongs to."""
    halves = ("",) if horizon_months == 1 else ("_first_half", "_second_half")
    return {f"{_STEM[lever]}{half}": lever for lever in EQUATION_DRIVERS for half in halves}


def state_of(monthly: pd.DataFrame, target: str) -> pd.DataFrame:
    """Where the economy stands at the end of each month, columns `STATE_TERMS`, pp.

    Unemployment and the credit spread are measured against their mean over the ten years before: what
    was known that month, where a natural rate is an estimate of the full sample.
    """
    unemployment, spread = monthly["unemployment_rate"], monthly["credit_spread"]
    gaps = (each - each.rolling(MEAN_MONTHS).mean() for each in (unemployment, spread))
    slope = monthly["treasury_10y"] - monthly["policy_rate"]
    past = monthly[target].rolling(12).sum()
    return pd.concat([*gaps, slope, past], axis=1, keys=STATE_TERMS)


def series(target: str) -> tuple[str, ...]:
    """Return the series of the panel that the equation of a target rests on."""
    return (target, *EQUATION_DRIVERS, "credit_spread", "treasury_10y")


def window_inputs(levels: np.ndarray, horizon_months: int) -> np.ndarray:
    """Lever regressors of the windows of `horizon_months` in a run of months.

    Parameters
    ----------
    levels : ndarray of shape (T, 3)
        Monthly policy rate (%), fiscal impulse (% of GDP) and unemployment (%), in the order of
        `EQUATION_DRIVERS`.

    Returns
    -------
    ndarray of shape (T - horizon_months, k)
        Row i is the window after month i; columns in the order of `lever_terms`, in pp.
    """
    h = horizon_months
    half = h // 2 if h > 1 else h
    edges = [(0, half)] if h == 1 else [(0, half), (half, h)]
    n = len(levels) - h
    impulse_sum = np.cumsum(levels[:, EQUATION_DRIVERS.index("fiscal_impulse")])
    columns = []
    for lever in EQUATION_DRIVERS:
        level = levels[:, EQUATION_DRIVERS.index(lever)]
        for start, end in edges:
            if lever == "fiscal_impulse":
                total = impulse_sum[end : end + n] - impulse_sum[start : start + n]
                columns.append(total / (end - start))
            else:
                columns.append(level[end : end + n] - level[start : start + n])
    return np.column_stack(columns)


def inputs_from_origin(levels: np.ndarray) -> np.ndarray:
    """Lever regressors of the windows of 1, 2, ... H months that all begin after the first row.

    Parameters
    ----------
    levels : ndarray of shape (..., H + 1, 3)
        One path or many, each as for `window_inputs`.

    Returns
    -------
    ndarray of shape (..., H, 6)
        Row h - 1 is `window_inputs` of the first h + 1 rows; the window of one month, which has no
        halves, has zero in the place of the second.
    """
    ends = np.arange(1, levels.shape[-2])
    middles = np.maximum(ends // 2, 1)
    columns = []
    for lever in EQUATION_DRIVERS:
        level = levels[..., EQUATION_DRIVERS.index(lever)]
        if lever == "fiscal_impulse":
            total = np.cumsum(level, axis=-1)
            second = (total[..., ends] - total[..., middles]) / np.maximum(ends - middles, 1)
            columns += [(total[..., middles] - total[..., :1]) / middles, second]
        else:
            columns += [
                level[..., middles] - level[..., :1],
                level[..., ends] - level[..., middles],
            ]
    return np.stack(columns, axis=-1)


def observations(panel: Panel, target: str, horizon_months: int) -> pd.DataFrame:
    """Return the complete windows: the return `y`, the lever terms, the state; by END month.

    `target` is a monthly log relative return of the panel. Windows begin in January 1969 or later.
    """
    h = horizon_months
    monthly = panel.monthly.loc[FIRST_MONTH - 13 :]
    returns = monthly[target]
    state = state_of(panel.monthly, target)
    levels = monthly[list(EQUATION_DRIVERS)].copy()
    known_impulse = levels["fiscal_impulse"].notna()
    # A cumulative sum would carry one gap on for ever; windows that touch it are dropped below.
    levels["fiscal_impulse"] = levels["fiscal_impulse"].fillna(0.0)
    frame = pd.DataFrame(
        window_inputs(levels.to_numpy(), h), index=monthly.index[h:], columns=list(lever_terms(h))
    )
    frame.insert(0, "y", returns.rolling(h).sum().iloc[h:])
    frame = frame[known_impulse.rolling(h).min().iloc[h:].astype(bool)]
    frame = frame.join(state.shift(h)).dropna()
    return frame.loc[FIRST_MONTH + h - 1 :]

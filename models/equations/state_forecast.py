r"""Small minus large from where the economy stands: the average of four univariate forecasts.

.. math:: \hat y_{t+h} = \frac14 \sum_{j=1}^{4} \left(\bar y_h + b_{hj} (\tilde s_{tj} - \bar s_j)\right)

with y the sum of h monthly log returns, s_j one of the terms below in month t, s-tilde the same held
inside the range of full-weight training windows, and b_hj its weighted least-squares slope. Averages of
univariate forecasts are steadier than one regression on all terms: Rapach, Strauss and Zhou (2010),
Review of Financial Studies 23(2), 821-862. No term uses a later month or a figure of the full sample.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.equations.caps import input_range
from models.equations.relative_return import FIRST_MONTH, HORIZONS, STATE_TERMS, state_of
from models.equations.walk_forward import DRIFT_PRIOR_SD, shrunk_mean
from models.panel import Panel
from models.panel.pandemic import pandemic_weights
from models.scenario.spec import ModelSpec

LOOKBACK_MONTHS = 12  # a window's state looks back over a year of returns
FIRST_END = pd.Period("1985-01", "M")  # of the windows predicted
MIN_TRAINING_MONTHS = 60
# Signs that theory gives the slopes, 0 free: the variant of the record named `state_signed`.
SIGNS = np.array([1, 1, 1, -1])


@dataclass(frozen=True, eq=False)
class StateForecast:
    """Univariate forecasts of every horizon, arrays (24, 4): horizons down, `STATE_TERMS` across.

    A forecast is `intercept + slopes * s` in pp, s the state held between `low` and `high`.
    """

    intercept: np.ndarray
    slopes: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def average(self, state: np.ndarray) -> np.ndarray:
        """Cumulative relative return (24,) from a state (4,), pp."""
        each = self.intercept + self.slopes * np.clip(state, self.low, self.high)
        return each.mean(axis=1)


def fit_state_forecast(panel: Panel, spec: ModelSpec) -> StateForecast:
    """Fit the four slopes at every horizon on all windows; takes some hundredths of a second."""
    rows = []
    state, returns = state_of(panel.monthly, spec.target), panel.monthly[spec.target]
    for horizon in HORIZONS:
        ends, columns = _windows(state, returns, horizon)
        weights = pandemic_weights(ends, horizon + LOOKBACK_MONTHS, spec.pandemic)
        rows.append(_univariate(columns[:-1].T, columns[-1], weights, spec.cap_inputs))
    intercept, slopes, low, high = (np.stack(column) for column in zip(*rows, strict=True))
    return StateForecast(intercept, slopes, low, high)


def state_windows(panel: Panel, target: str, horizon_months: int) -> pd.DataFrame:
    """Return `y` and the state when each window began, by END month, windows from January 1969 on."""
    state, returns = state_of(panel.monthly, target), panel.monthly[target]
    ends, columns = _windows(state, returns, horizon_months)
    return pd.DataFrame(columns.T, index=ends, columns=[*STATE_TERMS, "y"])


def _windows(
    state: pd.DataFrame, returns: pd.Series, horizon_months: int
) -> tuple[pd.PeriodIndex, np.ndarray]:
    """Return the last months of complete windows, and their state and sum of returns, (5, n)."""
    h = horizon_months
    columns = np.vstack([state.to_numpy()[:-h].T, returns.rolling(h).sum().to_numpy()[h:]])
    known = np.isfinite(columns).all(axis=0) & (state.index[h:] >= FIRST_MONTH + h - 1)
    return state.index[h:][known], np.compress(known, columns, axis=1)


def walk_forward_state(panel: Panel, spec: ModelSpec, horizon_months: int) -> pd.DataFrame:
    """Predict windows that end since 1985, each from windows that had ended when it began.

    Returns
    -------
    DataFrame by end month
        `actual`, the historical `mean` (weights of the pandemic rule), the shrunk `drift`, the average
        `state` forecast and `state_signed`, the same with slopes of the wrong sign set to zero; pp.
    """
    h = horizon_months
    windows = state_windows(panel, spec.target, h)
    weights = pandemic_weights(windows.index, h + LOOKBACK_MONTHS, spec.pandemic)
    states, y = windows[list(STATE_TERMS)].to_numpy(), windows["y"].to_numpy()
    shocks = panel.monthly[spec.target].loc[windows.index[0] - h + 1 :].to_numpy()
    first = max(int(windows.index.searchsorted(FIRST_END)), MIN_TRAINING_MONTHS + h - 1)
    rows = []
    for t in range(first, len(windows)):
        n = t - h + 1
        intercept, slopes, low, high = _univariate(states[:n], y[:n], weights[:n], spec.cap_inputs)
        now = np.clip(states[t], low, high)
        mean = np.average(y[:n], weights=weights[:n])
        allowed = slopes * SIGNS >= 0
        each = intercept + slopes * now
        rows.append(
            {
                "actual": y[t],
                "mean": mean,
                "drift": h * shrunk_mean(shocks[: n + h - 1], DRIFT_PRIOR_SD),
                "state": each.mean(),
                "state_signed": np.where(allowed, each, mean).mean(),
            }
        )
    return pd.DataFrame(rows, index=windows.index[first:])


def _univariate(
    states: np.ndarray, y: np.ndarray, weights: np.ndarray, cap: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return intercepts, slopes and the ends of the range, each (4,); infinite ends without a cap."""
    low, high = input_range(states, weights)
    if not cap:
        low, high = np.full_like(low, -np.inf), np.full_like(high, np.inf)
    states = np.clip(states, low, high)
    total = weights.sum()
    state_mean, mean = weights @ states / total, weights @ y / total
    away = states - state_mean
    slopes = (away * weights[:, None]).T @ (y - mean) / (weights @ away**2)
    return mean - slopes * state_mean, slopes, low, high

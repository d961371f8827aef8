r"""The earnings equations: four-quarter growth on the levers and the credit spread, now and a year ago.

.. math:: g_q = \alpha + \frac{1}{m} \sum_{j=0}^{m-1} \sum_{l=0,4} (\beta_l \Delta_4 i_{q-j-l}
          + \gamma_l f_{q-j-l} + \delta_l \Delta_4 u_{q-j-l} + \theta_l \Delta_4 s_{q-j-l}) + e_q

g is 100 x the four-quarter log change, i the policy rate, u unemployment, s the credit spread
(quarterly averages, %, %, pp), f the fiscal impulse (% of GDP, already a four-quarter change).
m is how many quarters the regressand sums: EPS is a sum over the trailing four, so that its growth is
close to the mean of four quarters' growth and takes the mean of their drivers (m = 4); profits are
quarterly (m = 1).

The spread of the four quarters up to q is not the realised one but what the levers said of it a year
before (:mod:`models.equations.completed_spread`), in estimation as in use. That is the family of means;
another has the levers of the quarter itself and no spread (:mod:`models.equations.growth_family`), and
the answer is half of each. Quarters soon after the last published one also take part of its residual
along: a growth rate over four quarters of a trailing sum shares shocks with the one before,

.. math:: \hat g_{T+k} = \tfrac12 \sum_{f} \hat g^f_{T+k} + \rho_k \tfrac12 \sum_{f} e^f_T,
          \quad k = 1, 2

with rho the autocorrelation of a moving sum with `SHOCK_WEIGHTS`; from three quarters on, nothing.
"""

import numpy as np
import pandas as pd

from models.completion.data import SERIES as COMPLETION_SERIES
from models.equations.growth_family import MEANS, Family
from models.equations.outcomes import OUTCOMES, SHIPPED
from models.equations.overlap import moving_sum_autocorrelation
from models.panel import Panel
from models.scenario.levers import EQUATION_DRIVERS

TARGETS = tuple(name for name, row in SHIPPED.items() if row.kind == "growth")
SPREAD = "credit_spread"
DRIVERS = (*EQUATION_DRIVERS, SPREAD)
LAG_QUARTERS = 4
WINDOW_QUARTERS = 4  # of the spread that is completed
EMBARGO_QUARTERS = (
    5  # training ends this long before a target, with the last value published by then
)
QUARTERS_SUMMED = {n: row.quarters_summed for n, row in OUTCOMES.items() if row.kind == "growth"}
# How each growth rate sums quarterly shocks: a four-quarter change of a trailing four-quarter sum, or
# of a quarterly flow.
_OF_SUM, _OF_FLOW = (1.0, 2.0, 3.0, 4.0, 3.0, 2.0, 1.0), (1.0, 1.0, 1.0, 1.0)
SHOCK_WEIGHTS = {name: _OF_SUM if m == 4 else _OF_FLOW for name, m in QUARTERS_SUMMED.items()}
GROWTH_VERSION = 2  # raise it when growth changes in a way that its series and choices do not show
CARRIED_QUARTERS = 2  # after the last published one, that take part of its residual along
CLASSES = (1, 2, 3)  # quarters after the last published one; the last stands for all later ones

_STEM = {
    "policy_rate": "policy_rate_change_4q",
    "fiscal_impulse": "fiscal_impulse",
    "unemployment_rate": "unemployment_change_4q",
    SPREAD: "credit_spread_change_4q",
}


def series(*targets: str) -> tuple[str, ...]:
    """Return the series of the panel that equations rest on, those behind completed spreads included."""
    return tuple(sorted({*targets, *DRIVERS, *COMPLETION_SERIES}))


def history_quarters(target: str, family: Family = MEANS) -> int:
    """How many quarters before its own a quarter's inputs look back on, the base of a change included."""
    return 2 * LAG_QUARTERS + family.quarters(target) - 1


def carried(target: str) -> np.ndarray:
    """Share of the last published quarter's residual in the k-th quarter after it, (4,) for k = 0 to 3.

    From three on it is nothing: `CLASSES`.
    """
    shares = np.zeros(len(CLASSES) + 1)
    overlap = moving_sum_autocorrelation(np.array(SHOCK_WEIGHTS[target]))
    shares[: CARRIED_QUARTERS + 1] = overlap[: CARRIED_QUARTERS + 1]
    return shares


def embargo(ahead: int) -> int:
    """How many quarters before a target training ends in the record of its class."""
    return ahead if ahead <= CARRIED_QUARTERS else EMBARGO_QUARTERS


def lever_terms(target: str, family: Family = MEANS) -> dict[str, str]:
    """Return the names of the regressors and the driver each belongs to; "mean_" is over m quarters."""
    prefix = "mean_" if family.quarters(target) > 1 else ""
    drivers = EQUATION_DRIVERS if family.spread == "none" else DRIVERS
    return {f"{prefix}{_STEM[d]}{lag}": d for d in drivers for lag in ("", "_lag_4q")}


def growth_inputs(quarterly_levels: np.ndarray, quarters_summed: int) -> np.ndarray:
    """Regressors of each quarter from the first with enough history on.

    Parameters
    ----------
    quarterly_levels : ndarray of shape (..., Q, d)
        Quarterly averages, columns as `DRIVERS` or its first three.
    quarters_summed : int
        m of the equation.

    Returns
    -------
    ndarray of shape (..., Q - 7 - m, 2 d)
        Columns in the order of `lever_terms`.
    """
    levels = np.asarray(quarterly_levels, dtype=float)
    change = levels[..., LAG_QUARTERS:, :] - levels[..., :-LAG_QUARTERS, :]
    impulse = EQUATION_DRIVERS.index("fiscal_impulse")
    change[..., impulse] = levels[..., LAG_QUARTERS:, impulse]
    windows = np.lib.stride_tricks.sliding_window_view(change, quarters_summed, axis=-2)
    mean = windows.mean(axis=-1)
    both = np.stack([mean[..., LAG_QUARTERS:, :], mean[..., :-LAG_QUARTERS, :]], axis=-1)
    return both.reshape(*both.shape[:-2], 2 * both.shape[-2])


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


def observations(
    panel: Panel, target: str, windows: pd.DataFrame, family: Family = MEANS
) -> pd.DataFrame:
    """Return the complete quarters: growth `y` and the regressors.

    `windows` has one row a target quarter with the completed spread of the four quarters up to it,
    oldest first; quarters without a row are left out, whichever family is asked for.
    """
    run, quarters = whole_quarters(panel.monthly.index)
    levels = quarterly_averages(panel.monthly[list(DRIVERS)].to_numpy()[run])
    lookback = history_quarters(target, family) + 1
    blocks = np.lib.stride_tricks.sliding_window_view(levels, lookback, axis=0)
    blocks = blocks.transpose(0, 2, 1).copy()  # (quarters, lookback, drivers)
    quarters = quarters[lookback - 1 :]
    completed = windows.reindex(quarters).to_numpy(dtype=float)
    if family.spread == "completed":
        blocks[:, -WINDOW_QUARTERS:, DRIVERS.index(SPREAD)] = completed
    if family.spread == "none":
        blocks = blocks[:, :, : len(EQUATION_DRIVERS)]
    inputs = growth_inputs(blocks, family.quarters(target))[:, 0]
    frame = pd.DataFrame(inputs, index=quarters, columns=list(lever_terms(target, family)))
    frame.insert(0, "y", panel.quarterly[target])
    return frame[np.isfinite(completed).all(axis=1)].dropna()

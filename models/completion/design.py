r"""Regressors of each equation of the recursive form, and back to the coefficients of the system.

.. math:: y_{it} = c_i + \sum_{j<i} \alpha_{ij} v_{ijt}
          + \sum_{l=1}^{p} \sum_j \beta_{ijl} (y_{j,t-l} - z_{ij}) + e_{it}

v is the news about variable j, all that acts at once. In the equation of a macro variable it is the
change of a persistent variable (and the value of another); in a return equation it is the surprise
:math:`e_{jt}`: a return answers to what was not expected, so that, with tight lags, expected falls of
spreads or rates forecast nothing. Every choice of v spans the same space together with the lags; only the
prior differs. z centres the regressors of the return equations on their sample mean, so that c is the
mean return; it is zero elsewhere.
"""

from dataclasses import dataclass

import numpy as np

from models.common.errors import ModelError


@dataclass(frozen=True, eq=False)
class Layout:
    """Names and number of lags; which variables are persistent; whose news are surprises; centres z.

    `persistent` (n,) is 1 or 0, `by_surprise` (n,) boolean, `centre` (n, n).
    """

    names: tuple[str, ...]
    lags: int
    persistent: np.ndarray
    by_surprise: np.ndarray
    centre: np.ndarray

    @property
    def n(self) -> int:
        """Number of variables."""
        return len(self.names)

    def n_coefficients(self, i: int) -> int:
        """Return the number of regressors of equation i: news, constant, lags."""
        return i + 1 + self.n * self.lags

    def lag_columns(self, i: int, j: int) -> np.ndarray:
        """Columns of lags 1 to p of variable j in equation i, shape (p,)."""
        return i + 1 + j + self.n * np.arange(self.lags)


def equation_design(
    y: np.ndarray, layout: Layout, i: int, surprises: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Regressors (T - p, k) and regressand (T - p,) of equation i from levels y (T, n).

    `surprises` (T - p, i) are the errors of the equations before it, used if it answers to surprises.
    """
    p = layout.lags
    if len(y) <= p:
        raise ModelError(
            f"The sample has {len(y)} months and the model {p} lags; it needs more months than "
            "lags: choose a longer sample or fewer lags."
        )
    news = y[p:, :i] - layout.persistent[:i] * y[p - 1 : -1, :i]
    if layout.by_surprise[i]:
        news = surprises
    lagged = [y[p - lag : len(y) - lag] - layout.centre[i] for lag in range(1, p + 1)]
    return np.column_stack([news, np.ones(len(y) - p), *lagged]), y[p:, i]


def dummy_observations(
    start: np.ndarray, layout: Layout, i: int, sums: float, initial: float
) -> tuple[np.ndarray, np.ndarray]:
    """Sum-of-coefficients and initial-observation dummies of equation i.

    `start` (n,) is the mean of the first p observations (for returns the prior mean). A dummy weighs
    as much as one observation at tightness 1, more when `sums` or `initial` is smaller.
    """
    n, p = layout.n, layout.lags
    rows, targets = [], []
    for j in np.flatnonzero(layout.persistent):
        row = np.zeros(layout.n_coefficients(i))
        row[layout.lag_columns(i, int(j))] = start[j] / sums
        rows.append(row)
        targets.append(start[j] / sums if i == j else 0.0)
    news = start[:i] * (1 - layout.persistent[:i]) * (not layout.by_surprise[i])
    lagged = np.tile(start - layout.centre[i], p)
    rows.append(np.concatenate([news, [1.0], lagged]) / initial)
    targets.append(start[i] / initial)
    return np.array(rows).reshape(len(targets), i + 1 + n * p), np.array(targets)


def structural_row(
    theta: np.ndarray, layout: Layout, i: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Turn coefficients (..., k) of equation i into rows of A y_t = c + sum_l B_l y_{t-l} + U e_t.

    Returns
    -------
    (a, u, c, b) : ndarrays of shape (..., n), (..., n), (...,) and (..., p, n)
    """
    n, p = layout.n, layout.lags
    news, lagged = theta[..., :i], theta[..., i + 1 :]
    a, u = np.zeros((2, *theta.shape[:-1], n))
    a[..., i] = u[..., i] = 1.0
    c = theta[..., i] - lagged @ np.tile(layout.centre[i], p)
    b = lagged.reshape(*theta.shape[:-1], p, n).copy()
    if layout.by_surprise[i]:
        u[..., :i] = news
    else:
        a[..., :i] = -news
        b[..., 0, :i] -= news * layout.persistent[:i]
    return a, u, c, b

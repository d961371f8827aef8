r"""How far slopes differ between stretches of history, beyond what sampling alone would spread.

With b_p the slopes of the P stretches that can be estimated and V_p their sampling covariance,

.. math:: \Omega = \left(1 + \tfrac1P\right) B\, \frac{\sum_p (b_p - \bar b)(b_p - \bar b)'}{P - 1},
          \quad B = \max\left(0,\; 1 - \frac{\sum_i \tfrac1P \sum_p x_i' V_p x_i}{\sum_i S^2(x_i)}\right)

with :math:`S^2(x)` the sample variance of the stretches' effects :math:`x' b_p` and x_i the inputs of
the full-weight windows. B is the share of the spread that sampling noise does not account for, one
factor an equation: the moment estimator of random effects, pooled (DerSimonian and Laird 1986). The
next era is a new draw around a mean known from P, hence 1 + 1/P. The variance
of an effect x'b between eras is :math:`x' \Omega x`, pp squared.
"""

import numpy as np
import pandas as pd

from models.equations.estimators.estimator import MIN_OBSERVATIONS_PER_TERM, Solve
from models.equations.fitted_equation import PERIODS


def period_rows(
    design: np.ndarray, weights: np.ndarray, index: pd.PeriodIndex
) -> list[np.ndarray | None]:
    """Rows of each of `PERIODS`, None where they are too few to estimate from."""
    found: list[np.ndarray | None] = []
    for first, last in PERIODS.values():
        rows = np.flatnonzero((index.year >= first) & (index.year <= last) & (weights > 0))
        x = design[rows]
        enough = len(x) >= MIN_OBSERVATIONS_PER_TERM * x.shape[1]
        found.append(rows if enough and np.linalg.matrix_rank(x) == x.shape[1] else None)
    return found


def era_covariance(slopes: np.ndarray, sampling: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """Covariance (k, k) of slopes between eras, shrunken; zeros for fewer than two eras.

    Parameters
    ----------
    slopes : ndarray of shape (P, k)
    sampling : ndarray of shape (P, k, k)
    inputs : ndarray of shape (n, k)
        Capped inputs of the windows of full weight.
    """
    n_eras, k = slopes.shape
    if n_eras < 2:
        return np.zeros((k, k))
    away = slopes - slopes.mean(axis=0)
    between = away.T @ away / (n_eras - 1)
    noise = np.einsum("ni,ij,nj->", inputs, sampling.mean(axis=0), inputs)
    spread = np.einsum("ni,ij,nj->", inputs, between, inputs)
    share = max(0.0, 1 - noise / spread) if spread > 0 else 0.0
    return (1 + 1 / n_eras) * share * between


def sampling_covariances(
    design: np.ndarray,
    errors: np.ndarray,
    weights: np.ndarray,
    solve: Solve,
    periods: list[np.ndarray],
    n_slopes: int,
) -> np.ndarray:
    """Covariance (P, k, k) of the first slopes over redraws of each era's own rows."""
    found = []
    for rows in periods:
        drawn = solve(design[rows], errors[rows], weights[rows]).T
        found.append(np.cov(drawn, rowvar=False)[1 : n_slopes + 1, 1 : n_slopes + 1])
    return np.array(found)

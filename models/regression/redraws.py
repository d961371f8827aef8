"""Tests and standard errors by redrawing: regressors kept, shocks re-signed in blocks."""

import numpy as np

from models.regression.estimator import Solve, weighted_least_squares

REDRAWS = 1_999
SEED = 19690101


def redraw_coefficients(
    design: np.ndarray,
    weights: np.ndarray,
    shocks: np.ndarray,
    *,
    block: int,
    window: int,
    redraws: int = REDRAWS,
    solve: Solve = weighted_least_squares,
    around: np.ndarray | float = 0.0,
) -> np.ndarray:
    r"""Coefficients of windows of shocks that have nothing to do with the regressors.

    Blocks of `block` consecutive shocks keep their place and size and get a common random sign (a
    block wild bootstrap); sums over `window` of them, ending where each observation ends, are
    regressed on the kept regressors: :math:`\beta^* = (X'WX)^{-1}X'W\,S\,(s \odot u)`.

    Parameters
    ----------
    design : ndarray of shape (n, k)
        Regressors with the constant.
    weights : ndarray of shape (n,)
    shocks : ndarray of shape (n + window - 1,)
        One per period, mean zero under the null; the last belongs to the last observation.
    block, window : int
        Periods.
    redraws : int
    solve : Solve
        The estimator, with whatever it chooses held.
    around : ndarray of shape (n,), or 0 for the null
        Fitted values that the sums are added to: the spread of an estimator that is not linear
        depends on where it is.

    Returns
    -------
    ndarray of shape (redraws, k)

    References
    ----------
    Davidson, Monticini and Peel (2007) and Shao (2010), J. Amer. Statist. Assoc. 105, 218-235, on
    wild bootstraps of dependent data.
    """
    signs = np.random.default_rng(SEED).choice(
        [-1.0, 1.0], size=(-(-len(shocks) // block), redraws)
    )
    sums = resigned_sums(shocks, signs, block=block, window=window)
    return solve(design, (sums.T + around).T, weights).T


def resigned_sums(shocks: np.ndarray, signs: np.ndarray, *, block: int, window: int) -> np.ndarray:
    """Return window sums (n, R) of shocks for given signs of each block, shape (n_blocks, R)."""
    redrawn = shocks[:, None] * np.repeat(signs, block, axis=0)[: len(shocks)]
    total = np.cumsum(np.vstack([np.zeros(signs.shape[1]), redrawn]), axis=0)
    return total[window:] - total[:-window]


def redraw_pvalues(params: np.ndarray, redrawn: np.ndarray) -> np.ndarray:
    """Two-sided p-values: share of redraws at least as far from zero, counting the data once."""
    beyond = (np.abs(redrawn) >= np.abs(params)).sum(axis=0)
    return (1 + beyond) / (len(redrawn) + 1)

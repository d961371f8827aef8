"""Tests and standard errors by redrawing: regressors kept, shocks re-signed in blocks."""

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

REDRAWS = 1_999
SEED = 19690101


def redraw_windows(
    shocks: np.ndarray, *, block: int, window: int, redraws: int = REDRAWS
) -> np.ndarray:
    r"""Windows of shocks that have nothing to do with the regressors, shape (n, redraws).

    Blocks of `block` consecutive shocks keep their place and size and get a common random sign (a
    block wild bootstrap); sums run over `window` of them and end where each observation ends. An
    estimator applied to them gives coefficients under the null,
    :math:`\beta^* = (X'WX)^{-1}X'W\,S\,(s \odot u)` for least squares.

    Parameters
    ----------
    shocks : ndarray of shape (n + window - 1,)
        One per period, mean zero under the null; the last belongs to the last observation.
    block, window : int
        Periods.
    redraws : int

    References
    ----------
    Davidson, Monticini and Peel (2007) and Shao (2010), J. Amer. Statist. Assoc. 105, 218-235, on
    wild bootstraps of dependent data.
    """
    signs = np.random.default_rng(SEED).choice(
        [-1.0, 1.0], size=(-(-len(shocks) // block), redraws)
    )
    return resigned_sums(shocks, signs, block=block, window=window)


def resigned_sums(shocks: np.ndarray, signs: np.ndarray, *, block: int, window: int) -> np.ndarray:
    """Return window sums (n, R) of shocks for given signs of each block, shape (n_blocks, R)."""
    redrawn = shocks[:, None] * np.repeat(signs, block, axis=0)[: len(shocks)]
    total = np.cumsum(np.vstack([np.zeros(signs.shape[1]), redrawn]), axis=0)
    return total[window:] - total[:-window]


def redraw_pvalues(params: np.ndarray, redrawn: np.ndarray) -> np.ndarray:
    """Two-sided p-values: share of redraws at least as far from zero, counting the data once."""
    beyond = (np.abs(redrawn) >= np.abs(params)).sum(axis=0)
    return (1 + beyond) / (len(redrawn) + 1)


@lru_cache(maxsize=1)
def rejection_rates() -> dict[str, float]:
    """Return how often true nulls of twelve-month returns were rejected at 5%: `hac` and `redraw`.

    Means over lever terms and kinds of null of the simulation in ``tests/reference/redraw_size.py``.
    """
    stored = pd.read_csv(Path(__file__).with_name("redraw_size.csv"))
    of_returns = stored[stored["equation"] == "relative_return_12m"]
    return {test: float(of_returns[test].mean()) for test in ("hac", "redraw")}

r"""One predictive distribution of a growth rate: bands, odds and quantiles from the same past errors.

A quarter's growth is its mean plus s e, e one of the out-of-sample errors of its class (one, two,
or three and more quarters after the last published one) and s how much wider the inputs make it. Bands
and odds take the errors with both signs, quantiles of earnings at risk as they were.
"""

import numpy as np

from models.common.bands import LEVELS_PCT
from models.equations.walk_forward import conformal_half_width

QUANTILES_PCT = (5, 10, 25, 50, 75)  # of earnings at risk


def half_widths(errors: np.ndarray) -> np.ndarray:
    """Half-widths (3,) of the bands of `LEVELS_PCT`, at s = 1, of past errors (n,)."""
    return np.array([conformal_half_width(errors, level) for level in LEVELS_PCT])


def signed_quantiles(errors: np.ndarray) -> np.ndarray:
    """Quantiles (5,) of past errors (n,), the n + 1 correction towards the lower end included."""
    ordered = np.sort(errors)
    ranks = [max((len(ordered) + 1) * level // 100, 1) for level in QUANTILES_PCT]
    return ordered[np.array(ranks) - 1]


def odds_positive(mean: np.ndarray, errors: np.ndarray, scale: np.ndarray) -> np.ndarray:
    r"""Probability (P,) that growth is positive, given means and scales (P,) and past errors (n,).

    .. math:: p = \frac{\#\{m \pm s e_i > 0\} + 1/2}{2 n + 1}

    Never 0 or 1: what has not happened in n errors is not impossible.
    """
    spread = scale[:, None] * errors
    above = (mean[:, None] + spread > 0).sum(axis=1) + (mean[:, None] - spread > 0).sum(axis=1)
    return (above + 0.5) / (2 * len(errors) + 1)

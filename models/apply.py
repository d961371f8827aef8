"""Fitted equations applied to inputs, a row an equation, all rows at once."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from models.fitted import PERIODS, FittedEquation
from models.panel.caps import cap_inputs
from models.scenario.paths import LEVERS

_TERMS_EACH = 2  # two halves of a window, or this year and the last: columns of each lever
_N_TERMS = _TERMS_EACH * len(LEVERS)


@dataclass(frozen=True, eq=False)
class Stack:
    """The numbers of E equations side by side; k = 6 terms, two for each of `LEVERS`.

    An equation with one term a lever has zeros in the place of the second. See FittedEquation for
    what the numbers are.
    """

    start: np.ndarray  # (E,)
    slopes: np.ndarray  # (E, k)
    low: np.ndarray  # (E, k)
    high: np.ndarray  # (E, k)
    band_cov: np.ndarray  # (E, 1 + k, 1 + k)
    half_widths: np.ndarray  # (E, 3)
    error_variance: np.ndarray  # (E,)
    mean_leverage: np.ndarray  # (E,)
    period_slopes: np.ndarray  # (E, 3, k)


@lru_cache(maxsize=256)
def stack(equations: tuple[FittedEquation, ...]) -> Stack:
    """Put equations side by side."""
    shape = (len(equations), _N_TERMS)
    slopes, low, high = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    band_cov = np.zeros((len(equations), 1 + _N_TERMS, 1 + _N_TERMS))
    period_slopes = np.zeros((len(equations), len(PERIODS), _N_TERMS))
    for row, equation in enumerate(equations):
        of = list(equation.lever_terms.values())
        at = np.array(
            [_TERMS_EACH * LEVERS.index(lever) + of[:i].count(lever) for i, lever in enumerate(of)]
        )
        slopes[row, at], low[row, at], high[row, at] = equation.slopes, equation.low, equation.high
        period_slopes[row][:, at] = equation.period_slopes
        with_start = np.r_[0, 1 + at]
        band_cov[row][np.ix_(with_start, with_start)] = equation.band_cov
    return Stack(
        start=np.array([equation.start for equation in equations]),
        slopes=slopes,
        low=low,
        high=high,
        band_cov=band_cov,
        half_widths=np.array([equation.half_widths for equation in equations]),
        error_variance=np.array([equation.error_variance for equation in equations]),
        mean_leverage=np.array([equation.mean_leverage for equation in equations]),
        period_slopes=period_slopes,
    )


def apply(
    of: Stack, base: np.ndarray, moved: np.ndarray, cap: bool, *, level_from_inputs: bool
) -> dict[str, np.ndarray]:
    """Apply equations to inputs under baseline and scenario; see OutcomePath for what comes back.

    `base` and `moved` have shape (P, 6): row p goes with equation p, or all rows with the only one.
    Growth has a level that depends on the baseline's inputs; relative returns always start from the
    shrunk drift, so that only the difference of the inputs counts.
    """
    capped_moved, beyond = cap_inputs(moved, of.low, of.high)
    if cap:
        base, moved = cap_inputs(base, of.low, of.high)[0], capped_moved
    change = moved - base
    nothing = np.zeros_like(base)
    inputs = (base, moved) if level_from_inputs else (nothing, change)
    slope_cov = of.band_cov[:, 1:, 1:]
    by_lever = (change * of.slopes).reshape(len(change), len(LEVERS), _TERMS_EACH)
    return {
        "baseline": of.start + (inputs[0] * of.slopes).sum(axis=1),
        "contributions": by_lever.sum(axis=2),
        "difference_sd": np.sqrt(_quadratic(change, slope_cov).clip(0)),
        "baseline_half_widths": _half_widths(of, inputs[0]),
        "scenario_half_widths": _half_widths(of, inputs[1]),
        "beyond_history": beyond.reshape(len(beyond), len(LEVERS), _TERMS_EACH).any(axis=2),
        "by_period": (of.period_slopes @ change[:, :, None])[:, :, 0],
    }


def _half_widths(of: Stack, inputs: np.ndarray) -> np.ndarray:
    """Out-of-sample half-widths, widened where the inputs are further out than on average."""
    x = np.column_stack([np.ones(len(inputs)), inputs])
    extra = (_quadratic(x, of.band_cov) - of.mean_leverage) / of.error_variance
    return np.sqrt(np.maximum(1 + extra, 0))[:, None] * of.half_widths


def _quadratic(x: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Return x' M x for each row of x (P, k) and its M, or the only one (P or 1, k, k)."""
    return ((x[:, None, :] @ matrix)[:, 0, :] * x).sum(axis=1)

"""Fitted equations applied to inputs, a row an equation, all rows at once."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from models.common.bands import NORMAL_QUANTILES
from models.equations.caps import cap_inputs
from models.equations.fitted_equation import PERIODS, FittedEquation
from models.scenario.attribution import increments
from models.scenario.levers import EQUATION_DRIVERS

_TERMS_EACH = 2  # two halves of a window, or this year and the last: columns of each driver
_OF_DRIVERS = _TERMS_EACH * len(EQUATION_DRIVERS)


@dataclass(frozen=True, eq=False)
class Stack:
    """The numbers of E equations side by side; k terms, two for each driver.

    Drivers are `EQUATION_DRIVERS` first, then others, which are never cut back: their range is infinite
    here. An equation with one term a driver has zeros in the place of the second. See FittedEquation
    for what the numbers are.
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
    era_cov: np.ndarray  # (E, k, k)
    whole_low: np.ndarray  # (E, 3)
    whole_high: np.ndarray  # (E, 3)


@lru_cache(maxsize=256)
def stack(equations: tuple[FittedEquation, ...]) -> Stack:
    """Put equations side by side."""
    named = dict.fromkeys(driver for e in equations for driver in e.lever_terms.values())
    drivers = [*EQUATION_DRIVERS, *(driver for driver in named if driver not in EQUATION_DRIVERS)]
    n_terms = _TERMS_EACH * len(drivers)
    shape = (len(equations), n_terms)
    slopes, low, high = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    band_cov = np.zeros((len(equations), 1 + n_terms, 1 + n_terms))
    period_slopes = np.zeros((len(equations), len(PERIODS), n_terms))
    era_cov = np.zeros((len(equations), n_terms, n_terms))
    whole_low = np.full((len(equations), len(EQUATION_DRIVERS)), -np.inf)
    whole_high = -whole_low
    for row, equation in enumerate(equations):
        term_drivers = list(equation.lever_terms.values())
        at = np.array(
            [
                _TERMS_EACH * drivers.index(name) + term_drivers[:i].count(name)
                for i, name in enumerate(term_drivers)
            ]
        )
        slopes[row, at], low[row, at], high[row, at] = equation.slopes, equation.low, equation.high
        period_slopes[row][:, at] = equation.period_slopes
        if equation.era_cov is not None:
            era_cov[row][np.ix_(at, at)] = equation.era_cov
            whole_low[row], whole_high[row] = equation.whole_low, equation.whole_high
        with_start = np.r_[0, 1 + at]
        band_cov[row][np.ix_(with_start, with_start)] = equation.band_cov
    low[:, _OF_DRIVERS:], high[:, _OF_DRIVERS:] = -np.inf, np.inf
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
        era_cov=era_cov,
        whole_low=whole_low,
        whole_high=whole_high,
    )


@dataclass(frozen=True, eq=False)
class Inputs:
    """What equations are applied to; row p goes with equation p, or all rows with the only one.

    `base` (P, k) are the regressors under the baseline, `whole` under the scenario and `joined` when
    only the levers up to one have joined (see MacroPaths). `unknown` (q, P, k) is how they move with q
    independent standard normals where levers are not set, `responses` (D, P, k) the difference by draw
    of the coefficients that say how such levers follow.
    """

    base: np.ndarray
    whole: np.ndarray
    joined: dict[str, np.ndarray]
    unknown: np.ndarray
    responses: np.ndarray

    def first(self, terms: int) -> "Inputs":
        """Return the same with the first terms alone."""
        return Inputs(
            base=self.base[:, :terms],
            whole=self.whole[:, :terms],
            joined={lever: moved[:, :terms] for lever, moved in self.joined.items()},
            unknown=self.unknown[..., :terms],
            responses=self.responses[..., :terms],
        )


def apply(equations: Stack, inputs: Inputs, cap: bool, *, level_from_inputs: bool) -> dict:
    """Apply equations to inputs under baseline and scenario; see OutcomePath for what comes back.

    Growth has a level that depends on the baseline's inputs; relative returns always start from the
    shrunk drift, so that only the difference of the inputs counts. The split by lever is that of
    models.scenario.attribution, caps and all: it adds up to the difference.
    """
    base, moved = (capped(equations, each, cap) for each in (inputs.base, inputs.whole))
    change = moved - base
    at = (base, moved) if level_from_inputs else (np.zeros_like(base), change)
    completion_sd = np.sqrt(_completion_variance(equations, inputs))
    variance = quadratic(change, equations.band_cov[:, 1:, 1:]).clip(0)
    variance = variance + (inputs.responses * equations.slopes).sum(axis=-1).var(axis=0)
    return {
        "baseline": equations.start + (at[0] * equations.slopes).sum(axis=1),
        "contributions": _contributions(equations, inputs, base, cap),
        "difference_sd": np.sqrt(variance),
        "baseline_half_widths": _half_widths(equations, at[0], completion_sd),
        "scenario_half_widths": _half_widths(equations, at[1], completion_sd),
        "era_variance": quadratic(change, equations.era_cov),
        "beyond_history": beyond_history(equations, inputs.whole),
        "by_period": (equations.period_slopes @ change[:, :, None])[:, :, 0],
    }


def capped(equations: Stack, inputs: np.ndarray, cap: bool) -> np.ndarray:
    """Return inputs (..., P, k) cut back to the range seen, or as they are."""
    return cap_inputs(inputs, equations.low, equations.high)[0] if cap else inputs


def beyond_history(equations: Stack, inputs: np.ndarray) -> np.ndarray:
    """Whether either half of a window, or both together, leaves the range seen, (..., P, 3).

    The sum of both halves is bounded for returns alone.
    """
    shape = (*inputs.shape[:-1], len(EQUATION_DRIVERS), _TERMS_EACH)
    _, beyond = cap_inputs(inputs, equations.low, equations.high)
    whole = inputs[..., :_OF_DRIVERS].reshape(shape).sum(axis=-1)
    outside = (whole < equations.whole_low) | (whole > equations.whole_high)
    return beyond[..., :_OF_DRIVERS].reshape(shape).any(axis=-1) | outside


def inputs_variance(
    equations: Stack, inputs: Inputs, side: str, cap: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Variances (P,) of a level: by coefficients, less that of a usual quarter; by levers not set."""
    x = inputs.base if side == "baseline" else inputs.whole
    return level_leverage(equations, x, cap), _completion_variance(equations, inputs)


def level_leverage(equations: Stack, x: np.ndarray, cap: bool) -> np.ndarray:
    """Variance (P,) of a level by coefficients at inputs (P, k), less that of a usual observation."""
    x = capped(equations, x, cap)
    x = np.column_stack([np.ones(len(x)), x])
    return quadratic(x, equations.band_cov) - equations.mean_leverage


def _completion_variance(equations: Stack, inputs: Inputs) -> np.ndarray:
    return ((inputs.unknown * equations.slopes).sum(axis=-1) ** 2).sum(axis=0)


def _contributions(equations: Stack, inputs: Inputs, base: np.ndarray, cap: bool) -> np.ndarray:
    """Split the effect by lever, (P, n); `base` is cut back where the scenario is."""
    effects = {}
    for lever, moved in inputs.joined.items():
        effects[lever] = ((capped(equations, moved, cap) - base) * equations.slopes).sum(axis=1)
    return increments(effects, len(base))


def _half_widths(equations: Stack, inputs: np.ndarray, completion_sd: np.ndarray) -> np.ndarray:
    """Out-of-sample half-widths, widened where the inputs are further out than on average.

    Those of levers that are not set come on top, as if normal and independent of the errors.
    """
    x = np.column_stack([np.ones(len(inputs)), inputs])
    extra = (quadratic(x, equations.band_cov) - equations.mean_leverage) / equations.error_variance
    given_levers = np.sqrt(np.maximum(1 + extra, 0))[:, None] * equations.half_widths
    return np.hypot(given_levers, completion_sd[:, None] * NORMAL_QUANTILES)


def quadratic(x: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Return x' M x for each row of x (P, k) and its M, or the only one (P or 1, k, k)."""
    return ((x[:, None, :] @ matrix)[:, 0, :] * x).sum(axis=1)

r"""Median regression, Huber's M-estimator and quantile regression: large errors count for less.

.. math:: \min_b \sum_t w_t \rho_\tau(y_t - x_t'b),\quad \rho_\tau(u) = u (\tau - 1[u < 0])
          \qquad\text{(quantile; the median at } \tau = 1/2)

.. math:: \sum_t w_t x_t \psi(r_t) = 0,\quad \psi(r) = \max(-cs, \min(cs, r)),\quad
          s = \mathrm{med}|r_t \sqrt{w_t}| / 0.6745 \qquad\text{(Huber, } c = 1.345)

Weights multiply losses: for Huber the rows are scaled by their square roots, as in least squares.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from sklearn import config_context
from sklearn.linear_model import QuantileRegressor
from statsmodels.robust.norms import HuberT
from statsmodels.robust.robust_linear_model import RLM

from models.common.errors import ModelError
from models.equations.estimators.estimator import Estimation, Solve
from models.equations.estimators.least_squares import require_observations
from models.equations.estimators.once import once
from models.equations.estimators.point_estimate import point_estimate
from models.equations.estimators.result import RegressionResult

ROBUST_REDRAWS = 299
HUBER_CUT = 1.345  # of the scale: 95% of the precision of least squares under normal errors
_NORMAL_QUARTILE = NormalDist().inv_cdf(0.75)
_SMALLEST_STEP = 1e-10  # of the largest coefficient
_MOST_STEPS = 500


def quantile_params(
    design: np.ndarray, y: np.ndarray, weights: np.ndarray, quantile: float
) -> np.ndarray:
    """Coefficients (k,) of a conditional quantile, the exact optimum of the linear program."""
    return once(
        f"quantile {quantile!r}",
        lambda: _solve_quantile(design, y, weights, quantile),
        design, y, weights,
    )  # fmt: skip


def _solve_quantile(
    design: np.ndarray, y: np.ndarray, weights: np.ndarray, quantile: float
) -> np.ndarray:
    model = QuantileRegressor(quantile=quantile, alpha=0.0, fit_intercept=False, solver="highs")
    with config_context(skip_parameter_validation=True):
        return model.fit(design, y, sample_weight=weights).coef_


def huber_params(design: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Coefficients (k,), or (k, R) for R regressands at once, by reweighted least squares.

    Starts at least squares, sets the scale anew in every step, and stops when no coefficient moves
    by more than 1e-10 of the largest. A scale of zero (more than half of the errors are) stops it too.
    """
    if y.ndim > 1:  # redraws, of which no two are the same
        return _solve_huber(design, y, weights)
    return once("huber", lambda: _solve_huber(design, y, weights), design, y, weights)


def _solve_huber(design: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    root = np.sqrt(weights)[:, None]
    x, target = design * root, y.reshape(len(y), -1) * root
    params = np.linalg.lstsq(x, target, rcond=None)[0]
    for _ in range(_MOST_STEPS):
        missed = np.abs(target - x @ params)
        cut = HUBER_CUT * np.median(missed, axis=0) / _NORMAL_QUARTILE
        share = np.minimum(1.0, cut / np.maximum(missed, np.finfo(float).tiny))
        if not cut.all():
            break
        gram = np.einsum("ni,nr,nj->rij", x, share, x)
        cross = np.einsum("ni,nr->ri", x, share * target)
        before, params = params, np.linalg.solve(gram, cross[..., None])[..., 0].T
        if np.abs(params - before).max() <= _SMALLEST_STEP * np.abs(params).max():
            return params.reshape(design.shape[1], *y.shape[1:])
    raise ModelError(
        "Huber's estimate does not settle on this sample (more than half of the errors may be zero); "
        "choose least squares or the median."
    )


@dataclass(frozen=True, slots=True)
class Median:
    """Least absolute deviations as an estimator of growth equations."""

    name: str = "median"
    redraws: int = ROBUST_REDRAWS
    linear: bool = False

    def tune(
        self, _design: np.ndarray, _y: np.ndarray, _weights: np.ndarray, _embargo: int
    ) -> Solve:
        """There is nothing to choose."""
        return _medians

    def result(self, data: Estimation) -> RegressionResult:
        """Estimate; standard errors are left to the redraws, which know that windows overlap."""
        return _result(data, self.name, data.solve)


@dataclass(frozen=True, slots=True)
class Huber:
    """Huber's M-estimator of growth equations; the record and the redraws use the quick form."""

    name: str = "huber"
    redraws: int = ROBUST_REDRAWS
    linear: bool = False

    def tune(
        self, _design: np.ndarray, _y: np.ndarray, _weights: np.ndarray, _embargo: int
    ) -> Solve:
        """There is nothing to choose."""
        return huber_params

    def result(self, data: Estimation) -> RegressionResult:
        """Estimate by statsmodels' RLM; standard errors are left to the redraws."""
        return _result(data, self.name, library_huber)


def library_huber(design: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the same coefficients (k,) by statsmodels."""
    root = np.sqrt(weights)
    model = RLM(y * root, design * root[:, None], M=HuberT(HUBER_CUT))
    return model.fit(maxiter=_MOST_STEPS, tol=_SMALLEST_STEP, conv="coefs").params


def _medians(design: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    if y.ndim == 1:
        return quantile_params(design, y, weights, 0.5)
    return np.column_stack([quantile_params(design, column, weights, 0.5) for column in y.T])


def _result(data: Estimation, name: str, solve: Solve) -> RegressionResult:
    """Say what a robust estimate defines; R2 and residual spread are those of squared errors."""
    x, y, weights = data.regressors.to_numpy(), data.regressand.to_numpy(), data.weights
    n, k = x.shape
    require_observations(data.regressand.name, n, k)
    design = np.column_stack([np.ones(n), x])
    params = solve(design, y, weights)
    return point_estimate(name, data, params, y - design @ params)


MEDIAN = Median()
HUBER = Huber()

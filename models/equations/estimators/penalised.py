r"""Ridge and elastic net: least squares with a penalty on the size of the coefficients.

.. math:: \min_{\alpha, b} \frac{1}{2 \sum w_t} \sum_t w_t (y_t - \alpha - z_t'b)^2
          + \lambda \left(\rho \lVert b \rVert_1 + \frac{1 - \rho}{2} \lVert b \rVert_2^2\right)

z are the regressors less their weighted mean, in weighted standard deviations; the constant is free,
every other term, lever or state, pays alike. Ridge has rho 0, the elastic net 1/2. lambda is the one
by which later blocks of the sample were predicted best, or fixed beforehand; params are in the
regressors' own units.
"""

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from sklearn import config_context
from sklearn.linear_model import ElasticNet, Ridge, enet_path
from sklearn.model_selection import TimeSeriesSplit
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from models.equations.estimators.estimator import Estimation, Solve
from models.equations.estimators.least_squares import require_observations
from models.equations.estimators.point_estimate import point_estimate
from models.equations.estimators.result import RegressionResult
from models.equations.redraws import REDRAWS

SPLITS = 5
RIDGE_GRID = np.logspace(2, -3, 26)
NET_GRID = np.logspace(0, -3, 31)  # times the smallest penalty that leaves no term
NET_REDRAWS = 299
FIXED_PENALTY = 0.1  # a prior that counts as much as a tenth of the sample
_TOLERANCE = 1e-13  # duality gap of the coordinate descent, in sums of squares of y
_MAX_SWEEPS = 1_000_000
# Checking the parameters takes twice the descent's time.
_unchecked = partial(config_context, skip_parameter_validation=True)


@dataclass(frozen=True, slots=True)
class Penalised:
    """An estimator with the share `l1_ratio` (rho) of its penalty on absolute values.

    `penalty` is lambda where it is fixed beforehand, else None.
    """

    name: str
    l1_ratio: float
    redraws: int
    penalty: float | None = None

    @property
    def linear(self) -> bool:
        """With the penalty held, ridge is linear in y."""
        return self.l1_ratio == 0

    def tune(self, design: np.ndarray, y: np.ndarray, weights: np.ndarray, embargo: int) -> Solve:
        """Choose the penalty on a training sample, unless fixed; return the estimator that holds it.

        The last half of the sample, in five blocks, is predicted block by block from all that
        ended more than `embargo` observations before; the smallest weighted squared error wins.
        """
        if self.penalty is not None:
            return HeldPenalty(self, self.penalty)
        grid = self._grid(design, y, weights)
        block = max((len(y) - embargo) // (2 * SPLITS), 1)
        missed = np.zeros(len(grid))
        with _unchecked():
            for seen, held in TimeSeriesSplit(SPLITS, gap=embargo, test_size=block).split(design):
                params = self.path(design[seen], y[seen], weights[seen], grid)
                missed += weights[held] @ (y[held, None] - design[held] @ params) ** 2
        return HeldPenalty(self, float(grid[missed.argmin()]))

    def _grid(self, design: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Penalties from large to small; at the elastic net's largest no term is left."""
        if self.linear:
            return RIDGE_GRID
        cross = _Moments.of(_Inputs.of(design, weights), y).cross
        return np.abs(cross).max() / self.l1_ratio * NET_GRID

    def path(
        self, design: np.ndarray, y: np.ndarray, weights: np.ndarray, penalties: np.ndarray
    ) -> np.ndarray:
        """Params of one regressand at each of P falling penalties, shape (1 + k, P)."""
        return self.path_on(_Inputs.of(design, weights), y, penalties)

    def path_on(self, inputs: "_Inputs", y: np.ndarray, penalties: np.ndarray) -> np.ndarray:
        """Say what `path` says, of inputs that several regressands share."""
        moments = _Moments.of(inputs, y)
        if self.linear:
            ridges = penalties[:, None, None] * np.eye(len(inputs.gram))
            coefficients = np.linalg.solve(inputs.gram + ridges, moments.cross[:, None])[..., 0].T
        else:
            _, coefficients, _ = enet_path(
                inputs.rows,
                (y - moments.mean) * inputs.root,
                l1_ratio=self.l1_ratio,
                alphas=penalties,
                precompute=inputs.sums,
                Xy=len(y) * moments.cross,
                tol=_TOLERANCE,
                max_iter=_MAX_SWEEPS,
                check_input=False,
            )
        return moments.params(coefficients)

    def pipeline(self, penalty: float, total_weight: float) -> Pipeline:
        """Return the same estimator in scikit-learn's terms, whose ridge penalty is not per row."""
        if self.linear:
            return make_pipeline(StandardScaler(), Ridge(alpha=penalty * total_weight))
        net = ElasticNet(
            alpha=penalty, l1_ratio=self.l1_ratio, tol=_TOLERANCE, max_iter=_MAX_SWEEPS
        )
        return make_pipeline(StandardScaler(), net)

    def result(self, data: Estimation) -> RegressionResult:
        """Estimate at the held penalty.

        The spread of a biased estimate over its standard error is not a test: no t, F or confidence
        interval is given, and standard errors are left to the redraws.
        """
        x, y, weights = data.regressors.to_numpy(), data.regressand.to_numpy(), data.weights
        n, k = x.shape
        require_observations(data.regressand.name, n, k)
        penalty = data.solve.penalty  # type: ignore[attr-defined]  # `tune` gave a HeldPenalty
        fitted = self.pipeline(penalty, weights.sum())
        fitted.fit(x, y, **{f"{step}__sample_weight": weights for step in fitted.named_steps})
        scaler, model = fitted[0], fitted[-1]
        slopes = model.coef_ / scaler.scale_
        params = np.r_[model.intercept_ - scaler.mean_ @ slopes, slopes]
        errors = y - params[0] - x @ slopes
        return point_estimate(self.name, data, params, errors, penalty)


@dataclass(frozen=True, slots=True)
class HeldPenalty:
    """A penalised estimator whose penalty is chosen; a Solve, quick enough for thousands of fits.

    It works from moments and gives what `Penalised.pipeline` gives.
    """

    estimator: Penalised
    penalty: float

    def __call__(self, design: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Return params (1 + k,), or (1 + k, R) for R regressands at once."""
        inputs = _Inputs.of(design, weights)
        if self.estimator.linear:
            moments = _Moments.of(inputs, y)
            ridge = self.penalty * np.eye(len(inputs.gram))
            return moments.params(np.linalg.solve(inputs.gram + ridge, moments.cross))
        held = np.array([self.penalty])
        with _unchecked():
            if y.ndim == 1:
                return self.estimator.path_on(inputs, y, held)[:, 0]
            return np.hstack([self.estimator.path_on(inputs, column, held) for column in y.T])


@dataclass(frozen=True, eq=False)
class _Inputs:
    """Standardised regressors `z` (n, k) with their weighted moments, for any number of regressands."""

    design: np.ndarray
    weights: np.ndarray
    share: np.ndarray
    z: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    weighted: np.ndarray
    gram: np.ndarray

    @classmethod
    def of(cls, design: np.ndarray, weights: np.ndarray) -> "_Inputs":
        """Sum up a sample; for the next estimator, the last two that nobody can write to are kept."""
        for kept in _kept_inputs:
            if kept.design is design and kept.weights is weights:
                return kept
        summed = cls._sum(design, weights)
        if not (design.flags.writeable or weights.flags.writeable):
            _kept_inputs[:] = [summed, *_kept_inputs[:1]]
        return summed

    @classmethod
    def _sum(cls, design: np.ndarray, weights: np.ndarray) -> "_Inputs":
        share = weights / weights.sum()
        centre = share @ design[:, 1:]
        z = design[:, 1:] - centre
        scale = np.sqrt(share @ z**2)
        scale[scale == 0] = 1.0
        z /= scale
        weighted = z.T * share
        return cls(design, weights, share, z, centre, scale, weighted, weighted @ z)

    @cached_property
    def root(self) -> np.ndarray:
        """Square roots (n,) of the weights, whose mean is one."""
        return np.sqrt(len(self.z) * self.weights / self.weights.sum())

    @cached_property
    def rows(self) -> np.ndarray:
        """Rows (n, k) as the descent wants them, weighted."""
        return np.asfortranarray(self.z * self.root[:, None])

    @cached_property
    def sums(self) -> np.ndarray:
        """Sums (k, k) of products of the weighted rows."""
        return len(self.z) * self.gram


_kept_inputs: list[_Inputs] = []


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    """Moments of the inputs with y (n,) or (n, R)."""

    inputs: _Inputs
    mean: np.ndarray
    cross: np.ndarray

    @classmethod
    def of(cls, inputs: _Inputs, y: np.ndarray) -> "_Moments":
        mean = inputs.share @ y
        return cls(inputs, mean, inputs.weighted @ (y - mean))

    def params(self, coefficients: np.ndarray) -> np.ndarray:
        """Turn coefficients (k,) or (k, P) of z into params in the regressors' units, constant first."""
        params = np.empty((1 + len(coefficients), *coefficients.shape[1:]))
        slopes = params[1:]
        np.divide(coefficients.T, self.inputs.scale, out=slopes.T)
        params[0] = self.mean - self.inputs.centre @ slopes
        return params


RIDGE = Penalised("ridge", 0.0, REDRAWS)
ELASTIC_NET = Penalised("elastic_net", 0.5, NET_REDRAWS)
FIXED_RIDGE = Penalised("fixed_ridge", 0.0, REDRAWS, FIXED_PENALTY)

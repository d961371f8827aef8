r"""One equation's conjugate regression: normal-inverse-gamma in closed form.

.. math:: y = X\theta + e,\ e_t \sim N(0, \sigma^2 / w_t),\quad
          \theta \mid \sigma^2 \sim N(m, \sigma^2 P^{-1}),\quad
          \sigma^2 \sim IG(\nu / 2, s / 2)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lgamma, log, pi

import numpy as np

from models.common.errors import ModelError

SMALLEST_PIVOT = 1e-7  # of a precision scaled to a unit diagonal: its square root


@dataclass(frozen=True, eq=False)
class NormalInverseGamma:
    """Distribution of coefficients (k,) and error variance of one equation.

    `precision` (k, k) is P, `df` is nu, `scale` is s: the error variance has mean s / (nu - 2).
    """

    mean: np.ndarray
    precision: np.ndarray
    df: float
    scale: float

    @cached_property
    def factor(self) -> np.ndarray:
        """Lower Cholesky factor of the precision; raises ModelError where that is singular."""
        scale, factor = _scaled_factors(self.precision[None])
        return scale[0][:, None] * factor[0]

    @cached_property
    def log_determinant(self) -> float:
        """Log determinant of the precision."""
        return float(_log_determinants(self.precision[None])[0])

    @property
    def error_variance(self) -> float:
        """Posterior mean of the error variance."""
        return self.scale / (self.df - 2)

    def covariance(self) -> np.ndarray:
        """Covariance of the coefficients, shape (k, k)."""
        return self.error_variance * np.linalg.inv(self.precision)


@dataclass(frozen=True, eq=False)
class Moments:
    """Weighted sums of an equation's observations: X'WX, X'Wy, y'Wy, n and sum of log weights."""

    xx: np.ndarray
    xy: np.ndarray
    yy: float
    n: int
    log_weights: float

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(
            self.xx + other.xx,
            self.xy + other.xy,
            self.yy + other.yy,
            self.n + other.n,
            self.log_weights + other.log_weights,
        )

    def weighted(self, weight: float) -> "Moments":
        """Give every observation the same weight (they must have had weight 1)."""
        return Moments(
            weight * self.xx, weight * self.xy, weight * self.yy, self.n, self.n * log(weight)
        )

    def loss(self, theta: np.ndarray) -> float:
        """Weighted sum of squared errors at coefficients theta (k,)."""
        return float(self.yy - 2 * theta @ self.xy + theta @ self.xx @ theta)


def moments(x: np.ndarray, y: np.ndarray) -> Moments:
    """Sum up observations of weight 1."""
    return Moments(x.T @ x, x.T @ y, float(y @ y), len(y), 0.0)


def update(prior: NormalInverseGamma, data: Moments) -> NormalInverseGamma:
    r"""Posterior: K = P + X'WX, mean K^{-1}(P m + X'Wy), df + n, scale + the loss at the mean."""
    return updates([prior], [data])[0]


def updates(
    priors: Sequence[NormalInverseGamma], data: Sequence[Moments]
) -> list[NormalInverseGamma]:
    """Return the posterior of each prior on its own data, S regressions of one size at once.

    Raises ModelError where one of them leaves a combination of coefficients free.
    """
    before = np.stack([prior.precision for prior in priors])
    centre = np.stack([prior.mean for prior in priors])
    xx, xy = np.stack([one.xx for one in data]), np.stack([one.xy for one in data])
    precision = before + xx
    log_determinants = _log_determinants(precision)
    shift = np.matvec(before, centre)
    means = np.linalg.solve(precision, (shift + xy)[..., None])[..., 0]
    away = means - centre
    losses = np.array([one.yy for one in data]) - np.vecdot(2 * means, xy)
    losses += np.vecdot(np.vecmat(means, xx), means)
    losses += np.vecdot(np.vecmat(away, before), away)
    after = []
    for at, (prior, one) in enumerate(zip(priors, data, strict=True)):
        scale = prior.scale + float(losses[at])
        each = NormalInverseGamma(means[at], precision[at], prior.df + one.n, scale)
        vars(each)["log_determinant"] = float(log_determinants[at])  # known already
        after.append(each)
    return after


def log_marginal_likelihood(prior: NormalInverseGamma, data: Moments) -> float:
    """Log density of y under the prior, coefficients and error variance integrated out."""
    return log_marginal_likelihoods([prior], [data])[0]


def log_marginal_likelihoods(
    priors: Sequence[NormalInverseGamma], data: Sequence[Moments]
) -> list[float]:
    """Say what `log_marginal_likelihood` says of each prior and its data, all of one size."""
    return [
        -0.5 * one.n * log(pi)
        + 0.5 * one.log_weights
        + 0.5 * (prior.log_determinant - after.log_determinant)
        + 0.5 * (prior.df * log(prior.scale) - after.df * log(after.scale))
        + lgamma(after.df / 2)
        - lgamma(prior.df / 2)
        for prior, one, after in zip(priors, data, updates(priors, data), strict=True)
    ]


def draw(
    posterior: NormalInverseGamma, n_draws: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw coefficients (n_draws, k) and error standard deviations (n_draws,)."""
    sd = np.sqrt(posterior.scale / rng.chisquare(posterior.df, n_draws))
    normal = rng.standard_normal((n_draws, len(posterior.mean)))
    return posterior.mean + sd[:, None] * np.linalg.solve(posterior.factor.T, normal.T).T, sd


def _log_determinants(precision: np.ndarray) -> np.ndarray:
    """Log determinants (S,) of precisions (S, k, k); raises ModelError as `_scaled_factors` does."""
    scale, factors = _scaled_factors(precision)
    return 2 * np.log(scale * np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)


def _scaled_factors(precision: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Roots of the diagonals (S, k) and lower Cholesky factors (S, k, k) of what they leave of it.

    Refuses a precision that leaves some combination undetermined.
    """
    scale = np.sqrt(np.diagonal(precision, axis1=1, axis2=2).clip(0))
    if np.all(scale > 0) and np.all(np.isfinite(scale)):
        try:
            factors = np.linalg.cholesky(precision / (scale[:, :, None] * scale[:, None, :]))
        except np.linalg.LinAlgError:
            factors = np.zeros_like(precision)
        if np.diagonal(factors, axis1=1, axis2=2).min() > SMALLEST_PIVOT:
            return scale, factors
    raise ModelError(
        "The prior is singular and the data do not make up for it: some combination of the "
        f"{precision.shape[1]} coefficients is left free; give every coefficient a finite tightness "
        "above zero, or more months."
    )

"""Draws of the whole system from the equations' posteriors; explosive ones are counted and dropped."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.common.errors import ModelError
from models.completion.design import Layout, structural_row
from models.completion.posterior import NormalInverseGamma, draw

LARGEST_MODULUS = 1.01  # of the companion matrix: a factor of 1.27 over 24 months
MOST_DROPPED = 0.05
_SQUARINGS = 9  # the modulus is bounded through the companion's power 2^9
_BLOCK_DRAWS = 50  # whose powers stay in the processor's cache
_SINGLE_PRECISION = 1e-5  # its effect on the log of that bound, with room to spare


@dataclass(frozen=True, eq=False)
class System:
    r"""Reduced form of D draws: y_t = c + Phi [y_{t-1}; ..; y_{t-p}] + impact e_t, e_t ~ N(0, I).

    `constant` (D, n), `phi` (D, n, n p), `impact` (D, n, n), lower triangular: shock i is the error
    of equation i in units of its standard deviation.
    """

    constant: np.ndarray
    phi: np.ndarray
    impact: np.ndarray

    def __len__(self) -> int:
        return len(self.constant)

    def select(self, keep: np.ndarray | slice) -> "System":
        """Return some of the draws."""
        return System(self.constant[keep], self.phi[keep], self.impact[keep])


def assemble(thetas: list[np.ndarray], error_sds: list[np.ndarray], layout: Layout) -> System:
    """Turn coefficients (D, k_i) and error sd (D,) of every equation into reduced forms."""
    n, p = layout.n, layout.lags
    rows = [structural_row(theta, layout, i) for i, theta in enumerate(thetas)]
    a, u, constant = (np.stack([row[k] for row in rows], axis=1) for k in range(3))
    lagged = np.stack([row[3].reshape(-1, p * n) for row in rows], axis=1)
    inverse = np.linalg.inv(a)
    return System(
        constant=(inverse @ constant[..., None])[..., 0],
        phi=inverse @ lagged,
        impact=inverse @ u * np.stack(error_sds, axis=-1)[:, None, :],
    )


def mean_system(posteriors: Sequence[NormalInverseGamma], layout: Layout) -> System:
    """System at the posterior mean of coefficients and error variances, one draw."""
    return assemble(
        [posterior.mean[None] for posterior in posteriors],
        [np.sqrt([posterior.error_variance]) for posterior in posteriors],
        layout,
    )


def draw_systems(
    posteriors: Sequence[NormalInverseGamma], layout: Layout, n_draws: int, seed: int
) -> tuple[System, float]:
    """Draw systems and drop the explosive ones.

    Returns
    -------
    (system, share_dropped)
        What is left of `n_draws`. More than 5% dropped raises ModelError: the sample does not
        support a stable model.
    """
    rng = np.random.default_rng(seed)
    drawn = [draw(posterior, n_draws, rng) for posterior in posteriors]
    systems = assemble([theta for theta, _ in drawn], [sd for _, sd in drawn], layout)
    keep = ~explosive(systems.phi)
    dropped = 1 - keep.mean()
    if dropped > MOST_DROPPED:
        raise ModelError(
            f"{100 * dropped:.0f}% of the {n_draws:,} draws of the completion model explode (a root "
            f"above {LARGEST_MODULUS:g}); at most {100 * MOST_DROPPED:.0f}% may: choose a longer sample."
        )
    return systems.select(keep), float(dropped)


def explosive(phi: np.ndarray) -> np.ndarray:
    """Whether each draw has a companion root above `LARGEST_MODULUS`; phi (D, n, n p).

    A bound by a high power clears most draws at the cost of some products; the others' roots are
    computed.
    """
    result = np.zeros(len(phi), dtype=bool)
    for first in range(0, len(phi), _BLOCK_DRAWS):
        block = phi[first : first + _BLOCK_DRAWS]
        unclear = first + np.flatnonzero(
            _log_bound(block) > np.log(LARGEST_MODULUS) - _SINGLE_PRECISION
        )
        if len(unclear):
            roots = np.linalg.eigvals(companion(phi[unclear]))
            result[unclear] = np.abs(roots).max(axis=1) > LARGEST_MODULUS
    return result


def _log_bound(phi: np.ndarray) -> np.ndarray:
    """Upper bound on the log of the largest modulus of each draw's roots, in single precision."""
    power, log_bound = companion(phi, np.float32), np.zeros(len(phi))
    for step in range(_SQUARINGS):
        power = power @ power
        size = np.abs(power).sum(axis=2).max(axis=1)
        power /= size[:, None, None]
        log_bound += np.log(size.astype(float)) / 2 ** (step + 1)
    return log_bound


def companion(phi: np.ndarray, kind: type = float) -> np.ndarray:
    """Companion matrices, shape (D, n p, n p)."""
    n_draws, n, width = phi.shape
    matrix: np.ndarray = np.zeros((n_draws, width, width), dtype=kind)
    matrix[:, :n] = phi
    matrix[:, np.arange(n, width), np.arange(width - n)] = 1.0
    return matrix

"""Response of every cell to the fixed ones: at the posterior mean, and for some draws on request."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.completion.gain import Conditions, gains, policy_responses
from models.completion.projection import Horizon

BLOCK_DRAWS = 10  # 3 MB of covariances each at 24 months


@dataclass(frozen=True, eq=False)
class Response:
    """Gains of one pattern on all H n cells, month-major; m cells are fixed.

    `gains` (H n, m) and `start` (H n,) give every cell at the posterior mean as start + gains @ c.
    `factor` (H n, q) times q independent standard normals is what is left unknown given c: future
    shocks and the unpublished edge. `lifts` (H n, H) is what a policy shock in each month does while
    all conditions hold. `draws` are the systems behind the spread by coefficients.
    """

    conditions: Conditions
    gains: np.ndarray
    start: np.ndarray
    factor: np.ndarray
    lifts: np.ndarray
    draws: Horizon

    @property
    def cell_sd(self) -> np.ndarray:
        """Spread of every cell by what is unknown, (H n,)."""
        return np.sqrt(np.einsum("ij,ij->i", self.factor, self.factor))

    @cached_property
    def gains_by_draw(self) -> np.ndarray:
        """Gains of every draw, (D, H n, m), in single precision; in blocks that bound the memory."""
        months, n = self.conditions.fixed.shape
        n_draws, n_fixed = len(self.draws), int(self.conditions.fixed.sum())
        of_all = np.empty((n_draws, months * n, n_fixed), dtype=np.float32)
        for first in range(0, n_draws, BLOCK_DRAWS):
            block = slice(first, first + BLOCK_DRAWS)
            of_all[block] = gains(self.draws.select(block), self.conditions, np.arange(n))
        return of_all

    @cached_property
    def start_by_draw(self) -> np.ndarray:
        """Start of every draw, (D, H n)."""
        forecast = self.draws.forecast.reshape(len(self.draws), -1)
        return start(forecast, self.gains_by_draw, self.conditions.fixed.ravel())

    def by_draw(self, values: np.ndarray) -> np.ndarray:
        """Part of all cells due to the fixed cells' values (m,), by draw, (D, H n)."""
        n_draws, cells, _ = self.gains_by_draw.shape
        return product(self.gains_by_draw, values.astype(np.float32)).reshape(n_draws, cells)

    @property
    def n_bytes(self) -> int:
        """Memory of what has been computed, without the shared draws."""
        return sum(a.nbytes for a in vars(self).values() if isinstance(a, np.ndarray))


def make_response(mean: Horizon, draws: Horizon, conditions: Conditions) -> Response:
    """Compute the response of one pattern at the posterior mean."""
    months, n = conditions.fixed.shape
    fixed = conditions.fixed.ravel()
    of_all = gains(mean, conditions, np.arange(n))[0]
    lifts = policy_responses(mean, conditions.policy)[0].reshape(months * n, months)
    return Response(
        conditions=conditions,
        gains=of_all,
        start=start(mean.forecast.reshape(1, -1), of_all[None], fixed)[0],
        factor=_factor(mean, of_all, fixed),
        lifts=lifts - of_all @ lifts[fixed],
        draws=draws,
    )


def start(forecast: np.ndarray, gain: np.ndarray, fixed: np.ndarray) -> np.ndarray:
    """Forecast (D, H n) less what the gains make of the fixed cells' own forecast."""
    return forecast - (gain @ forecast[:, fixed][..., None])[..., 0]


def product(gain: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Gains times values, in blocks too small for BLAS to start threads.

    A threaded product of this size waits for a core whenever another session uses one.
    """
    block = min(gain.shape[:2])
    return gain.reshape(gain.shape[0] * gain.shape[1] // block, block, len(values)) @ values


def _factor(mean: Horizon, gain: np.ndarray, fixed: np.ndarray) -> np.ndarray:
    """Rows of (I - G C) [M, E], zero where a cell is fixed."""
    months, n = mean.forecast.shape[1:]
    shocks = np.zeros((months, n, months, n))
    for month in range(months):
        shocks[month:, :, month] = mean.responses[0, : months - month]
    everything = np.hstack([shocks.reshape(months * n, -1), mean.edge[0].reshape(months * n, -1)])
    left = everything - gain @ everything[fixed]
    left[fixed] = 0.0
    return left

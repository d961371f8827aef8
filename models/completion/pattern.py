"""The cumulative relative return by draw for one set of fixed cells; reused for any values."""

from dataclasses import dataclass

import numpy as np

from models.completion.gain import Conditions, gains
from models.completion.projection import Horizon, noise
from models.completion.response import product
from models.completion.shocks import ReturnShocks

BLOCK_DRAWS = 20  # whose covariances stay in the processor's cache


@dataclass(frozen=True, eq=False)
class Pattern:
    """Gains of one pattern on the cumulative relative return: D draws, H months, m fixed cells.

    `return_gains` (H, D, m) and `return_start` (H, D) give every draw as start + gains @ c, its own
    future shocks in start; `mean_return_gains` (H, m) is the mean over draws.
    """

    conditions: Conditions
    return_gains: np.ndarray
    return_start: np.ndarray
    mean_return_gains: np.ndarray

    @property
    def n_bytes(self) -> int:
        """Memory of the arrays."""
        return self.return_gains.nbytes + self.return_start.nbytes + self.mean_return_gains.nbytes

    def returns(self, values: np.ndarray) -> np.ndarray:
        """Part of the cumulative relative return due to the fixed cells' values (m,), (H, D)."""
        months, n_draws, _ = self.return_gains.shape
        return product(self.return_gains, values).reshape(months, n_draws)

    def contributions(self, change: np.ndarray, levers: list[int]) -> np.ndarray:
        """Mean effect of a change (m,) on the relative return by set variable, (H, k)."""
        variable = np.nonzero(self.conditions.fixed)[1]
        by_cell = self.mean_return_gains * change
        parts = [by_cell[:, variable == lever].sum(axis=1) for lever in levers]
        return np.stack(parts, axis=1) if parts else np.zeros((len(by_cell), 0))


def make_pattern(
    draws: Horizon, conditions: Conditions, target: int, future: ReturnShocks, seed: int
) -> Pattern:
    """Compute the gains of a pattern; `target` is the column whose cumulative sum is the outcome."""
    n_draws, months, n = draws.forecast.shape
    fixed = conditions.fixed.ravel()
    rng = np.random.default_rng(seed)
    shocks = future.draw(rng, (n_draws, months, n))
    paths = noise(draws, shocks, rng.standard_normal((n_draws, draws.edge.shape[-1])))
    return_gains = cumulative_gains(draws, conditions, target)
    own = less_fixed(draws.forecast, return_gains, fixed, target)
    spread = less_fixed(paths, return_gains, fixed, target)
    spread -= spread.mean(axis=1, keepdims=True)  # the mean of the fan is that of the draws
    return Pattern(
        conditions=conditions,
        return_gains=return_gains,
        return_start=own + spread,
        mean_return_gains=return_gains.mean(axis=1),
    )


def cumulative_gains(draws: Horizon, conditions: Conditions, target: int) -> np.ndarray:
    """Gains of the cumulative target, (H, D, m), in blocks of draws to bound the memory."""
    n_draws, months = draws.forecast.shape[:2]
    result = np.empty((months, n_draws, int(conditions.fixed.sum())))
    for first in range(0, n_draws, BLOCK_DRAWS):
        block = slice(first, first + BLOCK_DRAWS)
        cells = gains(draws.select(block), conditions, np.array([target]))
        result[:, block] = cells.cumsum(axis=1).transpose(1, 0, 2)
    return result


def less_fixed(
    paths: np.ndarray, return_gains: np.ndarray, fixed: np.ndarray, target: int
) -> np.ndarray:
    """Cumulative target less what the gains make of the fixed cells, (H, D); paths (D, H, n)."""
    own = paths[:, :, target].cumsum(axis=1).T
    at_fixed = paths.reshape(len(paths), -1)[:, fixed]
    return own - np.einsum("hdm,dm->hd", return_gains, at_fixed)

"""Everything that depends on which cells are fixed and why, but not on their values; made once."""

from dataclasses import dataclass

import numpy as np

from models.completion.gain import Conditions, gains, policy_responses
from models.completion.shocks import ReturnShocks
from models.completion.unfold import Horizon, noise

N_MACRO_DRAWS = 100  # whose gains on every variable are kept: 7 % error of an sd


@dataclass(frozen=True, eq=False)
class Pattern:
    """Gains of one pattern: D draws, H months, n variables, m fixed cells.

    `return_gains` (H, D, m) and `return_start` (H, D) give every draw's cumulative relative return
    as start + gains @ c, its own future shocks in start; `mean_return_gains` (H, m) is their mean.
    `mean_gains` (H n, m) and `mean_start` (H n,) give every cell at the posterior mean, `cell_sd`
    (H n,) its spread by future shocks; `macro_gains` (d, H n, m) and `macro_start` (d, H n) are those
    of the first draws. `lifts` (H n, H) is what a policy shock in each month does while all
    conditions hold.
    """

    conditions: Conditions
    return_gains: np.ndarray
    return_start: np.ndarray
    mean_return_gains: np.ndarray
    mean_gains: np.ndarray
    mean_start: np.ndarray
    cell_sd: np.ndarray
    macro_gains: np.ndarray
    macro_start: np.ndarray
    lifts: np.ndarray

    @property
    def n_bytes(self) -> int:
        """Memory of the arrays."""
        arrays = (getattr(self, name) for name in self.__dataclass_fields__)
        return sum(a.nbytes for a in arrays if isinstance(a, np.ndarray))

    def returns(self, values: np.ndarray) -> np.ndarray:
        """Part of the cumulative relative return due to the fixed cells' values (m,), (H, D)."""
        months, n_draws, _ = self.return_gains.shape
        return _product(self.return_gains, values).reshape(months, n_draws)

    def macro(self, values: np.ndarray) -> np.ndarray:
        """Part of all cells due to the fixed cells' values (m,), some draws, (d, H n)."""
        n_draws, cells, _ = self.macro_gains.shape
        return _product(self.macro_gains, values.astype(np.float32)).reshape(n_draws, cells)

    def contributions(self, change: np.ndarray, levers: list[int]) -> np.ndarray:
        """Mean effect of a change (m,) on the relative return by set variable, (H, k)."""
        variable = np.nonzero(self.conditions.fixed)[1]
        by_cell = self.mean_return_gains * change
        parts = [by_cell[:, variable == lever].sum(axis=1) for lever in levers]
        return np.stack(parts, axis=1) if parts else np.zeros((len(by_cell), 0))


def _product(gain: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Gains times values, in blocks too small for BLAS to start threads.

    A threaded product of this size waits for a core whenever another session uses one.
    """
    block = min(gain.shape[:2])
    return gain.reshape(gain.shape[0] * gain.shape[1] // block, block, len(values)) @ values


def make_pattern(
    mean: Horizon,
    draws: Horizon,
    conditions: Conditions,
    target: int,
    future: ReturnShocks,
    seed: int,
) -> Pattern:
    """Compute the gains of a pattern; `target` is the column whose cumulative sum is the outcome."""
    n_draws, months, n = draws.forecast.shape
    everything = np.arange(n)
    mean_gains = gains(mean, conditions, everything)[0]
    macro = draws.select(slice(N_MACRO_DRAWS))
    macro_gains = gains(macro, conditions, everything)
    fixed = conditions.fixed.ravel()
    rng = np.random.default_rng(seed)
    shocks = future.draw(rng, (n_draws, months, n))
    paths = noise(draws, shocks, rng.standard_normal((n_draws, draws.edge.shape[-1])))
    return_gains = cumulative_gains(draws, conditions, target)
    own = less_fixed(draws.forecast, return_gains, fixed, target)
    spread = less_fixed(paths, return_gains, fixed, target)
    spread -= spread.mean(axis=1, keepdims=True)  # the mean of the fan is that of the draws
    lifts = policy_responses(mean, conditions.policy)[0].reshape(months * n, months)
    return Pattern(
        conditions=conditions,
        return_gains=return_gains,
        return_start=own + spread,
        mean_return_gains=return_gains.mean(axis=1),
        mean_gains=mean_gains,
        mean_start=_start(mean.forecast.reshape(1, -1), mean_gains[None], fixed)[0],
        cell_sd=_cell_sd(mean, mean_gains, fixed),
        macro_gains=np.ascontiguousarray(macro_gains, dtype=np.float32),
        macro_start=_start(macro.forecast.reshape(len(macro), -1), macro_gains, fixed),
        lifts=lifts - mean_gains @ lifts[fixed],
    )


def cumulative_gains(draws: Horizon, conditions: Conditions, target: int) -> np.ndarray:
    """Gains of the cumulative target, (H, D, m), in blocks of draws to bound the memory."""
    n_draws, months = draws.forecast.shape[:2]
    result = np.empty((months, n_draws, int(conditions.fixed.sum())))
    for first in range(0, n_draws, 100):
        block = slice(first, first + 100)
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


def _start(forecast: np.ndarray, gain: np.ndarray, fixed: np.ndarray) -> np.ndarray:
    return forecast - (gain @ forecast[:, fixed][..., None])[..., 0]


def _cell_sd(mean: Horizon, gain: np.ndarray, fixed: np.ndarray) -> np.ndarray:
    """Spread of every cell given the fixed ones: rows of (I - G C) [M, E]."""
    months, n = mean.forecast.shape[1:]
    shocks = np.zeros((months, n, months, n))
    for month in range(months):
        shocks[month:, :, month] = mean.responses[0, : months - month]
    everything = np.hstack([shocks.reshape(months * n, -1), mean.edge[0].reshape(months * n, -1)])
    left = everything - gain @ everything[fixed]
    left[fixed] = 0.0
    return np.sqrt(np.einsum("ij,ij->i", left, left))

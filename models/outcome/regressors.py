"""Map monthly paths to an equation's regressors: an affine map, computed once per start and horizon."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from models.equations import growth, relative_return
from models.equations.growth_family import Family
from models.scenario.levers import EQUATION_DRIVERS
from models.scenario.part import MAX_HORIZON_MONTHS
from models.scenario.setting import Setting

if TYPE_CHECKING:
    from models.outcome.world import World


@dataclass(frozen=True, eq=False)
class Regressors:
    """How monthly paths (24, v) of some variables become regressors (P, k): affine, so made once.

    `from_history` (P, k) is what the history alone gives, `weights` (24 v, P k) what the paths add.
    """

    variables: tuple[str, ...]
    from_history: np.ndarray
    weights: np.ndarray

    def at(self, rows: np.ndarray) -> "Regressors":
        """Return the same for some of the periods, by row."""
        weights = self.weights.reshape(len(self.weights), *self.from_history.shape)[:, rows]
        history = self.from_history[rows]
        return Regressors(self.variables, history, weights.reshape(len(weights), history.size))

    def from_paths(self, paths: np.ndarray) -> np.ndarray:
        """Regressors (P, k) of paths (24, v) after the history."""
        return self.from_history + self.from_changes(paths[None])[0]

    def from_changes(self, changes: np.ndarray) -> np.ndarray:
        """Regressors (m, P, k) of changes (m, 24, v) of paths."""
        flat = changes.reshape(len(changes), self.weights.shape[0])
        return (flat @ self.weights).reshape(len(changes), *self.from_history.shape)


def _learn(
    variables: tuple[str, ...],
    make: Callable[[np.ndarray, float | np.ndarray], np.ndarray],
    before: np.ndarray,
) -> Regressors:
    """Learn an affine `make` (paths, what came before) from nothing and from every single value."""
    cells = MAX_HORIZON_MONTHS * len(variables)
    units = np.eye(cells).reshape(cells, MAX_HORIZON_MONTHS, len(variables))
    from_history = make(np.zeros_like(units[0]), before)
    return Regressors(variables, from_history, make(units, 0.0).reshape(cells, -1))


@lru_cache(maxsize=64)
def return_regressors(setting: Setting, horizon: int) -> Regressors:
    """Return those of relative returns, a row a month from the origin up to a horizon."""

    def make(paths: np.ndarray, before: float | np.ndarray) -> np.ndarray:
        first = np.broadcast_to(before, (*paths.shape[:-2], 1, paths.shape[-1]))
        run = np.concatenate([first, paths[..., :horizon, :]], axis=-2)
        return relative_return.inputs_from_origin(run)

    return _learn(EQUATION_DRIVERS, make, setting.history[list(EQUATION_DRIVERS)].to_numpy()[-1])


@dataclass(frozen=True, eq=False)
class GrowthWindow:
    """The quarters a growth path runs over, and their regressors.

    `edge_weights` (R v, P k) is what changes of the last R months up to the origin add to these: the
    months that the completion model completes.
    """

    regressors: Regressors
    edge_weights: np.ndarray
    quarters: pd.PeriodIndex
    horizon_months: np.ndarray

    def given(self, change_of_edge: np.ndarray) -> Regressors:
        """Return the regressors where the completed months differ by a change (R, v)."""
        history = self.regressors.from_history
        added = (change_of_edge.ravel() @ self.edge_weights).reshape(history.shape)
        return replace(self.regressors, from_history=history + added)


@lru_cache(maxsize=64)
def growth_window(world: "World", target: str, family: Family, horizon: int) -> GrowthWindow:
    """Return the quarters from the first unpublished one that end within a horizon."""
    setting, history = world.setting, growth.history_quarters(target, family)
    first = (world.last_growth[target] + 1 - history).asfreq("M", how="start")
    before = world.drivers.loc[first:]
    run, quarters = growth.whole_quarters(before.index.append(setting.months[:horizon]))

    def make(paths: np.ndarray, past: float | np.ndarray) -> np.ndarray:
        past = np.broadcast_to(past, (*paths.shape[:-2], *before.shape))
        months = np.concatenate([past, paths[..., :horizon, :]], axis=-2)[..., run, :]
        return growth.growth_inputs(growth.quarterly_averages(months), family.quarters(target))

    quarters = quarters[history:]
    ends = quarters.asfreq("M", how="end")
    horizons = (ends.year - setting.origin.year) * 12 + ends.month - setting.origin.month
    regressors = _learn(growth.DRIVERS, make, before.to_numpy())
    n_edge, v = len(world.completion.data.edge), before.shape[1]
    units = np.zeros((n_edge * v, *before.shape))
    units[:, len(before) - n_edge :] = np.eye(n_edge * v).reshape(n_edge * v, n_edge, v)
    of_edge = make(np.zeros((n_edge * v, MAX_HORIZON_MONTHS, v)), units)
    edge_weights = of_edge.reshape(n_edge * v, regressors.from_history.size)
    return GrowthWindow(regressors, edge_weights, quarters, horizons.to_numpy())

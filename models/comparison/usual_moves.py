"""How far the levers have moved in history: what is usual, and what is one time in ten."""

import numpy as np
import pandas as pd

from models.comparison.averaged import averaged_history
from models.outcome.world import World
from models.panel.pandemic import PANDEMIC_MONTHS
from models.scenario.levers.lever import Lever

SINCE = pd.Period("1985-01", "M")  # of the covariance behind the odds
MOVE_MONTHS = 12


def yearly_moves(world: World, lever: Lever) -> pd.Series:
    """Return a lever's moves over twelve months by end month, windows that began since 1985.

    The change of its series, or its value where that is a change itself. Windows that touch the
    pandemic months are left out, as from the range seen.
    """
    published = world.panel.measured.loc[: world.panel.origin]
    sample = published if lever.beside else world.completion.data.sample
    series = averaged_history(sample[lever.variable].dropna(), lever)
    moves = series if lever.is_change else series.diff(MOVE_MONTHS)
    ends = moves.index
    first, last = PANDEMIC_MONTHS
    touching = (ends >= first) & (ends - MOVE_MONTHS - (lever.averaged_months - 1) < last)
    return moves[(ends - MOVE_MONTHS >= SINCE) & ~touching].dropna()


def usual_moves(world: World, lever: Lever, one_in: int | None) -> tuple[float, float]:
    """Return a usual move down and up: one standard deviation, or one time in `one_in` to each side."""
    moves = yearly_moves(world, lever).to_numpy()
    if one_in is None:
        return -float(moves.std(ddof=1)), float(moves.std(ddof=1))
    down, up = np.quantile(moves, [1 / one_in, 1 - 1 / one_in])
    return float(down), float(up)


def straight_to(
    baseline: np.ndarray, move: float, bounds: tuple[float, float]
) -> tuple[float, ...]:
    """Return a path (24,) that leaves a baseline in a straight line for a year, then stays apart."""
    months = np.arange(1, len(baseline) + 1)
    path = baseline + move * np.minimum(months / MOVE_MONTHS, 1.0)
    return tuple(np.clip(path, bounds[0], bounds[1]).tolist())

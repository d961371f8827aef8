"""A lever's variable as odds and history measure it: itself, or its average over the last months.

A month of core inflation at an annual rate says little: its standard error is a point and more. Events,
windows of history and usual moves of such a lever are those of its trailing mean over `averaged_months`.
"""

import numpy as np
import pandas as pd

from models.outcome.world import World
from models.scenario.levers.lever import Lever


def averaged_history(series: pd.Series, lever: Lever) -> pd.Series:
    """Return a lever's monthly history, without gaps, as trailing means."""
    if lever.averaged_months == 1:
        return series
    return series.rolling(lever.averaged_months).mean().dropna()


def averaged_changes(paths: np.ndarray, lever: Lever, world: World) -> np.ndarray:
    """Return how far paths (..., 24) of a lever's variable lie from what is last published.

    Trailing means on both sides where the lever asks for them; before the first month ahead stands
    history, its unpublished end completed by the model.
    """
    count = lever.averaged_months
    last = world.setting.last_published(lever.variable, count)
    if count == 1:
        return paths - last
    before = world.setting.history[lever.variable].to_numpy()[1 - count :]
    of_all = np.broadcast_to(before, (*paths.shape[:-1], count - 1))
    whole = np.concatenate([of_all, paths], axis=-1)
    return np.lib.stride_tricks.sliding_window_view(whole, count, axis=-1).mean(axis=-1) - last

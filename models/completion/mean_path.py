r"""Completed paths at the posterior mean: one matrix product, no draws.

.. math:: E[Y \mid c] = F + G (c - F_C)
"""

from dataclasses import dataclass

import numpy as np

from models.completion.gain import Conditions, gains
from models.completion.projection import Horizon


@dataclass(frozen=True, eq=False)
class ConditionalMean:
    """Mean of v variables over H months as `start` (H, v) + `gain` (H, v, m) @ values (m,)."""

    start: np.ndarray
    gain: np.ndarray

    def at(self, values: np.ndarray) -> np.ndarray:
        """Complete: the fixed cells' values in month-major order give the paths (H, v)."""
        return self.start + self.gain @ values


def conditional_mean(
    horizon: Horizon, conditions: Conditions, asked: np.ndarray
) -> ConditionalMean:
    """Return the mean of variables `asked` (v,), increasing, of a horizon of one draw."""
    months = len(conditions.fixed)
    gain = gains(horizon, conditions, asked)[0]
    forecast = horizon.forecast[0]
    start = forecast[:, asked].ravel() - gain @ forecast[conditions.fixed]
    return ConditionalMean(start.reshape(months, -1), gain.reshape(months, len(asked), -1))

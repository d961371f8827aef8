"""Twenty-seven declared specifications of a growth equation: how far an effect hangs on the choice.

Three families (means and levels, the two that are averaged, and levels with the completed spread) x
three estimators x three rules for the pandemic. None is chosen by its record; together they say how much
of an effect is the specification's.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from models.scenario.levers import EQUATION_DRIVERS

ESTIMATORS = ("fixed_ridge", "ols", "huber")
PANDEMIC_RULES: tuple[Literal["downweight", "drop", "keep"], ...] = ("downweight", "drop", "keep")
EACH_FAMILY = len(ESTIMATORS) * len(PANDEMIC_RULES)
_OF_LEVERS = 2 * len(EQUATION_DRIVERS)


@dataclass(frozen=True, eq=False)
class Alternatives:
    """Slopes and ranges seen of every specification, (27, 8), zero where a family has no such term.

    Nine rows a family, in the order of `FAMILIES`; columns as `growth.lever_terms` of the widest.
    """

    slopes: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def effects(
        self, means: tuple[np.ndarray, np.ndarray], levels: tuple[np.ndarray, np.ndarray], cap: bool
    ) -> np.ndarray:
        """Effects (..., P, 27) given each family's inputs (..., P, 8) under baseline and scenario."""
        found = []
        for rows, (base, whole) in (
            (slice(EACH_FAMILY), means),
            (slice(EACH_FAMILY, None), levels),
        ):
            change = self._cut(whole, rows, cap) - self._cut(base, rows, cap)
            found.append((change * self.slopes[rows]).sum(axis=-1))
        return np.concatenate(found, axis=-1)

    def _cut(self, inputs: np.ndarray, rows: slice, cap: bool) -> np.ndarray:
        each = np.repeat(inputs[..., None, :], len(self.slopes[rows]), axis=-2)
        if cap:
            levers = each[..., :_OF_LEVERS]
            each[..., :_OF_LEVERS] = levers.clip(
                self.low[rows, :_OF_LEVERS], self.high[rows, :_OF_LEVERS]
            )
        return each

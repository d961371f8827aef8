"""Completed paths of every variable under baseline and scenario, with their spread."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.completion.data import LABELS, TARGET
from models.completion.response import Response

LARGEST_SHOCK_SD = 5.0
LARGEST_RESIDUAL = 1e-8


@dataclass(frozen=True, slots=True)
class Shock:
    """The largest shock a pair of paths needs, in sd of its equation's error."""

    size_sd: float
    variable: str
    month: pd.Period
    path: str  # "baseline" or "scenario"

    @property
    def refusal(self) -> str:
        """A sentence above five standard deviations, else empty."""
        if self.size_sd <= LARGEST_SHOCK_SD:
            return ""
        return (
            f"The {self.path} needs a shock to {LABELS[self.variable]} of {self.size_sd:.1f} standard "
            f"deviations in {self.month}; the completion model answers up to "
            f"{LARGEST_SHOCK_SD:g}: choose a smaller or a more gradual path."
        )


@dataclass(frozen=True, eq=False)
class Completed:
    """Completed paths (H, n) at the posterior mean.

    `levers` are the variables that were set. The floor of the policy rate adds `baseline_floor` and
    `scenario_floor` (H, n), zero where it does not bind. The set cells' values are `baseline_values`
    and `scenario_values` (m,), in the order of `response.conditions`.
    """

    months: pd.PeriodIndex
    names: tuple[str, ...]
    levers: tuple[str, ...]
    response: Response
    baseline_values: np.ndarray
    scenario_values: np.ndarray
    baseline: np.ndarray
    scenario: np.ndarray
    baseline_floor: np.ndarray
    scenario_floor: np.ndarray
    largest_shock: Shock

    @property
    def change(self) -> np.ndarray:
        """What the scenario changes in the set cells, (m,)."""
        return self.scenario_values - self.baseline_values

    def level_sd(self, values: np.ndarray) -> np.ndarray:
        """Spread by future shocks, coefficients and the edge, (H, n), 0 where set.

        `values` are `baseline_values` or `scenario_values`.
        """
        drawn = self.response.start_by_draw + self.response.by_draw(values)
        return self._spread(np.sqrt(self.response.cell_sd**2 + drawn.var(axis=0)))

    @property
    def difference_sd(self) -> np.ndarray:
        """Spread of scenario minus baseline by coefficients alone, (H, n); 0 where set."""
        return self._spread(self.response.by_draw(self.change).std(axis=0))

    def _spread(self, sd: np.ndarray) -> np.ndarray:
        fixed = self.response.conditions.fixed
        return sd.reshape(fixed.shape) * ~fixed

    def frame(self, variable: str) -> pd.DataFrame:
        """Return one completed variable: baseline, scenario and difference by month."""
        column = self.names.index(variable)
        base, moved = self.baseline[:, column], self.scenario[:, column]
        return pd.DataFrame(
            {"baseline": base, "scenario": moved, "difference": moved - base}, index=self.months
        )


def missed_value(residual: float) -> str:
    """Say that a completed path misses what was set, by more than rounding."""
    return (
        f"The completed path misses a set value by {residual:.1e}, more than {LARGEST_RESIDUAL:g}; "
        "no answer is given: set fewer paths."
    )


def floor_of_target(lift: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """Return what a lift (H, n) adds to the cumulative relative return, (H,)."""
    return lift[:, names.index(TARGET)].cumsum()

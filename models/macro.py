"""A scenario's paths of all eight variables: levers that are set, levers and others that follow.

The baseline is the chosen path of every lever, with the rest completed given those. The scenario adds
the moved levers' deviations and history's answer to them, y1 = y0 + G (c1 - c0): levers that follow are
free, levers that are held stay at their baseline. Both run over 24 months whatever horizon is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.apply import NORMAL_QUANTILES
from models.completion.completed import Completed
from models.completion.completion import Completion
from models.completion.data import TARGET, UNITS
from models.outcome_path import statistics
from models.scenario.paths import LEVER_OF, LEVERS, LeverPaths
from models.scenario.scenario import MAX_HORIZON_MONTHS, Scenario
from models.shapley import coalitions


@dataclass(frozen=True, eq=False)
class MacroPaths:
    """Completed paths, and what of them is due to which of the moved levers.

    `alone` holds, for every set of moved levers, the completed paths when only these leave their
    baseline; the others do what their switch says. The set of all is the scenario itself.
    """

    moved: tuple[str, ...]
    alone: dict[frozenset[str], Completed]
    whole: Completed

    @property
    def refusal(self) -> str:
        """Why the whole-economy model gives no answer of its own, empty where it does."""
        return self.whole.largest_shock.refusal

    def levers(self, completed: Completed) -> np.ndarray:
        """Lever paths (24, 3) of a completed scenario, in the order of `LEVERS`."""
        return completed.scenario[:, self._columns]

    @property
    def baseline_levers(self) -> np.ndarray:
        """Lever paths (24, 3) of the baseline."""
        return self.whole.baseline[:, self._columns]

    def lever_paths(self, horizon_months: int) -> LeverPaths:
        """Baseline and scenario of the three levers over the first months."""
        cut = slice(horizon_months)
        return LeverPaths(
            self.whole.months[cut],
            self.baseline_levers[cut],
            self.levers(self.whole)[cut],
        )

    @cached_property
    def unknown_levers(self) -> np.ndarray:
        """Lever paths per standard normal unknown of the scenario, (q, 24, 3); none if all are set."""
        response = self.whole.response
        return self._of_levers(response.factor.T)

    @cached_property
    def responses(self) -> np.ndarray:
        """What the levers do against their baseline by draw of the coefficients, (D, 24, 3)."""
        return self._of_levers(self.whole.response.by_draw(self.whole.change))

    def _of_levers(self, cells: np.ndarray) -> np.ndarray:
        if self.whole.response.conditions.fixed[:, self._columns].all():
            return np.zeros((0, MAX_HORIZON_MONTHS, len(LEVERS)))
        shape = (len(cells), MAX_HORIZON_MONTHS, len(self.whole.names))
        return cells.reshape(shape)[:, :, self._columns].astype(float)

    @cached_property
    def _columns(self) -> list[int]:
        return [self.whole.names.index(lever) for lever in LEVERS]


def complete_scenario(scenario: Scenario, paths: LeverPaths, model: Completion) -> MacroPaths:
    """Complete a scenario whose levers have these paths over 24 months.

    Raises ModelError where the conditions cannot be met. A shock that history does not hold is no
    error here: `MacroPaths.refusal` tells it.
    """
    parts = {lever: getattr(scenario, lever) for lever in LEVER_OF}
    moved = tuple(lever for lever, part in parts.items() if part.active)
    base = _by_variable(paths.baseline)
    around = model.complete(base, base).scenario
    alone = {}
    for coalition in coalitions(moved) if moved else [frozenset()]:
        fixed = {
            variable
            for lever, variable in LEVER_OF.items()
            if lever in coalition or parts[lever].otherwise == "hold"
        }
        ahead = base | {
            LEVER_OF[lever]: paths.scenario[:, LEVERS.index(LEVER_OF[lever])] for lever in coalition
        }
        alone[coalition] = model.complete(
            {variable: base[variable] for variable in fixed},
            {variable: ahead[variable] for variable in fixed},
            why=scenario.fed.why,
            horizon_months=MAX_HORIZON_MONTHS,
            around=around,
        )
    return MacroPaths(moved=moved, alone=alone, whole=alone[frozenset(moved)])


def macro_table(
    macro: MacroPaths, horizon_months: int
) -> Iterator[tuple[str, str, dict[str, dict[str, np.ndarray]]]]:
    """Yield name, unit and statistics of baseline, scenario and difference of each macro variable."""
    cut, whole = slice(horizon_months), macro.whole
    spreads = {
        "baseline": whole.level_sd(whole.baseline_values),
        "scenario": whole.level_sd(whole.scenario_values),
        "difference": whole.difference_sd,
    }
    paths = {
        "baseline": whole.baseline,
        "scenario": whole.scenario,
        "difference": whole.scenario - whole.baseline,
    }
    for column, variable in enumerate(whole.names):
        if variable != TARGET:
            found = {
                of: statistics(path[cut, column], spreads[of][cut, column, None] * NORMAL_QUANTILES)
                for of, path in paths.items()
            }
            yield variable, UNITS[variable], found


def _by_variable(paths: np.ndarray) -> dict[str, np.ndarray]:
    return {lever: paths[:, column] for column, lever in enumerate(LEVERS)}

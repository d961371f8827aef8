"""A scenario's paths of all eight macro variables: those that are set, and those that follow.

The baseline is the chosen path of every lever, with the rest completed given those. The scenario adds
the moved levers' deviations and history's answer to them, y1 = y0 + G (c1 - c0): levers that follow are
free, levers that are held stay at their baseline. The switch between the two speaks of levers that are
not moved. Both run over 24 months whatever horizon is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from models.common.bands import NORMAL_QUANTILES, SHOWN_COLUMN
from models.completion.completed import Completed
from models.completion.completion import Completion
from models.completion.data import TARGET, UNITS
from models.outcome.path import statistics
from models.scenario.attribution import JOINING_ORDER
from models.scenario.beside import BESIDE, Aside, aside, baseline_beside
from models.scenario.levers import LEVERS, VARIABLE_OF
from models.scenario.part import MAX_HORIZON_MONTHS
from models.scenario.paths import LeverPaths, lever_paths, moved_path
from models.scenario.scenario import BaselineChoice, Scenario
from models.scenario.setting import Setting


@dataclass(frozen=True, eq=False)
class MacroPaths:
    """Completed paths, and what of them is due to which of the moved levers.

    `joined` holds, for every moved lever in the order of joining, the completed paths when it and those
    before it leave their baseline and the moved ones after it follow; the last is `whole`, the scenario
    itself. `unknown_cells` (q, 24, n) is what all variables do per unknown of the levers that the
    baseline pins and the scenario leaves open. `edge_change` (R, n) is what the baseline's paths say
    of the unpublished months up to the origin beyond what is known of them, in baseline and scenario
    alike. `beside` holds baseline and scenario (24, 2) of the levers that stand beside the model, by
    variable, and `aside` is what they add to small minus large.
    """

    joined: dict[str, Completed]
    whole: Completed
    unknown_cells: np.ndarray
    edge_change: np.ndarray
    beside: dict[str, np.ndarray]
    aside: Aside

    @property
    def refusal(self) -> str:
        """Why the whole-economy model gives no answer of its own, empty where it does."""
        return self.whole.largest_shock.refusal

    def baseline(self, variables: tuple[str, ...]) -> np.ndarray:
        """Baseline paths (24, v) of some variables."""
        return self._paths(self.whole.baseline, variables, 0)

    def scenario(self, variables: tuple[str, ...], joined: str | None = None) -> np.ndarray:
        """Paths (24, v) under the scenario, or when only the levers up to `joined` have joined."""
        completed = self.whole if joined is None else self.joined[joined]
        return self._paths(completed.scenario, variables, 1)

    def change_of_edge(self, variables: tuple[str, ...]) -> np.ndarray:
        """Return changes (R, v) of the last months up to the origin, zero where published."""
        return self.edge_change[:, self._columns(variables)]

    def lever_paths(self, horizon_months: int) -> LeverPaths:
        """Baseline and scenario of the levers over the first months."""
        cut, variables = slice(horizon_months), tuple(VARIABLE_OF.values())
        return LeverPaths(
            self.whole.months[cut],
            variables,
            self.baseline(variables)[cut],
            self.scenario(variables)[cut],
        )

    def unknown(self, variables: tuple[str, ...]) -> np.ndarray:
        """Say what variables do per standard normal unknown of the levers not set, (q, 24, v).

        Of other variables only what they do given the levers: their own surprises are among the errors
        of the equations that use them. With all levers set, q is 0.
        """
        return self.unknown_cells[:, :, self._columns(variables)]

    def responses(self, variables: tuple[str, ...]) -> np.ndarray:
        """Say what variables do against their baseline by draw of the coefficients, (D, 24, v)."""
        return self._responses[:, :, self._columns(variables)]

    @cached_property
    def _responses(self) -> np.ndarray:
        response = self.whole.response
        cells = response.by_draw(self.whole.change) * ~response.conditions.fixed.ravel()
        return cells.reshape(len(cells), *response.conditions.fixed.shape).astype(float)

    def _paths(self, completed: np.ndarray, variables: tuple[str, ...], side: int) -> np.ndarray:
        if not self.beside.keys() & set(variables):
            return completed[:, self._columns(variables)]
        return np.column_stack(
            [
                self.beside[name][:, side]
                if name in self.beside
                else completed[:, self.whole.names.index(name)]
                for name in variables
            ]
        )

    def _columns(self, variables: tuple[str, ...]) -> list[int]:
        return [self.whole.names.index(name) for name in variables]


@dataclass(frozen=True, eq=False)
class Baseline:
    """Where everything goes with no lever moved, by one choice of baseline; the same for all scenarios.

    `pinned` are the paths (24,) that the choice states, by variable; `beside` those of levers beside the
    model; `completed` those with the rest completed; `edge_change` is that of `MacroPaths`.
    """

    pinned: dict[str, np.ndarray]
    beside: dict[str, np.ndarray]
    completed: Completed
    edge_change: np.ndarray

    @property
    def paths(self) -> np.ndarray:
        """Paths (24, n) of all variables."""
        return self.completed.scenario

    def path(self, variable: str) -> np.ndarray:
        """Return one variable's path (24,)."""
        stated = self.pinned | self.beside
        if variable in stated:
            return stated[variable]
        return self.paths[:, self.completed.names.index(variable)]


@lru_cache(maxsize=12)
def complete_baseline(choice: BaselineChoice, setting: Setting, model: Completion) -> Baseline:
    """Complete the levers' paths of one choice of baseline over 24 months; computed once a world."""
    stated = lever_paths(Scenario(baseline=choice), setting, MAX_HORIZON_MONTHS)
    pinned = {name: stated.baseline[:, i] for i, name in enumerate(stated.variables)}
    completed = model.complete(pinned, pinned)
    edge = model.edge_given(frozenset(pinned), MAX_HORIZON_MONTHS)
    return Baseline(
        pinned=pinned,
        beside={lever.variable: baseline_beside(lever, setting) for lever in BESIDE},
        completed=completed,
        edge_change=edge.at(completed.baseline_values) - model.completed_edge().to_numpy(),
    )


def complete_scenario(scenario: Scenario, setting: Setting, model: Completion) -> MacroPaths:
    """Complete a scenario's levers over 24 months.

    A lever that the baseline does not pin moves against its path in the completed baseline. Raises
    ModelError where the conditions cannot be met. A shock that history does not hold is no error
    here: `MacroPaths.refusal` tells it.
    """
    parts = scenario.parts
    moved = [lever for lever in JOINING_ORDER if parts[lever].active]
    baseline = complete_baseline(scenario.baseline, setting, model)
    start = {variable: baseline.path(variable) for variable in VARIABLE_OF.values()}
    ahead = {
        lever: moved_path(LEVERS[lever], parts[lever], setting, start[VARIABLE_OF[lever]])
        for lever in moved
    }
    held = [lever for lever in parts if lever not in moved and parts[lever].otherwise == "hold"]

    def complete(levers: list[str]) -> Completed:
        of_model = [lever for lever in levers if not LEVERS[lever].beside]
        of_held = [lever for lever in held if not LEVERS[lever].beside]
        still = {VARIABLE_OF[lever]: start[VARIABLE_OF[lever]] for lever in (*of_model, *of_held)}
        return model.complete(
            still,
            still | {VARIABLE_OF[lever]: ahead[lever] for lever in of_model},
            why=scenario.fed.why,
            horizon_months=MAX_HORIZON_MONTHS,
            around=baseline.paths,
        )

    joined = {lever: complete(moved[: turn + 1]) for turn, lever in enumerate(moved)}
    whole = joined[moved[-1]] if moved else complete([])
    return MacroPaths(
        joined=joined,
        whole=whole,
        unknown_cells=model.unknown(
            frozenset(whole.levers),
            frozenset(baseline.pinned),
            MAX_HORIZON_MONTHS,
            scenario.fed.why,
        ),
        edge_change=baseline.edge_change,
        beside={
            name: np.column_stack([path, ahead.get(lever.id, path)])
            for lever in BESIDE
            for name, path in ((lever.variable, start[lever.variable]),)
        },
        aside=aside(scenario, setting),
    )


def macro_bands(macro: MacroPaths, horizon_months: int) -> dict[str, dict[str, np.ndarray]]:
    """Return baseline, scenario and its shown band (low, high) of every variable: what charts need.

    The same numbers as in `macro_table`, without the rest of it.
    """
    cut, whole = slice(horizon_months), macro.whole
    half_widths = whole.level_sd(whole.scenario_values)[cut] * NORMAL_QUANTILES[SHOWN_COLUMN]
    return {
        variable: {
            "baseline": whole.baseline[cut, column],
            "scenario": whole.scenario[cut, column],
            "low": whole.scenario[cut, column] - half_widths[:, column],
            "high": whole.scenario[cut, column] + half_widths[:, column],
        }
        for column, variable in enumerate(whole.names)
    }


def macro_table(
    macro: MacroPaths, horizon_months: int
) -> Iterator[tuple[str, str, dict[str, dict[str, np.ndarray]]]]:
    """Yield name, unit and statistics of baseline, scenario and difference of each macro variable.

    Levers beside the model come last, where they are moved.
    """
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
                side: statistics(
                    path[cut, column], spreads[side][cut, column, None] * NORMAL_QUANTILES
                )
                for side, path in paths.items()
            }
            yield variable, UNITS[variable], found
    for lever in BESIDE:
        if lever.id in macro.joined:
            base, moved = macro.beside[lever.variable][cut].T
            sides = {"baseline": base, "scenario": moved, "difference": moved - base}
            none = np.zeros((len(base), len(NORMAL_QUANTILES)))
            yield (
                lever.variable,
                lever.unit,
                {side: statistics(path, none) for side, path in sides.items()},
            )

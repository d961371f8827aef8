"""A pair of paths completed: every variable under baseline and scenario, with its spread."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from models.common.errors import ModelError
from models.completion.conditions import check_months, fixed_values
from models.completion.data import LABELS, TARGET
from models.completion.floor import floor_lift
from models.completion.gain import Why
from models.completion.response import Response
from models.completion.shocks import standardised_errors

if TYPE_CHECKING:
    from models.completion.completion import Completion

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


def complete(
    model: "Completion",
    baseline: dict[str, np.ndarray],
    scenario: dict[str, np.ndarray],
    why: Why,
    horizon_months: int | None,
    around: np.ndarray | None,
) -> Completed:
    """See Completion.complete."""
    if baseline.keys() != scenario.keys():
        odd = ", ".join(sorted(baseline.keys() ^ scenario.keys()))
        raise ModelError(
            f"{odd} is set in only one of baseline and scenario; both must set the same paths: add it "
            "to the other at its baseline."
        )
    if horizon_months is None:
        horizon_months = len(next(iter(baseline.values()))) if baseline else 0
    months = check_months(horizon_months)
    response = model.response(frozenset(baseline), months, why)
    fixed = response.conditions.fixed
    c0, c1 = (
        fixed_values(paths, model.data, fixed, which)
        for which, paths in (("baseline", baseline), ("scenario", scenario))
    )
    own = response.start + response.gains @ c0
    centre = own if around is None else np.array(around, dtype=float).ravel()
    base, base_lift = _with_floor(response, centre, c0)
    moved, moved_lift = _with_floor(response, centre + response.gains @ (c1 - c0), c1)
    base, moved, base_lift, moved_lift = (
        cells.reshape(fixed.shape) for cells in (base, moved, base_lift, moved_lift)
    )
    shocks = (_largest_shock(model, base, "baseline"), _largest_shock(model, moved, "scenario"))
    return Completed(
        months=model.data.ahead.index[:months],
        names=model.names,
        levers=tuple(name for name in model.names if name in baseline),
        response=response,
        baseline_values=c0,
        scenario_values=c1,
        baseline=base,
        scenario=moved,
        baseline_floor=base_lift,
        scenario_floor=moved_lift,
        largest_shock=max(shocks, key=lambda shock: shock.size_sd),
    )


def _with_floor(
    response: Response, path: np.ndarray, values: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the path (H n,) with the rate's floor, and what the floor adds to it."""
    fixed, policy = response.conditions.fixed, response.conditions.policy
    of_rate = slice(policy, None, fixed.shape[1])
    lift = response.lifts @ floor_lift(path[of_rate], response.lifts[of_rate], fixed[:, policy])
    path = path + lift
    cells = fixed.ravel()
    residual = np.abs(path[cells] - values).max(initial=0.0)
    if not residual < LARGEST_RESIDUAL:
        raise ModelError(
            f"The completed path misses a set value by {residual:.1e}, more than {LARGEST_RESIDUAL:g}; "
            "no answer is given: set fewer paths."
        )
    path[cells] = values
    return path, lift


def floor_of_target(lift: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """Return what a lift (H, n) adds to the cumulative relative return, (H,)."""
    return lift[:, names.index(TARGET)].cumsum()


def _largest_shock(model: "Completion", path: np.ndarray, which: str) -> Shock:
    """Largest shock behind a path (H, n), after what is published."""
    shocks = np.abs(standardised_errors(model.mean_system, np.vstack([model.past, path])))
    published = np.isfinite(model.data.ahead.to_numpy()[: len(path)]).any(axis=1)
    shocks[published] = 0.0
    month, column = np.unravel_index(shocks.argmax(), shocks.shape)
    return Shock(
        float(shocks[month, column]), model.names[column], model.data.ahead.index[month], which
    )

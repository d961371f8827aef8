"""What a pair of paths means: everything completed, with bands, and the relative return's fan."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from models.completion.conditions import check_months, fixed_values
from models.completion.data import TARGET
from models.completion.floor import floor_lift
from models.completion.gain import Why
from models.completion.pattern import Pattern
from models.completion.shocks import standardised_errors
from models.errors import ModelError

if TYPE_CHECKING:
    from models.completion.completion import Completion

PROBABILITIES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
LARGEST_SHOCK_SD = 5.0
LARGEST_RESIDUAL = 1e-8


@dataclass(frozen=True, eq=False)
class Fan:
    """The cumulative relative return in log pp, months 1 to H: mean (H,) and quantiles (H, 7)."""

    mean: np.ndarray
    quantiles: np.ndarray

    @property
    def half_widths(self) -> np.ndarray:
        """Half the width of the 50, 80 and 90 % bands, (H, 3)."""
        q = self.quantiles
        return np.column_stack([(q[:, -1 - k] - q[:, k]) / 2 for k in (2, 1, 0)])


@dataclass(frozen=True, eq=False)
class Answer:
    """Completed paths (H, n) and the fans of the cumulative relative return.

    Level bands (`level_sd`, the fans of baseline and scenario) hold future shocks, coefficients and
    the completion of the edge. Difference bands (`difference_sd`, `difference_fan`) hold coefficients
    alone: the same future shocks hit both paths. `contributions` (H, k) split the mean difference
    by set variable, in the order of `levers`; `floor` (H,) is the part the rate's floor adds.
    """

    months: pd.PeriodIndex
    names: tuple[str, ...]
    levers: tuple[str, ...]
    baseline: np.ndarray
    scenario: np.ndarray
    level_sd: np.ndarray
    difference_sd: np.ndarray
    baseline_fan: Fan
    scenario_fan: Fan
    difference_fan: Fan
    contributions: np.ndarray
    floor: np.ndarray
    largest_shock_sd: float

    def frame(self, variable: str) -> pd.DataFrame:
        """Return one completed variable: baseline, scenario, difference and the two sd."""
        column = self.names.index(variable)
        return pd.DataFrame(
            {
                "baseline": self.baseline[:, column],
                "scenario": self.scenario[:, column],
                "difference": self.scenario[:, column] - self.baseline[:, column],
                "level_sd": self.level_sd[:, column],
                "difference_sd": self.difference_sd[:, column],
            },
            index=self.months,
        )


def make_answer(
    model: "Completion",
    baseline: dict[str, np.ndarray],
    scenario: dict[str, np.ndarray],
    why: Why,
    horizon_months: int | None,
) -> Answer:
    """See Completion.answer."""
    if baseline.keys() != scenario.keys():
        odd = ", ".join(sorted(baseline.keys() ^ scenario.keys()))
        raise ModelError(
            f"{odd} is set in only one of baseline and scenario; both must set the same paths: add it "
            "to the other at its baseline."
        )
    if horizon_months is None:
        horizon_months = len(next(iter(baseline.values()))) if baseline else 0
    months = check_months(horizon_months)
    pattern = model.pattern(frozenset(baseline), months, why)
    fixed = pattern.conditions.fixed
    c0, c1 = (
        fixed_values(paths, model.data, fixed, which)
        for which, paths in (("baseline", baseline), ("scenario", scenario))
    )
    change = c1 - c0
    shape = (months, len(model.names))
    levers = tuple(name for name in model.names if name in baseline)
    base, base_lift = _mean_path(pattern, c0)
    moved, moved_lift = _mean_path(pattern, c1)
    largest = max(
        _largest_shock(model, path.reshape(shape), which)
        for path, which in ((base, "baseline"), (moved, "scenario"))
    )
    target = slice(model.names.index(TARGET), None, len(model.names))
    floor0, floor1 = (lift[target].cumsum() for lift in (base_lift, moved_lift))
    floor = floor1 - floor0
    level = pattern.return_start + pattern.returns(c0) + floor0[:, None]
    difference = pattern.returns(change) + floor[:, None]
    macro_level = pattern.macro_start + pattern.macro(c1)
    macro_effect = pattern.macro(change)
    level_sd = np.sqrt(pattern.cell_sd**2 + macro_level.var(axis=0)) * ~fixed.ravel()
    difference_sd = macro_effect.std(axis=0) * ~fixed.ravel()
    return Answer(
        months=model.data.ahead.index[:months],
        names=model.names,
        levers=levers,
        baseline=base.reshape(shape),
        scenario=moved.reshape(shape),
        level_sd=level_sd.reshape(shape),
        difference_sd=difference_sd.reshape(shape),
        baseline_fan=_fan(level),
        scenario_fan=_fan(level + difference),
        difference_fan=_fan(difference),
        contributions=pattern.contributions(change, [model.names.index(lever) for lever in levers]),
        floor=floor,
        largest_shock_sd=largest,
    )


def _mean_path(pattern: Pattern, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every cell at the posterior mean and what the floor adds to it, both (H n,)."""
    fixed, policy = pattern.conditions.fixed, pattern.conditions.policy
    path = pattern.mean_start + pattern.mean_gains @ values
    of_rate = slice(policy, None, fixed.shape[1])
    shocks = floor_lift(path[of_rate], pattern.lifts[of_rate], fixed[:, policy])
    lift = pattern.lifts @ shocks
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


def _largest_shock(model: "Completion", path: np.ndarray, which: str) -> float:
    """Largest shock behind a path (H, n), in sd, after what is published; refused above five."""
    shocks = np.abs(standardised_errors(model.mean_system, np.vstack([model.past, path])))
    published = np.isfinite(model.data.ahead.to_numpy()[: len(path)]).any(axis=1)
    shocks[published] = 0.0
    month, column = np.unravel_index(shocks.argmax(), shocks.shape)
    largest = float(shocks[month, column])
    if largest > LARGEST_SHOCK_SD:
        raise ModelError(
            f"The {which} needs a shock to {model.names[column]} of {largest:.1f} standard deviations in "
            f"{model.data.ahead.index[month]}; the completion model answers up to {LARGEST_SHOCK_SD:g}: "
            "choose a smaller or a more gradual path."
        )
    return largest


def _fan(draws: np.ndarray) -> Fan:
    """Mean and quantiles over draws (H, D); np.sort is ten times faster than np.quantile."""
    ordered = np.sort(draws, axis=1)
    place = np.array(PROBABILITIES) * (draws.shape[1] - 1)
    low = np.floor(place).astype(int)
    high = np.ceil(place).astype(int)
    quantiles = ordered[:, low] + (place - low) * (ordered[:, high] - ordered[:, low])
    return Fan(mean=draws.mean(axis=1), quantiles=quantiles)

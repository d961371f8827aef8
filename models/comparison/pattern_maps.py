r"""What is the same for all scenarios of one pattern: the same levers set for the same reason.

A pattern's gains are linear in the cells that are set. With :math:`\phi` (O, cells) what cells mean for O
outcomes (the slopes of a model times how months become its regressors) and :math:`\Gamma_d` the gains of
draw d of the coefficients, the outcomes by draw are :math:`\phi \Gamma_d \delta` for a change
:math:`\delta` (m,) of the set cells, and their variance over draws is

.. math:: \|R_o \delta\|^2, \quad R_o'R_o = \frac1D \sum_d (\phi_o \Gamma_d - \overline{\phi_o \Gamma})'
          (\phi_o \Gamma_d - \overline{\phi_o \Gamma})

Folded once, in double precision, R serves every scenario of the pattern.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from models.common.errors import ExplorerError
from models.completion.completed import Completed
from models.completion.conditions import fixed_values
from models.completion.data import TARGET
from models.completion.gain import Why
from models.completion.response import Response
from models.equations import growth
from models.equations.apply import Stack, capped, level_leverage, stack
from models.equations.apply_growth import spread_of_level
from models.equations.growth_family import LEVELS_WITH_SPREAD, MEANS
from models.equations.growth_model import GrowthModel
from models.outcome.macro import Baseline, complete_baseline
from models.outcome.regressors import (
    GrowthWindow,
    Regressors,
    growth_window,
    return_regressors,
)
from models.outcome.world import World
from models.scenario.levers import LEVERS, VARIABLE_OF
from models.scenario.part import MAX_HORIZON_MONTHS, LeverPart
from models.scenario.paths import moved_path
from models.scenario.scenario import BaselineChoice

MOST_PATTERNS = 12  # 2 to 8 MB each
MOST_PARTS = 2000  # of a pattern: what a lever was set to, 200 bytes each


@dataclass(frozen=True, slots=True)
class PatternKey:
    """Which levers are set, moved or held, in the order of joining, and why the Fed moves."""

    baseline: BaselineChoice
    levers: tuple[str, ...]
    why: Why


@dataclass(frozen=True, eq=False)
class ReturnMaps:
    """Small minus large of one pattern by M models that have equations, horizons 1 to 24.

    `base` (24, 6) are the regressors of the baseline, `capped_base` the same cut back. `spread`
    (M, 24, r, m) and `bvar_spread` (24, r, m) are the R of the module; `unknown` (M, q, 24) and
    `bvar_unknown` (q, 24) what the levers left open may do.
    """

    stacks: tuple[Stack, ...]
    regressors: Regressors
    columns: list[int]  # of the paths, that the regressors take
    base: np.ndarray
    capped_base: np.ndarray
    spread: np.ndarray
    unknown: np.ndarray
    bvar_spread: np.ndarray
    bvar_unknown: np.ndarray


@dataclass(frozen=True, eq=False)
class GrowthMaps:
    """One growth rate of one pattern, P quarters: both families' regressors and spreads.

    `means` and `levels` turn paths into regressors (P, 8), `base` are those of the baseline; `ahead` (P,)
    counts quarters after the last published one. `baseline` (P,) with half-widths (P, 3) and odds (P,)
    is the same for every scenario. `spread` (2, P, r, m) is as in `ReturnMaps`, by member, and
    `unknown` (P,) the variance of the level by the levers left open.
    """

    model: GrowthModel
    means: Regressors
    levels: Regressors
    base: tuple[np.ndarray, np.ndarray]
    quarters: pd.PeriodIndex
    ahead: np.ndarray
    baseline: np.ndarray
    baseline_half: np.ndarray
    odds_baseline: np.ndarray
    spread: np.ndarray
    unknown: np.ndarray


@dataclass(frozen=True, eq=False)
class PatternMaps:
    """Everything of one pattern in one world that no scenario changes."""

    world: World
    key: PatternKey
    baseline: Baseline
    still: Completed  # the baseline with the pattern's cells fixed
    unknown_cells: np.ndarray
    _set: dict[tuple[str, LeverPart], np.ndarray | str] = field(default_factory=dict)

    def set_values(self, lever: str, part: LeverPart) -> np.ndarray | str:
        """Return the values of the cells that a lever's part sets, (its m,), or why it cannot."""
        if (known := self._set.get((lever, part))) is not None:
            return known
        if len(self._set) >= MOST_PARTS:
            self._set.clear()
        found = self._set[lever, part] = self._values(lever, part)
        return found

    def _values(self, lever: str, part: LeverPart) -> np.ndarray | str:
        variable = VARIABLE_OF[lever]
        try:
            path = moved_path(LEVERS[lever], part, self.world.setting, self.baseline.path(variable))
            fixed, data = self.still.response.conditions.fixed, self.world.completion.data
            return fixed_values({variable: path}, data, fixed, "scenario")[self.cells_of(lever)]
        except ExplorerError as error:
            return str(error)

    def cells_of(self, lever: str) -> np.ndarray:
        """Which of the set cells are the lever's, (m,) boolean."""
        variable = np.nonzero(self.still.response.conditions.fixed)[1]
        return variable == self.still.names.index(VARIABLE_OF[lever])

    @cached_property
    def returns(self) -> ReturnMaps:
        """Return the maps of small minus large."""
        fit = self.world.fit
        stacks = tuple(stack(equations) for equations in fit.returns_by.values())
        regressors = return_regressors(self.world.setting, MAX_HORIZON_MONTHS)
        base = regressors.from_paths(self.baseline_of(regressors.variables))
        folds = [self.fold(regressors, each.slopes) for each in stacks]
        target = np.zeros((MAX_HORIZON_MONTHS, MAX_HORIZON_MONTHS, len(self.still.names)))
        target[:, :, self.still.names.index(TARGET)] = np.tri(MAX_HORIZON_MONTHS)
        of_target = target.reshape(MAX_HORIZON_MONTHS, -1)
        return ReturnMaps(
            stacks=stacks,
            regressors=regressors,
            columns=self.columns_of(regressors.variables),
            base=base,
            capped_base=capped(stacks[0], base, fit.spec.cap_inputs),
            spread=np.stack([self.spread(fold) for fold in folds]),
            unknown=np.stack([self.unknown(fold) for fold in folds]),
            bvar_spread=self.spread(of_target),
            bvar_unknown=self.unknown(of_target),
        )

    def growth(self, variable: str) -> GrowthMaps:
        """Return the maps of a growth rate."""
        return _growth_maps(self, variable)

    def baseline_of(self, variables: tuple[str, ...]) -> np.ndarray:
        """Return the baseline's paths (24, v) of some variables."""
        return self.still.baseline[:, self.columns_of(variables)]

    def columns_of(self, variables: tuple[str, ...]) -> list[int]:
        """Return where variables stand among the model's."""
        return [self.still.names.index(name) for name in variables]

    def fold(self, regressors: Regressors, slopes: np.ndarray) -> np.ndarray:
        """Return what every cell means for a model, (P, 24 n), slopes (P, k) of P equations."""
        periods, k = slopes.shape
        weights = regressors.weights.reshape(
            len(regressors.weights), *regressors.from_history.shape
        )
        of_variables = (weights[:, :, :k] * slopes).sum(axis=-1).T
        fold = np.zeros((periods, MAX_HORIZON_MONTHS, len(self.still.names)))
        columns = self.columns_of(regressors.variables)
        fold[:, :, columns] = of_variables.reshape(periods, MAX_HORIZON_MONTHS, len(columns))
        return fold.reshape(periods, -1)

    def spread(self, fold: np.ndarray) -> np.ndarray:
        """Return R (P, r, m) of a fold (P, 24 n)."""
        return spread_map(self.still.response, fold)

    def unknown(self, fold: np.ndarray) -> np.ndarray:
        """Return what a fold (P, 24 n) does per unknown of the levers left open, (q, P)."""
        return self.unknown_cells.reshape(len(self.unknown_cells), fold.shape[1]) @ fold.T


def spread_map(response: Response, fold: np.ndarray) -> np.ndarray:
    """Return R (P, r, m): the variance over draws of a fold (P, 24 n) is the square of R delta."""
    used = np.flatnonzero(fold.any(axis=0) & ~response.conditions.fixed.ravel())
    by_draw = fold[:, used] @ response.gains_by_draw[:, used].astype(float)
    by_draw -= by_draw.mean(axis=0)
    scaled = by_draw.transpose(1, 0, 2) / np.sqrt(len(by_draw))
    return np.asarray(np.linalg.qr(scaled, mode="r"))


@lru_cache(maxsize=MOST_PATTERNS)
def pattern_maps(world: World, key: PatternKey) -> PatternMaps:
    """Return a pattern's maps, kept for the last dozen patterns of the process.

    Raises ModelError where the conditions cannot be met.
    """
    model = world.completion
    baseline = complete_baseline(key.baseline, world.setting, model)
    still = {VARIABLE_OF[lever]: baseline.path(VARIABLE_OF[lever]) for lever in key.levers}
    completed = model.complete(
        still, still, why=key.why, horizon_months=MAX_HORIZON_MONTHS, around=baseline.paths
    )
    unknown = model.unknown(
        frozenset(still), frozenset(baseline.pinned), MAX_HORIZON_MONTHS, key.why
    )
    return PatternMaps(world, key, baseline, completed, unknown)


def growth_windows(world: World, variable: str) -> tuple[GrowthWindow, GrowthWindow]:
    """Return the windows of both families of a growth rate over 24 months."""
    means, levels = (
        growth_window(world, variable, family, MAX_HORIZON_MONTHS)
        for family in (MEANS, LEVELS_WITH_SPREAD)
    )
    return means, levels


@lru_cache(maxsize=2 * MOST_PATTERNS)
def _growth_maps(maps: PatternMaps, variable: str) -> GrowthMaps:
    world, cap = maps.world, maps.world.fit.spec.cap_inputs
    before = maps.baseline_of(growth.DRIVERS)
    edge = maps.baseline.edge_change[:, maps.columns_of(growth.DRIVERS)]
    model = world.fit.growth_model(variable)
    windows = growth_windows(world, variable)
    means, levels = (window.given(edge) for window in windows)
    base = (means.from_paths(before), levels.from_paths(before))
    last, quarters = pd.Period(model.last, freq="Q"), windows[0].quarters
    ahead = np.array([quarter.ordinal - last.ordinal for quarter in quarters], dtype=int)
    carried = growth.carried(variable)[np.minimum(ahead, growth.CLASSES[-1])]
    starts, extra, unknown, spread = [], [], [], []
    for member, each, inputs, residual in zip(
        model.members, (means, levels), base, model.residuals, strict=True
    ):
        equation, x = stack((member,)), inputs[:, : len(member.lever_terms)]
        slopes = equation.slopes[0]
        starts.append(equation.start + capped(equation, x, cap) @ slopes + carried * residual)
        extra.append(level_leverage(equation, x, cap))
        fold = maps.fold(each, np.tile(slopes, (len(quarters), 1)))
        unknown.append((maps.unknown(fold) ** 2).sum(axis=0))
        spread.append(maps.spread(fold))
    baseline, of_levers = np.mean(starts, axis=0), np.mean(unknown, axis=0)
    half, odds, _ = spread_of_level(model, baseline, ahead, np.mean(extra, axis=0), of_levers)
    return GrowthMaps(
        model=model,
        means=means,
        levels=levels,
        base=base,
        quarters=quarters,
        ahead=ahead,
        baseline=baseline,
        baseline_half=half,
        odds_baseline=odds,
        spread=np.stack(spread),
        unknown=of_levers,
    )

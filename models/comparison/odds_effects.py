r"""What equally likely moves mean for every outcome, and which of two is the worse.

Each move is a path of every variable, with a path by every draw of the coefficients. The equations take
the paths as they take a scenario's; a difference of two moves is one change of their inputs, so that
what both share cancels. For small minus large the law of total variance of models.outcome.combination
holds, for growth that of models.equations.apply_growth, each applied to the difference.

Which move is worse is told by every specification, not by one model: of small minus large each equation
by all of history and by each of its periods, and the completion model; of growth the 27 declared ones.
The slopes of one period have the covariance of all windows times the share of windows lying in it, to
the power of minus one.
"""

from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import pandas as pd

from models.common.errors import ScenarioError
from models.comparison.equal_odds import ONE_IN, LikelyMove, likely_move
from models.comparison.pairwise import Gap
from models.completion.data import TARGET
from models.equations import growth
from models.equations.alternatives import ESTIMATORS, PANDEMIC_RULES
from models.equations.apply import Stack, capped, quadratic, stack
from models.equations.fitted_equation import PERIODS, FittedEquation
from models.equations.growth_family import FAMILIES, LEVELS_WITH_SPREAD, MEANS
from models.equations.level_judge import BVAR
from models.equations.outcomes import EPS, OUTCOMES, RETURN
from models.outcome.macro import complete_baseline
from models.outcome.regressors import growth_window, return_regressors
from models.outcome.world import World
from models.scenario.part import MAX_HORIZON_MONTHS

HORIZONS_MONTHS = (1, 3, 6, 12)
OUTCOMES_OF_ODDS = (RETURN, EPS)
_BASELINE = "model"  # moves are deviations from the model's own forecast


@dataclass(frozen=True)
class Specification:
    """What one specification says of one move minus another: `gap` and its own P(the other is worse)."""

    name: str
    difference: float
    odds_other_worse: float


@dataclass(frozen=True, eq=False)
class EqualOdds:
    """Moves that happen one time in `one_in` each, by lever, and what they mean in a world."""

    world: World
    one_in: int
    moves: dict[str, LikelyMove]

    def effect(self, variable: str, lever: str, horizon_months: int) -> Gap:
        """Return what a lever's move does to an outcome at a horizon, mean and sd."""
        return self._contrast(variable, lever, None, horizon_months).gap

    def difference(self, variable: str, one: str, other: str, horizon_months: int) -> Gap:
        """Return one lever's move minus another's; `odds_below` is that the first is the worse."""
        return self._contrast(variable, one, other, horizon_months).gap

    def specifications(
        self, variable: str, one: str, other: str, horizon_months: int
    ) -> tuple[Specification, ...]:
        """Return what each specification says of one lever's move minus another's."""
        return self._contrast(variable, one, other, horizon_months).specifications

    def share_other_worse(self, variable: str, one: str, other: str, horizon_months: int) -> float:
        """Return the share of specifications by which the other move is the worse; ties count half."""
        found = self.specifications(variable, one, other, horizon_months)
        apart = np.array([each.difference for each in found])
        return float((apart > 0).mean() + (apart == 0).mean() / 2) if len(apart) else float("nan")

    def period(self, variable: str, horizon_months: int) -> pd.Period | None:
        """Return the month, or the quarter that ends last within a horizon, None where none does."""
        if OUTCOMES[variable].kind == "return":
            return self.world.setting.months[horizon_months - 1]
        window = growth_window(self.world, variable, MEANS, MAX_HORIZON_MONTHS)
        row = _row(window.horizon_months, horizon_months)
        return window.quarters[row] if row >= 0 else None

    def _contrast(
        self, variable: str, one: str, other: str | None, horizon_months: int
    ) -> "_Contrast":
        for lever in (one, *([other] if other else [])):
            if lever not in self.moves:
                raise ScenarioError(
                    f"There is no move of {lever!r} here; moves are those of {', '.join(self.moves)}."
                )
        first = self.moves[one]
        still = LikelyMove("", self.one_in, 0.0, 0 * first.path, 0 * first.draws)
        second = self.moves[other] if other else still
        if OUTCOMES[variable].kind == "return":
            return _of_returns(self.world, first, second, horizon_months - 1)
        return _of_growth(self.world, variable, first, second, horizon_months)


@dataclass(frozen=True, eq=False)
class _Contrast:
    gap: Gap
    specifications: tuple[Specification, ...]


def equal_odds(
    world: World, levers: tuple[str, ...] = ("fed", "labour"), one_in: int = ONE_IN[1]
) -> EqualOdds:
    """Return the moves of some levers, each one time in `one_in`, upwards.

    Raises ScenarioError for a lever without odds, one named twice, and for odds that are none.
    """
    twins = [a for a, b in pairwise(sorted(levers)) if a == b]
    if twins or not levers:
        given = f"{twins[0]} twice" if twins else "none"
        raise ScenarioError(f"The levers name {given}; name each lever once, such as fed,labour.")
    moves = {lever: likely_move(world.completion, lever, one_in) for lever in levers}
    return EqualOdds(world, one_in, moves)


def _of_returns(world: World, one: LikelyMove, other: LikelyMove, row: int) -> _Contrast:
    fit = world.fit
    regressors = return_regressors(world.setting, MAX_HORIZON_MONTHS).at(np.array([row]))
    names = world.completion.names
    columns = [names.index(name) for name in regressors.variables]
    before = complete_baseline(_BASELINE, world.setting, world.completion).paths[:, columns]
    base = regressors.from_paths(before)
    changes = [
        base + regressors.from_changes(move.path[None][:, :, columns])[0] for move in (one, other)
    ]
    drawn = regressors.from_changes((one.draws - other.draws)[:, :, columns])[:, 0]
    effects, within, eras, found = [], [], [], []
    for name, equations in fit.returns_by.items():
        equation = stack((equations[row],))
        sides = [capped(equation, each, fit.spec.cap_inputs) for each in changes]
        apart = sides[0] - sides[1]
        own = float(quadratic(apart, equation.band_cov[:, 1:, 1:]).clip(0)[0])
        effects.append(float(apart[0] @ equation.slopes[0]))
        within.append(own + float((drawn @ equation.slopes[0]).var()))
        eras.append(float(quadratic(apart, equation.era_cov)[0]))
        found.append(_said(name, effects[-1], within[-1]))
        found += _by_period(name, equations[row], equation, apart[0], own, drawn)
    if not fit.spec.combines:
        return _Contrast(Gap(effects[0], float(np.sqrt(within[0]))), tuple(found))
    target = names.index(TARGET)
    paths, of_draws = (
        (a[..., : row + 1, target] - b[..., : row + 1, target]).sum(axis=-1)
        for a, b in ((one.path, other.path), (one.draws, other.draws))
    )
    effects.append(float(paths))
    within.append(float(of_draws.var()))
    odds = float((of_draws > 0).mean() + (of_draws == 0).mean() / 2)
    found.append(Specification(BVAR, effects[-1], odds))
    variance = np.mean(within) + np.var(effects) + np.mean(eras)
    return _Contrast(Gap(float(np.mean(effects)), float(np.sqrt(variance))), tuple(found))


def _by_period(
    name: str,
    fitted: FittedEquation,
    equation: Stack,
    apart: np.ndarray,
    own: float,
    drawn: np.ndarray,
) -> list[Specification]:
    """Return what the slopes of each stretch of history alone say, where there are enough windows."""
    first, last = (
        pd.Period(end, "M").year for end in (fitted.estimates.first, fitted.estimates.last)
    )
    found = []
    for (label, (start, stop)), slopes in zip(
        PERIODS.items(), equation.period_slopes[0], strict=True
    ):
        if np.isfinite(slopes).all():
            years = min(stop, last) - max(start, first) + 1
            variance = own * (last - first + 1) / years + float((drawn @ slopes).var())
            found.append(_said(f"{name}, {label}", float(apart @ slopes), variance))
    return found


def _said(name: str, difference: float, variance: float) -> Specification:
    apart = Gap(difference, float(np.sqrt(variance)))
    return Specification(name, difference, 1 - apart.odds_below)


def _of_growth(
    world: World, variable: str, one: LikelyMove, other: LikelyMove, horizon_months: int
) -> _Contrast:
    model, cap = world.fit.growth_model(variable), world.fit.spec.cap_inputs
    names = world.completion.names
    columns = [names.index(name) for name in growth.DRIVERS]
    baseline = complete_baseline(_BASELINE, world.setting, world.completion)
    windows = [
        growth_window(world, variable, family, MAX_HORIZON_MONTHS)
        for family in (MEANS, LEVELS_WITH_SPREAD)
    ]
    row = _row(windows[0].horizon_months, horizon_months)
    if row < 0:
        return _Contrast(Gap(float("nan"), float("nan")), ())
    regressors = [
        window.given(baseline.edge_change[:, columns]).at(np.array([row])) for window in windows
    ]
    sides, drawn = [], []
    for each in regressors:
        base = each.from_paths(baseline.paths[:, columns])
        sides.append(
            tuple(
                base + each.from_changes(move.path[None][:, :, columns])[0] for move in (other, one)
            )
        )
        drawn.append(each.from_changes((one.draws - other.draws)[:, :, columns])[:, 0])
    effects, within = [], []
    for member, (low, high), by_draw in zip(model.members, sides, drawn, strict=True):
        equation, terms = stack((member,)), len(member.lever_terms)
        apart = capped(equation, high[:, :terms], cap) - capped(equation, low[:, :terms], cap)
        own = float(quadratic(apart, equation.band_cov[:, 1:, 1:]).clip(0)[0])
        effects.append(float(apart[0] @ equation.slopes[0]))
        within.append(own + float((by_draw[:, :terms] @ equation.slopes[0]).var()))
    mean = float(np.mean(effects))
    declared = model.alternatives.effects(sides[0], sides[1], cap)[0]
    between = float(((declared - mean) ** 2).mean())
    own_variance = float(np.mean(within))
    found = tuple(
        _said(name, float(apart), own_variance)
        for name, apart in zip(_declared_names(), declared, strict=True)
    )
    return _Contrast(Gap(mean, float(np.sqrt(own_variance + between))), found)


def _declared_names() -> list[str]:
    """Return what the declared specifications of growth are called, in their order."""
    every = product(FAMILIES, ESTIMATORS, PANDEMIC_RULES)
    return [f"{family}, {estimator}, {rule}" for family, estimator, rule in every]


def _row(ends: np.ndarray, horizon_months: int) -> int:
    row = int(np.searchsorted(ends, horizon_months, side="right")) - 1
    return row if row >= 0 and ends[row] >= 1 else -1

"""Growth rates of many scenarios of one pattern: what `apply_growth` says of each."""

import numpy as np

from models.common.bands import LEVELS_PCT, NORMAL_QUANTILES
from models.comparison.many_returns import Arrays, squares
from models.comparison.pattern_maps import PatternMaps
from models.equations import growth
from models.equations.apply import beyond_history, capped, level_leverage, quadratic, stack
from models.equations.apply_growth import spread_of_level


def many_growth(
    maps: PatternMaps, variable: str, paths: np.ndarray, change: np.ndarray, rows: np.ndarray
) -> Arrays:
    """Return effect, level, bands and odds, arrays (S, P) and half-widths (S, P, 3).

    As `many_returns`, `rows` (P,) being quarters of `GrowthMaps`. Where equations take one row an
    observation, the quarters of S scenarios stand one below the other.
    """
    of_growth, cap = maps.growth(variable), maps.world.fit.spec.cap_inputs
    model, shape = of_growth.model, (len(paths), len(rows))
    apart = (paths - maps.still.baseline)[:, :, maps.columns_of(growth.DRIVERS)]
    means, levels = (
        (base[rows], base[rows] + regressors.at(rows).from_changes(apart))
        for base, regressors in zip(
            of_growth.base, (of_growth.means, of_growth.levels), strict=True
        )
    )
    effects, within, extra, beyond = [], [], [], []
    spreads = squares(of_growth.spread[:, rows], change)
    for (base, whole), spread, member in zip((means, levels), spreads, model.members, strict=True):
        equation, terms = stack((member,)), len(member.lever_terms)
        moves = capped(equation, whole[..., :terms], cap) - capped(equation, base[:, :terms], cap)
        effects.append(moves @ equation.slopes[0])
        by_slopes = quadratic(moves.reshape(-1, terms), equation.band_cov[:, 1:, 1:]).clip(0)
        within.append(by_slopes.reshape(shape) + spread)
        extra.append(level_leverage(equation, whole[..., :terms].reshape(-1, terms), cap))
        beyond.append(beyond_history(equation, whole[..., :terms]).any(axis=-1))
    effect = np.mean(effects, axis=0)
    specifications = model.alternatives.effects(means, levels, cap)
    between = ((specifications - effect[..., None]) ** 2).mean(axis=-1)
    sd = np.sqrt(np.mean(within, axis=0) + between)
    scenario = of_growth.baseline[rows] + effect
    ahead, unknown = (
        np.tile(each[rows], len(paths)) for each in (of_growth.ahead, of_growth.unknown)
    )
    half, odds, _ = spread_of_level(model, scenario.ravel(), ahead, np.mean(extra, axis=0), unknown)
    return {
        "difference": effect,
        "difference_half": sd[..., None] * NORMAL_QUANTILES,
        "beyond": np.any(beyond, axis=0),
        "baseline": np.broadcast_to(of_growth.baseline[rows], shape),
        "baseline_half": np.broadcast_to(of_growth.baseline_half[rows], (*shape, len(LEVELS_PCT))),
        "odds_baseline": np.broadcast_to(of_growth.odds_baseline[rows], shape),
        "scenario": scenario,
        "scenario_half": half.reshape(*shape, -1),
        "odds_scenario": odds.reshape(shape),
    }

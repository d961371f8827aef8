"""Growth rates of many scenarios of one pattern: what `apply_growth` says of each."""

import numpy as np
import pandas as pd

from models.common.bands import NORMAL_QUANTILES
from models.comparison.many_returns import Arrays, squares
from models.comparison.pattern_maps import PatternMaps
from models.equations import growth
from models.equations.apply import beyond_history, capped, level_leverage, quadratic, stack
from models.equations.apply_growth import spread_of_level
from models.outcome.regressors import Regressors


def many_growth(
    maps: PatternMaps, variable: str, paths: np.ndarray, change: np.ndarray, rows: np.ndarray
) -> Arrays:
    """Return effect, level, bands and odds, arrays (S, P) and half-widths (S, P, 3).

    As `many_returns`, `rows` (P,) being quarters of `GrowthMaps`. Regressors of S scenarios in P
    quarters stand one below the other, as equations take them.
    """
    of_growth, cap = maps.growth(variable), maps.world.fit.spec.cap_inputs
    model, shape = of_growth.model, (len(paths), len(rows))
    columns = maps.columns_of(growth.DRIVERS)
    each_path = paths[:, :, columns]
    means, levels = of_growth.means.at(rows), of_growth.levels.at(rows)
    both = [
        (each.from_paths(maps.baseline_of(growth.DRIVERS)), _of_many(each, each_path))
        for each in (means, levels)
    ]
    last = pd.Period(model.last, freq="Q")
    ahead = np.array([quarter.ordinal - last.ordinal for quarter in of_growth.quarters[rows]])
    carried = growth.carried(model.variable)[np.minimum(ahead, growth.CLASSES[-1])]
    baselines, effects, within, beyond = [], [], [], []
    variances = {"baseline": [], "scenario": []}
    spreads = squares(of_growth.spread[:, rows], change)
    for at, (member, residual) in enumerate(zip(model.members, model.residuals, strict=True)):
        equation, terms = stack((member,)), len(member.lever_terms)
        base, whole = both[at][0][:, :terms], both[at][1][..., :terms]
        moves = capped(equation, whole, cap) - capped(equation, base, cap)
        slopes = equation.slopes[0]
        baselines.append(equation.start + capped(equation, base, cap) @ slopes + carried * residual)
        effects.append((moves * slopes).sum(axis=-1))
        flat = moves.reshape(-1, terms)
        of_slopes = quadratic(flat, equation.band_cov[:, 1:, 1:]).clip(0).reshape(shape)
        within.append(of_slopes + spreads[at])
        beyond.append(beyond_history(equation, whole).any(axis=-1))
        unknown = (of_growth.unknown[at][:, rows] ** 2).sum(axis=0)
        for side, inputs in (("baseline", base), ("scenario", whole.reshape(-1, terms))):
            extra = level_leverage(equation, inputs, cap)
            variances[side].append((extra, np.tile(unknown, len(inputs) // len(rows))))
    effect = np.mean(effects, axis=0)
    specifications = model.alternatives.effects(*both, cap)
    between = ((specifications - effect[..., None]) ** 2).mean(axis=-1)
    sd = np.sqrt(np.mean(within, axis=0) + between)
    baseline = np.mean(baselines, axis=0)
    mean = {"baseline": baseline, "scenario": (baseline + effect).ravel()}
    found: Arrays = {
        "difference": effect,
        "difference_half": sd[..., None] * NORMAL_QUANTILES,
        "beyond": np.any(beyond, axis=0),
    }
    for side, pairs in variances.items():
        extra, unknown = (np.mean(parts, axis=0) for parts in zip(*pairs, strict=True))
        every = np.tile(ahead, len(extra) // len(rows))
        half, odds, _ = spread_of_level(model, mean[side], every, extra, unknown)
        found[side] = np.broadcast_to(mean[side].reshape(-1, len(rows)), shape)
        found[f"{side}_half"] = np.broadcast_to(half.reshape(-1, len(rows), 3), (*shape, 3))
        found[f"odds_{side}"] = np.broadcast_to(odds.reshape(-1, len(rows)), shape)
    return found


def _of_many(regressors: Regressors, paths: np.ndarray) -> np.ndarray:
    """Regressors (S, P, k) of paths (S, 24, v)."""
    return regressors.from_history + regressors.from_changes(paths)

"""A growth rate's model applied to the inputs of both families: mean, effect, bands, odds and risk."""

import numpy as np

from models.common.bands import LEVELS_PCT
from models.equations import growth
from models.equations.apply import Inputs, apply, inputs_variance, stack
from models.equations.growth_model import GrowthModel
from models.equations.predictive import QUANTILES_PCT, odds_positive

SIDES = ("baseline", "scenario")


def apply_growth(
    model: GrowthModel, means: Inputs, levels: Inputs, ahead: np.ndarray, cap: bool
) -> dict:
    r"""Return what a GrowthPath holds, for quarters `ahead` (P,) of the last published one.

    `levels` has the spread, which the family of levers alone leaves out. The effect's variance is, over
    the two members m and the twenty-seven declared specifications s,

    .. math:: \tfrac12 \sum_m V_m + \tfrac1{27} \sum_s (d_s - d)^2

    V the variance by coefficients and by how levers follow, d the average's effect. All that is said of
    the level rests on one distribution: the mean plus s times an error of the quarter's class, with
    s squared 1 + (x'Vx less its mean + variance of the levers not set) / mean squared error.
    """
    only_levers = levels.first(len(model.members[1].lever_terms))
    pairs = tuple(zip(model.members, (means, only_levers), strict=True))
    found = [
        apply(stack((equation,)), inputs, cap, level_from_inputs=True) for equation, inputs in pairs
    ]
    carried = growth.carried(model.variable)[np.minimum(ahead, growth.CLASSES[-1])]
    for arrays, residual in zip(found, model.residuals, strict=True):
        arrays["baseline"] = arrays["baseline"] + carried * residual
    path = {name: np.mean([arrays[name] for arrays in found], axis=0) for name in found[0]}
    effect = path["contributions"].sum(axis=1)
    effects = model.alternatives.effects(
        (means.base, means.whole), (levels.base, levels.whole), cap
    )
    within = np.mean([arrays["difference_sd"] ** 2 for arrays in found], axis=0)
    between = ((effects - effect[:, None]) ** 2).mean(axis=1)
    path["difference_sd"] = np.sqrt(within + between)
    path["beyond_history"] = np.any([arrays["beyond_history"] for arrays in found], axis=0)
    path["specifications"] = effects
    path["members"] = np.array([arrays["contributions"].sum(axis=1) for arrays in found])
    path["member_baselines"] = np.array([arrays["baseline"] for arrays in found])
    mean = {"baseline": path["baseline"], "scenario": path["baseline"] + effect}
    for side in SIDES:
        variances = [
            inputs_variance(stack((equation,)), inputs, side, cap) for equation, inputs in pairs
        ]
        extra, unknown = (np.mean(parts, axis=0) for parts in zip(*variances, strict=True))
        half, path[f"odds_{side}"], path[f"at_risk_{side}"] = spread_of_level(
            model, mean[side], ahead, extra, unknown
        )
        path[f"{side}_half_widths"] = half
    return path


def spread_of_level(
    model: GrowthModel, mean: np.ndarray, ahead: np.ndarray, extra: np.ndarray, unknown: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Half-widths (P, 3), odds (P,) and quantiles (P, 5) around a mean (P,), class by class."""
    half = np.empty((len(mean), len(LEVELS_PCT)))
    odds, at_risk = np.empty(len(mean)), np.empty((len(mean), len(QUANTILES_PCT)))
    of_class = np.minimum(ahead, growth.CLASSES[-1])
    for one in np.unique(of_class):
        rows, errors = of_class == one, model.errors_of(int(one))
        square, widths, quantiles = model.spread_of(int(one))
        scale = np.sqrt(np.maximum(1 + extra[rows] / square, 0) + unknown[rows] / square)
        half[rows] = scale[:, None] * widths
        odds[rows] = odds_positive(mean[rows], errors, scale)
        at_risk[rows] = mean[rows, None] + scale[:, None] * quantiles
    return half, odds, at_risk

"""Small minus large of many scenarios of one pattern: what `combine` or `apply` says of each."""

from typing import NamedTuple

import numpy as np

from models.common.bands import NORMAL_QUANTILES
from models.comparison.pattern_maps import PatternMaps, ReturnMaps
from models.completion.data import TARGET
from models.equations.apply import Stack, beyond_history, capped
from models.outcome.combination import SHOWN_SD
from models.outcome.level import Level

Arrays = dict[str, np.ndarray]


class Added(NamedTuple):
    """What levers beside the completion model add to every model, (S, H): see models.scenario.beside."""

    effect: np.ndarray
    within: np.ndarray
    era: np.ndarray


def many_returns(
    maps: PatternMaps,
    paths: np.ndarray,
    change: np.ndarray,
    added: Added,
    rows: np.ndarray,
    *,
    moved: bool,
    bvar: bool,
) -> Arrays:
    """Return effect, level, bands, odds and signs, arrays (S, H) and half-widths (S, H, 3).

    Parameters
    ----------
    paths : ndarray of shape (S, 24, n)
        Completed paths of every variable under each scenario.
    change : ndarray of shape (S, m)
        What each changes in the set cells.
    added : Added
        By levers that have no cells.
    rows : ndarray of shape (H,)
        Which months are asked for, from 0.
    moved : bool
        Whether they move any lever; those that only hold some are answered by the baseline's record.
    bvar : bool
        Whether the completion model has an answer of its own.
    """
    of_returns, spec = maps.returns, maps.world.fit.spec
    first = _at(of_returns.stacks[0], rows)
    apart = paths - maps.still.baseline
    regressors = of_returns.regressors.at(rows)
    whole = of_returns.base[rows] + regressors.from_changes(apart[:, :, of_returns.columns])
    moves = capped(first, whole, spec.cap_inputs) - of_returns.capped_base[rows]
    by_month = moves.transpose(1, 0, 2)  # (H, S, k)
    slopes = np.stack([each.slopes[rows] for each in of_returns.stacks])
    cov = np.stack([each.band_cov[rows] for each in of_returns.stacks])
    each = (slopes[:, None] * moves).sum(axis=-1)  # (M, S, H)
    within = _quadratics(by_month, cov[:, :, 1:, 1:]).clip(0) + squares(
        of_returns.spread[:, rows], change
    )
    beyond = np.asarray(beyond_history(first, whole).any(axis=-1))
    if maps.world.level is None:
        return _one_equation(of_returns, rows, by_month, each[0], within[0], added, beyond)
    unknown = of_returns.unknown[:, :, rows].sum(axis=0)
    if bvar:
        of_target = apart[:, :, maps.still.names.index(TARGET)].cumsum(axis=1)
        each = np.concatenate([each, of_target[None, :, rows]])
        own = squares(of_returns.bvar_spread[None, rows], change)
        within = np.concatenate([within, own])
        unknown = unknown + of_returns.bvar_unknown[:, rows]
    each, within = each + added.effect, within + added.within
    era_cov = np.mean([stacked.era_cov[rows] for stacked in of_returns.stacks], axis=0)
    era = _quadratics(by_month, era_cov[None])[0] + added.era
    variance = within.mean(axis=0) + each.var(axis=0) + era
    effect = each.mean(axis=0)
    agree = (each > 0).all(axis=0) | (each < 0).all(axis=0)
    completion = ((unknown / len(each)) ** 2).sum(axis=0)
    return {
        "difference": effect,
        "difference_half": np.sqrt(variance)[..., None] * NORMAL_QUANTILES,
        "beyond": beyond,
        "established": agree & (np.abs(effect) > SHOWN_SD * np.sqrt(variance)),
        **_levels(maps.world.level, rows, effect, variance, completion, moved),
    }


def _levels(
    level: Level,
    rows: np.ndarray,
    effect: np.ndarray,
    variance: np.ndarray,
    completion: np.ndarray,
    moved: bool,
) -> Arrays:
    """Return level, bands and odds with and without the moves, the one distribution of the record."""
    centre, baseline = level.centre[rows], level.baseline.at(rows)
    baseline_sd = np.broadcast_to(np.sqrt(baseline.mean_square), effect.shape)
    errors, sd = baseline, baseline_sd
    if moved:
        errors = level.scenario.at(rows)
        excess = np.maximum(variance - level.mean_effect_variance[rows], 0.0)
        sd = np.sqrt(errors.mean_square + excess + completion)
    return {
        "baseline": np.broadcast_to(centre, effect.shape),
        "baseline_half": baseline.sizes_held * baseline_sd[..., None],
        "scenario": centre + effect,
        "scenario_half": errors.sizes_held * sd[..., None],
        "odds_baseline": baseline.odds(np.broadcast_to(centre, effect.shape).T, baseline_sd.T).T,
        "odds_scenario": errors.odds((centre + effect).T, sd.T).T,
    }


def _one_equation(
    of_returns: ReturnMaps,
    rows: np.ndarray,
    by_month: np.ndarray,
    effect: np.ndarray,
    variance: np.ndarray,
    added: Added,
    beyond: np.ndarray,
) -> Arrays:
    """Return what a single estimator says: no odds, its band widened where the inputs are far out."""
    (equations,) = of_returns.stacks
    completion = (of_returns.unknown[0][:, rows] ** 2).sum(axis=0)
    start = np.broadcast_to(equations.start[rows], effect.shape)
    halves = []
    for inputs in (np.zeros_like(by_month), by_month):
        x = np.concatenate([np.ones((*inputs.shape[:2], 1)), inputs], axis=-1)
        excess = _quadratics(x, equations.band_cov[None, rows])[0] - equations.mean_leverage[rows]
        wider = np.sqrt(np.maximum(1 + excess / equations.error_variance[rows], 0))
        given = wider[..., None] * equations.half_widths[rows]
        halves.append(np.hypot(given, np.sqrt(completion)[:, None] * NORMAL_QUANTILES))
    none = np.full(effect.shape, np.nan)
    beside = added.within + added.era
    effect, variance = effect + added.effect, variance + beside
    halves[1] = np.hypot(halves[1], np.sqrt(beside)[..., None] * NORMAL_QUANTILES)
    return {
        "difference": effect,
        "difference_half": np.sqrt(variance)[..., None] * NORMAL_QUANTILES,
        "beyond": beyond,
        "established": np.zeros(effect.shape, dtype=bool),
        "baseline": start,
        "baseline_half": halves[0],
        "scenario": start + effect,
        "scenario_half": halves[1],
        "odds_baseline": none,
        "odds_scenario": none,
    }


def _at(equations: Stack, rows: np.ndarray) -> Stack:
    """Return some of the equations."""
    return Stack(**{name: value[rows] for name, value in vars(equations).items()})


def _quadratics(x: np.ndarray, matrices: np.ndarray) -> np.ndarray:
    """Return x' M x as (M, S, H), for x (H, S, k) and matrices (M, H, k, k)."""
    return ((x @ matrices) * x).sum(axis=-1).transpose(0, 2, 1)


def squares(spread: np.ndarray, change: np.ndarray) -> np.ndarray:
    """Return the squares of R delta as (M, S, H), for R (M, H, r, m) and changes (S, m)."""
    models, months, rank, cells = spread.shape
    flat = change @ spread.reshape(models * months * rank, cells).T
    each = flat.reshape(len(change), models, months, rank)
    return np.einsum("smhr,smhr->msh", each, each)

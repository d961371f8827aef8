"""Estimate earnings at risk, and judge it on quarters it had not seen."""

import numpy as np
import pandas as pd

from models.common.errors import ModelError
from models.equations import growth
from models.equations.at_risk import QUANTILES_PCT, TARGET, AtRisk, in_order
from models.equations.caps import cap_inputs, input_range
from models.equations.estimators.least_squares import require_observations
from models.equations.estimators.robust import quantile_params
from models.equations.growth_sample import sample_of
from models.equations.walk_forward import Sample
from models.panel import Panel
from models.scenario.spec import ModelSpec

WARM_UP = 30  # quarters that only supply errors
_TAUS = np.array(QUANTILES_PCT) / 100


def fit_at_risk(panel: Panel, spec: ModelSpec, windows: pd.DataFrame) -> AtRisk:
    """Fit the quantiles of S&P 500 operating EPS growth."""
    seen = growth.observations(panel, TARGET, windows)
    every = growth.lever_terms(TARGET)
    terms = {name: driver for name, driver in every.items() if not name.endswith("_lag_4q")}
    sample = sample_of(seen, TARGET, terms, spec)
    kept = sample.weights > 0
    require_observations(TARGET, int(kept.sum()), len(terms))
    low, high = input_range(sample.levers, sample.weights)
    first = _earliest(sample)
    judged = first + WARM_UP + sample.embargo
    if judged >= len(seen):
        raise ModelError(
            f"The sample {seen.index[0]} to {seen.index[-1]} leaves no quarter to judge earnings at "
            f"risk on; it needs {judged + 1} quarters: choose a later date."
        )
    raw, plain = _predict(sample, first)
    actual = sample.y[first:, None]
    shifts = _shifts(actual - raw)
    shifted = raw + _known_shifts(actual - raw, sample.embargo)
    actual, raw, shifted, plain = (a[judged - first :] for a in (actual, raw, shifted, plain))
    quantiles = in_order(shifted)
    return AtRisk(
        target=TARGET,
        terms=terms,
        columns=tuple(list(every).index(name) for name in terms),
        params=_fit(sample.design()[kept], sample.y[kept], sample.weights[kept]),
        shifts=shifts,
        low=low,
        high=high,
        first_judged=str(seen.index[judged]),
        last=str(seen.index[-1]),
        n_judged=len(actual),
        hit_rates=(actual < quantiles).mean(axis=0),
        hit_rates_unshifted=(actual < in_order(raw)).mean(axis=0),
        hit_rates_unconditional=(actual < plain).mean(axis=0),
        pinball=pinball(actual, quantiles).mean(axis=0),
        pinball_unconditional=pinball(actual, plain).mean(axis=0),
        share_crossing=float((np.diff(shifted, axis=1) < 0).any(axis=1).mean()),
    )


def _earliest(sample: Sample) -> int:
    return sample.min_training + sample.embargo - 1


def _fit(design: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.array([quantile_params(design, y, weights, tau) for tau in _TAUS])


def _predict(sample: Sample, first: int) -> tuple[np.ndarray, np.ndarray]:
    """Predict each quarter from those ending five before it, with and without inputs; both (n, 5)."""
    predicted, plain = [], []
    for t in range(first, len(sample.y)):
        train = slice(0, t - sample.embargo + 1)
        weights, seen, now = sample.weights[train], sample.levers[train], sample.levers[t : t + 1]
        if sample.cap:
            bounds = sample.bounds(seen, weights)
            seen, now = cap_inputs(seen, *bounds)[0], cap_inputs(now, *bounds)[0]
        kept = weights > 0
        y, weights = sample.y[train][kept], weights[kept]
        ones = np.ones((len(y), 1))
        params = _fit(np.hstack([ones, seen[kept]]), y, weights)
        predicted.append(params[:, 0] + params[:, 1:] @ now[0])
        plain.append(_fit(ones, y, weights)[:, 0])
    return np.array(predicted), np.array(plain)


def _known_shifts(errors: np.ndarray, embargo: int) -> np.ndarray:
    """Shift each quarter's quantiles (n, 5) by errors of targets that ended `embargo` before."""
    shifts = np.full_like(errors, np.nan)
    for i in range(WARM_UP + embargo, len(errors)):
        shifts[i] = _shifts(errors[: i - embargo + 1])
    return shifts


def _shifts(errors: np.ndarray) -> np.ndarray:
    """Quantiles (5,) of errors (n, 5), the n + 1 correction towards the lower end included."""
    ordered = np.sort(errors, axis=0)
    rank = np.floor((len(errors) + 1) * _TAUS).astype(int).clip(1)
    return ordered[rank - 1, np.arange(len(_TAUS))]


def pinball(actual: np.ndarray, quantiles: np.ndarray) -> np.ndarray:
    """Loss of each quantile (n, 5) at outcomes (n, 1)."""
    missed = actual - quantiles
    return missed * (_TAUS - (missed < 0))

"""Fit one equation, of returns or growth: estimates, redraws, bands and out-of-sample record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from models.common.bands import LEVELS_PCT
from models.common.errors import ModelError
from models.equations.caps import input_range
from models.equations.era_spread import era_covariance, period_rows, sampling_covariances
from models.equations.estimators.estimator import Estimation, Estimator, Solve, Tune
from models.equations.estimators.least_squares import CONST
from models.equations.estimators.result import RegressionResult
from models.equations.fitted_equation import FittedEquation
from models.equations.redraws import redraw_pvalues
from models.equations.walk_forward import (
    Record,
    Sample,
    conformal_half_width,
    coverage,
    walk_forward_by,
)
from models.scenario.levers import EQUATION_DRIVERS

RECORD_FIRST = {"M": pd.Period("1985-01", "M"), "Q": pd.Period("1985Q1", "Q")}
JUDGED_FIRST = {"M": pd.Period("1995-01", "M"), "Q": pd.Period("2000Q1", "Q")}
STATE_RECORD = ("rsquared_state", "rsquared_levers_and_state")
MIN_TRAINING = {"M": 60, "Q": 36}
RETUNE_EVERY = {"M": 12, "Q": 4}  # once a year of predictions


@dataclass(frozen=True, eq=False)
class _Estimated:
    """One estimator on the whole sample: what it chose and found, and what redraws say of that.

    `around` (R, 1 + k + m) are params of redraws about the estimates, or the null where that is the same.
    """

    solve: Solve
    estimates: RegressionResult
    errors: np.ndarray
    pvalues: np.ndarray
    around: np.ndarray


def fit_equation(
    sample: Sample,
    index: pd.PeriodIndex,
    *,
    variable: str,
    unit: str,
    horizon_months: int,
    terms: dict[str, str],
    state_terms: tuple[str, ...],
    estimators: Sequence[Estimator],
    hac_lags: int,
    draw: Callable[[int], np.ndarray],
    drift: tuple[float, float] | None,
) -> tuple[FittedEquation, ...]:
    """Estimate, redraw, walk forward by each estimator; the same steps for returns and growth.

    `draw` returns so many redraws of the errors, (n, R); estimators that take equally many share them.
    """
    weights, design, k = sample.weights, sample.design(), sample.levers.shape[1]
    regressors = pd.DataFrame(design[:, 1:], index=index, columns=[*terms, *state_terms])
    y = pd.Series(sample.y, index=index, name=variable)
    shared = cache(draw)
    found = [_estimate(one, sample, design, y, regressors, hac_lags, shared) for one in estimators]
    rows_of = period_rows(design, weights, index)
    inputs = design[weights > 0][:, : k + 1]
    low, high = input_range(sample.levers, weights)
    records = _records(sample, index, [estimator.tune for estimator in estimators])
    equations = []
    for by, (record, misses) in zip(found, records, strict=True):
        band_cov = np.cov(by.around, rowvar=False)[: k + 1, : k + 1].copy()
        if drift:
            band_cov[0, :] = band_cov[:, 0] = 0.0
            band_cov[0, 0] = sample.window**2 * drift[1]
        of_eras: dict[str, Any] = {}
        if sample.shocks is not None:
            centre = design @ by.estimates.params
            between = _between_eras(design, sample, by.errors, centre, by.solve, rows_of)
            whole = input_range(whole_windows(sample.levers, tuple(terms.values())), weights)
            of_eras = {"era_cov": between, "whole_low": whole[0], "whole_high": whole[1]}
        constant = float(by.estimates.select((CONST,))[0][0])
        equation = FittedEquation(
            variable=variable,
            unit=unit,
            horizon_months=horizon_months,
            lever_terms=terms,
            estimates=by.estimates,
            redraw_pvalues=by.pvalues,
            start=sample.window * drift[0] if drift else constant,
            low=low,
            high=high,
            band_cov=band_cov,
            half_widths=np.array([conformal_half_width(misses, level) for level in LEVELS_PCT]),
            error_variance=float(np.mean(misses**2)),
            mean_leverage=float(np.einsum("ij,jk,ik->i", inputs, band_cov, inputs).mean()),
            record=record,
            period_slopes=_period_slopes(design, sample, by.solve, rows_of)[:, 1 : k + 1],
            **of_eras,
        )
        equations.append(equation)
    return tuple(equations)


def _estimate(
    estimator: Estimator,
    sample: Sample,
    design: np.ndarray,
    y: pd.Series,
    regressors: pd.DataFrame,
    hac_lags: int,
    draw: Callable[[int], np.ndarray],
) -> _Estimated:
    """Estimate on the rows of positive weight; standard errors by redraws where there are no others."""
    kept = sample.weights > 0
    weights = sample.weights[kept]
    solve = estimator.tune(design, sample.y, sample.weights, sample.embargo)
    estimates = estimator.result(
        Estimation(
            regressand=y[kept],
            regressors=regressors[kept],
            weights=weights,
            hac_lags=hac_lags,
            solve=solve,
        )
    )
    errors = draw(estimator.redraws)
    redrawn = solve(design[kept], errors[kept], weights).T
    around = redrawn
    if not estimator.linear:  # its spread depends on where it is
        fitted = design[kept] @ estimates.params
        around = solve(design[kept], fitted[:, None] + errors[kept], weights).T
    if np.isnan(estimates.std_errors).all():
        spread = np.cov(around, rowvar=False)
        estimates = replace(estimates, cov=spread, std_errors=np.sqrt(np.diag(spread)))
    pvalues = redraw_pvalues(estimates.params, redrawn)
    return _Estimated(solve, estimates, errors, pvalues, around)


def whole_windows(inputs: np.ndarray, drivers: tuple[str, ...]) -> np.ndarray:
    """Add the two halves of each driver's window, (n, 3) in the order of `EQUATION_DRIVERS`."""
    by_driver = [[at for at, own in enumerate(drivers) if own == name] for name in EQUATION_DRIVERS]
    return np.column_stack([inputs[:, columns].sum(axis=1) for columns in by_driver])


def uncapped_columns(terms: dict[str, str]) -> tuple[int, ...]:
    """Return the places of the terms that are never cut back: all but the levers'."""
    return tuple(at for at, driver in enumerate(terms.values()) if driver not in EQUATION_DRIVERS)


def _between_eras(
    design: np.ndarray,
    sample: Sample,
    errors: np.ndarray,
    fitted: np.ndarray,
    solve: Solve,
    rows_of: list[np.ndarray | None],
) -> np.ndarray:
    """Covariance (k, k) of slopes between the stretches of history that can be estimated."""
    k, rows = sample.levers.shape[1], [rows for rows in rows_of if rows is not None]
    slopes = [solve(design[at], sample.y[at], sample.weights[at])[1 : k + 1] for at in rows]
    sampling = sampling_covariances(
        design, fitted[:, None] + errors, sample.weights, solve, rows, k
    )
    full_weight = design[sample.weights == 1, 1 : k + 1]
    return era_covariance(np.array(slopes).reshape(-1, k), sampling.reshape(-1, k, k), full_weight)


def _period_slopes(
    design: np.ndarray, sample: Sample, solve: Solve, rows_of: list[np.ndarray | None]
) -> np.ndarray:
    """Params (3, 1 + k + m) by stretch of history; NaN where observations are too few."""
    nothing = np.full(design.shape[1], np.nan)
    return np.array(
        [
            nothing if at is None else solve(design[at], sample.y[at], sample.weights[at])
            for at in rows_of
        ]
    )


def _records(
    sample: Sample, index: pd.PeriodIndex, tunes: Sequence[Tune]
) -> list[tuple[dict, np.ndarray]]:
    """Out-of-sample records since 1985 (errors for bands), judged since 1995."""
    frequency = index.freqstr[0]
    earliest = sample.min_training + sample.embargo - 1
    first = max(int(index.searchsorted(RECORD_FIRST[frequency])), earliest)
    judged = max(int(index.searchsorted(JUDGED_FIRST[frequency])), first)
    if judged >= len(index):
        raise ModelError(
            f"The sample {index[0]} to {index[-1]} leaves no quarter or month to judge the equation on; "
            "choose a later date."
        )
    records = walk_forward_by(tunes, sample, first, RETUNE_EVERY[frequency])
    return [(_summary(record, sample, index, judged), record.errors()) for record in records]


def _summary(record: Record, sample: Sample, index: pd.PeriodIndex, judged: int) -> dict:
    """Say how an equation has done since the observation `judged`."""
    first = int(record.positions[0])
    warm_up = max(judged - first - sample.embargo, 30)
    summary: dict[str, float | int | str] = {
        "first_error": str(index[first]),
        "first_judged": str(index[judged]),
        "last": str(index[-1]),
        "n_judged": int((record.positions >= judged).sum()),
        "rsquared_levers": record.rsquared("levers", judged),
    }
    if sample.shocks is not None:
        summary["rsquared_start"] = record.rsquared("start", judged)
    if sample.state.shape[1]:
        summary |= {name: record.rsquared(name[9:], judged) for name in STATE_RECORD}
    for level in LEVELS_PCT:
        if len(record.positions) > warm_up + sample.embargo:
            share, count = coverage(record, level, sample.embargo, warm_up)
            summary |= {f"coverage_{level}": share, "n_coverage": count}
    return summary

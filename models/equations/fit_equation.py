"""Fit one equation, of returns or growth: estimates, redraws, bands and out-of-sample record."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from models.common.bands import LEVELS_PCT
from models.common.errors import ModelError
from models.equations import growth
from models.equations.caps import input_range
from models.equations.era_spread import era_covariance, period_rows, sampling_covariances
from models.equations.estimators.estimator import Estimation, Estimator, Solve, Tune
from models.equations.estimators.least_squares import CONST
from models.equations.fitted_equation import FittedEquation
from models.equations.overlap import overlap_errors
from models.equations.redraws import redraw_pvalues, redraw_windows
from models.equations.walk_forward import (
    Sample,
    conformal_half_width,
    coverage,
    walk_forward,
)
from models.panel.pandemic import pandemic_weights
from models.scenario.levers import EQUATION_DRIVERS
from models.scenario.spec import ModelSpec

RETURN_BLOCK_MONTHS = 12
RECORD_FIRST = {"M": pd.Period("1985-01", "M"), "Q": pd.Period("1985Q1", "Q")}
JUDGED_FIRST = {"M": pd.Period("1995-01", "M"), "Q": pd.Period("2000Q1", "Q")}
STATE_RECORD = ("rsquared_state", "rsquared_levers_and_state")
MIN_TRAINING = {"M": 60, "Q": 36}
RETUNE_EVERY = {"M": 12, "Q": 4}  # once a year of predictions


def fit_equation(
    seen: pd.DataFrame,
    *,
    variable: str,
    unit: str,
    horizon_months: int,
    terms: dict[str, str],
    spec: ModelSpec,
    estimator: Estimator,
    lookback: int,
    embargo: int,
    window: int,
    hac_lags: int,
    shocks: np.ndarray | None,
    drift: tuple[float, float] | None,
) -> FittedEquation:
    """Estimate, redraw, walk forward; the same steps for returns and growth."""
    names = list(terms)
    state = [c for c in seen.columns if c not in {"y", *names}]
    weights = pandemic_weights(seen.index, lookback, spec.pandemic)
    sample = Sample(
        y=seen["y"].to_numpy(),
        levers=seen[names].to_numpy(),
        state=seen[state].to_numpy(),
        weights=weights,
        embargo=embargo,
        window=window,
        shocks=shocks,
        cap=spec.cap_inputs,
        min_training=MIN_TRAINING[seen.index.freqstr[0]],
        uncapped=uncapped_columns(terms),
    )
    kept = weights > 0
    design = sample.design()
    regressors = pd.DataFrame(design[:, 1:], index=seen.index, columns=[*names, *state])
    solve = estimator.tune(design, sample.y, weights, embargo)
    estimates = estimator.result(
        Estimation(
            regressand=seen["y"].rename(variable)[kept],
            regressors=regressors[kept],
            weights=weights[kept],
            hac_lags=hac_lags,
            solve=solve,
        )
    )
    if shocks is None:
        errors = overlap_errors(
            design[kept],
            weights[kept],
            sample.y[kept],
            np.array([period.ordinal for period in seen.index[kept]]),
            np.array(growth.SHOCK_WEIGHTS[variable]),
        ).draws(estimator.redraws)
    else:
        drawn = redraw_windows(
            shocks - shocks.mean(),
            block=RETURN_BLOCK_MONTHS,
            window=window,
            redraws=estimator.redraws,
        )
        errors = drawn[kept]
    redrawn = solve(design[kept], errors, weights[kept]).T
    around = redrawn
    if not estimator.linear:  # its spread depends on where it is
        fitted = design[kept] @ estimates.params
        around = solve(design[kept], fitted[:, None] + errors, weights[kept]).T
    spread = np.cov(around, rowvar=False)
    if np.isnan(estimates.std_errors).all():
        estimates = replace(estimates, cov=spread, std_errors=np.sqrt(np.diag(spread)))
    k = len(names)
    band_cov = spread[: k + 1, : k + 1].copy()
    if drift:
        band_cov[0, :] = band_cov[:, 0] = 0.0
        band_cov[0, 0] = window**2 * drift[1]
    inputs = design[kept][:, : k + 1]
    rows_of = period_rows(design, weights, seen.index)
    of_eras: dict[str, Any] = {}
    if shocks is not None:
        between = _between_eras(design, sample, drawn, design @ estimates.params, solve, rows_of)
        whole = input_range(whole_windows(sample.levers, tuple(terms.values())), weights)
        of_eras = {"era_cov": between, "whole_low": whole[0], "whole_high": whole[1]}
    record, misses = _record(sample, seen.index, estimator.tune)
    low, high = input_range(sample.levers, weights)
    return FittedEquation(
        variable=variable,
        unit=unit,
        horizon_months=horizon_months,
        lever_terms=terms,
        estimates=estimates,
        redraw_pvalues=redraw_pvalues(estimates.params, redrawn),
        start=window * drift[0] if drift else float(estimates.select((CONST,))[0][0]),
        low=low,
        high=high,
        band_cov=band_cov,
        half_widths=np.array([conformal_half_width(misses, level) for level in LEVELS_PCT]),
        error_variance=float(np.mean(misses**2)),
        mean_leverage=float(np.einsum("ij,jk,ik->i", inputs, band_cov, inputs).mean()),
        record=record,
        period_slopes=_period_slopes(design, sample, solve, rows_of)[:, 1 : k + 1],
        **of_eras,
    )


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


def _record(sample: Sample, index: pd.PeriodIndex, tune: Tune) -> tuple[dict, np.ndarray]:
    """Out-of-sample record since 1985 (errors for bands), judged since 1995."""
    frequency = index.freqstr[0]
    earliest = sample.min_training + sample.embargo - 1
    first = max(int(index.searchsorted(RECORD_FIRST[frequency])), earliest)
    judged = max(int(index.searchsorted(JUDGED_FIRST[frequency])), first)
    if judged >= len(index):
        raise ModelError(
            f"The sample {index[0]} to {index[-1]} leaves no quarter or month to judge the equation on; "
            "choose a later date."
        )
    record = walk_forward(sample, first, tune, RETUNE_EVERY[frequency])
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
    return summary, record.errors()

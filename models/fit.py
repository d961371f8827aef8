"""Estimate every equation of a specification; `python -m models.fit` writes the shipped files."""

import datetime as dt
from dataclasses import replace
from typing import get_args

import numpy as np
import pandas as pd

from models.earnings import growth
from models.earnings.completed_spread import (
    completed_spread,
    compute_completed_spread,
    load_completed_spread,
    store_completed_spread,
)
from models.errors import ModelError
from models.evaluation.walk_forward import (
    DRIFT_PRIOR_SD,
    LEVELS_PCT,
    Sample,
    conformal_half_width,
    coverage,
    shrunk_mean,
    walk_forward,
)
from models.fitted import (
    FITS,
    PERIODS,
    Fit,
    FittedEquation,
    GrowthEstimator,
    ModelSpec,
    store_fit,
)
from models.panel import Panel, load_panel
from models.panel.caps import input_range
from models.panel.pandemic import pandemic_weights
from models.progress import Progress, silent
from models.regression import small_cap
from models.regression.estimator import Estimation, Estimator, Solve, Tune, estimator_named
from models.regression.least_squares import (
    CONST,
    MIN_OBSERVATIONS_PER_TERM,
    fit_least_squares,
    require_observations,
)
from models.regression.overlap import overlap_errors
from models.regression.redraws import redraw_pvalues, redraw_windows
from models.scenario.paths import LEVERS

RETURN_BLOCK_MONTHS = 12
GROWTH_HAC_LAGS = 6
_GROWTH_STEPS = 1 + len(growth.TARGETS)
RECORD_FIRST = {"M": pd.Period("1985-01", "M"), "Q": pd.Period("1985Q1", "Q")}
JUDGED_FIRST = {"M": pd.Period("1995-01", "M"), "Q": pd.Period("2000Q1", "Q")}
STATE_RECORD = ("rsquared_state", "rsquared_levers_and_state")
MIN_TRAINING = {"M": 60, "Q": 36}
RETUNE_EVERY = {"M": 12, "Q": 4}  # once a year of predictions


def fit_all(panel: Panel, spec: ModelSpec, progress: Progress) -> Fit:
    """Fit the Okun link, the relative return at 1 to 24 months and the growth equations.

    `progress` is called with the share done and words; raise from it to interrupt.
    """
    returns, steps = [], len(small_cap.HORIZONS) + _GROWTH_STEPS
    for horizon in small_cap.HORIZONS:
        progress(len(returns) / steps, f"Relative return over {horizon} months")
        returns.append(fit_return(panel, spec, horizon))

    def later(share: float, words: str) -> None:
        progress((len(returns) + share * _GROWTH_STEPS) / steps, words)

    return Fit(
        spec=spec,
        as_of=str(panel.vintage),
        snapshot_hash=panel.snapshot_hash,
        okun=fit_okun(panel, spec),
        returns=tuple(returns),
        growth=fit_all_growth(panel, spec, later),
    )


def fit_all_growth(panel: Panel, spec: ModelSpec, progress: Progress) -> tuple[FittedEquation, ...]:
    """Fit the growth equations, one after the other, on the spread as completed."""
    windows = completed_spread(panel, lambda s, words: progress(s / _GROWTH_STEPS, words))
    grown = []
    for step, target in enumerate(growth.TARGETS, start=1):
        progress(step / _GROWTH_STEPS, panel.provenance(target).label)
        grown.append(fit_growth(panel, spec, target, windows))
    return tuple(grown)


def fit_return(panel: Panel, spec: ModelSpec, horizon_months: int) -> FittedEquation:
    """Fit the relative return over one horizon, with its record and bands."""
    h = horizon_months
    seen = small_cap.observations(panel, spec.target, h)
    terms = small_cap.lever_terms(h)
    since = f"{spec.target} since {panel.provenance(spec.target).first}"
    require_observations(since, len(seen), seen.shape[1] - 1)
    monthly = panel.monthly[spec.target]
    shocks = monthly.loc[seen.index[0] - h + 1 : seen.index[-1]].to_numpy()
    return _fit_equation(
        seen,
        variable="small_cap_relative_return",
        unit="pp",
        horizon_months=h,
        terms=terms,
        spec=spec,
        estimator=estimator_named(spec.estimator),
        reach=h + small_cap.IMPULSE_REACH_MONTHS,
        gap=h,
        window=h,
        hac_lags=max(3, round(1.5 * h)),
        shocks=shocks,
        drift=shrunk_drift(monthly.loc[small_cap.FIRST_MONTH :].dropna().to_numpy()),
    )


def fit_growth(panel: Panel, spec: ModelSpec, target: str, windows: pd.DataFrame) -> FittedEquation:
    """Fit one four-quarter growth equation on completed spreads, with its record and bands."""
    seen = growth.observations(panel, target, windows)
    require_observations(target, len(seen), seen.shape[1] - 1)
    return _fit_equation(
        seen,
        variable=target,
        unit="%",
        horizon_months=12,
        terms=growth.lever_terms(target),
        spec=spec,
        estimator=estimator_named(spec.growth_estimator),
        reach=growth.history_quarters(target) + 1,
        gap=growth.GAP_QUARTERS,
        window=1,
        hac_lags=GROWTH_HAC_LAGS,
        shocks=None,
        drift=None,
    )


def shrunk_drift(monthly_returns: np.ndarray) -> tuple[float, float]:
    """Posterior mean and variance of the monthly drift, pp and pp^2."""
    mean = shrunk_mean(monthly_returns, DRIFT_PRIOR_SD)
    sampling = monthly_returns.var(ddof=1) / len(monthly_returns)
    return mean, 1 / (1 / sampling + 1 / DRIFT_PRIOR_SD**2)


def fit_okun(panel: Panel, spec: ModelSpec):
    """Twelve-month change of unemployment (pp) on twelve-month payroll growth (%, log)."""
    monthly = panel.monthly.loc[small_cap.FIRST_MONTH - 12 :]
    growth_12m = 100 * np.log(monthly["payrolls"]).diff(12)
    frame = pd.DataFrame(
        {
            "unemployment_change_12m": monthly["unemployment_rate"].diff(12),
            "payroll_growth_12m": growth_12m,
        }
    ).dropna()
    weights = pandemic_weights(frame.index, 13, spec.pandemic)  # a change looks back on its base
    kept = weights > 0
    return fit_least_squares(
        frame["unemployment_change_12m"][kept],
        frame[["payroll_growth_12m"]][kept],
        weights=weights[kept],
        hac_lags=18,
    )


def _fit_equation(
    seen: pd.DataFrame,
    *,
    variable: str,
    unit: str,
    horizon_months: int,
    terms: dict[str, str],
    spec: ModelSpec,
    estimator: Estimator,
    reach: int,
    gap: int,
    window: int,
    hac_lags: int,
    shocks: np.ndarray | None,
    drift: tuple[float, float] | None,
) -> FittedEquation:
    """Estimate, redraw, walk forward; the same steps for returns and growth."""
    names = list(terms)
    state = [c for c in seen.columns if c not in {"y", *names}]
    weights = pandemic_weights(seen.index, reach, spec.pandemic)
    sample = Sample(
        y=seen["y"].to_numpy(),
        levers=seen[names].to_numpy(),
        state=seen[state].to_numpy(),
        weights=weights,
        gap=gap,
        window=window,
        shocks=shocks,
        cap=spec.cap_inputs,
        min_training=MIN_TRAINING[seen.index.freqstr[0]],
        uncapped=uncapped_columns(terms),
    )
    kept = weights > 0
    design = sample.design()
    regressors = pd.DataFrame(design[:, 1:], index=seen.index, columns=[*names, *state])
    solve = estimator.tune(design, sample.y, weights, gap)
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
        errors = redraw_windows(
            shocks - shocks.mean(),
            block=RETURN_BLOCK_MONTHS,
            window=window,
            redraws=estimator.redraws,
        )[kept]
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
        period_slopes=_period_slopes(design, sample, seen.index, solve)[:, 1 : k + 1],
    )


def uncapped_columns(terms: dict[str, str]) -> tuple[int, ...]:
    """Return the places of the terms that are never cut back: all but the levers'."""
    return tuple(at for at, driver in enumerate(terms.values()) if driver not in LEVERS)


def _period_slopes(
    design: np.ndarray, sample: Sample, index: pd.PeriodIndex, solve: Solve
) -> np.ndarray:
    """Params (3, k) by stretch of history, observations by their last period; NaN where too few."""
    rows = []
    for first, last in PERIODS.values():
        inside = (index.year >= first) & (index.year <= last) & (sample.weights > 0)
        x = design[inside]
        if len(x) < MIN_OBSERVATIONS_PER_TERM * x.shape[1] or np.linalg.matrix_rank(x) < x.shape[1]:
            rows.append(np.full(x.shape[1], np.nan))
        else:
            rows.append(solve(x, sample.y[inside], sample.weights[inside]))
    return np.array(rows)


def _record(sample: Sample, index: pd.PeriodIndex, tune: Tune) -> tuple[dict, np.ndarray]:
    """Out-of-sample record since 1985 (errors for bands), judged since 1995."""
    frequency = index.freqstr[0]
    earliest = sample.min_training + sample.gap - 1
    first = max(int(index.searchsorted(RECORD_FIRST[frequency])), earliest)
    judged = max(int(index.searchsorted(JUDGED_FIRST[frequency])), first)
    if judged >= len(index):
        raise ModelError(
            f"The sample {index[0]} to {index[-1]} leaves no quarter or month to judge the equation on; "
            "choose a later date."
        )
    record = walk_forward(sample, first, tune, RETUNE_EVERY[frequency])
    warm_up = max(judged - first - sample.gap, 30)
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
        if len(record.positions) > warm_up + sample.gap:
            share, count = coverage(record, level, sample.gap, warm_up)
            summary |= {f"coverage_{level}": share, "n_coverage": count}
    return summary, record.errors()


SHIPPED = (
    (ModelSpec(), None),
    (ModelSpec(pandemic="drop"), None),
    (ModelSpec(pandemic="keep"), None),
    (ModelSpec(cap_inputs=False), None),
    (ModelSpec(estimator="ridge"), None),
    (ModelSpec(estimator="elastic_net"), None),
    *((ModelSpec(growth_estimator=name), None) for name in get_args(GrowthEstimator)[1:]),
    (ModelSpec(target="small_cap_relative_return_etf"), None),
    (ModelSpec(target="small_cap_relative_return_french"), None),
    (ModelSpec(), dt.date(2026, 1, 14)),
)


def main() -> None:
    """Fit what is shipped and replace the files."""
    panel = load_panel()
    FITS.mkdir(exist_ok=True)
    if load_completed_spread(panel) is None:
        path = store_completed_spread(panel, compute_completed_spread(panel))
        print(f"{path.name}: credit spread as completed")
    default = fit_all(panel, ModelSpec(), silent)
    for spec, as_of in SHIPPED:
        known = panel.known_on(as_of) if as_of else panel
        if known is panel and spec == replace(ModelSpec(), growth_estimator=spec.growth_estimator):
            fit = replace(default, spec=spec, growth=fit_all_growth(panel, spec, silent))
        else:
            fit = fit_all(known, spec, silent)
        path = store_fit(fit)
        print(f"{path.name}: fingerprint {fit.fingerprint}, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()

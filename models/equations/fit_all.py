"""Estimate every equation of a specification and write the shipped files."""

import datetime as dt
from functools import lru_cache

import numpy as np
import pandas as pd

from models.common.progress import Progress, silent
from models.equations import growth, relative_return
from models.equations.at_risk import AtRisk
from models.equations.completed_spread import (
    completed_spread,
    compute_completed_spread,
    load_completed_spread,
    store_completed_spread,
)
from models.equations.estimators.estimator import estimator_named
from models.equations.estimators.least_squares import fit_least_squares, require_observations
from models.equations.estimators.result import RegressionResult
from models.equations.fit_at_risk import fit_at_risk
from models.equations.fit_equation import fit_equation
from models.equations.fitted import FITS, Fit, FittedEquation, store_fit
from models.equations.outcomes import OUTCOMES, RETURN
from models.equations.walk_forward import DRIFT_PRIOR_SD, shrunk_mean
from models.panel import Panel, load_panel
from models.panel.pandemic import pandemic_weights
from models.scenario.spec import GROWTH_ESTIMATORS, RETURN_ESTIMATORS, ModelSpec

GROWTH_HAC_LAGS = 6
_GROWTH_STEPS = 2 + len(growth.TARGETS)


def fit_all(panel: Panel, spec: ModelSpec, progress: Progress) -> Fit:
    """Fit the Okun link, the relative return at 1 to 24 months and everything about growth.

    `progress` is called with the share done and words; raise from it to interrupt.
    """
    steps = len(relative_return.HORIZONS) + _GROWTH_STEPS
    of_growth = len(relative_return.HORIZONS) / steps
    returns = fit_returns(panel, spec, lambda s, words: progress(s * of_growth, words))

    def later(share: float, words: str) -> None:
        progress(of_growth + share * (1 - of_growth), words)

    return _put_together(panel, spec, returns, fit_all_growth(panel, spec, later))


def _put_together(
    panel: Panel,
    spec: ModelSpec,
    returns: tuple[FittedEquation, ...],
    grown: tuple[tuple[FittedEquation, ...], AtRisk],
) -> Fit:
    return Fit(
        spec=spec,
        as_of=str(panel.vintage),
        snapshot_hash=panel.snapshot_hash,
        okun=fit_okun(panel, spec),
        returns=returns,
        growth=grown[0],
        at_risk=grown[1],
    )


def fit_returns(panel: Panel, spec: ModelSpec, progress: Progress) -> tuple[FittedEquation, ...]:
    """Fit the relative return at every horizon."""
    returns: list[FittedEquation] = []
    for horizon in relative_return.HORIZONS:
        share = len(returns) / len(relative_return.HORIZONS)
        progress(share, f"Relative return over {horizon} months")
        returns.append(fit_return(panel, spec, horizon))
    return tuple(returns)


def fit_all_growth(
    panel: Panel, spec: ModelSpec, progress: Progress
) -> tuple[tuple[FittedEquation, ...], AtRisk]:
    """Fit the growth equations and earnings at risk, on the spread as completed."""
    windows = completed_spread(panel, lambda s, words: progress(s / _GROWTH_STEPS, words))
    grown = []
    for step, target in enumerate(growth.TARGETS, start=1):
        progress(step / _GROWTH_STEPS, panel.provenance(target).label)
        grown.append(fit_growth(panel, spec, target, windows))
    progress(1 - 1 / _GROWTH_STEPS, "Earnings at risk")
    return tuple(grown), fit_at_risk(panel, spec, windows)


def fit_return(panel: Panel, spec: ModelSpec, horizon_months: int) -> FittedEquation:
    """Fit the relative return over one horizon, with its record and bands."""
    h = horizon_months
    seen = relative_return.observations(panel, spec.target, h)
    terms = relative_return.lever_terms(h)
    since = f"{spec.target} since {panel.provenance(spec.target).first}"
    require_observations(since, len(seen), seen.shape[1] - 1)
    monthly = panel.monthly[spec.target]
    shocks = monthly.loc[seen.index[0] - h + 1 : seen.index[-1]].to_numpy()
    return fit_equation(
        seen,
        variable=RETURN,
        unit=OUTCOMES[RETURN].unit,
        horizon_months=h,
        terms=terms,
        spec=spec,
        estimator=estimator_named(spec.estimator),
        lookback=h + relative_return.IMPULSE_LOOKBACK_MONTHS,
        embargo=h,
        window=h,
        hac_lags=max(3, round(1.5 * h)),
        shocks=shocks,
        drift=shrunk_drift(monthly.loc[relative_return.FIRST_MONTH :].dropna().to_numpy()),
    )


def fit_growth(panel: Panel, spec: ModelSpec, target: str, windows: pd.DataFrame) -> FittedEquation:
    """Fit one four-quarter growth equation on completed spreads, with its record and bands."""
    seen = growth.observations(panel, target, windows)
    require_observations(target, len(seen), seen.shape[1] - 1)
    return fit_equation(
        seen,
        variable=target,
        unit=OUTCOMES[target].unit,
        horizon_months=12,
        terms=growth.lever_terms(target),
        spec=spec,
        estimator=estimator_named(spec.growth_estimator),
        lookback=growth.history_quarters(target) + 1,
        embargo=growth.EMBARGO_QUARTERS,
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


def fit_okun(panel: Panel, spec: ModelSpec) -> RegressionResult:
    """Twelve-month change of unemployment (pp) on twelve-month payroll growth (%, log)."""
    monthly = panel.monthly.loc[relative_return.FIRST_MONTH - 12 :]
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


SHIPPED = (
    (ModelSpec(), None),
    (ModelSpec(pandemic="drop"), None),
    (ModelSpec(pandemic="keep"), None),
    (ModelSpec(cap_inputs=False), None),
    *((ModelSpec(estimator=name), None) for name in RETURN_ESTIMATORS[1:]),
    *((ModelSpec(growth_estimator=name), None) for name in GROWTH_ESTIMATORS[1:]),
    (ModelSpec(target="small_cap_relative_return_etf"), None),
    (ModelSpec(target="small_cap_relative_return_french"), None),
    (ModelSpec(), dt.date(2026, 1, 14)),
)


@lru_cache
def _known_on(as_of: dt.date | None) -> Panel:
    return load_panel().known_on(as_of) if as_of else load_panel()


@lru_cache
def _returns_once(as_of, target, pandemic, cap_inputs, estimator) -> tuple[FittedEquation, ...]:
    spec = ModelSpec(target=target, pandemic=pandemic, cap_inputs=cap_inputs, estimator=estimator)
    return fit_returns(_known_on(as_of), spec, silent)


@lru_cache
def _growth_once(
    as_of, pandemic, cap_inputs, growth_estimator
) -> tuple[tuple[FittedEquation, ...], AtRisk]:
    spec = ModelSpec(pandemic=pandemic, cap_inputs=cap_inputs, growth_estimator=growth_estimator)
    return fit_all_growth(_known_on(as_of), spec, silent)


def main() -> None:
    """Fit what is shipped and replace the files."""
    panel = _known_on(None)
    FITS.mkdir(exist_ok=True)
    if load_completed_spread(panel) is None:
        path = store_completed_spread(panel, compute_completed_spread(panel))
        print(f"{path.name}: credit spread as completed")
    for spec, as_of in SHIPPED:
        known = _known_on(as_of)
        of_returns = (spec.target, spec.pandemic, spec.cap_inputs, spec.estimator)
        of_growth = (spec.pandemic, spec.cap_inputs, spec.growth_estimator)
        fit = _put_together(
            known, spec, _returns_once(as_of, *of_returns), _growth_once(as_of, *of_growth)
        )
        path = store_fit(fit)
        print(f"{path.name}: fingerprint {fit.fingerprint}, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()

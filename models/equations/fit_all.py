"""Estimate every equation of a specification."""

from dataclasses import replace

import numpy as np
import pandas as pd

from models.common.progress import Progress
from models.equations import growth, relative_return
from models.equations.completed_spread import completed_spread
from models.equations.estimators.estimator import estimator_named
from models.equations.estimators.least_squares import (
    fit_least_squares,
    require_observations,
    require_variation,
)
from models.equations.estimators.result import RegressionResult
from models.equations.fit_equation import fit_equation
from models.equations.fit_growth import fit_growth
from models.equations.fitted import Fit
from models.equations.fitted_equation import FittedEquation
from models.equations.growth_model import GrowthModel
from models.equations.outcomes import OUTCOMES, RETURN
from models.equations.walk_forward import DRIFT_PRIOR_SD, shrunk_mean
from models.panel import Panel
from models.panel.pandemic import pandemic_weights
from models.scenario.spec import ModelSpec


def fit_all(panel: Panel, spec: ModelSpec, progress: Progress) -> Fit:
    """Fit the Okun link, the relative return at 1 to 24 months and everything about growth.

    `progress` is called with the share done and words; raise from it to interrupt.
    """
    by = spec.single_estimators
    n_returns, n_growth = len(relative_return.HORIZONS) * len(by), len(growth.TARGETS)
    steps = n_returns + n_growth + 1  # the completed spread

    def within(first: int, count: int) -> Progress:
        return lambda share, words: progress((first + share * count) / steps, words)

    each = len(relative_return.HORIZONS)
    returns_by = {
        name: fit_returns(panel, replace(spec, estimator=name), within(turn * each, each))
        for turn, name in enumerate(by)
    }
    windows = completed_spread(panel, within(n_returns, 1))
    grown = fit_all_growth(panel, spec, windows, within(n_returns + 1, n_growth))
    return Fit(
        spec=spec,
        as_of=str(panel.vintage),
        snapshot_hash=panel.snapshot_hash,
        okun=fit_okun(panel, spec),
        returns_by=returns_by,
        growth=grown,
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
    panel: Panel, spec: ModelSpec, windows: pd.DataFrame, progress: Progress
) -> tuple[GrowthModel, ...]:
    """Fit the model of every growth rate on the spread as completed."""
    grown: list[GrowthModel] = []
    for target in growth.TARGETS:
        progress(len(grown) / len(growth.TARGETS), panel.provenance(target).label)
        grown.append(fit_growth(panel, spec, target, windows))
    return tuple(grown)


def fit_return(panel: Panel, spec: ModelSpec, horizon_months: int) -> FittedEquation:
    """Fit the relative return over one horizon, with its record and bands."""
    h = horizon_months
    seen = relative_return.observations(panel, spec.target, h)
    terms = relative_return.lever_terms(h)
    since = f"{spec.target} since {panel.provenance(spec.target).first}"
    require_observations(since, len(seen), seen.shape[1] - 1)
    require_variation(since, seen["y"].to_numpy())
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

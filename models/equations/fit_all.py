"""Estimate every equation of a specification."""

import numpy as np
import pandas as pd

from models.common.progress import Progress
from models.equations import growth, relative_return
from models.equations.completed_spread import completed_spread
from models.equations.estimators.estimator import estimator_named
from models.equations.estimators.least_squares import fit_least_squares
from models.equations.estimators.result import RegressionResult
from models.equations.fit_equation import fit_equation
from models.equations.fit_growth import fit_growth
from models.equations.fitted import Fit
from models.equations.fitted_equation import FittedEquation
from models.equations.growth_model import GrowthModel
from models.equations.outcomes import OUTCOMES, RETURN
from models.equations.redraws import redraw_windows
from models.equations.return_sample import return_sample
from models.equations.walk_forward import DRIFT_PRIOR_SD, shrunk_mean
from models.panel import Panel
from models.panel.pandemic import pandemic_weights
from models.scenario.spec import ModelSpec

RETURN_BLOCK_MONTHS = 12


def fit_all(panel: Panel, spec: ModelSpec, progress: Progress) -> Fit:
    """Fit the Okun link, the relative return at 1 to 24 months and everything about growth.

    `progress` is called with the share done and words; raise from it to interrupt.
    """
    n_returns, n_growth = len(relative_return.HORIZONS), len(growth.TARGETS)
    steps = n_returns + n_growth + 1  # the completed spread

    def within(first: int, count: int) -> Progress:
        return lambda share, words: progress((first + share * count) / steps, words)

    returns_by = fit_returns(panel, spec, within(0, n_returns))
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


def fit_returns(
    panel: Panel, spec: ModelSpec, progress: Progress
) -> dict[str, tuple[FittedEquation, ...]]:
    """Fit the relative return at every horizon by each single estimator of a specification."""
    horizons: list[tuple[FittedEquation, ...]] = []
    for horizon in relative_return.HORIZONS:
        share = len(horizons) / len(relative_return.HORIZONS)
        progress(share, f"Relative return over {horizon} months")
        horizons.append(fit_return(panel, spec, horizon))
    return dict(zip(spec.single_estimators, zip(*horizons, strict=True), strict=True))


def fit_all_growth(
    panel: Panel, spec: ModelSpec, windows: pd.DataFrame, progress: Progress
) -> tuple[GrowthModel, ...]:
    """Fit the model of every growth rate on the spread as completed."""
    grown: list[GrowthModel] = []
    for target in growth.TARGETS:
        progress(len(grown) / len(growth.TARGETS), panel.provenance(target).label)
        grown.append(fit_growth(panel, spec, target, windows))
    return tuple(grown)


def fit_return(panel: Panel, spec: ModelSpec, horizon_months: int) -> tuple[FittedEquation, ...]:
    """Fit the relative return over one horizon by each single estimator, with record and bands."""
    h = horizon_months
    terms, state_terms = relative_return.lever_terms(h), relative_return.STATE_TERMS
    sample, index = return_sample(panel, spec, h)
    shocks, monthly = sample.shocks, panel.monthly[spec.target]
    assert shocks is not None
    return fit_equation(
        sample,
        index,
        variable=RETURN,
        unit=OUTCOMES[RETURN].unit,
        horizon_months=h,
        terms=terms,
        state_terms=state_terms,
        estimators=[estimator_named(name) for name in spec.single_estimators],
        hac_lags=max(3, round(1.5 * h)),
        draw=lambda redraws: redraw_windows(
            shocks - shocks.mean(), block=RETURN_BLOCK_MONTHS, window=h, redraws=redraws
        ),
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

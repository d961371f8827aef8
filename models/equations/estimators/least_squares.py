"""Weighted least squares with autocorrelation-robust standard errors."""

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import WLS
from statsmodels.stats.diagnostic import het_breuschpagan
from statsmodels.stats.stattools import durbin_watson

from models.common.errors import ModelError
from models.equations.estimators.estimator import (
    MIN_OBSERVATIONS_PER_TERM,
    Estimation,
    nothing_to_tune,
)
from models.equations.estimators.result import RegressionResult
from models.equations.redraws import REDRAWS

NO_MOVE = 1e-9  # share of the largest value: what differs by less than rounding does not move
CONST = "const"


def fit_least_squares(
    regressand: pd.Series, regressors: pd.DataFrame, *, weights: np.ndarray, hac_lags: int
) -> RegressionResult:
    r"""Estimate :math:`y_t = \alpha + x_t'\beta + e_t` by weighted least squares.

    Parameters
    ----------
    regressand : Series of shape (n,)
        Complete, PeriodIndex; its unit is the unit of the result.
    regressors : DataFrame of shape (n, k)
        Complete, same index, no constant (one is added as the first term, ``const``).
    weights : ndarray of shape (n,)
        Positive; an observation of weight w counts as if its error had variance 1/w.
    hac_lags : int
        Bartlett truncation lag, in periods of the index.

    Returns
    -------
    RegressionResult
        Newey-West covariance with the n/(n-k) correction and Student t tests, equal to R's
        ``NeweyWest(prewhite = FALSE, adjust = TRUE)``. The Durbin-Watson and Breusch-Pagan
        statistics are of the weighted residuals, the variance inflation of the weighted regressors.

    Raises
    ------
    ModelError
        Too few observations, or regressors of which one is a combination of the others.

    Notes
    -----
    With overlapping windows these standard errors are too small (a true null at twelve months is
    rejected 12-20% of the time at 5%); :mod:`models.equations.redraws` gives the tests to quote.

    References
    ----------
    Newey and West (1987), Econometrica 55(3), 703-708; Koenker (1981), J. Econometrics 17, 107-112.
    """
    n, k = regressors.shape
    require_observations(regressand.name, n, k)
    design = np.column_stack([np.ones(n), regressors.to_numpy(float)])
    whitened = design * np.sqrt(weights)[:, None]
    if np.linalg.matrix_rank(whitened) < k + 1:
        raise ModelError(
            f"{regressand.name}: the regressors {', '.join(regressors)} are collinear in this sample; "
            "drop one of them or choose a longer sample."
        )
    terms = (CONST, *map(str, regressors.columns))
    fitted = WLS(regressand.to_numpy(float), design, weights=weights).fit(
        cov_type="HAC", cov_kwds={"maxlags": hac_lags, "use_correction": True}, use_t=True
    )
    slopes = np.eye(k + 1)[1:]
    wald = fitted.f_test(slopes)
    lm, lm_pvalue, _, _ = het_breuschpagan(fitted.wresid, design)
    low, high = fitted.conf_int().T
    return RegressionResult(
        estimator="ols",
        terms=terms,
        params=fitted.params,
        cov=fitted.cov_params(),
        std_errors=fitted.bse,
        tstats=fitted.tvalues,
        pvalues=fitted.pvalues,
        conf_low=low,
        conf_high=high,
        vif=np.concatenate([[np.nan], variance_inflation(design[:, 1:], weights)]),
        nobs=n,
        first=str(regressand.index[0]),
        last=str(regressand.index[-1]),
        hac_lags=hac_lags,
        rsquared=float(fitted.rsquared),
        rsquared_adj=float(fitted.rsquared_adj),
        f_statistic=float(wald.fvalue),
        f_pvalue=float(wald.pvalue),
        durbin_watson=float(durbin_watson(fitted.wresid)),
        breusch_pagan=float(lm),
        breusch_pagan_pvalue=float(lm_pvalue),
        residual_sd=float(np.sqrt(fitted.scale)),
    )


def require_observations(name: str, n: int, k: int) -> None:
    """Refuse to estimate k slopes from n observations where these are too few."""
    needed = MIN_OBSERVATIONS_PER_TERM * (k + 1)
    if n < needed:
        raise ModelError(
            f"{name}: {n} complete observations, need {needed} for {k} regressors; "
            "choose a later date or a series with a longer history."
        )


def require_variation(name: str, values: np.ndarray) -> None:
    """Refuse to explain what does not move: it has no variance, hence no fit, record or band.

    Values that differ by no more than the rounding of their arithmetic do not move.
    """
    if np.ptp(values) <= NO_MOVE * max(1.0, np.abs(values).max()):
        same = round(float(values[0]), 6) + 0.0  # no negative zero
        raise ModelError(
            f"{name}: the same value, {same:g}, in all {len(values)} periods; "
            "an estimate needs figures that move: give a series that does."
        )


def variance_inflation(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Diagonal of the inverse weighted correlation matrix: 1 / (1 - R2 of each on the others)."""
    if x.shape[1] == 1:
        return np.ones(1)
    centred = (x - np.average(x, axis=0, weights=weights)) * np.sqrt(weights)[:, None]
    scaled = centred / np.linalg.norm(centred, axis=0)
    return np.diag(np.linalg.inv(scaled.T @ scaled))


class LeastSquares:
    """Weighted least squares as an estimator."""

    redraws = REDRAWS
    linear = True
    tune = staticmethod(nothing_to_tune)

    def result(self, data: Estimation) -> RegressionResult:
        """Estimate with Newey-West standard errors."""
        return fit_least_squares(
            data.regressand, data.regressors, weights=data.weights, hac_lags=data.hac_lags
        )


OLS = LeastSquares()

"""Results of an estimator that has coefficients but no standard errors of its own."""

import numpy as np

from models.equations.estimators.estimator import Estimation
from models.equations.estimators.least_squares import CONST, variance_inflation
from models.equations.estimators.result import RegressionResult


def point_estimate(
    name: str,
    data: Estimation,
    params: np.ndarray,
    errors: np.ndarray,
    penalty: float = 0.0,
) -> RegressionResult:
    """Return params (1 + k,), constant first, and the fit of their unweighted errors (n,).

    What has no meaning without standard errors is NaN; the redraws supply these.
    """
    x, y, weights = data.regressors.to_numpy(), data.regressand.to_numpy(), data.weights
    n, k = x.shape
    missed = np.sqrt(weights) * errors
    spread = np.sqrt(weights) * (y - np.average(y, weights=weights))
    none = np.full(k + 1, np.nan)
    return RegressionResult(
        estimator=name,
        terms=(CONST, *map(str, data.regressors.columns)),
        params=params,
        cov=np.full((k + 1, k + 1), np.nan),
        std_errors=none,
        tstats=none,
        pvalues=none,
        conf_low=none,
        conf_high=none,
        vif=np.r_[np.nan, variance_inflation(x, weights)],
        nobs=n,
        first=str(data.regressand.index[0]),
        last=str(data.regressand.index[-1]),
        hac_lags=0,
        rsquared=float(1 - missed @ missed / (spread @ spread)),
        rsquared_adj=np.nan,
        f_statistic=np.nan,
        f_pvalue=np.nan,
        durbin_watson=float(np.sum(np.diff(missed) ** 2) / (missed @ missed)),
        breusch_pagan=np.nan,
        breusch_pagan_pvalue=np.nan,
        residual_sd=float(np.sqrt(missed @ missed / (n - k - 1))),
        penalty=penalty,
    )

"""The one result type of every estimator, and its JSON form."""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from models.common.errors import ModelError

TABLE_COLUMNS = ("params", "std_errors", "tstats", "pvalues", "conf_low", "conf_high", "vif")


@dataclass(frozen=True, eq=False)
class RegressionResult:
    """Estimates of one equation, in units of the regressand per unit of each regressor.

    `cov` is the covariance of `params`, shape (k, k), in the order of `terms`; `conf_low` and
    `conf_high` bound the 95% confidence interval; `f_statistic` tests that all slopes are zero, with
    the same covariance; `breusch_pagan` is the studentised Lagrange multiplier statistic;
    `residual_sd` is the weighted residual standard deviation with n - k degrees of freedom; `penalty` is
    lambda of a penalised estimator. What an estimator does not define is NaN.
    """

    estimator: str
    terms: tuple[str, ...]
    params: np.ndarray
    cov: np.ndarray
    std_errors: np.ndarray
    tstats: np.ndarray
    pvalues: np.ndarray
    conf_low: np.ndarray
    conf_high: np.ndarray
    vif: np.ndarray
    nobs: int
    first: str
    last: str
    hac_lags: int
    rsquared: float
    rsquared_adj: float
    f_statistic: float
    f_pvalue: float
    durbin_watson: float
    breusch_pagan: float
    breusch_pagan_pvalue: float
    residual_sd: float
    penalty: float = 0.0

    @property
    def table(self) -> pd.DataFrame:
        """One row per term with estimates, standard errors, tests and variance inflation."""
        return pd.DataFrame(
            {name: getattr(self, name) for name in TABLE_COLUMNS},
            index=pd.Index(self.terms, name="term"),
        )

    @property
    def diagnostics(self) -> pd.Series:
        """Everything said of the equation as a whole."""
        skipped = {*TABLE_COLUMNS, "terms", "cov"}
        return pd.Series(
            {f.name: getattr(self, f.name) for f in fields(self) if f.name not in skipped}
        )

    def select(self, terms: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Return params (k,) and cov (k, k) of the named terms."""
        missing = [term for term in terms if term not in self.terms]
        if missing:
            raise ModelError(
                f"The equation has no term {missing[0]!r}; it has {', '.join(self.terms)}."
            )
        at = [self.terms.index(term) for term in terms]
        return self.params[at], self.cov[np.ix_(at, at)]

    def to_dict(self) -> dict:
        """Return plain lists and numbers, ready for JSON."""
        values = ((f.name, getattr(self, f.name)) for f in fields(self))
        return {n: v.tolist() if isinstance(v, np.ndarray) else v for n, v in values}

    @classmethod
    def from_dict(cls, values: dict) -> "RegressionResult":
        """Rebuild a result from `to_dict`."""
        numbers = {
            n: np.array(v, float) for n, v in values.items() if isinstance(v, list) and n != "terms"
        }
        undefined = {n: float("nan") for n, v in values.items() if v is None}
        return cls(**values | numbers | undefined | {"terms": tuple(values["terms"])})

"""Variance regimes: months with larger errors than today's, before 1985 and in the pandemic."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.panel.pandemic import PANDEMIC_MONTHS

COVARIANCE_FROM = pd.Period("1985-01", freq="M")
FISCAL_ECHO_UNTIL = pd.Period("2022-06", freq="M")
TODAY, EARLY, PANDEMIC = 0, 1, 2


@dataclass(frozen=True, slots=True)
class VarianceRatios:
    """Error variance of the early and the pandemic months over that of today's months.

    The pandemic's months were noisier for all variables at once (Lenza and Primiceri 2022): its ratio is
    at least one common to all equations, more where an equation asks for it. One constant stands for
    all its months.
    """

    early: float = 1.0
    pandemic: float = 1.0

    def weights(self, regime: np.ndarray) -> np.ndarray:
        """Weights 1 / ratio of each month, shape (T,); they multiply squared errors."""
        return 1.0 / np.array([1.0, self.early, self.pandemic])[regime]


def regimes(months: pd.PeriodIndex, variable: str) -> np.ndarray:
    """Mark each month as today's (0), before 1985 (1) or pandemic (2), shape (T,).

    The fiscal impulse is a change over four quarters, so that each pandemic jump returns a year later
    with the opposite sign: for its equation the pandemic lasts until June 2022.
    """
    first, last = PANDEMIC_MONTHS
    if variable == "fiscal_impulse":
        last = FISCAL_ECHO_UNTIL
    marks = np.where(months < COVARIANCE_FROM, EARLY, TODAY)
    marks[(months >= first) & (months <= last)] = PANDEMIC
    return marks


def capped(sample: pd.DataFrame) -> pd.DataFrame:
    """Hold each variable's pandemic values inside the range of its other months.

    Estimation alone uses this: a weight tames an error, but not the leverage of an input that lies far
    outside everything else. Forecasts start from the values as published.
    """
    result = sample.copy()
    for name in sample:
        noisy = regimes(sample.index, name) == PANDEMIC
        calm = sample.loc[~noisy, name]
        if noisy.any() and len(calm):
            result.loc[noisy, name] = sample.loc[noisy, name].clip(calm.min(), calm.max())
    return result

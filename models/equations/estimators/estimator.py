"""What every estimator offers; a new one is a file here and a row of `scenario.spec.ESTIMATORS`."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

import numpy as np
import pandas as pd

from models.equations.estimators.result import RegressionResult
from models.scenario.spec import ESTIMATORS

MIN_OBSERVATIONS_PER_TERM = 3
# (design (n, k) with the constant first, y (n,) or (n, R), weights (n,)) -> params (k,) or (k, R)
Solve = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
# (design, y, weights, embargo) of a training sample -> Solve with everything chosen on that sample
Tune = Callable[[np.ndarray, np.ndarray, np.ndarray, int], Solve]


@dataclass(frozen=True, eq=False)
class Estimation:
    """One equation to estimate: rows of positive weight in time order, and what was chosen on them.

    `regressand` (n,) and `regressors` (n, k) share a PeriodIndex, no constant; `hac_lags` is the
    truncation for estimators that have a Newey-West covariance, in periods.
    """

    regressand: pd.Series
    regressors: pd.DataFrame
    weights: np.ndarray
    hac_lags: int
    solve: Solve


class Estimator(Protocol):
    """One way of estimating an equation.

    `redraws` is how many redraws it can afford. `linear` says that, with what `tune` chose held, params
    are linear in y: then one set of redraws serves tests and bands. `result` leaves standard
    errors NaN where the estimator has none of its own; those of the redraws take their place.
    """

    redraws: int
    linear: bool
    tune: Tune

    def result(self, data: Estimation) -> RegressionResult:
        """Estimate and say everything about the equation."""


def weighted_least_squares(design: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return params (k,), or (k, R) for R regressands at once; the shortest where not unique."""
    root = np.sqrt(weights)
    weighted_y = (y.T * root).T
    return np.linalg.lstsq(design * root[:, None], weighted_y, rcond=None)[0]


def nothing_to_tune(
    _design: np.ndarray, _y: np.ndarray, _weights: np.ndarray, _embargo: int
) -> Solve:
    """Least squares has nothing to choose."""
    return weighted_least_squares


def estimator_named(name: str) -> Estimator:
    """Return an estimator by the name it has in a ModelSpec; its libraries are imported here."""
    module, _, attribute = ESTIMATORS[name].implementation.partition(":")
    return getattr(import_module(f"{__package__}.{module}"), attribute)

r"""Future shocks: normal for macro variables, redrawn from the past for returns.

Returns have calm and stormy years and fat tails, which a constant normal variance turns into bands that
are too wide at most times. Their standardised errors since 1985 are divided by a volatility

.. math:: s_t^2 = (1 - a - b) + a e_{t-1}^2 + b s_{t-1}^2, \quad a = 0.10,\ b = 0.85

(the usual monthly values, fixed, not estimated), and the future is a run of the errors so cleaned,
scaled up again by the same recursion from today's volatility (filtered historical simulation:
Barone-Adesi, Giannopoulos and Vosper 1999, Journal of Futures Markets 19(5), 583-602).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.completion.data import RETURNS
from models.completion.regime import COVARIANCE_FROM
from models.completion.system import System

REACTION, PERSISTENCE = 0.10, 0.85


@dataclass(frozen=True, eq=False)
class ReturnShocks:
    """For k returns: their columns, cleaned errors (N, k) and next month's variance (k,)."""

    columns: tuple[int, ...]
    cleaned: np.ndarray
    variance: np.ndarray

    def draw(self, rng: np.random.Generator, size: tuple[int, int, int]) -> np.ndarray:
        """Draw shocks (D, H, n) in units of each equation's long-run error sd.

        A draw takes the cleaned errors of H consecutive months from a random one on (after the last
        follows the first), the same months and one random sign for all returns.
        """
        n_draws, months, _ = size
        shocks = rng.standard_normal(size)
        length = len(self.cleaned)
        first = rng.integers(length, size=n_draws)
        sign = rng.choice([-1.0, 1.0], size=(n_draws, 1))
        variance = np.tile(self.variance, (n_draws, 1))
        for month in range(months):
            error = sign * self.cleaned[(first + month) % length] * np.sqrt(variance)
            shocks[:, month, self.columns] = error
            variance = next_variance(variance, error)
        return shocks


def next_variance(variance: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Variance of the month after, relative to the long run."""
    return 1 - REACTION - PERSISTENCE + REACTION * error**2 + PERSISTENCE * variance


def return_shocks(at_mean: System, sample: pd.DataFrame) -> ReturnShocks:
    """Clean the return errors of a sample since 1985, and say how volatile its end is."""
    columns = tuple(sample.columns.get_loc(name) for name in RETURNS)
    errors = standardised_errors(at_mean, sample.to_numpy())
    months = sample.index[-len(errors) :]
    late = errors[months >= COVARIANCE_FROM][:, columns]
    variance = np.ones(len(columns))
    cleaned = np.empty_like(late)
    for month, error in enumerate(late):
        cleaned[month] = error / np.sqrt(variance)
        variance = next_variance(variance, error)
    cleaned /= np.sqrt((cleaned**2).mean(axis=0))
    return ReturnShocks(columns, cleaned, variance)


def standardised_errors(at_mean: System, values: np.ndarray) -> np.ndarray:
    """Structural errors of one system on values (..., T, n), in their sd, shape (..., T - p, n)."""
    months, n = values.shape[-2:]
    lags = at_mean.phi.shape[-1] // n
    before = np.concatenate(
        [values[..., lags - lag : months - lag, :] for lag in range(1, lags + 1)], axis=-1
    )
    errors = values[..., lags:, :] - at_mean.constant[0] - before @ at_mean.phi[0].T
    solved = np.linalg.solve(at_mean.impact[0], errors.reshape(-1, n).T)
    return solved.T.reshape(errors.shape)

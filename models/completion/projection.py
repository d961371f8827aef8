r"""The system over a horizon: forecast, responses to shocks and to unknown starting values.

.. math:: Y = F + \Theta e + E \xi, \quad e, \xi \sim N(0, I)

Month t's response to a shock k months earlier is Theta_k (n, n); E (H, n, q) is the response to the
q values before the horizon that are not known.
"""

from dataclasses import dataclass

import numpy as np

from models.completion.system import System

BLOCK_DRAWS = 100  # whose run stays in the processor's cache


@dataclass(frozen=True, eq=False)
class Start:
    """The p months before the horizon, newest first, for D draws (or one for all).

    `mean` (D, p, n) are known or completed values; `spread` (D, p, n, q) is how they move with q
    independent standard normal unknowns; q is 0 where everything is known.
    """

    mean: np.ndarray
    spread: np.ndarray


@dataclass(frozen=True, eq=False)
class Horizon:
    """Forecast (D, H, n), responses (D, H, n, n) by age of the shock, edge (D, H, n, q)."""

    forecast: np.ndarray
    responses: np.ndarray
    edge: np.ndarray

    def __len__(self) -> int:
        return len(self.forecast)

    def select(self, draws: slice | np.ndarray) -> "Horizon":
        """Return some of the draws."""
        return Horizon(self.forecast[draws], self.responses[draws], self.edge[draws])

    def until(self, months: int) -> "Horizon":
        """Return the first months."""
        return Horizon(self.forecast[:, :months], self.responses[:, :months], self.edge[:, :months])


def known_start(sample: np.ndarray, lags: int) -> Start:
    """Start after a sample (T, n) of known values."""
    newest_first = sample[-1 : -lags - 1 : -1]
    return Start(newest_first[None], np.zeros((1, lags, sample.shape[1], 0)))


def project(system: System, start: Start, months: int) -> Horizon:
    """Run the recursion once for forecast, responses and edge together, some draws at a time."""
    n_draws, n, _ = system.phi.shape
    q = start.spread.shape[-1]
    mean, spread = (
        np.broadcast_to(each, (n_draws, *each.shape[1:])) for each in (start.mean, start.spread)
    )
    found = Horizon(*(np.empty((n_draws, months, n, *last)) for last in ((), (n,), (q,))))
    for first in range(0, n_draws, BLOCK_DRAWS):
        block = slice(first, first + BLOCK_DRAWS)
        run = _run(system.select(block), Start(mean[block], spread[block]), months)
        found.forecast[block] = run[..., 0]
        found.responses[block] = run[..., 1 : 1 + n]
        found.edge[block] = run[..., 1 + n :]
    return found


def _run(system: System, start: Start, months: int) -> np.ndarray:
    """Return forecast, responses and edge side by side, (D, H, n, 1 + n + q)."""
    n_draws, n, width = system.phi.shape
    lags, q = width // n, start.spread.shape[-1]
    # Time runs backwards along axis 1, so that the p months before t are one block of memory.
    run = np.zeros((n_draws, months + lags, n, 1 + n + q))
    run[:, months:, :, 0] = start.mean
    run[:, months:, :, 1 + n :] = start.spread
    for t in range(months):
        before = run[:, months - t : months - t + lags].reshape(n_draws, width, -1)
        now = run[:, months - 1 - t]
        np.matmul(system.phi, before, out=now)
        now[:, :, 0] += system.constant
        if t == 0:
            now[:, :, 1 : 1 + n] = system.impact
    return run[:, :months][:, ::-1]


def noise(horizon: Horizon, shocks: np.ndarray, unknowns: np.ndarray) -> np.ndarray:
    """Deviation of simulated paths from the forecast, (D, H, n).

    `shocks` (D, H, n) and `unknowns` (D, q) are standard normal.
    """
    months = shocks.shape[1]
    path = np.einsum("dhnq,dq->dhn", horizon.edge, unknowns)
    for age in range(months):
        path[:, age:] += (horizon.responses[:, None, age] @ shocks[:, : months - age, :, None])[
            ..., 0
        ]
    return path


def covariance(horizon: Horizon, variables: np.ndarray, shocks: np.ndarray) -> np.ndarray:
    """Covariance of variables over all months by some shocks, (D, H v, H v), month-major.

    `shocks` lists the columns that act in every month; what the edge adds is not included. Each
    month's block is the one before it plus one product: cov(t, s) = cov(t-1, s-1) + Theta_t Theta_s'.
    """
    n_draws, months = horizon.forecast.shape[:2]
    v = len(variables)
    theta = horizon.responses[:, :, variables][..., shocks].reshape(n_draws, months * v, -1)
    total = (theta @ theta.transpose(0, 2, 1)).reshape(n_draws, months, v, months, v)
    for t in range(1, months):
        total[:, t, :, 1:] += total[:, t - 1, :, :-1]
    return total.reshape(n_draws, months * v, months * v)

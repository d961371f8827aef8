r"""The ragged edge: the last months, in which only some series are published.

Given these values the edge is :math:`\mu + S \xi` with :math:`\xi \sim N(0, I)` unknown. Cells of the
horizon that are fixed as well, at c, say more of it:

.. math:: E[\mu + S \xi \mid c] = \mu + S E_C' \Gamma_{CC}^{-1} (c - F_C)

with E the response of the horizon to the unknowns (models/completion/projection.py).
"""

from dataclasses import dataclass

import numpy as np

from models.completion.gain import Conditions, gains_of_unknowns
from models.completion.mean_path import ConditionalMean
from models.completion.projection import Horizon, Start, covariance, known_start, project
from models.completion.system import System


@dataclass(frozen=True, eq=False)
class Edge:
    """The months between sample and horizon of D draws: `mean` (D, R, n), `spread` (D, R, n, q).

    The spread is how they move with the q unknowns, zero where a value is published.
    """

    mean: np.ndarray
    spread: np.ndarray


def complete_edge(system: System, sample: np.ndarray, edge: np.ndarray) -> tuple[Start, Edge]:
    """Condition the months after the sample on what is known of them.

    Parameters
    ----------
    sample : ndarray of shape (T, n)
        Complete months.
    edge : ndarray of shape (R, n)
        The months after it up to the origin, NaN where unknown; R may be 0.

    Returns
    -------
    (start, completed) : Start of the horizon, and the edge
        Known values stay as they are, to the last digit.
    """
    n_draws, n, width = system.phi.shape
    lags, months = width // n, len(edge)
    known = np.isfinite(edge).ravel()
    if known.all():
        whole = np.vstack([sample, edge])
        completed = np.broadcast_to(edge, (n_draws, *edge.shape))
        return known_start(whole, lags), Edge(completed, np.zeros((*completed.shape, 0)))
    horizon = project(system, known_start(sample, lags), months)
    forecast = horizon.forecast.reshape(n_draws, -1)
    gamma = covariance(horizon, np.arange(n), np.arange(n))
    mean, spread = forecast.copy(), gamma[:, ~known][:, :, ~known]
    if known.any():
        across = gamma[:, known][:, :, ~known]
        gain = np.linalg.solve(gamma[:, known][:, :, known], across).transpose(0, 2, 1)
        miss = edge.ravel()[known] - forecast[:, known]
        mean[:, ~known] += (gain @ miss[..., None])[..., 0]
        mean[:, known] = edge.ravel()[known]
        spread = spread - gain @ across
    factor = np.zeros((n_draws, months * n, int((~known).sum())))
    factor[:, ~known] = np.linalg.cholesky((spread + spread.transpose(0, 2, 1)) / 2)
    completed = mean.reshape(n_draws, months, n)
    unknown = factor.reshape(n_draws, months, n, -1)
    past = np.broadcast_to(sample[-lags:], (n_draws, lags, n))
    means = np.concatenate([past, completed], axis=1)[:, -lags:][:, ::-1]
    still = np.zeros((n_draws, lags, n, unknown.shape[-1]))
    spreads = np.concatenate([still, unknown], axis=1)[:, -lags:][:, ::-1]
    return Start(means, spreads), Edge(completed, unknown)


def edge_given(edge: Edge, horizon: Horizon, conditions: Conditions) -> ConditionalMean:
    """Return the mean of the edge given also the fixed cells of the horizon; both of one draw."""
    gain = edge.spread[0] @ gains_of_unknowns(horizon, conditions)[0]
    forecast = horizon.forecast[0][conditions.fixed]
    return ConditionalMean(edge.mean[0] - gain @ forecast, gain)

r"""Moves that are equally likely: each lever's own scalar at the same odds, and the likeliest path to it.

A lever's scalar s is its variable a year ahead, as far as some shocks move it: the policy rate by policy
shocks, unemployment by all others (fiscal shocks, which no sample can tell apart, stay outside). Of a
variable that odds average (models.comparison.averaged), inflation, s is the average of its last months.
s is normal around the forecast, so one time in N it lies above :math:`z_N \sigma_s`, with
:math:`z_N = \Phi^{-1}(1 - 1/N)`. The most likely path of everything given that value is, in closed form,

.. math:: E[Y \mid s = z_N \sigma_s] - E[Y] = z_N \frac{\mathrm{Cov}(Y, s)}{\sigma_s}

whatever shape the path takes. With :math:`\Gamma_S = M_S M_S'` of these shocks alone and G the gains of
the cells already published (C),

.. math:: \mathrm{Cov}(Y, s) = (I - GC)\, \Gamma_S\, (I - GC)' 1_s

Every draw of the coefficients has a path of its own; the floor of the rate is not applied.
"""

from dataclasses import dataclass
from functools import lru_cache
from numbers import Integral
from statistics import NormalDist

import numpy as np

from models.common.errors import ScenarioError
from models.completion.completion import Completion
from models.completion.data import VARIABLES
from models.completion.projection import Horizon
from models.scenario.levers import LEVERS, PINNED
from models.scenario.levers.lever import Lever

AT_MONTH = 12
ONE_IN = (4, 10, 20)  # odds on offer
BLOCK_DRAWS = 250


@dataclass(frozen=True, eq=False)
class LikelyMove:
    """One lever moved up to what happens one time in `one_in`, and what everything does then.

    `size` is its scalar at month 12 and `path` (24, n) every variable, both as deviations from the
    forecast at the posterior mean; `draws` (D, 24, n) are the paths by every draw of the coefficients.
    """

    lever: str
    one_in: int
    size: float
    path: np.ndarray
    draws: np.ndarray


def likely_move(model: Completion, lever: str, one_in: int) -> LikelyMove:
    """Return a lever's move at the odds of one in `one_in`; exactly nothing at one in two.

    Raises ScenarioError for a lever that has no odds and for odds that are none.
    """
    row = lever_with_odds(lever)
    check_odds(one_in)
    z = NormalDist().inv_cdf(1 - 1 / one_in)
    unit, draws = _unit_moves(model, lever)
    column = model.names.index(row.variable)
    path = z * unit + 0.0
    size = float(path[months_of(row), column].mean())
    return LikelyMove(lever, one_in, size, path, z * draws)


def lever_with_odds(lever: str) -> Lever:
    """Return the row of a lever that has odds; refuse another in a sentence."""
    offered = [row.id for row in LEVERS.values() if row.odds_by]
    if lever not in offered:
        raise ScenarioError(
            f"There are no odds for a lever {str(lever)[:40]!r}; levers with odds are "
            f"{', '.join(offered)}."
        )
    return LEVERS[lever]


def check_odds(one_in: object) -> None:
    """Refuse odds that are not one in a whole number from 2 to 100."""
    whole = isinstance(one_in, Integral) and not isinstance(one_in, bool)
    if not whole or not 2 <= int(one_in) <= 100:  # type: ignore[call-overload]
        raise ScenarioError(
            f"The odds are one in {one_in!r}; give a whole number from 2 to 100, such as "
            f"{', '.join(map(str, ONE_IN))}."
        )


def months_of(lever: Lever) -> np.ndarray:
    """Return the months, from 0, whose average is a lever's scalar."""
    return np.arange(AT_MONTH - lever.averaged_months, AT_MONTH)


def shocks_of(lever: Lever) -> np.ndarray:
    """Return the columns of the shocks that move a lever's scalar."""
    own = VARIABLES.index(lever.variable)
    if lever.odds_by == "own":
        return np.array([own])
    apart = {VARIABLES.index(row.variable) for row in PINNED if row.odds_by != "others"}
    return np.array([i for i in range(len(VARIABLES)) if i not in apart])


@lru_cache(maxsize=16)
def _unit_moves(model: Completion, lever: str) -> tuple[np.ndarray, np.ndarray]:
    """Return Cov(Y, s) / sd(s) at the posterior mean (24, n) and by draw (D, 24, n)."""
    row = LEVERS[lever]
    return _covariance(model, model.mean, row)[0], _covariance(model, model.draws, row)


def _covariance(model: Completion, horizon: Horizon, lever: Lever) -> np.ndarray:
    """Return Cov(Y, s) / sd(s) of every draw, (D, 24, n)."""
    column, published = model.names.index(lever.variable), np.isfinite(model.data.published)
    months, found = months_of(lever), []
    for first in range(0, len(horizon), BLOCK_DRAWS):
        block = horizon.select(slice(first, first + BLOCK_DRAWS))
        to_scalar = given_published(block, published, column, shocks_of(lever), months)
        sd = np.sqrt(to_scalar[:, months, column].mean(axis=1))
        found.append(to_scalar / sd[:, None, None])
    return np.concatenate(found)


def given_published(
    horizon: Horizon,
    published: np.ndarray,
    column: int,
    shocks: np.ndarray,
    months: np.ndarray,
) -> np.ndarray:
    """Return Cov(Y, s), (D, H, n), for s the average of the variable `column` over `months` by `shocks`.

    `published` (H, n) marks the cells that are known, which do not move.
    """
    covariance = np.mean([with_cell(horizon, month, column, shocks) for month in months], axis=0)
    if not published.any():
        return covariance
    gain = published_gain(horizon, published)
    for place, (month, variable) in enumerate(np.argwhere(published)):
        weight = gain[:, months, column, place].mean(axis=1)[:, None, None]
        covariance = covariance - weight * with_cell(horizon, month, variable, shocks)
    at_known = covariance[:, published]
    covariance = covariance - (gain * at_known[:, None, None]).sum(axis=-1)
    covariance[:, published] = 0.0
    return covariance


def published_gain(horizon: Horizon, published: np.ndarray) -> np.ndarray:
    """Return the gains of every cell on those that are published (H, n), (D, H, n, m)."""
    everything, known = np.arange(published.shape[1]), np.argwhere(published)
    of_known = np.stack(
        [
            with_cell(horizon, month, variable, everything)
            + (horizon.edge @ horizon.edge[:, month, variable][:, None, :, None])[..., 0]
            for month, variable in known
        ],
        axis=-1,
    )
    flat = of_known.reshape(len(horizon), -1, len(known)).transpose(0, 2, 1)
    inner = of_known[:, published]
    return np.linalg.solve(inner, flat).transpose(0, 2, 1).reshape(of_known.shape)


def with_cell(horizon: Horizon, month: int, variable: int, shocks: np.ndarray) -> np.ndarray:
    """Return the covariance of all cells with one, by some shocks of every month, (D, H, n)."""
    theta = horizon.responses[..., shocks]
    total = np.zeros(horizon.forecast.shape)
    for shock_month in range(month + 1):
        of_cell = theta[:, month - shock_month, variable]
        ahead = theta[:, : theta.shape[1] - shock_month]
        total[:, shock_month:] += (ahead @ of_cell[:, None, :, None])[..., 0]
    return total

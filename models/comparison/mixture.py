r"""A weighted mix of scenarios: one distribution, each scenario as likely as its weight says.

.. math:: F(y) = \sum_i w_i F_i(y), \quad
          F_i \text{ the centre of scenario } i \pm \text{ its scale} \times \text{past errors}

the distribution behind the bands of each. A mix of one scenario has that scenario's bands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
import pandas as pd

from models.common.bands import LEVELS_PCT, SHOWN_COLUMN, SHOWN_PCT, ends
from models.common.errors import ModelError, ScenarioError
from models.comparison.batch import Batch
from models.equations.outcomes import OUTCOMES
from models.outcome.world import World

_MOST_BINS = 64
_WIDTHS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)


@dataclass(frozen=True, eq=False)
class Mixture:
    """A mix at one horizon: mean, ends of the bands by name (of `QUANTILES`), probability above zero.

    `points` and `weights` are the distribution itself, points ascending, weights adding up to one.
    """

    mean: float
    quantiles: dict[str, float]
    odds: float
    points: np.ndarray
    weights: np.ndarray

    def in_bins(self) -> tuple[np.ndarray, np.ndarray]:
        """Return edges (B + 1,), a round width apart and zero among their multiples, and shares (B,)."""
        low, high = self.points[[0, -1]]
        width = next((w for w in _WIDTHS if high - low <= _MOST_BINS * w), _WIDTHS[-1])
        edges = width * np.arange(np.floor(low / width), np.floor(high / width) + 2)
        return edges, np.histogram(self.points, edges, weights=self.weights)[0]


def mixture(
    batch: Batch, weights: Sequence[float], world: World, variable: str, horizon_months: int
) -> Mixture:
    """Mix the scenarios of a batch at a horizon it holds; weights are shares of any total.

    Raises ScenarioError for weights that are none, ModelError where a scenario has no answer or the
    outcome no distribution of its own (small minus large by a single estimator).
    """
    shares = _shares(weights, len(batch))
    used = np.flatnonzero(shares)
    if refused := [batch.refused[i] for i in used if batch.refused[i]]:
        raise ModelError(refused[0])
    many = batch[variable]
    row = many.at(horizon_months)
    if row < 0:
        raise ScenarioError(
            f"No quarter of {OUTCOMES[variable].label} ends within {horizon_months} months: choose a "
            "longer horizon."
        )
    low, high = (many.of(f"scenario_{end}")[used, row] for end in ends(SHOWN_PCT))
    centre, half = many.of("scenario")[used, row], (high - low) / 2
    points, each = [], []
    n_sizes = 0
    for at, shown, share, place in zip(centre, half, shares[used], used, strict=True):
        sizes = _sizes(batch, world, variable, int(place), row)
        n_sizes = len(sizes)
        scaled = shown * sizes / _held(sizes)[SHOWN_COLUMN]
        points.append(np.concatenate([at - scaled, at + scaled]))
        each.append(np.full(2 * n_sizes, share / (2 * n_sizes)))
    pooled, weight = np.concatenate(points), np.concatenate(each)
    order = np.argsort(pooled, kind="stable")
    pooled, weight = pooled[order], weight[order]
    below = weight.cumsum()
    found = {}
    for level in LEVELS_PCT:
        inside = min(np.ceil((n_sizes + 1) * level / 100), n_sizes) / n_sizes
        lower, upper = ends(level)
        found[upper] = _quantile(pooled, below, (1 + inside) / 2)
        found[lower] = -_quantile(-pooled[::-1], weight[::-1].cumsum(), (1 + inside) / 2)
    odds = many.of("odds_scenario")[used, row] @ shares[used]
    return Mixture(float(centre @ shares[used]), found, float(odds), pooled, weight)


def _shares(weights: Sequence[float], count: int) -> np.ndarray:
    if len(weights) != count:
        raise ScenarioError(
            f"{len(weights)} weights are given for {count} scenarios: give one to each."
        )
    for weight in weights:
        if not isfinite(weight) or weight < 0:
            raise ScenarioError(f"A weight is {weight:g}; weights are 0 or more: enter shares.")
    if not sum(weights) > 0:
        raise ScenarioError("All weights are zero; give at least one scenario a share.")
    return np.array(weights, dtype=float) / sum(weights)


def _sizes(batch: Batch, world: World, variable: str, place: int, row: int) -> np.ndarray:
    """Sizes of past errors, ascending, whose shape the scenario's distribution has."""
    many = batch[variable]
    if OUTCOMES[variable].kind == "return":
        if world.level is None:
            raise ModelError(
                "Small minus large by a single estimator has bands and no distribution: choose the "
                "average of the models."
            )
        level = world.level
        errors = level.scenario if batch.requests[place].scenario.moved else level.baseline
        return errors.sizes[int(many.horizon_months[row]) - 1]
    model = world.fit.growth_model(variable)
    ahead = many.periods[row].ordinal - pd.Period(model.last, freq="Q").ordinal
    return np.sort(np.abs(model.errors_of(ahead)))


def _held(sizes: np.ndarray) -> np.ndarray:
    """Sizes that held the shares of `LEVELS_PCT`, with the n + 1 correction of bands."""
    ranks = [int(np.ceil((len(sizes) + 1) * level / 100)) for level in LEVELS_PCT]
    return sizes[np.minimum(ranks, len(sizes)) - 1]


def _quantile(points: np.ndarray, below: np.ndarray, share: float) -> float:
    """Return the smallest point with at least a share of the weight up to it."""
    place = int(np.searchsorted(below, share - 1e-12))
    return float(points[min(place, len(points) - 1)])

r"""How much of the movement of prices is earnings, how much the multiple: a split of the variance.

.. math:: \mathrm{Var}(\Delta_h p) = \mathrm{Cov}(\Delta_h e, \Delta_h p) + \mathrm{Cov}(\Delta_h m, \Delta_h p)

so that the shares :math:`\mathrm{Cov}(\cdot, \Delta_h p) / \mathrm{Var}(\Delta_h p)` add up to one; a share may
lie below zero or above one. h counts quarters.

Four-quarter growth rates leave four constants of the level open, one a calendar quarter. An h-quarter
change with h no multiple of four therefore has an unknown mean for each calendar quarter and nothing
else unknown: taking the mean of each calendar quarter away makes the shares exact at every horizon.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.earnings.identity import QUARTERS_A_YEAR
from models.errors import ModelError

HORIZONS_QUARTERS = (1, 4, 8, 12, 20)
RESAMPLES = 2000
SEED = 19891231
MIN_WINDOWS = 5  # separate windows below which a share is not given
SHORTEST_BLOCK_QUARTERS = 8
INTERVAL_PCT = 90


@dataclass(frozen=True, slots=True)
class Share:
    """One part's share of the variance of price changes over `quarters`, with its 90 % interval."""

    part: str
    quarters: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class VarianceShares:
    """The shares at each horizon the sample allows, and how the first part fares against the others.

    `lead_low` and `lead_high` bound, by horizon, the share of the first part less the largest other one.
    `n_windows` counts windows that do not overlap.
    """

    parts: tuple[str, ...]
    first: pd.Period
    last: pd.Period
    shares: tuple[Share, ...]
    lead_low: dict[int, float]
    lead_high: dict[int, float]
    n_windows: dict[int, int]

    @property
    def horizons(self) -> tuple[int, ...]:
        """The horizons that the sample allows, in quarters."""
        return tuple(self.n_windows)

    def share(self, part: str, quarters: int) -> Share:
        """Return one share."""
        return next(s for s in self.shares if (s.part, s.quarters) == (part, quarters))

    @property
    def table(self) -> pd.DataFrame:
        """One row a horizon and part: `quarters`, `part`, `share`, `low`, `high`, `separate_windows`."""
        rows = [
            (s.quarters, s.part, s.share, s.low, s.high, self.n_windows[s.quarters])
            for s in self.shares
        ]
        return pd.DataFrame(
            rows, columns=["quarters", "part", "share", "low", "high", "separate_windows"]
        )


def quarterly_changes(four_quarter: pd.Series) -> pd.Series:
    """Turn a run of four-quarter changes (n,) into one-quarter changes (n + 3,), quarters before included.

    The four constants that growth rates leave open are chosen so that average growth is the same in
    every calendar quarter, as of a trailing sum, which has no season. Four changes in a row add up to the
    four-quarter change they came from whatever the choice.
    """
    growth = four_quarter.to_numpy()
    level = np.zeros(len(growth) + QUARTERS_A_YEAR)
    for t, change in enumerate(growth):
        level[t + QUARTERS_A_YEAR] = level[t] + change
    index = pd.period_range(
        four_quarter.index[0] - QUARTERS_A_YEAR + 1, four_quarter.index[-1], freq="Q"
    )
    changes = pd.Series(np.diff(level), index)
    by_season = changes.groupby(index.quarter).transform("mean")
    return changes - by_season + changes.groupby(index.quarter).mean().mean()


def variance_shares(
    changes: pd.DataFrame,
    parts: tuple[str, ...],
    horizons: tuple[int, ...] = HORIZONS_QUARTERS,
) -> VarianceShares:
    """Split the variance of `price` into its `parts` at each horizon with at least five windows.

    Parameters
    ----------
    changes : DataFrame of shape (n, 1 + len(parts))
        One-quarter changes, 100 x log, without gaps; `price` is the sum of the parts.

    Returns
    -------
    VarianceShares
        Intervals are percentiles of 2,000 circular block resamples of the overlapping windows, blocks
        of the window's length and at least eight quarters. With few separate windows they are too
        narrow: docs/decisions/0018 measures by how much.

    Raises
    ------
    ModelError
        When the sample holds fewer than five windows of the shortest horizon.
    """
    usable = [h for h in horizons if len(changes) // h >= MIN_WINDOWS]
    if not usable:
        raise ModelError(
            f"The split of the variance has {len(changes)} quarters; it needs "
            f"{MIN_WINDOWS * min(horizons)}: load a longer series."
        )
    shares, lead_low, lead_high = [], {}, {}
    for h in usable:
        rows = _windows(changes[["price", *parts]], h)
        found = _shares(rows[None])[0]
        resampled = _shares(_resample(rows, max(h, SHORTEST_BLOCK_QUARTERS)))
        low, high = _interval(resampled)
        shares += [
            Share(part, h, *map(float, values))
            for part, *values in zip(parts, found, low, high, strict=True)
        ]
        lead = resampled[:, 0] - resampled[:, 1:].max(axis=1)
        lead_low[h], lead_high[h] = (float(end[0]) for end in _interval(lead[:, None]))
    return VarianceShares(
        parts=parts,
        first=changes.index[0],
        last=changes.index[-1],
        shares=tuple(shares),
        lead_low=lead_low,
        lead_high=lead_high,
        n_windows={h: len(changes) // h for h in usable},
    )


def _windows(changes: pd.DataFrame, h: int) -> np.ndarray:
    """Overlapping h-quarter sums, less the mean of each calendar quarter."""
    sums = changes.rolling(h).sum().iloc[h - 1 :]
    return (sums - sums.groupby(sums.index.quarter).transform("mean")).to_numpy()


def _shares(rows: np.ndarray) -> np.ndarray:
    """Shares (R, parts) of samples (R, n, 1 + parts) whose first column is the price."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    with_price = np.einsum("rn,rnk->rk", centred[:, :, 0], centred)
    return with_price[:, 1:] / with_price[:, :1]


def _resample(rows: np.ndarray, block: int) -> np.ndarray:
    n = len(rows)
    starts = np.random.default_rng(SEED).integers(n, size=(RESAMPLES, -(-n // block)))
    at = (starts[:, :, None] + np.arange(block)).reshape(RESAMPLES, -1)[:, :n] % n
    return rows[at]


def _interval(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Percentile interval of each column of (R, k)."""
    tail = (100 - INTERVAL_PCT) / 200
    ordered = np.sort(values, axis=0)
    last = len(values) - 1
    return ordered[round(tail * last)], ordered[round((1 - tail) * last)]

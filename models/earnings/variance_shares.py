r"""Variance decomposition of price changes into earnings and the multiple.

.. math:: \mathrm{Var}(\Delta_h p) = \mathrm{Cov}(\Delta_h e, \Delta_h p)
          + \mathrm{Cov}(\Delta_h m, \Delta_h p)

so that the shares, each covariance over the variance, add up to one; a share may lie below zero or
above one. h counts quarters.

Four-quarter growth rates leave four constants of the level open, one a calendar quarter. An h-quarter
change with h no multiple of four therefore has an unknown mean for each calendar quarter and nothing
else unknown: taking the mean of each calendar quarter away makes the shares exact at every horizon.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from models.common.bands import SHOWN_PCT
from models.common.errors import ModelError
from models.earnings.identity import QUARTERS_A_YEAR

HORIZONS_QUARTERS = (1, 4, 8, 12, 20)
RESAMPLES = 2000
SEED = 19891231
MIN_BLOCKS = 3  # of a resample, below which a share is not given
BLOCK_BEYOND_WINDOW_QUARTERS = 8
NO_MOVE = 1e-9  # log percent: what differs by less than the rounding of its arithmetic is the same


@dataclass(frozen=True, slots=True)
class Share:
    """A part's share of the variance of price changes over `quarters`, with its interval."""

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
    """Turn a run of four-quarter changes (n,) into the one-quarter changes (n + 3,) behind them.

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


def quarters_needed(horizon_quarters: int) -> int:
    """Return how many one-quarter changes a share over a horizon takes."""
    block = horizon_quarters + BLOCK_BEYOND_WINDOW_QUARTERS
    return MIN_BLOCKS * block + horizon_quarters - 1


def variance_shares(
    changes: pd.DataFrame,
    parts: tuple[str, ...],
    horizons: tuple[int, ...] = HORIZONS_QUARTERS,
) -> VarianceShares:
    """Split the variance of `price` into its `parts` at each horizon the sample is long enough for.

    Parameters
    ----------
    changes : DataFrame of shape (n, 1 + len(parts))
        One-quarter changes, 100 x log, without gaps; `price` is the sum of the parts.

    Returns
    -------
    VarianceShares
        Shares with intervals: the spread of 2,000 circular block resamples of the overlapping windows,
        blocks eight quarters longer than the window, times Student's t with as many degrees of freedom as
        blocks less one, and the root of n / (n - block). In simulations like the data
        those of 90 percent held 84 to 91% (docs/decisions/0017).

    Raises
    ------
    ModelError
        When the sample is too short for the shortest horizon, fewer than three blocks of windows, or
        the price does not vary.
    """
    usable = [h for h in horizons if len(changes) >= quarters_needed(h)]
    if not usable:
        raise ModelError(
            f"A split of the variance has {len(changes)} quarterly changes in a row with all parts "
            f"known; it needs {quarters_needed(min(horizons))}: load a longer series."
        )
    shares, lead_low, lead_high = [], {}, {}
    for h in usable:
        rows = _windows(changes[["price", *parts]], h)
        if np.ptp(rows[:, 0]) <= NO_MOVE:
            raise ModelError(
                f"The price changes by the same in all quarters {changes.index[0]} to "
                f"{changes.index[-1]}, so that its variance is zero and has no parts: load a series of "
                "other quarters."
            )
        found = _shares(rows[None])[0]
        resampled = _shares(_resample(rows, h + BLOCK_BEYOND_WINDOW_QUARTERS))
        wide = _half_width(len(rows), h)
        half = wide * resampled.std(axis=0)
        shares += [
            Share(part, h, *map(float, values))
            for part, *values in zip(parts, found, found - half, found + half, strict=True)
        ]
        half = wide * _lead(resampled).std()
        lead_low[h], lead_high[h] = (float(_lead(found[None])[0] + end) for end in (-half, half))
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


def _lead(shares: np.ndarray) -> np.ndarray:
    """Share of the first part less the largest other one, for each row of (R, parts)."""
    return shares[:, 0] - shares[:, 1:].max(axis=1)


def _half_width(n: int, h: int) -> float:
    """How many standard deviations of the resamples make half an interval."""
    block = h + BLOCK_BEYOND_WINDOW_QUARTERS
    t = stdtrit(n / block - 1, 0.5 + SHOWN_PCT / 200)
    return float(t * np.sqrt(n / (n - block)))


@lru_cache(maxsize=1)
@lru_cache(maxsize=1)
def interval_coverage() -> tuple[float, float]:
    """Return the lowest and highest share of simulated samples whose interval held the true share.

    Over horizons and kinds of error of ``tests/reference/variance_share_coverage.py``.
    """
    held = pd.read_csv(Path(__file__).with_name("variance_share_coverage.csv"))["held"]
    return float(held.min()), float(held.max())

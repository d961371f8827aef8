r"""Earnings growth of a bucket that always exists, and what is read beside it.

.. math:: m_t = \frac{\sum_i \mathrm{clip}(T_{it} - T_{i,t-4}, \pm 10\,\bar a)}
                     {\sum_i |T_{i,t-4}|}, \quad
          \bar a = \frac1n \sum_i |T_{i,t-4}|

T is income over four quarters of the n firms known at both ends and in the bucket at the earlier one.
Losses swell the denominator: m is a change of earnings, not growth of earnings per share, and its slope
on large caps no sensitivity of EPS. Ten times the mean is a bound that does not move with coverage, as
a share of the sum does.
"""

import datetime as dt

import numpy as np
import pandas as pd

from models.earnings.filings.buckets import RANKS, members
from models.earnings.filings.firms import QUARTERS_A_YEAR, Firms

CLIP_TIMES_MEAN = 10.0
FIRST_RATE = pd.Period("2012Q4", "Q")  # of trailing years: small companies file from mid-2011
AVAILABLE_DAYS = {1: 45, 2: 45, 3: 45, 4: 90}  # after the end of a quarter
MIN_FIRMS = 100  # matched, below which a bucket has no growth
RESAMPLES, RESAMPLES_AT_ONCE = 500, 50
SEED = 20121231
COLUMNS = (
    "measure",
    "std_error",
    "unclipped",
    "ratio_growth_log_pct",
    "symmetric_growth_pct",
    "median_symmetric_growth_pct",
    "breadth",
    "margin_change_pp",
    "loss_share",
    "n_firms",
    "quarterly_measure",
)


def measures(firms: Firms, last: pd.Period) -> pd.DataFrame:
    """Return one row a quarter and bucket up to `last`, indexed by both; columns are `COLUMNS`.

    `measure`, `std_error` and `unclipped` are shares of lagged absolute income; the standard error is of
    500 resamples of firms. `ratio_growth_log_pct` is 100 x log of the sums where both are positive.
    `breadth` is the share of firms rising less that of firms falling. `quarterly_measure` sums four
    quarterly year-on-year changes, each over the firms known at its two ends, which begins earlier.
    """
    held = members(firms)
    rng = np.random.default_rng(SEED)
    rows = {}
    for column in range(QUARTERS_A_YEAR, len(firms.quarters)):
        if firms.quarters[column] > last:
            break
        for bucket in RANKS:
            found = _measured(firms, held[column - QUARTERS_A_YEAR][bucket], column, rng)
            found["quarterly_measure"] = _by_quarters(firms, held, bucket, column)
            if np.isfinite([found["measure"], found["quarterly_measure"]]).any():
                rows[firms.quarters[column], bucket] = found
    index = pd.MultiIndex.from_tuples(rows or [], names=["quarter", "bucket"])
    return pd.DataFrame(list(rows.values()), index=index, columns=list(COLUMNS))


def last_available(today: dt.date) -> pd.Period:
    """Return the last quarter whose reports are due: 45 days after its end, 90 after a fourth."""
    quarter = pd.Period(today, freq="Q")
    while quarter.end_time.date() + dt.timedelta(days=AVAILABLE_DAYS[quarter.quarter]) > today:
        quarter -= 1
    return quarter


def clipped_change(now: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Return each firm's change of income, within ten times the mean absolute income before."""
    bound = CLIP_TIMES_MEAN * np.abs(before).mean()
    return np.clip(now - before, -bound, bound)


def _measured(firms: Firms, rows: np.ndarray, column: int, rng: np.random.Generator) -> dict:
    now = firms.income_year[rows, column]
    before = firms.income_year[rows, column - QUARTERS_A_YEAR]
    both = np.isfinite(now) & np.isfinite(before)
    if both.sum() < MIN_FIRMS or firms.quarters[column] < FIRST_RATE:
        return dict.fromkeys(COLUMNS, np.nan) | {"n_firms": int(both.sum())}
    rows, now, before = rows[both], now[both], before[both]
    absolute, change = np.abs(before), now - before
    return {
        "measure": clipped_change(now, before).sum() / absolute.sum(),
        "std_error": _std_error(change, absolute, rng),
        "unclipped": change.sum() / absolute.sum(),
        "ratio_growth_log_pct": _log_growth(now.sum(), before.sum()),
        "symmetric_growth_pct": 200 * change.sum() / (abs(now.sum()) + abs(before.sum())),
        "median_symmetric_growth_pct": float(np.median(_symmetric(now, before))),
        "breadth": float(np.sign(change).mean()),
        "margin_change_pp": _margin_change(firms, rows, now, before, column),
        "loss_share": float((now < 0).mean()),
        "n_firms": len(rows),
    }


def _std_error(change: np.ndarray, absolute: np.ndarray, rng: np.random.Generator) -> float:
    found = np.empty(RESAMPLES)
    for block in np.split(np.arange(RESAMPLES), RESAMPLES // RESAMPLES_AT_ONCE):
        drawn = rng.integers(len(change), size=(len(block), len(change)), dtype=np.int32)
        sums = absolute[drawn].sum(axis=1)
        bound = (CLIP_TIMES_MEAN / len(change) * sums)[:, None]
        found[block] = np.clip(change[drawn], -bound, bound).sum(axis=1) / sums
    return float(found.std(ddof=1))


def _symmetric(now: np.ndarray, before: np.ndarray) -> np.ndarray:
    size = np.abs(now) + np.abs(before)
    return 200 * (now - before) / np.where(size > 0, size, 1.0)


def _log_growth(now: float, before: float) -> float:
    return 100 * float(np.log(now / before)) if now > 0 and before > 0 else np.nan


def _margin_change(
    firms: Firms, rows: np.ndarray, now: np.ndarray, before: np.ndarray, column: int
) -> float:
    """Return the change of summed income over summed revenue, of firms with revenue at both ends."""
    sales = firms.revenue_year[rows, column]
    sales_before = firms.revenue_year[rows, column - QUARTERS_A_YEAR]
    known = (sales > 0) & (sales_before > 0)
    if known.sum() < MIN_FIRMS:
        return np.nan
    margin = now[known].sum() / sales[known].sum()
    return 100 * float(margin - before[known].sum() / sales_before[known].sum())


def _by_quarters(firms: Firms, held: list[dict], bucket: str, column: int) -> float:
    """Return four quarterly year-on-year changes over the four quarters' lagged absolute income."""
    rows = next(
        (
            held[at][bucket]
            for at in range(column - QUARTERS_A_YEAR, column + 1)
            if len(held[at][bucket])
        ),
        np.array([], dtype=int),
    )
    changes = absolute = 0.0
    for at in range(column - QUARTERS_A_YEAR + 1, column + 1):
        if at < QUARTERS_A_YEAR:
            return np.nan
        now, before = firms.income[rows, at], firms.income[rows, at - QUARTERS_A_YEAR]
        both = np.isfinite(now) & np.isfinite(before)
        if both.sum() < MIN_FIRMS:
            return np.nan
        changes += clipped_change(now[both], before[both]).sum()
        absolute += np.abs(before[both]).sum()
    return float(changes / absolute)

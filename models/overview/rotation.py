"""Rotation inside the market: sectors, value against growth, cyclical against defensive."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.panel import Panel

SECTORS = {
    "sector_xlb": "Materials",
    "sector_xlc": "Communication services",
    "sector_xle": "Energy",
    "sector_xlf": "Financials",
    "sector_xli": "Industrials",
    "sector_xlk": "Technology",
    "sector_xlp": "Consumer staples",
    "sector_xlre": "Real estate",
    "sector_xlu": "Utilities",
    "sector_xlv": "Health care",
    "sector_xly": "Consumer discretionary",
}
# Energy follows oil, technology and communication the AI theme, real estate starts only in 2015.
CYCLICAL = ("sector_xlb", "sector_xlf", "sector_xli", "sector_xly")
DEFENSIVE = ("sector_xlp", "sector_xlu", "sector_xlv")
CYCLICAL_LABEL = "Cyclical minus defensive"
VALUE_LABEL = "Value minus growth"
SPANS_MONTHS = (1, 3, 12)
ROLLING_MONTHS = 12


@dataclass(frozen=True, eq=False)
class Rotation:
    """Sums of monthly log returns, pp, dividends included.

    `table`: one row a sector (against the S&P 500 fund) and one a pair, indexed by label, with
    `last` (Period[M]), `is_pair`, `pp_1m`, `pp_3m` and `pp_12m`. `rolling`: twelve-month sums of the
    two pairs by month.
    """

    table: pd.DataFrame
    rolling: pd.DataFrame


def pairs(panel: Panel) -> pd.DataFrame:
    """Return the monthly pairs: equal-weighted cyclical minus defensive sectors, value minus growth."""
    monthly = panel.monthly
    legs = [
        np.mean([monthly[name] for name in names], axis=0)  # one missing sector: no value
        for names in (CYCLICAL, DEFENSIVE)
    ]
    return pd.DataFrame(
        {
            CYCLICAL_LABEL: pd.Series(legs[0] - legs[1], index=monthly.index),
            VALUE_LABEL: monthly["value_minus_growth"],
        }
    )


def rotation(panel: Panel) -> Rotation:
    """Return what led over one, three and twelve months, each series to its own last month."""
    both = pairs(panel)
    sectors = panel.require(list(SECTORS)).rename(columns=SECTORS)
    rows = [_row(sectors[label], is_pair=False) for label in sectors]
    rows.sort(key=lambda row: -row["pp_12m"])
    rows += [_row(both[label], is_pair=True) for label in both]
    rolling = both.rolling(ROLLING_MONTHS).sum().dropna(how="all")
    return Rotation(pd.DataFrame(rows).set_index("label"), rolling)


def _row(monthly: pd.Series, *, is_pair: bool) -> dict:
    known = monthly.dropna()
    sums = {f"pp_{n}m": float(known.iloc[-n:].sum()) for n in SPANS_MONTHS}
    return {"label": monthly.name, "last": known.index[-1], "is_pair": is_pair} | sums

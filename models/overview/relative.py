"""Relative performance on index closes: over set spans, by calendar year, against past levels."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.common.errors import PanelError
from models.panel import Panel

SP500, NASDAQ = "relative_price_sp500", "relative_price_nasdaq"
AGAINST = {SP500: "S&P 500", NASDAQ: "Nasdaq-100"}
YEAR_TO_DATE = "Year to date"
SPANS: dict[str, pd.DateOffset] = {
    "1 week": pd.DateOffset(weeks=1),
    "1 month": pd.DateOffset(months=1),
    "3 months": pd.DateOffset(months=3),
    "6 months": pd.DateOffset(months=6),
    "1 year": pd.DateOffset(years=1),
    "2 years": pd.DateOffset(years=2),
    "3 years": pd.DateOffset(years=3),
    "5 years": pd.DateOffset(years=5),
}


@dataclass(frozen=True, slots=True)
class Performance:
    """Russell 2000 against another index between two closes, price only, not annualised."""

    span: str
    start: pd.Timestamp
    end: pd.Timestamp
    log_pp: float  # 100 x log of the ratio of ratios
    percent: float  # how much more a holder of the Russell 2000 ended up with


@dataclass(frozen=True, slots=True)
class Level:
    """A close of the ratio, and the last earlier one that was as high; None if none was."""

    date: pd.Timestamp
    level: float
    last_at_or_above: pd.Timestamp | None


def closes(panel: Panel, series: str) -> pd.Series:
    """Return one daily ratio without gaps, up to its own last close."""
    return panel.require([series])[series].dropna()


def performance(ratio: pd.Series) -> tuple[Performance, ...]:
    """Return the performance to the last close over one day, each of `SPANS` and the year to date.

    A span starts at the last close on or before its first calendar day; one day is from the close
    before the last.
    """
    if len(ratio) < 2:
        raise PanelError(
            f"{ratio.name} has {len(ratio)} closes; performance needs two: choose a later date."
        )
    end = ratio.index[-1]
    starts = {"1 day": ratio.index[-2]}
    starts |= {span: _close_on(ratio, end - offset) for span, offset in SPANS.items()}
    starts[YEAR_TO_DATE] = _close_on(ratio, pd.Timestamp(end.year, 1, 1) - pd.Timedelta(days=1))
    order = ["1 day", "1 week", "1 month", "3 months", "6 months", YEAR_TO_DATE]
    return tuple(
        _between(span, ratio, starts[span], end)
        for span in [*order, *(span for span in SPANS if span not in order)]
        if starts[span] is not None
    )


def _close_on(ratio: pd.Series, day: pd.Timestamp) -> pd.Timestamp | None:
    """Return the last close on or before a day, None where history starts later."""
    at = ratio.index.searchsorted(day, side="right") - 1
    return ratio.index[at] if at >= 0 else None


def _between(span: str, ratio: pd.Series, start: pd.Timestamp, end: pd.Timestamp) -> Performance:
    growth = float(ratio[end] / ratio[start])
    return Performance(span, start, end, 100 * float(np.log(growth)), 100 * (growth - 1))


def level(ratio: pd.Series) -> Level:
    """Return the last close and the last earlier date at or above its level."""
    now = ratio.index[-1]
    before = ratio.iloc[:-1]
    as_high = before.index[before.to_numpy() >= ratio.iloc[-1]]
    return Level(now, float(ratio.iloc[-1]), as_high[-1] if len(as_high) else None)


def calendar_years(panel: Panel) -> pd.DataFrame:
    """Return one row a year from 1988: `sp500` and `nasdaq`, 100 x log, last close to last close.

    `to` is the last close that counts for the S&P 500; the last year is the year to date.
    """
    columns = {}
    for series in AGAINST:
        ratio = closes(panel, series)
        ends = ratio.groupby(ratio.index.year).last()
        columns[series.removeprefix("relative_price_")] = 100 * np.log(ends / ends.shift())
    table = pd.DataFrame(columns).dropna(subset="sp500")
    sp500 = closes(panel, "relative_price_sp500")
    table["to"] = pd.Series(sp500.index, index=sp500.index).groupby(sp500.index.year).last()
    return table.rename_axis("year")

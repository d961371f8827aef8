"""Index closes by hand: changes over spans, runs of rises, calendar years."""

import numpy as np
import pandas as pd

SP500, NASDAQ = "relative_price_sp500", "relative_price_nasdaq"


def ratio(panel, series: str) -> pd.Series:
    return panel.daily[series].dropna()


def change(of: pd.Series, since: pd.Timestamp) -> float:
    """100 x log from the last close on or before a day to the last close."""
    return 100 * float(np.log(of.iloc[-1] / of[:since].iloc[-1]))


def spans(of: pd.Series) -> dict[str, float]:
    """Change over each span, by its words."""
    end = of.index[-1]
    back = {
        "1 week": {"weeks": 1},
        "1 month": {"months": 1},
        "3 months": {"months": 3},
        "6 months": {"months": 6},
        "Year to date": None,
        "1 year": {"years": 1},
        "2 years": {"years": 2},
        "3 years": {"years": 3},
        "5 years": {"years": 5},
    }
    found = {"1 day": change(of, of.index[-2])}
    for words, offset in back.items():
        year_end = pd.Timestamp(end.year - 1, 12, 31)
        found[words] = change(of, end - pd.DateOffset(**offset) if offset else year_end)
    return found


def runs(of: pd.Series) -> list[tuple[int, pd.Timestamp, pd.Timestamp]]:
    """Every run of rising closes: its days, its first and its last day."""
    found, first, days = [], None, 0
    values, dates = of.to_numpy(), of.index
    for place in range(1, len(of)):
        if values[place] > values[place - 1]:
            first, days = first if days else dates[place], days + 1
        elif days:
            found.append((days, first, dates[place - 1]))
            days = 0
    return [*found, (days, first, dates[-1])] if days else found


def years(of: pd.Series) -> pd.Series:
    ends = pd.Series(
        {year: of[of.index.year == year].iloc[-1] for year in sorted(set(of.index.year))}
    )
    return 100 * np.log(ends).diff().dropna()

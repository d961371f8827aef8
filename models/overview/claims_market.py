"""Claims about closes: the streak, its rank, the relative highs and the losing years."""

import datetime as dt

import pandas as pd

from models.common.text import day, signed
from models.overview.claim import Claim, Finding, Verdict
from models.overview.relative import AGAINST, NASDAQ, SP500, calendar_years, closes, level
from models.overview.streaks import LONG_DAYS, Streak, streaks
from models.panel import Panel

LOSING_YEARS = range(2021, 2026)
# What the note said, against which the closes are held.
CLAIMED_LONGEST_SINCE, CLAIMED_LONGER_IN = 2017, 2008
CLAIMED_BEST_SINCE = {SP500: 2025, NASDAQ: 2025}


def market_claims(then: Panel, now: Panel) -> tuple[Claim, ...]:
    """Return the claims that index closes alone can judge, on the panel of each date."""
    return (
        Claim(
            "streak",
            "Small caps have beaten the S&P 500 nine days in a row.",
            "Consecutive rises of the Russell 2000 over S&P 500 closing ratio, up to the date.",
            _streak(then),
            _streak(now),
        ),
        Claim(
            "longest-since-2017",
            "It is the longest such streak since 2017.",
            f"The newest earlier streak of {LONG_DAYS} days or more.",
            _newest_streak(then, LONG_DAYS, CLAIMED_LONGEST_SINCE),
            _newest_streak(now, LONG_DAYS, CLAIMED_LONGEST_SINCE),
        ),
        Claim(
            "longer-in-2008",
            "A longer one has not been seen since 2008.",
            f"The newest earlier streak of more than {LONG_DAYS} days.",
            _newest_streak(then, LONG_DAYS + 1, CLAIMED_LONGER_IN),
            _newest_streak(now, LONG_DAYS + 1, CLAIMED_LONGER_IN),
        ),
        Claim(
            "five-losing-years",
            "Small caps lagged the S&P 500 in each of the five years 2021 to 2025.",
            "100 x log change of the ratio from the last close of one year to that of the next.",
            _losing_years(then),
            _losing_years(now),
        ),
        *(
            Claim(
                f"best-against-{series.removeprefix('relative_price_')}",
                f"Relative to the {AGAINST[series]} they are at their best since early "
                f"{CLAIMED_BEST_SINCE[series]}.",
                "The last earlier close of the ratio at or above its level on the date.",
                _best_since(then, series),
                _best_since(now, series),
            )
            for series in AGAINST
        ),
    )


def span(streak: Streak) -> str:
    """Say a streak as "9 days, 2 Jan 2026 to 14 Jan 2026"."""
    if streak.days == 1:
        return f"1 day, {day(streak.last)}"
    return f"{streak.days} days, {day(streak.first)} to {day(streak.last)}"


def _end(panel: Panel, series: str = SP500) -> dt.date:
    return closes(panel, series).index[-1].date()


def _streak(panel: Panel) -> Finding:
    record = streaks(closes(panel, SP500))
    if record.current is None:
        return Finding(_end(panel), "no streak: the last close did not rise", "false")
    enough = record.current_days >= LONG_DAYS
    figure = span(record.current)
    newest = record.last_before_current(LONG_DAYS)
    if not enough and newest:
        figure += f"; the last of {LONG_DAYS} days or more: {span(newest)}"
    return Finding(_end(panel), figure, "true" if enough else "false")


def _newest_streak(panel: Panel, days: int, claimed_year: int) -> Finding:
    found = streaks(closes(panel, SP500)).last_before_current(days)
    figure = span(found) if found else f"none of {days} days or more since 1987"
    right = found is not None and found.last.year == claimed_year
    return Finding(_end(panel), figure, "true" if right else "false")


def _losing_years(panel: Panel) -> Finding:
    years = calendar_years(panel)["sp500"]
    figure = ", ".join(f"{year} {signed(years[year])}" for year in LOSING_YEARS) + " pp"
    current = years.index[-1]
    if current > LOSING_YEARS[-1]:
        figure += f"; {current} so far {signed(years[current])} pp"
    lost = all(years[year] < 0 for year in LOSING_YEARS)
    return Finding(_end(panel), figure, "true" if lost else "false")


def _best_since(panel: Panel, series: str) -> Finding:
    ratio = closes(panel, series)
    as_high = level(ratio).last_at_or_above
    before = f"as high on {day(as_high)}" if as_high else "never as high before"
    figure = f"{ratio.iloc[-1]:.2f} (end of 1987 = 100), {before}"
    return Finding(_end(panel, series), figure, _early_in(as_high, CLAIMED_BEST_SINCE[series]))


def _early_in(as_high: pd.Timestamp | None, year: int) -> Verdict:
    """Judge whether the last such level lies in the first four months of the year claimed, or before."""
    return "true" if as_high is None or as_high < pd.Timestamp(year, 5, 1) else "false"

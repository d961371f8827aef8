"""What small caps respond to, at both dates: the two claims on a second path."""

import numpy as np

from models.common.newey_west import slope_and_error
from models.overview.news import news_sensitivity
from tests.pages.numbers.closes import NASDAQ, SP500
from tests.pages.numbers.figures import NORMAL, period, plus


def good_news(panel, _now):
    found = news_sensitivity(panel)
    last, whole = found.rolling.iloc[-1], found.whole

    def said(of) -> str:
        return f"{plus(of['beta'], 2)} ({plus(of['low'], 2)} to {plus(of['high'], 2)})"

    figure = (
        f"60 months to {period(found.last)} {said(last)}; all {found.nobs} months {said(whole)} pp"
    )
    if min(last["low"], whole["low"]) > 0:
        return panel.vintage, figure, "true"
    return panel.vintage, figure, "false" if max(last["high"], whole["high"]) < 0 else "undecided"


def era_slopes(panel):
    """Slopes by era with the same standard errors as the news, on month-end changes."""
    both = 100 * np.log(panel.daily[[SP500, NASDAQ]].dropna())
    closed = both[: both.index[-1].replace(day=1) - np.timedelta64(1, "D")]  # whole months
    month_ends = closed.groupby(closed.index.to_period("M")).last().loc[: panel.origin]
    y = month_ends[SP500].diff().iloc[1:]
    x = y - month_ends[NASDAQ].diff().iloc[1:]
    found = []
    for words, first, last in (
        ("to 1999", 1900, 1999),
        ("2000 to 2008", 2000, 2008),
        ("since 2009", 2009, 2999),
    ):
        inside = (y.index.year >= first) & (y.index.year <= last)
        slope = np.cov(x[inside], y[inside])[0, 1] / np.var(x[inside], ddof=1)
        error = slope_and_error(y[inside].to_numpy(), x[inside].to_numpy())[1]
        found.append((words, slope, error, int(inside.sum())))
    return found


def technology(panel, _now):
    """The last era judges."""
    found = era_slopes(panel)
    said = [f"{words} {plus(slope, 2)} ({error:.2f})" for words, slope, error, _ in found]
    _, slope, error, _ = found[-1]
    low, high = slope - NORMAL[90] * error, slope + NORMAL[90] * error
    verdict = "true" if high < 0 else "false" if low > 0 else "undecided"
    return panel.vintage, "; ".join(said) + " pp for each pp", verdict

"""Turn feeds into columns of the panel: months and quarters from days, returns from closes."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from models.live.chains import Rule

Made = Callable[[str, list[pd.Series]], pd.Series]


def formed(rule: Rule, frequency: str, feeds: list[pd.Series]) -> pd.Series:
    """Return the column of a rule at the frequency of its frame (D, M or Q), complete periods only."""
    return _MAKES[rule.make](frequency, feeds).dropna()


def complete_months(days: pd.DatetimeIndex) -> pd.PeriodIndex:
    """Return the months that have ended: their last weekday lies on or before the last observation."""
    months = days.to_period("M").unique()
    last_weekday = pd.offsets.BMonthEnd().rollback(months[-1].end_time.normalize())
    return months if days[-1] >= last_weekday else months[:-1]


def _as_published(frequency: str, feeds: list[pd.Series]) -> pd.Series:
    (values,) = feeds
    return values.set_axis(values.index.to_period(frequency))


def _difference(frequency: str, feeds: list[pd.Series]) -> pd.Series:
    first, second = (_as_published(frequency, [values]) for values in feeds)
    return first - second


def _by_month(values: pd.Series, how: str) -> pd.Series:
    months = values.groupby(values.index.to_period("M")).agg(how)
    return months.loc[complete_months(values.index)]


def _month_end(_: str, feeds: list[pd.Series]) -> pd.Series:
    (values,) = feeds
    return _by_month(values, "last")


def _month_mean(_: str, feeds: list[pd.Series]) -> pd.Series:
    (values,) = feeds
    return month_means(values)


def month_means(values: pd.Series) -> pd.Series:
    """Average the days, or the weeks by the day they end on, of each month that the feed covers.

    A feed that has one value a month, dated by its first day, has been averaged by its publisher.
    """
    if len(values) > 1 and (values.index[1:] - values.index[:-1]).min() >= pd.Timedelta(days=28):
        return _as_published("M", [values])
    week = pd.Timedelta(days=7)
    weekly = len(values) > 1 and values.index[-1] - values.index[-2] >= week
    months = values.groupby(values.index.to_period("M")).mean()
    whole = complete_months(values.index)
    if weekly and (values.index[-1] + week).to_period("M") > values.index[-1].to_period("M"):
        whole = months.index
    begun = values.index[0].day <= 7  # a first month that begins midway is none
    return months.loc[whole if begun else whole[1:]]


def _log_return(_: str, feeds: list[pd.Series]) -> pd.Series:
    (closes,) = feeds
    return 100 * np.log(_by_month(closes, "last")).diff()


def _log_return_difference(_: str, feeds: list[pd.Series]) -> pd.Series:
    """Take both legs on the last day of the month that both have."""
    return _log_return("M", [_close_ratio("D", feeds)])


def _close_ratio(_: str, feeds: list[pd.Series]) -> pd.Series:
    first, second = feeds
    return (first / second).dropna()


def _four_quarter_log_change(_: str, feeds: list[pd.Series]) -> pd.Series:
    """Take the close of the last day of each whole quarter, in percent of that a year before."""
    (closes,) = feeds
    months = _by_month(closes, "last")
    ends = months[months.index.month % 3 == 0]
    return 100 * np.log(ends.set_axis(ends.index.asfreq("Q"))).diff(4)


def _deficit_of_quarter_bn(_: str, feeds: list[pd.Series]) -> pd.Series:
    """Sum three months of surplus in millions; a deficit in billions is positive."""
    (values,) = feeds
    quarters = values.groupby(values.index.to_period("Q"))
    return -quarters.sum().where(quarters.count() == 3) / 1000


_MAKES: dict[str, Made] = {
    "as_published": _as_published,
    "difference": _difference,
    "month_end": _month_end,
    "month_mean": _month_mean,
    "log_return": _log_return,
    "log_return_difference": _log_return_difference,
    "close_ratio": _close_ratio,
    "four_quarter_log_change": _four_quarter_log_change,
    "deficit_of_quarter_bn": _deficit_of_quarter_bn,
}

"""Runs of rises against a plain walk, and against what is known of them."""

import datetime as dt

import pandas as pd
import pytest

from models.overview.relative import AGAINST
from models.overview.streaks import Streak, streaks


def walk(days):
    """Collect (length, first day, last day) of every run of rises, one close after another."""
    runs, length, first = [], 0, None
    for (_, before), (day, value) in zip(days, days[1:], strict=False):
        if value > before:
            first = first if length else day
            length += 1
            last = day
        else:
            if length:
                runs.append((length, first, last))
            length = 0
    if length:
        runs.append((length, first, last))
    return runs


@pytest.mark.parametrize("series", AGAINST)
def test_every_run_and_the_rank(overview, days, series):
    record = overview.streaks[series]
    walked = walk(days(series))
    assert [(run.days, run.first.date(), run.last.date()) for run in record.runs] == walked
    assert record.current_days == walked[-1][0]
    longer = [run for run in walked if run[0] > walked[-1][0]]
    assert record.rank == len(longer) + 1


def test_the_streaks_of_nine_days_and_more(overview):
    assert [
        (run.days, str(run.first.date()), str(run.last.date()))
        for run in overview.streaks["relative_price_sp500"].long_runs()
    ] == [
        (16, "1996-04-16", "1996-05-07"),
        (14, "2026-01-02", "2026-01-22"),
        (13, "2008-05-20", "2008-06-06"),
        (12, "2001-12-03", "2001-12-18"),
        (12, "1991-01-21", "1991-02-05"),
        (11, "2000-05-25", "2000-06-09"),
        (10, "2003-05-19", "2003-06-02"),
        (10, "2002-04-02", "2002-04-15"),
        (9, "2017-08-22", "2017-09-01"),
        (9, "2013-09-19", "2013-10-01"),
        (9, "2004-01-02", "2004-01-14"),
        (9, "2003-08-11", "2003-08-21"),
        (9, "1991-08-29", "1991-09-11"),
    ]


def test_at_the_note_the_streak_was_nine_days_and_eighth(overview):
    record = streaks(overview.ratios["relative_price_sp500"].loc[:"2026-01-14"])
    assert record.current == Streak(9, pd.Timestamp("2026-01-02"), pd.Timestamp("2026-01-14"))
    assert (record.rank, record.n_longer) == (8, 7)


def made(values):
    start = dt.date(2026, 1, 1)
    return pd.Series(
        values, pd.DatetimeIndex([start + dt.timedelta(i) for i in range(len(values))])
    )


def test_an_unchanged_close_ends_a_run():
    record = streaks(made([1.0, 2.0, 3.0, 3.0, 4.0]))
    assert [run.days for run in record.runs] == [2, 1]
    assert record.current_days == 1


def test_after_a_fall_there_is_no_current_run():
    record = streaks(made([1.0, 2.0, 3.0, 2.0]))
    assert record.current is None
    assert record.rank is None
    assert record.current_days == 0
    assert record.last_before_current(2).days == 2
    assert record.last_before_current(3) is None


def test_a_history_without_rises_has_no_runs():
    assert streaks(made([3.0, 2.0, 1.0])).runs == ()

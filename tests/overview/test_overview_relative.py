"""Spans, years and levels against a plain walk through the daily file."""

import datetime as dt

import pytest

from models.common.errors import PanelError
from models.overview.relative import AGAINST, calendar_years, closes, level, performance

BACK = {  # the first calendar day of each span, counted from the last close of each series
    "relative_price_sp500": {
        "1 day": dt.date(2026, 9, 11),
        "1 week": dt.date(2026, 9, 7),
        "1 month": dt.date(2026, 8, 14),
        "3 months": dt.date(2026, 6, 14),
        "6 months": dt.date(2026, 3, 14),
        "Year to date": dt.date(2025, 12, 31),
        "1 year": dt.date(2025, 9, 14),
        "2 years": dt.date(2024, 9, 14),
        "3 years": dt.date(2023, 9, 14),
        "5 years": dt.date(2021, 9, 14),
    },
    "relative_price_nasdaq": {
        "1 day": dt.date(2026, 8, 20),
        "1 week": dt.date(2026, 8, 14),
        "1 month": dt.date(2026, 7, 21),
        "3 months": dt.date(2026, 5, 21),
        "6 months": dt.date(2026, 2, 21),
        "Year to date": dt.date(2025, 12, 31),
        "1 year": dt.date(2025, 8, 21),
        "2 years": dt.date(2024, 8, 21),
        "3 years": dt.date(2023, 8, 21),
        "5 years": dt.date(2021, 8, 21),
    },
}


@pytest.mark.parametrize("series", AGAINST)
def test_every_span(overview, days, log_pp, series):
    walked = days(series)
    found = {each.span: each for each in overview.performance[series]}
    assert list(found) == list(BACK[series])
    for span, first_day in BACK[series].items():
        start_day, start = None, None
        for day, value in walked:
            if day <= first_day:
                start_day, start = day, value
        assert found[span].start.date() == start_day
        assert found[span].end.date() == walked[-1][0]
        assert found[span].log_pp == pytest.approx(log_pp(walked[-1][1], start))
        assert found[span].percent == pytest.approx(100 * (walked[-1][1] - start) / start)


def test_spans_that_history_does_not_reach_are_left_out(overview):
    short = overview.ratios["relative_price_sp500"].loc["2026-02-02":]
    spans = [each.span for each in performance(short)]
    assert spans == ["1 day", "1 week", "1 month", "3 months", "6 months"]
    with pytest.raises(PanelError, match="has 1 closes; performance needs two"):
        performance(short.iloc[:1])


@pytest.mark.parametrize("series", AGAINST)
@pytest.mark.parametrize("until", ["2026-01-14", "2026-08-21", "1998-12-31"])
def test_the_last_date_at_or_above(overview, days, series, until):
    walked = days(series, until)
    as_high = None
    for day, value in walked[:-1]:
        if value >= walked[-1][1]:
            as_high = day
    found = level(overview.ratios[series].loc[:until])
    assert found.date.date() == walked[-1][0]
    assert found.last_at_or_above.date() == as_high


def test_a_record_high_has_no_earlier_date(overview):
    ratio = overview.ratios["relative_price_sp500"]
    assert level(ratio.loc[: ratio.idxmax()]).last_at_or_above is None


def test_calendar_years(overview, days, log_pp):
    for name, short in (("relative_price_sp500", "sp500"), ("relative_price_nasdaq", "nasdaq")):
        ends = {}
        for day, value in days(name):
            ends[day.year] = value
        assert list(overview.years.index) == list(range(1988, 2027))
        for year in range(1988, 2027):
            expected = log_pp(ends[year], ends[year - 1])
            assert overview.years.loc[year, short] == pytest.approx(expected)
    assert str(overview.years["to"].iloc[-1].date()) == "2026-09-14"
    assert str(overview.years["to"].loc[2021].date()) == "2021-12-31"


def test_closes_stop_where_the_series_stops(overview):
    assert str(closes(overview.panel, "relative_price_nasdaq").index[-1].date()) == "2026-08-21"
    assert calendar_years(overview.panel).equals(overview.years)

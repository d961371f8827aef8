"""Every fault Yahoo has been seen to have: it costs its own series, and says why."""

import pandas as pd
import pytest

from models.panel import load_panel
from tests.live.publishers import END, MONTH, figures
from tests.live.test_faults import HTML
from tests.live.twists import (
    edited,
    first_then_good,
    replaced,
    rows_again,
    said_again,
)

YAHOO_HTML = replaced(HTML)  # as it is shown during maintenance, status 200
YAHOO_404 = replaced(
    '{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be '
    'delisted"}}}',
    404,
)
YAHOO_EMPTY = replaced('{"chart":{"result":[],"error":null}}')


def _each_bar(said, which, hours=0):
    """Leave some of the bars, and move their times."""
    (result,) = said["chart"]["result"]
    result["timestamp"] = [at + 3600 * hours for at in result["timestamp"][which]]
    for columns in (result["indicators"]["quote"][0], result["indicators"]["adjclose"][0]):
        columns |= {name: values[which] for name, values in columns.items()}


def _blank(said, day):
    """Leave the bar of a day without prices, as Yahoo does at times."""
    (result,) = said["chart"]["result"]
    days = [f"{pd.Timestamp(at, unit='s').date()}" for at in result["timestamp"]]
    for columns in (result["indicators"]["quote"][0], result["indicators"]["adjclose"][0]):
        for name, values in columns.items():
            columns[name] = [None if d == day else v for d, v in zip(days, values, strict=True)]


BEFORE = pd.offsets.BMonthEnd().rollback(END - pd.offsets.MonthBegin())  # the last of a month


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (replaced("Too Many Requests", 429), "rate_limit"),
        (YAHOO_HTML, "transient"),
        (replaced("", 200), "schema"),
        (YAHOO_EMPTY, "schema"),
        (replaced("", 404), "not_found"),
        (YAHOO_404, "not_found"),
        (replaced("", 503), "transient"),
        (replaced(HTML, 403), "auth"),
        (replaced("", 302, Location="/query2.finance.yahoo.com/v8/finance/chart/SPY"), "schema"),
        (said_again(lambda said: _blank(said, f"{BEFORE.date()}")), "schema"),
        (edited('"adjclose"', '"adjusted"', 9), "schema"),  # without dividends
        (said_again(lambda said: _each_bar(said, slice(None, None, 5))), "schema"),  # weeks
        (said_again(lambda said: _each_bar(said, slice(None), hours=-10)), "schema"),  # days before
    ],
)
def test_a_fault_of_yahoo(refreshed, publishers, fault, kind):
    publishers.faults["yahoo:SPY"] = fault
    done = refreshed("spy", "sp500")
    assert done.bad["spy"].kind == kind
    assert done.bad["spy"].reason.startswith("Yahoo")
    assert set(done.changes) == {"large_cap_return_sp500", "price_growth_large_cap"}
    if kind in ("not_found", "auth", "rate_limit"):
        assert publishers.asked.count("yahoo:SPY") == 1  # the first answer says it


def test_all_symbols_of_a_refresh_are_asked_in_one_session(refreshed, publishers, monkeypatch):
    from models.live.providers import yahoo

    made = []
    session = yahoo.browser_session
    monkeypatch.setattr(yahoo, "browser_session", lambda *a: made.append(1) or session(*a))
    refreshed("spy", "iwm", "sp500")
    assert len(made) == 1


def test_yahoo_s_memory_of_a_503_is_emptied_before_the_next_try(refreshed, publishers):
    publishers.faults["yahoo:SPY"] = first_then_good(503)
    done = refreshed("spy")
    assert (
        publishers.asked.count("yahoo:SPY") >= 2
    )  # 503, then time zone where not known, and prices
    assert set(done.changes) == {"large_cap_return_etf"}


def test_a_series_that_only_the_whole_table_refuses_costs_itself(refreshed, publishers):
    """Profits that double twice are no jump each time, but their growth over a year is beyond belief."""

    def doubled(rows):
        at = [n for n, row in enumerate(rows) if row[0] == "A551RC"]
        for n, factor in ((at[-2], 2.2), (at[-1], 4.8)):
            rows[n][2] = f"{factor * float(rows[at[-3]][2].replace(',', '')):.0f}"
        return rows

    publishers.faults["bea"] = rows_again(doubled)
    done = refreshed("corporate_profits", "unemployment_rate", "gdp_real", "cpi", key="")
    assert set(done.changes) == {"unemployment_rate", "gdp_real", "cpi"}
    assert "corporate_profit_growth" in done.kept["corporate_profits"]
    assert done.panel.quarterly["corporate_profits"].equals(
        load_panel().quarterly["corporate_profits"].reindex(done.panel.quarterly.index)
    )


@pytest.mark.parametrize(
    ("day", "last"),
    [(END - pd.offsets.BDay(8), MONTH), (END, MONTH - 1)],
)
def test_a_day_left_blank_costs_that_day_and_the_last_of_a_month_the_month(
    refreshed, publishers, day, last
):
    publishers.faults["yahoo:SPY"] = said_again(lambda said: _blank(said, f"{day.date()}"))
    done = refreshed("spy")
    assert done.good["spy"].n_missing == 1
    assert done.changes["large_cap_return_etf"].last == str(last)


def test_a_frame_of_yahoo_with_another_column_is_refused(refreshed, publishers, monkeypatch):
    import yfinance

    days = figures()["spy"].index[-30:]
    partial = pd.DataFrame({"Close": 1.0, "Adj Close": 1.0}, days)
    monkeypatch.setattr(yfinance.Ticker, "history", lambda *_, **__: partial)
    done = refreshed("spy", "french_smb")
    assert "with other columns" in done.bad["spy"].reason
    assert set(done.changes) == {"smb"}

"""Answers of the publishers in the forms they really have, and what each odd one means."""

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
from werkzeug import Response

from models.common.text import day
from models.live import provider
from models.live.failure import FetchError
from models.live.http import AGENT
from models.live.report import notices
from tests.live.conftest import SINCE
from tests.live.publishers import END, MONTH, NOW, figures
from tests.live.twists import edited, replaced


def refusal(ask, link, **asked):
    with pytest.raises(FetchError) as caught:
        ask(link, **asked)
    assert str(caught.value).endswith(".")
    return caught.value


@pytest.mark.parametrize(
    ("link", "feed"),
    [
        ("bls:LNS14000000", "unemployment_rate"),
        ("bls:CES0000000001", "payrolls"),
        ("bea:DPCCRG", "core_pce_price_index"),
        ("bea:Q/A191RC", "gdp_nominal"),
        ("bea:Q/A551RC", "corporate_profits"),
        ("board:RIFSPFF_N.M", "federal_funds_rate"),
        ("g17:B50001", "industrial_production"),
        ("frbus:-GFSRPN/XGDPN", "frbus_deficit"),
        ("frbus:LURNAT", "frbus_natural_rate"),
        ("ebp:ebp", "excess_bond_premium"),
        ("fiscaldata:surplus", "treasury_statement_surplus"),
        ("fred_md:UNRATE", "unemployment_rate"),
        ("fred_md:BAA-GS10", "baa_monthly"),
        ("fred_md:q/GDPC1", "gdp_real"),
    ],
)
def test_an_agency_s_form_is_read_to_the_publisher_s_own_figures(ask, link, feed):
    found, expected = ask(link).figures, figures()[feed][str(SINCE) :]
    assert list(found.index) == list(expected.index)
    # Rates and millions are rounded as published.
    within = (
        0.006 if link.startswith("board") else 1e-4 if link.startswith(("g17", "fred_md")) else 1e-5
    )
    assert (found - expected).abs().max() <= max(within, 1e-6 * expected.abs().max())


def test_targets_and_yields_come_by_business_day(ask):
    target, yields = ask("newyorkfed:targetRateTo").figures, ask("treasury:10 Yr").figures
    for found, feed in ((target, "target_upper"), (yields, "treasury_10y")):
        assert set(found.index.day_of_week) == set(range(5))
        assert found.iloc[-1] == pytest.approx(figures()[feed].iloc[-1])


def test_a_premium_keeps_every_row_whatever_the_way_its_month_is_written(ask):
    found = ask("ebp:ebp", start=dt.date(1973, 1, 1)).figures
    assert len(found) == len(figures()["excess_bond_premium"])


def test_a_month_written_in_no_known_way_is_refused(ask, publishers):
    publishers.faults["ebp"] = edited("1973-05-01", "May 1973")
    assert refusal(ask, "ebp:ebp").kind == "schema"


def test_a_bureau_s_quota_is_said_in_its_own_words(ask, publishers):
    words = "Request could not be serviced, as the daily threshold for requests has been reached"
    publishers.faults["bls"] = replaced(
        json.dumps({"status": "REQUEST_NOT_PROCESSED", "message": [words], "Results": {}})
    )
    failure = refusal(ask, "bls:LNS14000000")
    assert failure.kind == "rate_limit"
    assert words in str(failure)


def test_a_bureau_s_unknown_series_is_not_found(ask, publishers):
    def unknown(_, good):
        said = json.loads(good.get_data())
        said["message"] = ["Series does not exist for Series LNS14000000"]
        said["Results"]["series"][-1]["data"] = []
        return Response(json.dumps(said))

    publishers.faults["bls"] = unknown
    assert refusal(ask, "bls:LNS14000000").kind == "not_found"
    assert len(ask("bls:CUSR0000SA0").figures) > 20  # the others of the same answer stand


def test_a_year_of_yields_that_is_not_out_yet_is_no_fault(ask, publishers, monkeypatch):
    january = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    monkeypatch.setattr(provider, "utc_now", lambda: january)
    for body in ("", "Date,2 Yr,10 Yr\n"):
        publishers.faults["treasury"] = lambda request, good, body=body: (
            Response(body) if "2026" in request.path else good
        )
        assert ask("treasury:10 Yr").last == dt.date(2025, 12, 31)


@pytest.mark.parametrize(("hour", "last"), [(15, END - pd.offsets.BDay()), (22, END)])
@pytest.mark.parametrize("link", ["yahoo:^GSPC", "cboe:SPX"])
def test_the_price_of_a_day_under_way_is_no_close(ask, monkeypatch, link, hour, last):
    now = END.to_pydatetime().replace(hour=hour, tzinfo=dt.UTC)
    monkeypatch.setattr(provider, "utc_now", lambda: now)
    cut = {name: values[:END] for name, values in figures().items()}
    monkeypatch.setattr("tests.live.publishers.figures", lambda: cut)
    assert ask(link).last == last.date()


def test_a_research_file_is_asked_for_at_the_next_address_where_one_refuses(ask, publishers):
    def refuses(request, good):
        return good if "files." in request.path else Response("", 403)

    publishers.faults["fred_md"] = refuses
    assert ask("fred_md:UNRATE").last == MONTH.start_time.date()
    publishers.faults["fred_md"] = replaced("", 403)
    assert refusal(ask, "fred_md:UNRATE").kind == "auth"


def test_a_browser_s_name_is_given_where_others_are_refused_and_our_own_elsewhere(ask, publishers):
    said = {}

    def note(name):
        return lambda request, good: (said.update({name: request.headers["User-Agent"]}), good)[1]

    publishers.faults |= {name: note(name) for name in ("fred_md", "bls")}
    ask("fred_md:UNRATE"), ask("bls:LNS14000000")
    assert said["bls"] == AGENT
    assert "Chrome" in said["fred_md"]


def test_a_file_of_accounts_is_read_by_line_and_never_held(ask, publishers):
    filler = 'Z999RC,2026Q2,"1"\n' * 1_000_000  # 18 MB: more than may be held

    def longer(_, good):
        return Response(good.get_data(as_text=True) + filler)

    publishers.faults["bea"] = longer
    assert ask("bea:Q/A191RC").last == dt.date(2026, 7, 1)


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("bls:LNS14000000", "bls"),
        ("bea:DPCCRG", "bea"),
        ("board:RIFSPFF_N.M", "board"),
        ("g17:B50001", "g17"),
        ("frbus:XGAP2", "frbus"),
        ("fiscaldata:surplus", "fiscaldata"),
        ("newyorkfed:targetRateTo", "newyorkfed"),
        ("fred_md:UNRATE", "fred_md"),
    ],
)
@pytest.mark.parametrize(
    "body", ["<html>Sorry</html>", '{"error": 1}', "PK\x03\x04 no", "a,b\n1,2\n"]
)
def test_something_else_than_figures_is_one_sentence(ask, publishers, link, name, body):
    publishers.faults[name] = replaced(body)
    assert refusal(ask, link).kind == "schema"


def test_a_statement_whose_balance_does_not_fit_is_refused(ask, publishers):
    balance = '"current_month_dfct_sur_amt": "'
    publishers.faults["fiscaldata"] = edited(f"{balance}-?[0-9]", f"{balance}77", count=9999)
    assert refusal(ask, "fiscaldata:surplus").kind == "schema"


def test_a_past_vintage_is_checked_by_the_header_that_carries_it(ask, publishers):
    day = dt.date(2025, 3, 10)
    known = figures()["unemployment_rate"]["2024":"2025-02"]
    publishers.vintages = {"UNRATE": {str(day): known, str(END.date()): known}}
    assert ask("fred_csv:UNRATE", as_of=day).figures.equals(known)
    ahead = END + pd.offsets.MonthBegin(2)
    clamped = refusal(ask, "fred_csv:UNRATE", as_of=ahead.date())
    assert f"UNRATE_{END:%Y%m%d} for UNRATE_{ahead:%Y%m%d}" in str(clamped)


def test_what_a_publisher_asks_to_be_shown_is_shown_with_the_day(refreshed):
    said = notices(refreshed("unemployment_rate", key=""))
    assert said == [
        f"Bureau of Labor Statistics, accessed on {day(NOW.date())}. BLS.gov cannot vouch for the data "
        "or analyses derived from these data after the data have been retrieved from BLS.gov."
    ]
    assert notices(refreshed("unemployment_rate"))[0].startswith("This product uses the FRED® API")


def test_price_growth_of_the_index_is_made_of_its_closes(refreshed, base):
    done = refreshed("sp500", key="")
    quarter = pd.Period("2026Q3", "Q")
    closes = figures()["sp500"]
    end, before = closes[:"2026-09-30"].iloc[-1], closes[:"2025-09-30"].iloc[-1]
    got = done.panel.quarterly.loc[quarter, "price_growth_large_cap"]
    assert got == pytest.approx(100 * np.log(end / before), abs=1e-4)
    assert done.changes["price_growth_large_cap"].n_new == 3


def test_now_is_after_every_figure_of_the_stub(publishers):
    assert max(values.index[-1] for values in figures().values()) <= pd.Timestamp(NOW.date())

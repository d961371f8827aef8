"""Every fault a publisher has been seen to have: it costs its own series, and says why."""

import logging
from dataclasses import replace

import pandas as pd
import pytest

from models.common.text import day
from models.live import http, provider
from models.live.fetch_many import LastGood
from models.panel import load_panel
from tests.browser.server import free_port
from tests.live.publishers import END, KEY, MONTH, NOW, csv_text, figures
from tests.live.twists import (
    edited,
    first_then_good,
    replaced,
    swapped,
    twice,
    with_a_hole,
    without_the_first_years,
    without_the_last_year,
    zipped,
)

OTHERS = ("treasury_10y", "payrolls", "french_smb")  # live throughout


HTML = "<!doctype html><html><body>Sorry</body></html>"
KNOWN = load_panel().monthly["unemployment_rate"].last_valid_index().start_time.date()
FRED = {
    "unknown series": (replaced('<error code="400" message="The series does not exist."/>', 400),
                       "not_found", "no series of this name"),
    "429": (replaced("", 429), "rate_limit", "asks for fewer requests"),
    "429 for an hour": (replaced("", 429, **{"Retry-After": "3600"}), "rate_limit", "fewer requests"),
    "500": (replaced("", 500), "transient", "out of order"),
    "403": (replaced("", 403), "auth", "refuses access"),
    "redirect": (replaced("", 302, Location="http://elsewhere.example/"), "schema", "not understood"),
    "web page": (replaced(HTML), "schema", "something else than observations"),
    "empty body": (replaced(""), "empty", "empty answer"),
    "no observations": (replaced("<observations></observations>"), "empty", "no figures"),
    "words": (edited('value="[^"]*"', 'value="n/a"'), "schema", "no number"),
    "renamed date": (edited(r'\bdate="', 'day="'), "schema", "without their dates"),
    "unsorted": (swapped, "schema", "out of order"),
    "duplicated": (twice, "schema", "two values for one date"),
    "shorter": (without_the_first_years, "schema", "history reaches back to 1948-01-01"),
    "ends earlier": (without_the_last_year, "schema", f"the snapshot knows it on {KNOWN}"),
    "hole": (with_a_hole, "schema", "has no values from"),
    "off by 1000": (edited(r'value="4\.(\d)"', r'value="4\g<1>00"'), "schema", "outside 1 to 30"),
    "blank values": (edited('value="[^"]*"', 'value=" "', 40), "schema", "of its values blank"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FRED)
def test_a_fault_of_fred_costs_its_own_series(refreshed, publishers, clock, fault):
    twist, kind, words = FRED[fault]
    publishers.close_the_agencies()
    publishers.faults["fred:UNRATE"] = twist
    done = refreshed("unemployment_rate", *OTHERS)
    assert sum(clock.pauses) < 10
    failed = done.bad["unemployment_rate"]
    assert failed.kind == kind
    assert words in failed.reason
    assert failed.reason.endswith(".")
    assert KEY not in failed.reason
    assert set(done.changes) == {"treasury_10y", "payrolls", "smb"}
    assert done.kept["unemployment_rate"] == failed.reason
    assert done.panel.monthly["unemployment_rate"].equals(_snapshot(done, "unemployment_rate"))


def _snapshot(done, name):
    from models.panel import load_panel

    return load_panel().monthly[name].reindex(done.panel.monthly.index)


@pytest.mark.parametrize(
    ("without_key", "words"),
    [
        ({"fred:UNRATE": replaced("", 500), "fred_csv:UNRATE": zipped}, "a ZIP archive"),
        ({"fred_csv:UNRATE": edited("observation_date", "when")}, "sent columns when, UNRATE"),
        ({"fred_csv:UNRATE": replaced(HTML)}, "a web page"),
        ({"fred_csv:UNRATE": replaced("\n")}, "an empty answer"),
        ({"fred_csv:UNRATE": edited(r"1950-02-01,.*", "soon,3")}, "cannot be read"),
        ({"fred_csv:UNRATE": replaced("", 404)}, "does not have it"),
    ],
)
def test_a_fault_of_the_graph_download(refreshed, publishers, without_key, words):
    publishers.close_the_agencies()
    publishers.faults |= without_key
    done = refreshed("unemployment_rate", *OTHERS, key="", without_key=True)
    assert words in done.bad["unemployment_rate"].reason
    assert set(done.changes) == {"treasury_10y", "payrolls", "smb"}


def test_dots_and_blanks_are_missing_values(refreshed, publishers):
    month, day = MONTH.start_time.date(), (END - pd.Timedelta(days=5)).date()
    for name, date, blank in (("UNRATE", month, "."), ("GS10", month, ""), ("DFEDTARU", day, ".")):
        publishers.faults[f"fred:{name}"] = edited(
            f'(date="{date}" value=)"[^"]*"', rf'\1"{blank}"'
        )
    done = refreshed("unemployment_rate", "treasury_10y", "target_upper")
    assert {name: found.n_missing for name, found in done.good.items()} == {
        "unemployment_rate": 1,
        "treasury_10y": 1,
        "target_upper": 1,
    }
    assert done.changes["unemployment_rate"].last == str(MONTH - 1)
    assert done.changes["treasury_10y"].last == str(MONTH - 1)
    assert done.changes["policy_rate_target_upper"].last == str(MONTH)


def test_october_2025_may_be_blank(refreshed, publishers):
    assert pd.Timestamp("2025-10-01") not in figures()["unemployment_rate"].index
    done = refreshed("unemployment_rate", "cpi")
    assert set(done.changes) == {"unemployment_rate", "cpi"}
    filled = done.panel.fills[done.panel.fills["rule"] == "mean of neighbours"]
    assert set(filled["series"]) == {"unemployment_rate", "cpi"}


@pytest.mark.parametrize("statuses", [(500,), (503, 502), (429,)])
def test_a_passing_fault_is_asked_again(refreshed, publishers, statuses):
    publishers.faults["fred:UNRATE"] = first_then_good(*statuses)
    done = refreshed("unemployment_rate")
    assert set(done.changes) == {"unemployment_rate"}
    assert publishers.asked.count("fred:UNRATE") == len(statuses) + 1


@pytest.mark.parametrize("key", ["x" * 32, "short", "x" * 31 + "&"])
def test_a_wrong_key_costs_what_needs_it(refreshed, publishers, key):
    publishers.close_the_agencies()
    done = refreshed("unemployment_rate", "payrolls", "french_smb", "sp500", key=key)
    assert {failed.kind for failed in done.bad.values()} == {"auth"}
    assert set(done.bad) == {"unemployment_rate", "payrolls"}
    assert set(done.changes) == {"smb", "large_cap_return_sp500", "price_growth_large_cap"}
    assert not any(key in failed.reason for failed in done.bad.values())


def test_no_key_asks_the_agencies_and_fred_nothing(refreshed, publishers):
    done = refreshed("unemployment_rate", "cpi", "payrolls", "french_smb", key="")
    assert done.good["unemployment_rate"].provider == "Bureau of Labor Statistics"
    assert publishers.asked.count("bls") == 1  # one question for three series
    assert not [name for name in publishers.asked if name.startswith("fred:")]
    assert not done.used_fred
    publishers.close_the_agencies()
    done = refreshed("unemployment_rate", "french_smb", key="")
    assert done.bad["unemployment_rate"].reason.endswith("FRED was not asked: no key is given.")


def test_a_key_asks_fred_first_and_the_agencies_behind_it(refreshed, publishers):
    done = refreshed("unemployment_rate", "payrolls")
    assert {found.provider for found in done.good.values()} == {"FRED"}
    publishers.faults["fred:UNRATE"] = replaced("", 404)
    done = refreshed("unemployment_rate", "payrolls")
    assert done.good["unemployment_rate"].provider == "Bureau of Labor Statistics"
    assert "api.stlouisfed.org does not have it" in done.good["unemployment_rate"].reason


def test_who_refuses_is_replaced_by_the_second_source(refreshed, publishers, monkeypatch):
    inside = http.mirrored
    monkeypatch.setattr(
        "models.live.browser.mirrored", lambda _: f"http://127.0.0.1:{free_port()}/"
    )
    done = refreshed("sp500")
    assert done.good["sp500"].provider == "Cboe"
    assert done.good["sp500"].reason == "Yahoo cannot be reached."
    closed = f"http://127.0.0.1:{free_port()}/"
    monkeypatch.setattr(http, "mirrored", lambda url: closed if "cboe" in url else inside(url))
    done = refreshed("sp500", "french_smb")
    assert "cdn.cboe.com cannot be reached" in done.bad["sp500"].reason
    assert set(done.changes) == {"smb"}


def test_a_truncated_history_of_closes_is_refused(refreshed, publishers):
    short = figures()["sp500"].iloc[-20:]
    publishers.faults["yahoo:^GSPC"] = replaced("", 404)
    publishers.faults["cboe:SPX"] = replaced(csv_text(short, "DATE,SPX", "%m/%d/%Y"))
    done = refreshed("sp500", "french_smb")
    assert "its history reaches back to" in done.bad["sp500"].reason


@pytest.mark.parametrize("text", [b"PK\x03\x04 broken", b"<html>", b""])
def test_an_archive_of_french_that_cannot_be_opened(refreshed, publishers, text):
    publishers.faults["french:F-F_Research_Data_Factors"] = replaced(text)
    done = refreshed("french_smb", "french_market", "french_small", "french_large")
    assert set(done.bad) == {"french_smb", "french_market"}
    assert set(done.changes) == {"size_high30", "size_low30_minus_high30"}
    assert publishers.asked.count("french:F-F_Research_Data_Factors") == 1


def test_a_clock_set_back_changes_nothing_but_the_label(refreshed, publishers, monkeypatch, base):
    import datetime as dt

    then = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    monkeypatch.setattr(provider, "utc_now", lambda: then)
    done = refreshed("unemployment_rate", "sp500")
    assert not done.bad
    assert done.panel.vintage >= base.vintage
    assert done.panel.monthly["unemployment_rate"].last_valid_index() == MONTH
    assert not any(found.stale for found in done.good.values())


def test_last_good_figures_serve_and_say_so(refreshed, publishers):
    memory = LastGood()
    refreshed("unemployment_rate", *OTHERS, last_good=memory)
    publishers.close_the_agencies()
    publishers.faults["fred:UNRATE"] = replaced(HTML)
    done = refreshed("unemployment_rate", *OTHERS, last_good=memory)
    assert done.good["unemployment_rate"].stale
    assert f"Kept from {day(NOW.date())}, 12:00 UTC" in done.good["unemployment_rate"].reason
    assert done.changes["unemployment_rate"].last == str(MONTH)


def test_a_refused_answer_never_becomes_the_last_good_one(refreshed, publishers):
    memory = LastGood()
    first = refreshed("unemployment_rate", last_good=memory)
    publishers.close_the_agencies()
    for wrong in (edited(r'value="4\.(\d)"', r'value="4\g<1>00"'), replaced(HTML)):
        publishers.faults["fred:UNRATE"] = wrong
        done = refreshed("unemployment_rate", last_good=memory)
        assert done.good["unemployment_rate"].stale
        assert done.panel.monthly["unemployment_rate"].equals(
            first.panel.monthly["unemployment_rate"]
        )


@pytest.mark.parametrize("spoilt", [lambda x: 1000 * x, lambda x: -x])
def test_remembered_figures_that_went_bad_are_not_served(refreshed, publishers, spoilt):
    memory = LastGood()
    refreshed("unemployment_rate", last_good=memory)
    kept = memory.get("unemployment_rate")
    memory.keep("unemployment_rate", replace(kept, figures=spoilt(kept.figures)))
    publishers.close_the_agencies()
    publishers.faults["fred:UNRATE"] = replaced(HTML)
    done = refreshed("unemployment_rate", *OTHERS, last_good=memory)
    assert "unemployment_rate" not in done.changes
    assert set(done.changes) == {"treasury_10y", "payrolls", "smb"}
    assert done.panel.monthly["unemployment_rate"].equals(_snapshot(done, "unemployment_rate"))
    assert done.kept["unemployment_rate"].endswith(".")


FIFTEEN = ("unemployment_rate", "federal_funds_rate", "treasury_2y", "treasury_10y", "treasury_3m",
           "core_pce_price_index", "cpi", "industrial_production", "payrolls", "gdp_nominal",
           "gdp_real", "corporate_profits", "french_smb", "french_hml", "sp500")  # fmt: skip


def _break_four(publishers):
    publishers.close_the_agencies()
    publishers.faults |= {
        "fred:UNRATE": replaced(HTML),
        "fred:GS10": replaced("", 500),
        "fred:PAYEMS": replaced(""),
        "fred:GDPC1": without_the_first_years,
    }


@pytest.mark.slow
def test_four_of_fifteen_broken_cold_and_warm(refreshed, publishers):
    _break_four(publishers)
    cold = refreshed(*FIFTEEN)
    assert (len(cold.good), len(cold.bad)) == (11, 4)
    assert len(cold.changes) == 12  # price growth from the closes, too
    assert set(cold.kept) & {"unemployment_rate", "treasury_10y", "payrolls", "gdp_real"} == set(
        cold.bad
    )
    publishers.faults.clear()
    memory = LastGood()
    refreshed(*FIFTEEN, last_good=memory)
    _break_four(publishers)
    warm = refreshed(*FIFTEEN, last_good=memory)
    assert (len(warm.good), len(warm.bad)) == (15, 0)
    assert len(warm.changes) == 16
    assert {name for name, found in warm.good.items() if found.stale} >= set(cold.bad)


def test_a_fault_of_our_own_costs_one_series(refreshed, publishers, monkeypatch, caplog):
    from models.live.providers.cboe import Cboe

    def broken(self, *_):
        raise RuntimeError(f"api_key={KEY}&x and {KEY}")

    monkeypatch.setattr(Cboe, "fetch", broken)
    publishers.faults["yahoo:^GSPC"] = replaced("", 404)
    with caplog.at_level(logging.DEBUG):
        done = refreshed("sp500", "french_smb")
    assert "could not be read (RuntimeError)" in done.bad["sp500"].reason
    assert set(done.changes) == {"smb"}
    assert KEY not in "".join(r.getMessage() for r in caplog.records if r.name != "werkzeug")

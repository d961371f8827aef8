"""What waits, ends at a time or is left alone for a while, by a clock that stands until it is told."""

import threading

import pytest
from werkzeug import Response

from models.live.breaker import FAILURES, PAUSE_SECONDS, Breakers
from models.live.failure import FetchError
from models.live.fetch_many import DEADLINE_SECONDS
from models.live.http import Http
from models.live.mirror import MIRROR
from tests.browser.server import free_port
from tests.live.conftest import SECONDS
from tests.live.publishers import MONTH
from tests.live.twists import first_then_good, replaced
from tests.waiting import GENEROUS_SECONDS

SHORT_SECONDS = 0.2  # to wait for a byte that will never come


@pytest.fixture
def silent(publishers, monkeypatch):
    """Let hosts take a question and never answer; they alone are given little time to do so."""
    over, hosts = threading.Event(), set()
    patience = Http.timeouts

    def hang(_, good):
        over.wait(GENEROUS_SECONDS)
        return good

    def timeouts(self, host):
        connect, read = patience(self, host)
        return connect, SHORT_SECONDS if host in hosts else read

    def be(host, *names):
        hosts.add(host)
        publishers.faults |= dict.fromkeys(names, hang)

    monkeypatch.setattr(Http, "timeouts", timeouts)
    yield be
    over.set()


def live(done):
    """Count the feeds of the panel that are live, those beside FRED-MD's and the agencies' forty-one."""
    return sum(not name.startswith("frbus") for name in done.good)


@pytest.mark.slow
def test_silent_hosts_cost_their_own_feeds_and_are_not_asked_again(refreshed, publishers, silent):
    """The worst cases: nobody else has the macro figures, so that each count is of the others."""
    publishers.close_the_agencies()
    silent("fred.stlouisfed.org", "fred_csv")
    done = refreshed(key="", without_key=True)
    assert live(done) == 25
    assert sum(name.startswith("fred_csv") for name in publishers.asked) == FAILURES
    silent("api.stlouisfed.org", "fred")
    done = refreshed()
    assert live(done) == 25
    assert sum(name.startswith("fred:") for name in publishers.asked) == FAILURES
    publishers.faults.clear(), publishers.asked.clear()
    silent("mba.tuck.dartmouth.edu", "french")
    done = refreshed()
    assert live(done) == 35
    assert sum(name.startswith("french") for name in publishers.asked) == 2  # of two archives


@pytest.mark.slow
@pytest.mark.parametrize(
    ("host", "names", "lost"),
    [
        ("api.stlouisfed.org", ["fred"], 0),
        ("www.federalreserve.gov", ["board", "g17", "frbus", "ebp"], 1),
        ("apps.bea.gov", ["bea"], 0),
        ("mba.tuck.dartmouth.edu", ["french"], 6),
    ],
)
def test_behind_a_silent_host_the_next_in_the_chain_answers(
    refreshed, publishers, silent, host, names, lost
):
    silent(host, *names)
    assert live(refreshed()) == 41 - lost


def test_a_silent_yahoo_is_not_asked_again(refreshed, publishers, silent):
    silent("query2.finance.yahoo.com", "yahoo:SPY")
    done = refreshed("spy", "sp500")
    assert done.bad["spy"].reason == "Yahoo did not answer in time."
    assert publishers.asked.count("yahoo:SPY") == 1
    assert set(done.good) == {"sp500"}


def test_no_key_and_nothing_else_brings_all_but_none_of_the_feeds(refreshed, base):
    done = refreshed(key="")
    assert live(done) == 41
    assert not done.bad
    assert done.panel.origin == MONTH > base.origin


def test_who_drips_is_cut_off_and_holds_up_nobody_elses_feeds(refreshed, publishers, clock):
    over = threading.Event()

    def drip(*_):
        def pieces():
            while not over.wait(0.01):
                clock.advance(SECONDS / 100)
                yield b" "

        return Response(pieces())

    publishers.faults["french"] = drip
    try:
        done = refreshed("french_smb", "french_small", "unemployment_rate", key="")
    finally:
        over.set()
    assert set(done.bad) == {"french_smb", "french_small"}
    assert {failed.kind for failed in done.bad.values()} == {"transient"}


def test_fred_is_asked_twice_a_second_at_most(refreshed, publishers, clock):
    refreshed("unemployment_rate", "payrolls", "cpi")
    assert [round(pause, 3) for pause in clock.pauses] == [0.6, 0.6]


@pytest.mark.parametrize(
    ("asked", "paused"), [("2", 2.0), ("soon", 0.0), ("-1", 0.0), ("1.5", 0.0)]
)
def test_retry_after_is_honoured_where_it_can_be_read(refreshed, publishers, clock, asked, paused):
    publishers.close_the_agencies()
    publishers.faults["fred:UNRATE"] = first_then_good(429, **{"Retry-After": asked})
    assert refreshed("unemployment_rate").changes
    assert sum(clock.pauses) == pytest.approx(paused, abs=0.5)


def test_no_network_at_all(refreshed, publishers, clock, monkeypatch, base):
    monkeypatch.setenv(MIRROR, f"http://127.0.0.1:{free_port()}")
    done = refreshed(without_key=True)
    assert sum(clock.pauses) < 2 * DEADLINE_SECONDS  # of four threads together
    assert done.good == {}
    assert done.panel is base
    assert set(done.kept) >= {"unemployment_rate", "smb", "sector_xly"}
    assert all(reason.endswith(".") for reason in done.kept.values())


def test_a_host_that_fails_three_times_is_left_alone(refreshed, publishers):
    publishers.close_the_agencies()
    publishers.faults["fred"] = replaced("", 429, **{"Retry-After": "3600"})
    feeds = ("unemployment_rate", "treasury_10y", "payrolls", "cpi", "gdp_real", "gdp_nominal",
             "treasury_2y", "industrial_production", "treasury_3m", "corporate_profits")  # fmt: skip
    done = refreshed(*feeds, "french_smb")
    kinds = [done.bad[feed].kind for feed in feeds]
    assert set(kinds) == {"rate_limit", "circuit_open"}
    assert kinds.count("rate_limit") == FAILURES
    assert set(done.changes) == {"smb"}


def test_after_a_minute_one_may_try(clock):
    breakers = Breakers()
    for _ in range(FAILURES):
        breakers.require_closed("host", "host")
        breakers.failed("host")

    def is_open():
        try:
            breakers.require_closed("host", "host")
        except FetchError as error:
            return error.kind == "circuit_open"
        return False

    assert is_open()
    clock.advance(PAUSE_SECONDS - 1)
    assert is_open()
    clock.advance(1)
    assert [is_open(), is_open()] == [False, True]  # the others wait for how that one fares
    breakers.worked("host")
    assert not is_open()

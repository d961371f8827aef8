"""What waits, ends at a time or is left alone for a while, by a clock that stands until it is told."""

import re
import threading

import pytest
from werkzeug import Response

from models.live.breaker import FAILURES, PAUSE_SECONDS, Breakers
from models.live.failure import FetchError
from models.live.fetch_many import DEADLINE_SECONDS
from models.live.http import MIRROR
from tests.browser.server import free_port
from tests.live.conftest import SECONDS
from tests.live.test_faults import OTHERS
from tests.live.twists import first_then_good, replaced
from tests.waiting import GENEROUS_SECONDS


@pytest.fixture
def time_is_up(clock):
    """Pass the deadline as soon as all feeds but one have ended."""

    def seen(_feed, _words, number, of):
        if number == of - 1:
            clock.advance(SECONDS)

    return seen


def test_who_hangs_is_left_behind_at_the_deadline(refreshed, publishers, time_is_up):
    over = threading.Event()

    def hang(_, good):
        over.wait(GENEROUS_SECONDS)
        return good

    publishers.faults["fred:UNRATE"] = hang
    try:
        done = refreshed("unemployment_rate", *OTHERS, seen=time_is_up)
    finally:
        over.set()
    assert done.bad["unemployment_rate"].kind == "transient"
    assert re.search("in time|within 600 seconds", done.bad["unemployment_rate"].reason)
    assert set(done.changes) == {"treasury_10y", "payrolls", "smb"}


def test_who_drips_is_left_behind_too(refreshed, publishers, time_is_up):
    over = threading.Event()

    def drip(*_):
        def pieces():
            while not over.wait(0.01):
                yield b" "

        return Response(pieces())

    publishers.faults["fred:UNRATE"] = drip
    try:
        done = refreshed("unemployment_rate", *OTHERS, seen=time_is_up)
    finally:
        over.set()
    assert set(done.changes) == {"treasury_10y", "payrolls", "smb"}
    assert done.bad["unemployment_rate"].kind == "transient"


def test_retry_after_is_honoured(refreshed, publishers, clock):
    publishers.faults["fred:UNRATE"] = first_then_good(429, **{"Retry-After": "2"})
    assert refreshed("unemployment_rate").changes
    assert clock.pauses == [2]


def test_no_network_at_all(refreshed, publishers, clock, monkeypatch, base):
    monkeypatch.setenv(MIRROR, f"http://127.0.0.1:{free_port()}")
    done = refreshed(without_key=True)
    assert sum(clock.pauses) < 2 * DEADLINE_SECONDS  # of four threads together
    assert done.good == {}
    assert done.panel is base
    assert set(done.kept) >= {"unemployment_rate", "smb", "sector_xly"}
    assert all(reason.endswith(".") for reason in done.kept.values())


def test_a_host_that_fails_three_times_is_left_alone(refreshed, publishers):
    publishers.faults["fred"] = replaced("", 429, **{"Retry-After": "3600"})
    feeds = ("unemployment_rate", "treasury_10y", "payrolls", "cpi", "gdp_real", "gdp_nominal",
             "treasury_2y", "industrial_production", "treasury_3m", "corporate_profits")  # fmt: skip
    done = refreshed(*feeds, "french_smb")
    kinds = [done.bad[feed].kind for feed in feeds]
    assert set(kinds) == {"rate_limit", "circuit_open"}
    assert kinds.count("rate_limit") <= 3 + 3  # the third failure, and those already on their way
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

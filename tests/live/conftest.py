"""The publishers on loopback, and a clock that stands."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer

from models.live import http, provider, shared
from models.live.breaker import Breakers
from models.live.deadline import Deadline
from models.live.desks import PROVIDERS, Refresh
from models.live.fetch_many import BREAKERS, Asking, LastGood
from models.live.http import Http
from models.live.mirror import MIRROR
from models.live.refresh import refresh
from models.outcome.world import make_world, shipped_world
from models.panel import load_panel
from tests.live.fake_clock import FakeClock
from tests.live.publishers import KEY, NOW, Publishers
from tests.waiting import GENEROUS_SECONDS

SECONDS = 600.0  # of a refresh, by the clock that stands
SINCE = dt.date(2024, 1, 1)


@pytest.fixture(scope="session")
def base():
    return load_panel()


@pytest.fixture(scope="session")
def stub_server():
    with HTTPServer(host="127.0.0.1", port=0, threaded=True) as server:
        yield server


@pytest.fixture
def clock(monkeypatch):
    """The clock of the code under test stands; only real sockets have limits, which are generous."""
    standing = FakeClock()
    standing.put_in(monkeypatch)
    monkeypatch.setattr(http, "CONNECT_SECONDS", GENEROUS_SECONDS)
    monkeypatch.setattr(http, "READ_SECONDS", GENEROUS_SECONDS)
    for kept in ("_failures", "_closed_again"):  # of the whole process: what fails here stays here
        monkeypatch.setattr(BREAKERS, kept, {})
    return standing


@pytest.fixture
def publishers(stub_server, clock, monkeypatch):
    """All publishers, each asked through the mirror; one who breaks is to be named in `faults`."""
    everyone = Publishers()
    stub_server.clear()
    stub_server.expect_request(re.compile(".*")).respond_with_handler(everyone.answer)
    monkeypatch.setenv(MIRROR, stub_server.url_for("").rstrip("/"))
    monkeypatch.setattr(provider, "utc_now", lambda: NOW)
    return everyone


@pytest.fixture
def refreshed(base, publishers):
    """Refresh some feeds on the publishers: ``refreshed("unemployment_rate", key=...)``."""

    def run(*feeds, key=KEY, without_key=False, as_of=None, last_good=None, seen=lambda *_: None):
        return refresh(
            base,
            Asking(key=key, without_key=without_key, as_of=as_of),
            seen=seen,
            last_good=last_good or LastGood(),
            deadline_seconds=SECONDS,
            only=frozenset(feeds) or None,
            breakers=Breakers(),
        )

    return run


@pytest.fixture
def ask(publishers):
    """Ask one provider for one series: ``ask("bls:LNS14000000")``."""

    def asked(link, start=SINCE, as_of=None, without_key=True):
        name, series = link.split(":", 1)
        asked_by = Http(Deadline.after(SECONDS), Breakers())
        made = PROVIDERS[name].make(asked_by, Refresh(Asking(without_key=without_key)))
        return made.fetch(series, start, as_of)

    return asked


@pytest.fixture
def quick_equations(monkeypatch, publishers):
    """Take the snapshot's equations for those of the live figures, where these are not what is tested."""

    def world(panel, files, spec, as_of, progress):
        fit = replace(shipped_world(spec).fit, snapshot_hash=panel.snapshot_hash)
        return make_world(panel, fit)

    monkeypatch.setattr(shared, "refit", world)


@pytest.fixture
def once(monkeypatch, quick_equations):
    """Fetch for the first test that asks, and give the same to the others."""
    fetch, estimate = shared.refresh, shared.refit
    monkeypatch.setattr(shared, "refresh", lambda *a, **b: _kept_once("done", fetch, *a, **b))
    monkeypatch.setattr(shared, "refit", lambda *given: _kept_once(given[2], estimate, *given))


_ONCE = {}


def _kept_once(name, make, *given, **options):
    if name not in _ONCE:
        _ONCE[name] = make(*given, **options)
    return _ONCE[name]

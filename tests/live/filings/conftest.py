"""An invented panel of filers, and the SEC on loopback with a clock that only sleeping moves."""

import datetime as dt
import logging
import re

import pytest

from models.live.filings.build import build
from models.live.filings.pace import Pace
from models.live.mirror import MIRROR
from tests.live.filings.sec import Clock, Sec
from tests.live.filings.synthetic import Synthetic

NOW = dt.datetime(2019, 6, 20, 12, tzinfo=dt.UTC)
FIRST_YEAR = 2016
CONTACT = "you@example.org"


@pytest.fixture(scope="session")
def world():
    return Synthetic(n_listed=1300, first_year=FIRST_YEAR, last=(2019, 1))


@pytest.fixture(scope="session")
def texts(world):
    return world.answers()


@pytest.fixture
def sec(stub_server, texts, monkeypatch):
    """The SEC; put faults into it, or other texts."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line a request is slow
    found = Sec(texts, Clock())
    stub_server.clear()
    stub_server.expect_request(re.compile(".*")).respond_with_handler(
        lambda request: (found.answer_with or found.answer)(request)
    )
    monkeypatch.setenv(MIRROR, stub_server.url_for("").rstrip("/"))
    yield found
    stub_server.check_assertions()


@pytest.fixture
def built(sec, tmp_path):
    """Build on that SEC: ``built(resume=True)``."""

    def run(*, resume=False, contact=CONTACT, progress=lambda *_: None, now=NOW):
        return build(
            contact,
            tmp_path / "frames",
            resume=resume,
            progress=progress,
            first_year=FIRST_YEAR,
            pace=Pace(sec.clock, sec.clock.sleep),
            now=lambda: now,
        )

    return run

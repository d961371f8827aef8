"""A key is in no log, no exception, no memory, no file, and no address but the one it is for."""

import datetime as dt
import json
import logging
import traceback

import pytest

from models.live.breaker import Breakers
from models.live.deadline import Deadline
from models.live.failure import FetchError
from models.live.fetch_many import Asking, LastGood
from models.live.http import Http
from models.live.mirror import MIRROR, mirrored
from models.live.providers.fred import Fred
from models.live.redact import redact
from tests.browser.server import free_port
from tests.live.conftest import SECONDS
from tests.live.publishers import KEY
from tests.live.test_faults import FRED


@pytest.fixture
def said(caplog):
    """Everything that was logged, by anyone but the stub server, at every level."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.DEBUG)
    yield lambda: "\n".join(
        f"{record.getMessage()} {record.args} {record.exc_text or ''}"
        for record in caplog.records
        if record.name != "werkzeug"
    )
    logging.getLogger("urllib3").setLevel(logging.NOTSET)


@pytest.mark.parametrize("fault", [*FRED, "refused"])
def test_no_key_in_logs_or_exceptions(publishers, said, monkeypatch, fault):
    if fault == "refused":
        monkeypatch.setenv(MIRROR, f"http://127.0.0.1:{free_port()}")
    else:
        publishers.faults["fred:UNRATE"] = FRED[fault][0]
    fred = Fred(Http(Deadline.after(SECONDS), Breakers()), KEY)
    try:
        fred.fetch("UNRATE", dt.date(1948, 1, 1), None)
    except FetchError as error:
        story = "".join(traceback.format_exception(error))
        chain, seen = error, []
        while chain is not None:
            seen.append(repr(chain) + repr(vars(chain)))
            chain = chain.__cause__ or chain.__context__
        assert KEY not in story + "".join(seen)
    logged = said()
    assert "api_key=[hidden]" in logged  # the log of urllib3 was heard, and rewritten
    assert KEY not in logged


def test_no_key_in_what_a_refresh_leaves(refreshed, publishers, said):
    publishers.faults["fred:GS10"] = FRED["500"][0]
    memory = LastGood()
    done = refreshed("unemployment_rate", "treasury_10y", last_good=memory)
    left = [repr(vars(memory)), repr(done), json.dumps(done.panel.manifest, default=str), said()]
    left += list(done.files.values())
    assert done.changes
    assert not [text for text in left if KEY in text]


def test_an_asking_does_not_show_its_key():
    assert KEY not in repr(Asking(key=KEY)) + str(Asking(key=KEY))


def test_redaction_takes_the_key_out_wherever_it_stands():
    text = f"GET /x?api_key={KEY}&y=1 'api_key=abc' and bare {KEY}"
    assert redact(text, KEY) == "GET /x?api_key=[hidden]&y=1 'api_key=[hidden]' and bare [hidden]"


def test_a_mirror_elsewhere_is_refused(monkeypatch):
    for address in (
        "http://elsewhere.example",
        "http://127.0.0.1.evil.example",
        "http://elsewhere.example\\@127.0.0.1:80",  # read in two ways by two parsers
        "http://127.0.0.1:80@elsewhere.example",
        "http://[::1",
        "file:///etc",
    ):
        monkeypatch.setenv(MIRROR, address)
        with pytest.raises(FetchError, match=r"must be on 127\.0\.0\.1"):
            mirrored("https://api.stlouisfed.org/fred")
    monkeypatch.delenv(MIRROR)
    assert mirrored("https://api.stlouisfed.org/fred") == "https://api.stlouisfed.org/fred"


def test_one_reader_s_exhausted_key_leaves_another_s_alone(publishers):
    breakers = Breakers()
    for key in (KEY, KEY, KEY):
        breakers.failed(f"api.stlouisfed.org#{key}")
    with pytest.raises(FetchError, match="left alone"):
        breakers.require_closed(f"api.stlouisfed.org#{KEY}", "api.stlouisfed.org")
    breakers.require_closed("api.stlouisfed.org#another", "api.stlouisfed.org")

"""A refresh in a real browser: key typed, progress seen, failures listed, others left alone."""

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from pytest_httpserver import HTTPServer
from werkzeug import Response

from models.common.text import day
from models.live.mirror import MIRROR
from models.panel import load_panel
from tests.browser.server import Server
from tests.live.publishers import END, KEY, MONTH, NOW, VINTAGE, Publishers
from tests.waiting import GENEROUS_SECONDS

REFIT_MS = 1000 * GENEROUS_SECONDS
TODAY = NOW.replace(hour=14, minute=5)
# In the server's process: no refresh ends by its deadline, however busy the machine is, and it is the
# day on which the publishers answer.
CLOCK_STANDS = f"""
import datetime as dt
from models.live import clock, http, provider
provider.utc_now = lambda: dt.datetime.fromisoformat("{TODAY.isoformat()}")
clock.now = lambda: 0.0
clock.sleep = lambda _: None
clock.call_after = lambda *_: lambda: None
http.CONNECT_SECONDS = http.READ_SECONDS = {GENEROUS_SECONDS}
"""

# The line of a reader's own figures; the Data page says "with live figures of" of the server's too.
OWN = re.compile("^Live figures of ")


@pytest.fixture
def publishers() -> Iterator[tuple[Publishers, str]]:
    everyone = Publishers()
    with HTTPServer(host="127.0.0.1", port=0, threaded=True) as server:
        server.expect_request(re.compile(".*")).respond_with_handler(everyone.answer)
        yield everyone, server.url_for("").rstrip("/")


@pytest.fixture
def live_server(browser, publishers, tmp_path) -> Iterator[Server]:
    _, address = publishers
    with Server(
        tmp_path / "server.log", environment={MIRROR: address}, before=CLOCK_STANDS
    ) as running:
        yield running
        assert running.suspicious_lines() == []
        assert KEY not in running.log.read_text()


# Besides: the snapshot's equations are taken for those of the figures.
SERVES_ITSELF = (
    CLOCK_STANDS
    + """
from dataclasses import replace
from models.live import session, shared
from models.outcome.world import make_world, shipped_world
def refit(panel, files, spec, as_of, progress):
    return make_world(panel, replace(shipped_world(spec).fit, snapshot_hash=panel.snapshot_hash))
session.refit = shared.refit = refit
"""
)


@pytest.fixture
def serving_itself(browser, publishers, tmp_path) -> Iterator[tuple[Server, threading.Event]]:
    """A server whose publishers answer once they are let, and which estimates nothing."""
    everyone, address = publishers
    let = threading.Event()
    everyone.faults["bls"] = lambda _, good: (let.wait(GENEROUS_SECONDS), good)[1]
    environment = {MIRROR: address, "EXPLORER_REFRESH": "daily", "XDG_CACHE_HOME": str(tmp_path)}
    with Server(tmp_path / "server.log", environment=environment, before=SERVES_ITSELF) as running:
        yield running, let
        assert running.suspicious_lines() == []
        assert KEY not in running.log.read_text()


def test_a_server_refreshes_itself_once_for_everybody(serving_itself, publishers, open_page):
    (running, let), everyone = serving_itself, publishers[0]
    app, other = open_page(running, "/"), open_page(running, "/")
    for page in (app, other):  # the publishers have not answered: the snapshot is there at once
        expect(page.page.get_by_text(f"Data as of {day(VINTAGE)}")).to_be_visible()
        expect(page.page.get_by_text("Updated 14:05 UTC")).to_have_count(0)
    scenario = open_page(running, "/scenario?labour_peak_rise_pp=1.0")
    expect(scenario.page.get_by_text(f"as known on {day(VINTAGE)}")).to_be_visible()
    text = app.page.locator("[data-testid=stMain]")
    before = text.inner_text()
    let.set()
    line = f"Updated 14:05 UTC: prices to {day(END)}, unemployment to {MONTH:%b %Y}."
    for page in (app, other):  # by itself, and the page under it stands
        expect(page.page.get_by_text(line)).to_be_visible(timeout=REFIT_MS)
        expect(page.page.get_by_text("This page takes them at your next move.")).to_be_visible()
    assert text.inner_text().partition("next move.")[2].strip() == before.strip()
    for page in (app, other):
        page.menu().get_by_text("Method").click()
        page.wait_idle()
        page.menu().get_by_text("Overview").click()
        page.wait_idle()
        expect(page.page.get_by_text(f"Data as of {day(TODAY)}")).to_be_visible()
        expect(page.page.get_by_text(f"to {day(END)}").first).to_be_visible()
        expect(page.errors()).to_have_count(0)
    assert text.inner_text() != before
    at_the_next_move = f"{line} This page takes them at your next move."
    expect(scenario.page.get_by_text(at_the_next_move)).to_be_visible(timeout=REFIT_MS)
    expect(scenario.page.get_by_text(f"as known on {day(VINTAGE)}")).to_be_visible()
    scenario.slider("labour_peak_rise_pp").press("ArrowRight")  # a move of a part of the page
    expect(scenario.page.get_by_text(f"as known on {day(TODAY)}")).to_be_visible()
    expect(scenario.page.get_by_text("Unemployment +1.1 pp").first).to_be_visible()
    expect(scenario.page.get_by_text(at_the_next_move)).to_have_count(0)
    assert everyone.asked.count("bls") == 1  # once for everybody
    app.menu().get_by_text("Data").click()
    app.widget("live_key_field").get_by_role("textbox").fill(KEY)
    app.widget("live_fetch").get_by_role("button").click()
    expect(app.page.get_by_text(OWN)).to_be_visible(timeout=REFIT_MS)
    other.menu().get_by_text("Data").click()
    other.wait_idle()
    expect(other.page.get_by_text(line)).to_be_visible()
    expect(other.page.get_by_text(OWN)).to_have_count(0)
    expect(other.widget("live_key_field").get_by_role("textbox")).to_have_value("")


def test_a_refresh_with_a_typed_key(live_server, publishers, open_page):
    everyone, _ = publishers
    everyone.faults |= {
        "fred:UNRATE": lambda *_: Response("<html>sorry</html>"),
        "yahoo:XLK": lambda *_: Response("", 404),
    }
    everyone.close_the_agencies()
    snapshot = load_panel().snapshot_hash
    other = open_page(live_server, "/data")
    app = open_page(live_server, "/data")
    expect(app.page.get_by_text("should have newer figures")).to_be_visible()
    field = app.widget("live_key_field").get_by_role("textbox")
    expect(field).to_have_attribute("type", "password")
    field.fill(KEY)
    app.widget("live_fetch").get_by_role("button").click()
    expect(app.page.get_by_role("progressbar").first).to_be_visible()
    expect(app.widget("live_lines").get_by_text(f"payrolls: FRED, to {MONTH}-01")).to_be_visible()
    expect(app.page.get_by_text(f"fingerprint {snapshot}")).to_be_visible()  # it stands meanwhile
    expect(app.page.get_by_text("43 of 45 series are live")).to_be_visible(timeout=REFIT_MS)
    failures = app.widget("live_failures")
    expect(failures).to_contain_text("Unemployment rate: FRED sent something else")
    expect(failures).to_contain_text("Technology minus S&P 500: Yahoo has no prices of XLK.")
    expect(app.page.get_by_text("This product uses the FRED® API").first).to_be_visible()
    expect(app.page.get_by_text(re.compile("Estimated anew as of"))).to_be_visible()
    assert KEY not in app.page.evaluate("location.href + document.body.innerText")
    app.menu().get_by_text("Scenario").click()
    expect(app.charts().first).to_be_visible()
    expect(app.page.get_by_text(OWN)).to_be_visible()
    expect(app.errors()).to_have_count(0)
    other.page.reload(wait_until="commit")
    other.wait_idle()
    expect(other.page.get_by_text(f"fingerprint {snapshot}")).to_be_visible()
    expect(other.page.get_by_text(OWN)).to_have_count(0)
    expect(other.widget("live_key_field").get_by_role("textbox")).to_have_value("")
    app.menu().get_by_text("Data").click()
    app.widget("live_forget").get_by_role("button").click()
    expect(app.page.get_by_text("A FRED key is at hand")).to_have_count(0)
    app.widget("live_undo").get_by_role("button").click()
    expect(app.page.get_by_text(f"fingerprint {snapshot}")).to_be_visible()

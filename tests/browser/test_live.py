"""A refresh in a real browser: key typed, progress seen, failures listed, others left alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from pytest_httpserver import HTTPServer
from werkzeug import Response

from models.live.mirror import MIRROR
from models.panel import load_panel
from tests.browser.server import Server
from tests.live.publishers import KEY, Publishers
from tests.waiting import GENEROUS_SECONDS

REFIT_MS = 1000 * GENEROUS_SECONDS
# In the server's process: no refresh ends by its deadline, however busy the machine is.
CLOCK_STANDS = f"""
from models.live import clock, http
clock.now = lambda: 0.0
clock.call_after = lambda *_: lambda: None
http.CONNECT_SECONDS = http.READ_SECONDS = {GENEROUS_SECONDS}
"""


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


def test_a_refresh_with_a_typed_key(live_server, publishers, open_page):
    everyone, _ = publishers
    everyone.faults |= {
        "fred:UNRATE": lambda *_: Response("<html>sorry</html>"),
        "yahoo:XLK": lambda *_: Response("", 404),
    }
    everyone.close_the_agencies()
    everyone.close_the_french_library()
    snapshot = load_panel().snapshot_hash
    other = open_page(live_server, "/data")
    app = open_page(live_server, "/data")
    expect(app.page.get_by_text("should have newer figures")).to_be_visible()
    field = app.widget("live_key_field").get_by_role("textbox")
    expect(field).to_have_attribute("type", "password")
    field.fill(KEY)
    app.widget("live_fetch").get_by_role("button").click()
    expect(app.page.get_by_role("progressbar").first).to_be_visible()
    expect(app.widget("live_lines").get_by_text("payrolls: FRED, to 2026-10-01")).to_be_visible()
    expect(app.page.get_by_text(f"fingerprint {snapshot}")).to_be_visible()  # it stands meanwhile
    expect(app.page.get_by_text("43 of 45 series are live")).to_be_visible(timeout=REFIT_MS)
    failures = app.widget("live_failures")
    expect(failures).to_contain_text("Unemployment rate: FRED sent something else")
    expect(failures).to_contain_text("Technology minus S&P 500: Yahoo has no prices of XLK.")
    expect(app.page.get_by_text("This product uses the FRED® API")).to_be_visible()
    expect(app.page.get_by_text(re.compile("Estimated anew as of"))).to_be_visible()
    assert KEY not in app.page.evaluate("location.href + document.body.innerText")
    app.menu().get_by_text("Scenario").click()
    expect(app.charts().first).to_be_visible()
    expect(app.page.get_by_text("Live figures of")).to_be_visible()
    expect(app.errors()).to_have_count(0)
    other.page.reload(wait_until="commit")
    other.wait_idle()
    expect(other.page.get_by_text(f"fingerprint {snapshot}")).to_be_visible()
    expect(other.page.get_by_text("Live figures of")).to_have_count(0)
    expect(other.widget("live_key_field").get_by_role("textbox")).to_have_value("")
    app.menu().get_by_text("Data").click()
    app.widget("live_forget").get_by_role("button").click()
    expect(app.page.get_by_text("A FRED key is at hand")).to_have_count(0)
    app.widget("live_undo").get_by_role("button").click()
    expect(app.page.get_by_text(f"fingerprint {snapshot}")).to_be_visible()

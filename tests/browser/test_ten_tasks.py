"""Ten tasks of a strategist, one after the other, with the clicks and keys that each takes."""

import re
import sys
from contextlib import contextmanager
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page, expect

from models.outcome.outcome import Outcome
from models.outcome.run import evaluate
from models.outcome.words import headline
from models.outcome.world import shipped_world
from models.scenario.link import assemble, flatten, read_query
from models.scenario.request import Request
from pages.views.scenario_view import finding_of
from tests.browser.server import Server

FAN = "Cumulative relative return with bands"
ODDS = re.compile(r"\d+% odds")
PRESSES = """() => {
  window.presses ??= {clicks: 0, keys: 0};
  if (window.presses.heard) return;
  window.presses.heard = true;
  document.addEventListener('pointerdown', () => window.presses.clicks++, true);
  document.addEventListener('keydown', () => window.presses.keys++, true);
}"""  # at the document: a press that its driver takes back, as its target has moved, ends at the window
# What opens moves what it holds: a press on the way there would be none.
AT_REST = """element => new Promise(done => {
  let top, since;
  const look = now => {
    const at = element.getBoundingClientRect().top;
    if (at !== top) [top, since] = [at, now];
    if (now - since > 300) done(); else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""
STEPS = 8  # of each lever
# Clicks and keys of a task. A key is one step of a lever.
ALLOWED = {
    "open a story": (1, 0),
    "set three levers": (0, 3 * STEPS),
    "read the odds": (0, 0),
    "copy the link": (1, 0),
    "open it again": (0, 0),
    "pin to compare": (1, 0),
    "save a chart": (2, 0),
    "make the report": (1, 0),
    "print": (0, 0),
    "download the table": (1, 0),
}


class Counted:
    """Count what the reader presses, as the page itself hears it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tasks: dict[str, tuple[int, int]] = {}
        page.evaluate(f"({PRESSES})()")

    @contextmanager
    def task(self, name: str):
        """Count one task; what it asks for must be seen before it ends."""
        before = self._heard()
        yield
        self.tasks[name] = tuple(now - was for now, was in zip(self._heard(), before, strict=True))
        sys.stdout.write(f"{name}: clicks, keys {self.tasks[name]}\n")

    def _heard(self) -> tuple[int, int]:
        return tuple(self.page.evaluate("[window.presses.clicks, window.presses.keys]"))


def title(app, expected: str | re.Pattern[str] = ODDS) -> str:
    """Return the finding over the watched chart, when it says what is expected."""
    heading = app.page.locator(".st-key-watched h2")
    expect(heading).to_have_text(expected)
    return heading.text_content() or ""  # whether or not it is being laid out


def download(app, key: str):
    """Press the button of a download once it is at rest; return the file's path."""
    button = app.widget(key).get_by_role("button")
    button.evaluate(AT_REST)
    with app.page.expect_download() as saved:
        button.click()
    return saved.value.path()


def outcome_of(app) -> Outcome:
    """Return a fresh evaluation of the address."""
    query = dict(parse_qsl(urlsplit(app.address()).query))
    asked = assemble(flatten(Request()) | read_query(query)[0])
    world = shipped_world(asked.spec, asked.scenario.as_of)
    return evaluate(asked, world)


def test_ten_tasks(server: Server, open_page):
    app = open_page(server)
    page = app.page
    page.evaluate("delete window.showSaveFilePicker")
    count = Counted(page)
    with count.task("open a story"):
        page.get_by_test_id("stMain").get_by_role("link", name="Jobs slowdown", exact=True).click()
        app.wait_for_rows(FAN, "rows.some(row => row.mean)")
        app.wait_idle()
    first = title(app)
    with count.task("set three levers"):
        for key in ("fed_moves", "fiscal_size_pct_gdp", "labour_peak_rise_pp"):
            slider = app.slider(key)
            slider.focus()
            was = slider.input_value()
            for _ in range(STEPS):
                page.keyboard.press("ArrowRight")
            expect(slider).not_to_have_value(was)
            now = f"{float(slider.input_value()):g}"
            page.wait_for_function(f"location.search.includes('{key}={now}')")
            app.wait_idle()
    with count.task("read the odds"):
        odds = title(app, finding_of(outcome_of(app), effect=True))
        assert odds != first
    with count.task("copy the link"):
        page.get_by_role("button", name="Copy link").click()
        address = page.get_by_test_id("stCode").inner_text().strip()
        assert address.startswith(f"{server.url}/scenario?")
    with count.task("open it again"):
        again = open_page(server, address.removeprefix(server.url))
        assert title(again) == odds
        again.page.close()
    page.keyboard.press("Escape")  # leaves the link
    with count.task("pin to compare"):
        page.get_by_role("button", name="Pin to Compare").click()
        expect(page.get_by_test_id("stToast")).to_contain_text("Compare page")
        app.wait_idle()
    with count.task("save a chart"):
        page.get_by_text("Save a chart as a picture").click()
        assert download(app, "save_png").read_bytes().startswith(b"\x89PNG")
    with count.task("make the report"):
        assert headline(outcome_of(app)) in unescape(download(app, "download_report").read_text())
    with count.task("print"):
        sidebar, header = page.get_by_test_id("stSidebar"), page.get_by_test_id("stHeader")
        expect(header).to_be_visible()
        page.emulate_media(media="print")
        for hidden in (sidebar, header):
            expect(hidden).not_to_be_visible()
        expect(app.chart(FAN)).to_be_visible()
        page.emulate_media(media="screen")
    with count.task("download the table"):
        assert download(app, "download_scenario_table-csv").read_text().count("\n") > 12
    assert count.tasks == ALLOWED
    expect(app.errors()).to_have_count(0)

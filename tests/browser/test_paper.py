"""What goes on paper: the report on two pages at most, a page of the app without what is pressed."""

import re

import pytest
from playwright.sync_api import expect

from models import FedLever, FiscalLever, LabourLever, Request, Scenario
from models.outcome.run import evaluate, preset_request
from models.outcome.world import shipped_world
from models.scenario.part import MAX_HORIZON_MONTHS, MAX_NAME
from models.scenario.presets import presets
from pages.report.page import report_html
from tests.browser.test_accessibility import GRAVE, judge


def own_path(first):
    """A path of the greatest length, with digits that make the link as long as it gets."""
    return tuple(round(first + month * 0.012345678901, 12) for month in range(MAX_HORIZON_MONTHS))


LONGEST = Request(
    scenario=Scenario(
        name="W" * MAX_NAME,
        baseline="sep",
        fed=FedLever(own_path=own_path(3.1), why="weakness"),
        fiscal=FiscalLever(own_path=own_path(-3)),
        labour=LabourLever(own_path=own_path(9.1)),
    ),
    horizon_months=MAX_HORIZON_MONTHS,
)


@pytest.mark.parametrize(
    "request_of",
    [lambda: LONGEST, lambda: preset_request(presets()["replay-2008"]), Request],
    ids=["longest", "replay-2008", "nothing moved"],
)
def test_a_report_prints_on_two_pages_and_loads_nothing(browser, tmp_path, request_of):
    asked = request_of()
    world = shipped_world(asked.spec, asked.scenario.as_of)
    file = tmp_path / "report.html"
    file.write_bytes(report_html(evaluate(asked, world), world))
    page = browser.new_page(offline=True)
    loaded, complaints = [], []
    page.on("request", lambda request: loaded.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    for picture in page.locator("img").all():
        assert picture.evaluate("image => image.naturalWidth") > 500
    for paper in ("A4", "Letter"):
        pdf = page.pdf(format=paper, prefer_css_page_size=False)
        assert len(re.findall(rb"/Type /Page\b", pdf)) == 2, paper
    assert [url for url in loaded if not url.startswith("data:")] == [file.as_uri()]
    judged = judge(page)
    assert [fault["id"] for fault in judged["violations"] if fault["impact"] in GRAVE] == []
    assert complaints == []
    page.close()


def test_a_page_prints_without_sidebar_menu_and_buttons(server, open_page):
    app = open_page(server, "/earnings?labour_peak_rise_pp=1.5")
    sidebar = app.page.get_by_test_id("stSidebar")
    download = app.page.locator(
        "[data-testid=stMain] [data-testid=stDownloadButton] >> visible=true"
    )
    bare_picture = app.page.locator("button[aria-label^='Download as PNG']")
    assert bare_picture.count()  # Streamlit's own: without title, levers and source
    for button in bare_picture.all():
        expect(button).to_be_hidden()
    expect(sidebar).to_be_visible()
    assert download.count()
    app.page.emulate_media(media="print")
    for gone in (sidebar, app.page.get_by_test_id("stHeader")):
        expect(gone).to_be_hidden()
    expect(download).to_have_count(0)
    expect(app.charts().first).to_be_visible()
    expect(app.page.get_by_test_id("stHeading").first).to_be_visible()

"""Moving about: menu, Back, reload, phone."""

import pytest
from playwright.sync_api import expect

from pages.parts.frame import SCREENS


def test_the_menu_keeps_the_scenario(server, open_page):
    app = open_page(server, "/scenario?labour_peak_rise_pp=2.5")
    app.menu().get_by_text("Method").click()
    expect(app.page.get_by_role("heading", name="How the numbers are made")).to_be_visible()
    app.wait_idle()
    assert app.address() == "/method?labour_peak_rise_pp=2.5"  # which has no levers
    app.page.reload(wait_until="commit")
    app.wait_idle()
    for page in ("Earnings", "Scenario"):
        app.menu().get_by_text(page).click()
        app.page.wait_for_function(f"location.pathname === '/{page.lower()}'")
        app.wait_idle()  # the levers of the page before stand until then
        expect(app.slider("labour_peak_rise_pp")).to_have_value("2.5")
        assert app.address() == f"/{page.lower()}?labour_peak_rise_pp=2.5"
    for _ in range(2):
        app.page.go_back()
    expect(app.page.get_by_role("heading", name="How the numbers are made")).to_be_visible()


def test_back_returns_to_the_page_before(server, open_page):
    app = open_page(server, "/method?labour_peak_rise_pp=2.5")
    entries = app.history_length()
    app.menu().get_by_text("Scenario").click()
    expect(app.charts().first).to_be_visible()
    app.wait_idle()
    assert app.history_length() == entries + 1
    app.page.go_back()
    expect(app.page.get_by_role("heading", name="How the numbers are made")).to_be_visible()


def test_reload_keeps_page_and_scenario(server, open_page):
    app = open_page(server, "/scenario?labour_peak_rise_pp=2.5")
    app.page.reload(wait_until="commit")
    app.wait_idle()
    expect(app.slider("labour_peak_rise_pp")).to_have_value("2.5")
    assert app.address() == "/scenario?labour_peak_rise_pp=2.5"


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.title)
def test_a_phone_shows_every_page_without_scrolling_sideways(server, open_page, screen):
    app = open_page(
        server, f"/{screen.file.removeprefix('pages/').removesuffix('.py')}", phone=True
    )
    expect(app.errors()).to_have_count(0)
    expect(app.page.get_by_test_id("stHeading").first).to_be_in_viewport()
    assert app.page.evaluate(
        "document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth"
    )

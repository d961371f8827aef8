"""A shared link into a process that has served nobody: the whole frame, the whole scenario."""

import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pages.parts.frame import HOME, SCREENS, TITLE

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit/config.toml").read_text())["theme"]
ADDRESSES = {f"/{Path(screen.file).stem}": screen for screen in SCREENS} | {"/": HOME}


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_cold_link_opens_the_page_in_its_frame(fresh_server, open_page, path):
    app = open_page(fresh_server, f"{path}?labour_peak_rise_pp=2.5")
    if ADDRESSES[path].levers != "none":
        expect(app.slider("labour_peak_rise_pp")).to_have_value("2.5")
    expect(app.menu()).to_have_text([screen.title for screen in SCREENS])
    expect(app.page.locator("[data-testid=stTopNavLink][aria-current=page]")).to_have_text(
        ADDRESSES[path].title
    )
    expect(app.page.get_by_test_id("stHeading").first).to_be_visible()
    expect(app.errors()).to_have_count(0)
    expect(app.page).to_have_title(TITLE)
    assert app.address() == f"{path}?labour_peak_rise_pp=2.5"
    assert app.history_length() == 2


def test_strangers_come_by_cold_links_at_once(fresh_server, open_page):
    peaks = {"1": "/scenario", "2": "/earnings", "3": "/scenario"}
    apps = {
        peak: open_page(fresh_server, f"{path}?labour_peak_rise_pp={peak}", wait=False)
        for peak, path in peaks.items()
    }
    for peak, app in apps.items():
        expect(app.slider("labour_peak_rise_pp")).to_have_value(peak)
        expect(app.menu()).to_have_count(len(SCREENS))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_reader_s_system_chooses_the_theme(server, open_page, mode):
    app = open_page(server, "/method", dark=mode == "dark")
    paper = THEME[mode]["backgroundColor"]
    red, green, blue = (int(paper[i : i + 2], 16) for i in (1, 3, 5))
    expect(app.page.get_by_test_id("stApp")).to_have_css(
        "background-color", f"rgb({red}, {green}, {blue})"
    )


def test_an_unknown_value_in_the_address_is_dropped(server, open_page):
    app = open_page(server, "/scenario?labour_peak_rise_pp=lots")
    expect(app.errors()).to_have_count(0)
    assert app.address() == "/scenario"

"""Charts in a real browser: they follow their data, keep their months and wear the theme."""

import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from pages.charts.pieces import IDEAS
from tests.browser.server import Server

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit/config.toml").read_text())["theme"]


@pytest.fixture(scope="module")
def gallery(browser, tmp_path_factory):
    with Server(
        tmp_path_factory.mktemp("gallery") / "server.log", "tests/browser/gallery.py"
    ) as it:
        yield it
        assert it.suspicious_lines() == []


@pytest.mark.parametrize("timezone", ["America/Los_Angeles", "UTC", "Pacific/Auckland"])
def test_a_month_is_the_same_month_everywhere(gallery, open_page, timezone):
    app = open_page(gallery, timezone=timezone)
    months = [row["month"] for row in app.wait_for_rows("a", mark="symbol")]
    local = [datetime.fromtimestamp(month / 1000, ZoneInfo(timezone)) for month in months]
    assert [when.strftime("%Y-%m-%d %H") for when in local] == [
        f"2020-{month:02}-01 00" for month in (1, 2, 3, 5, 6)
    ]
    ticks = app.chart("a").locator(".role-axis-label text").filter(has_text="2020")
    expect(ticks).to_have_text(
        [f"{name} 2020" for name in ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]]
    )


def test_a_rerun_updates_the_data_in_place(gallery, open_page):
    app = open_page(gallery)
    app.wait_for_rows("a")
    app.charts().first.evaluate("chart => { chart.querySelector('svg').dataset.seen = 'yes'; }")
    app.slider("last").focus()
    app.page.keyboard.press("ArrowRight")
    rows = app.wait_for_rows("a", "rows.some(row => row.value === 6)")
    assert [row["value"] for row in rows] == [0, 1, -1, None, 2, 6]
    expect(app.page.get_by_role("heading", name="Ends at 6")).to_be_visible()
    assert app.charts().first.evaluate("chart => chart.querySelector('svg').dataset.seen") == "yes"


def test_no_recessions_is_no_shade_and_no_error(gallery, open_page):
    app = open_page(gallery)
    assert len(app.wait_for_rows("a", mark="rect")) == 1
    app.wait_for_rows("b")
    assert app.rows("b", "rect") == []
    assert len(app.rows("b", "rule")) == 1


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_an_idea_has_its_colour_whoever_else_is_shown(gallery, open_page, mode):
    app = open_page(gallery, dark=mode == "dark")
    app.wait_for_rows("c", mark="rect")
    bars = app.chart("c").locator(".mark-rect.role-mark path")
    fills = bars.evaluate_all("bars => bars.map(bar => bar.getAttribute('fill'))")
    assert fills == THEME[mode]["chartCategoricalColors"][1:]
    legend = app.chart("c").locator(".role-legend-label text")
    expect(legend).to_have_text(["large caps", "scenario"])
    assert list(IDEAS[1:3]) == ["large caps", "scenario"]

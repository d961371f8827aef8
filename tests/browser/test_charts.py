"""Charts in a real browser: they follow their data, keep their months and wear the theme."""

import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from pages.charts.pieces import IDEAS
from pages.charts.theme import TEXT_PX
from pages.parts.frame import SCREENS
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


# Ink, its share, ground and size of each text of an axis that is seen: overlapping ones have no ink.
AXIS_TEXTS = """() => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const groundOf = node => {
    const [red, green, blue, share = 1] = parts(getComputedStyle(node).backgroundColor);
    return share === 1 ? [red, green, blue] : groundOf(node.parentElement);
  };
  return [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].flatMap(chart =>
    [...chart.querySelectorAll('svg :is(.role-axis-label, .role-axis-title) text')].map(text => {
      const style = getComputedStyle(text);
      const [red, green, blue, share = 1] = parts(style.fill);
      return {
        ink: [red, green, blue],
        share: share * style.fillOpacity * style.opacity,
        ground: groundOf(chart),
        px: parseFloat(style.fontSize),
        said: `${chart.getAttribute('aria-label')}: ${text.textContent}`,
      };
    }).filter(text => text.share > 0));
}"""
CHARTS_DRAWN = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(
  chart => chart.querySelector('svg .role-axis-label text'))"""
GROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
LOWEST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3


def luminance(colour: list[float]) -> float:
    """Return the relative luminance of an sRGB colour, as WCAG defines it."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(text: dict) -> float:
    """Return the contrast of a text with its ground, between 1 and 21."""
    pairs = zip(text["ink"], text["ground"], strict=True)
    mixed = [text["share"] * ink + (1 - text["share"]) * ground for ink, ground in pairs]
    dark, light = sorted([luminance(mixed), luminance(text["ground"])])
    return (light + 0.05) / (dark + 0.05)


def test_axis_text_can_be_read_on_every_page(server, open_page):
    assert contrast({"ink": [0] * 3, "share": 1, "ground": [255] * 3}) == pytest.approx(21)
    judged = 0
    for screen in SCREENS:
        app = open_page(server, f"/{Path(screen.file).stem}")
        for mode in ("light", "dark"):
            app.page.emulate_media(color_scheme=mode)
            ground = tuple(bytes.fromhex(THEME[mode]["backgroundColor"][1:]))
            app.page.wait_for_function(f"{GROUND} === 'rgb{ground}'")
            app.page.wait_for_function(CHARTS_DRAWN)
            texts = app.page.evaluate(AXIS_TEXTS)
            judged += len(texts)
            assert [t for t in texts if contrast(t) < LOWEST_CONTRAST or t["px"] < TEXT_PX] == []
        app.page.context.close()
    assert judged > len(SCREENS)

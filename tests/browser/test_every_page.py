"""What holds on every page, seen on each as it opens and in both themes, and with all groups open."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pages.charts.theme import TEXT_PX
from tests.browser.app_page import AppPage
from tests.browser.test_accessibility import GRAVE, judge

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit/config.toml").read_text())["theme"]
WITHOUT_CHARTS = {"Data", "Method"}
# What Streamlit draws and no setting of ours changes: (rule, CSS selector around the fault, why).
STREAMLITS_OWN = (
    (
        "color-contrast",
        "[data-testid=stElementContainer]:has(input:disabled, [aria-disabled=true])",
        "the label of a widget that is switched off is faded; WCAG 1.4.3 exempts inactive ones",
    ),
    (
        "svg-img-alt",
        "[data-testid=stMetric]",
        "st.metric draws its line with an empty mark for the pointer, which has no name and cannot be "
        "given one; the card says in words where the line ends",
    ),
    (
        "scrollable-region-focusable",
        ".katex-display",
        "st.latex wraps each equation in a box that could scroll, without a way to focus it",
    ),
)
IS_INSIDE = "([target, around]) => !!document.querySelector(target)?.closest(around)"
OPEN = "document.querySelectorAll('details:not([open]) > summary').forEach(one => one.click())"
ALL_OPEN = "!document.querySelector('details:not([open])')"
MOST_LINES = 2
# Every caption that is on screen now, with the lines that its paragraphs take.
LINES = """() => [...document.querySelectorAll('[data-testid=stCaptionContainer]')]
  .filter(caption => caption.offsetHeight)
  .map(caption => {
    const lines = [...caption.querySelectorAll('p')].map(
      words => words.getBoundingClientRect().height / parseFloat(getComputedStyle(words).lineHeight)
    );
    return [caption.innerText, Math.round(lines.reduce((a, b) => a + b, 0))];
  })"""
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


def wear(app: AppPage, mode: str) -> None:
    """Change to a theme; the charts are drawn anew in it."""
    app.page.emulate_media(color_scheme=mode)
    ground = tuple(bytes.fromhex(THEME[mode]["backgroundColor"][1:]))
    app.page.wait_for_function(f"{GROUND} === 'rgb{ground}'")
    app.page.wait_for_function(CHARTS_DRAWN)


def open_groups(app: AppPage) -> None:
    """Open every group, so that what is inside is judged too."""
    app.page.evaluate(OPEN)
    app.page.wait_for_function(ALL_OPEN)
    app.wait_idle()


def is_streamlits(app: AppPage, rule: str, target: Any) -> bool:
    return any(
        rule == allowed and app.page.evaluate(IS_INSIDE, [target[0], around])
        for allowed, around, _ in STREAMLITS_OWN
    )


def captions(app) -> dict[str, int]:
    """Return the lines of each caption of a page, those in groups and behind tabs too."""
    open_groups(app)
    seen = dict(app.page.evaluate(LINES))
    for tab in app.page.get_by_role("tab").all():
        tab.click()
        app.wait_idle()
        seen |= dict(app.page.evaluate(LINES))
    return seen


def test_headings_go_down_one_level_at_a_time(opened_screen):
    levels = opened_screen.page.locator(
        "[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)"
    ).evaluate_all("headings => headings.map(heading => Number(heading.tagName[1]))")
    assert levels[0] == 1
    assert [b for a, b in zip(levels, levels[1:], strict=False) if b > a + 1] == []


def test_black_on_white_has_the_greatest_contrast():
    assert contrast({"ink": [0] * 3, "share": 1, "ground": [255] * 3}) == pytest.approx(21)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axis_text_can_be_read(opened_screen, screen, mode):
    wear(opened_screen, mode)
    texts = opened_screen.page.evaluate(AXIS_TEXTS)
    assert bool(texts) == (screen.title not in WITHOUT_CHARTS)
    assert [t for t in texts if contrast(t) < LOWEST_CONTRAST or t["px"] < TEXT_PX] == []


@pytest.mark.parametrize("mode", ["dark", "light"])  # it is dark: one change less
def test_no_serious_fault_of_ours(opened_screen, mode):
    app = opened_screen
    wear(app, mode)
    open_groups(app)
    judged = judge(app.page)
    assert len(judged["passes"]) > 15
    faults = [
        f"{fault['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
        for fault in judged["violations"]
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
        if not is_streamlits(app, fault["id"], node["target"])
    ]
    assert faults == []


def test_a_caption_takes_two_lines_at_most(opened_screen, screen):
    seen = captions(opened_screen)
    assert bool(seen) == (screen.title != "Method")
    assert {text: lines for text, lines in seen.items() if not 1 <= lines <= MOST_LINES} == {}

"""No serious accessibility fault of ours on any page, and every lever by keyboard alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from models.scenario.link import flatten
from models.scenario.request import Request
from pages.parts.frame import SCREENS
from tests.browser.app_page import AppPage

GRAVE = {"serious", "critical"}
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
KEYBOARD_PRESSES = 200
# Which lever has the focus, and whether it is a tab with more of them.
FOCUS = """() => {
  const at = document.activeElement;
  const holder = at.closest('[class*=st-key-]');
  const key = holder && [...holder.classList].find(name => name.startsWith('st-key-'));
  const inTabs = at.closest('[data-testid=stTabs]');
  return {
    tab: at.getAttribute('role') === 'tab',
    beyond: !inTabs,
    key: key ? key.replace('st-key-', '') : null,
  };
}"""


def open_groups(app: AppPage) -> None:
    """Open every group, so that what is inside is judged too."""
    app.page.evaluate(OPEN)
    app.page.wait_for_function(ALL_OPEN)
    app.wait_idle()


def judge(page: Page) -> dict[str, Any]:
    """Return what axe finds; of what it finds right one place a rule, not all, which take long."""
    return Axe().run(page, options={"resultTypes": ["violations"]}).response


def is_streamlits(app: AppPage, rule: str, target: Any) -> bool:
    return any(
        rule == allowed and app.page.evaluate(IS_INSIDE, [target[0], around])
        for allowed, around, _ in STREAMLITS_OWN
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.title)
def test_no_serious_fault_of_ours(server, open_page, screen, dark):
    app = open_page(server, f"/{Path(screen.file).stem}", dark=dark)
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


def test_a_fault_of_ours_would_be_found(server, open_page):
    app = open_page(server, "/method")
    app.page.evaluate(
        "document.querySelector('[data-testid=stMain] h1').style.color = 'rgb(240, 238, 230)'"
    )
    found = {fault["id"] for fault in judge(app.page)["violations"]}
    assert "color-contrast" in found


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.title)
def test_headings_go_down_one_level_at_a_time(server, open_page, screen):
    app = open_page(server, f"/{Path(screen.file).stem}")
    levels = app.page.locator("[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)").evaluate_all(
        "headings => headings.map(heading => Number(heading.tagName[1]))"
    )
    assert levels[0] == 1
    assert [b for a, b in zip(levels, levels[1:], strict=False) if b > a + 1] == []


@pytest.mark.parametrize("measure", ["unemployment", "payrolls"])
def test_the_keyboard_reaches_every_lever(server, open_page, measure):
    """From the top of the page by Tab, and from tab to tab of the settings by the arrows."""
    idle = {"unemployment": "labour_peak_payroll_loss_pct", "payrolls": "labour_peak_rise_pp"}
    levers = {*flatten(Request()), "preset", "pasted"} - {idle[measure]}
    everything_on = "fed_direction=cut&fiscal_size_pct_gdp=1"
    app = open_page(server, f"/scenario?{everything_on}&labour_measure={measure}")
    reached: set[str] = set()

    def press_until(found: Callable[[dict[str, Any]], bool], key: str = "Tab") -> None:
        for _ in range(KEYBOARD_PRESSES):
            app.page.keyboard.press(key)
            focus = app.page.evaluate(FOCUS)
            reached.add(focus["key"])
            if found(focus):
                return
        raise AssertionError(f"{key} does not get there; reached {reached}.")

    press_until(lambda focus: focus["tab"])
    for tab in app.page.get_by_role("tab").all():
        expect(tab).to_have_attribute("aria-selected", "true")
        press_until(lambda focus: focus["beyond"])
        press_until(lambda focus: focus["tab"], "Shift+Tab")
        app.page.keyboard.press("ArrowRight")
    assert levers - reached == set()

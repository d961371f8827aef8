"""Axe, which judges every page in a module beside this one, and every lever by keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from models.scenario.link import flatten
from models.scenario.request import Request

GRAVE = {"serious", "critical"}
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


def judge(page: Page) -> dict[str, Any]:
    """Return what axe finds; of what it finds right one place a rule, not all, which take long."""
    return Axe().run(page, options={"resultTypes": ["violations"]}).response


def test_a_fault_of_ours_would_be_found(server, open_page):
    app = open_page(server, "/method")
    app.page.evaluate(
        "document.querySelector('[data-testid=stMain] h1').style.color = 'rgb(240, 238, 230)'"
    )
    found = {fault["id"] for fault in judge(app.page)["violations"]}
    assert "color-contrast" in found


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

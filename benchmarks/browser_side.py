"""What a reader waits for, in Chromium: key press to redrawn chart, process start to first chart."""

import time
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.apps import APPS, FIRST_CHART, SLIDER, App, running
from benchmarks.server_side import Figures
from tests.browser.app_page import AppPage
from tests.browser.chromium import HOW_TO_GET_ONE, find_chromium, launch

KEY_PRESSES = 60
WARM_UP = 10
STARTS = 5
VIEWPORT = {"width": 1280, "height": 900}

# From the key to the first change of a path in the first chart, and the frame that paints it.
# The chart is looked up at each change: a run of the whole page may have drawn another in its place.
WATCH = """label => {
  const chartOf = node => node.closest?.('[data-testid=stVegaLiteChart]');
  let pressed = null;
  window.redrawnMs = null;
  window.addEventListener('keydown', () => { pressed = performance.now(); }, true);
  new MutationObserver(changes => {
    if (pressed === null) return;
    if (!changes.some(({target}) => chartOf(target)?.getAttribute('aria-label') === label)) return;
    const since = pressed;
    pressed = null;
    requestAnimationFrame(() => { window.redrawnMs = performance.now() - since; });
  }).observe(document.body, {subtree: true, childList: true, attributes: true, attributeFilter: ['d']});
}"""
DRAWN = """label => {
  const chart = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]
    .find(one => one.getAttribute('aria-label') === label);
  return chart && chart.querySelector('svg .mark-line.role-mark path[d]');
}"""


def in_chromium() -> tuple[Figures, Figures]:
    """Return medians in ms: key press to redrawn first chart, process start to first chart."""
    executable = find_chromium()
    if executable is None:
        raise SystemExit(HOW_TO_GET_ONE)
    with sync_playwright() as playwright:
        browser = launch(playwright, executable)
        figures = _key_press_ms(browser), _start_ms(browser)
        browser.close()
    return figures


def _open(browser: Browser, url: str) -> AppPage:
    context = browser.new_context(viewport=VIEWPORT, reduced_motion="reduce")
    return AppPage(context, url)


def _key_press_ms(browser: Browser) -> Figures:
    return {app.name: _key_press_of(browser, app) for app in APPS}


def _key_press_of(browser: Browser, app: App) -> float:
    with running(app) as server:
        tab = _open(browser, server.url)
        tab.open(f"/{app.page}?{SLIDER}=0.5")
        tab.page.wait_for_function(DRAWN, arg=FIRST_CHART)
        tab.wait_idle()
        tab.page.evaluate(WATCH, FIRST_CHART)
        tab.slider(SLIDER).focus()
        taken = [_press(tab.page, "ArrowRight" if i % 40 < 20 else "ArrowLeft") for i in
                 range(KEY_PRESSES + WARM_UP)]  # fmt: skip
        tab.page.context.close()
    return median(taken[WARM_UP:])


def _press(page: Page, key: str) -> float:
    page.evaluate("window.redrawnMs = null")
    page.keyboard.press(key)
    page.wait_for_function("window.redrawnMs !== null")
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
    )
    return page.evaluate("window.redrawnMs")


def _start_ms(browser: Browser) -> Figures:
    taken: dict[str, list[float]] = {app.name: [] for app in APPS}
    for _ in range(STARTS):
        for app in APPS:
            begun = time.perf_counter()
            with running(app) as server:
                tab = _open(browser, server.url)
                tab.open(f"/{app.page}")
                tab.page.wait_for_function(DRAWN, arg=FIRST_CHART)
                taken[app.name].append(1000 * (time.perf_counter() - begun))
                tab.page.context.close()
    return {name: median(times) for name, times in taken.items()}

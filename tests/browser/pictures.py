"""The README's pictures, made by ``make pictures``: screens as they open, at most 300 kB each."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.app_page import AppPage
from tests.browser.chromium import HOW_TO_GET_ONE, find_chromium, launch
from tests.browser.server import ROOT, Server

FOLDER = ROOT / "docs" / "pictures"
WINDOW = {"width": 1280, "height": 800}
MOST_BYTES = 300_000
# What each picture shows: its name and the address.
SCREENS = {
    "scenario": "/scenario?preset=mild-slowdown",
    "overview": "/",
    "earnings": "/earnings?preset=mild-slowdown",
}


def take(folder: Path) -> None:
    """Write one PNG for each screen; one that is too large is refused."""
    executable = find_chromium()
    if executable is None:
        raise SystemExit(HOW_TO_GET_ONE)
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "server.log"
    with Server(log) as server, sync_playwright() as playwright:
        browser = launch(playwright, executable)
        for name, address in SCREENS.items():
            context = browser.new_context(
                viewport=WINDOW, color_scheme="light", reduced_motion="reduce"
            )
            app = AppPage(context, server.url)
            app.open(address)
            app.wait_idle()
            app.page.wait_for_function("document.fonts.status === 'loaded'")
            picture = app.page.screenshot(path=folder / f"{name}.png")
            context.close()
            if len(picture) > MOST_BYTES:
                raise SystemExit(
                    f"{name}.png has {len(picture):,} bytes, at most {MOST_BYTES:,} are kept: make the "
                    "window smaller."
                )
            sys.stdout.write(f"{name}.png: {len(picture):,} bytes\n")
        browser.close()
    log.unlink()


if __name__ == "__main__":
    take(FOLDER)

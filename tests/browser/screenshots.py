"""Pictures of every page for people to look at: ``python -m tests.browser.screenshots OUT_DIR``.

Each page in light and dark, on a wide screen and on a phone. An address after the folder sets the
scenario: ``python -m tests.browser.screenshots OUT_DIR "labour_peak_rise_pp=2.5"``.
"""

import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import sync_playwright

from pages.parts.frame import SCREENS
from tests.browser.app_page import AppPage
from tests.browser.chromium import HOW_TO_GET_ONE, find_chromium, launch
from tests.browser.server import Server

SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
# As tall as the page's content: Streamlit scrolls inside the window, not the window itself.
CONTENT_HEIGHT = "Math.ceil(document.querySelector('[data-testid=stMain]').scrollHeight)"


def take(folder: Path, query: str) -> None:
    """Write one PNG for each page, colour scheme and size into the folder."""
    executable = find_chromium()
    if executable is None:
        raise SystemExit(HOW_TO_GET_ONE)
    folder.mkdir(parents=True, exist_ok=True)
    with Server(folder / "server.log") as server, sync_playwright() as playwright:
        browser = launch(playwright, executable)
        for screen, scheme, size in product(SCREENS, ("light", "dark"), SIZES):
            context = browser.new_context(
                viewport=SIZES[size], color_scheme=scheme, reduced_motion="reduce"
            )
            app = AppPage(context, server.url)
            stem = Path(screen.file).stem
            app.open(f"/{stem}?{query}")
            app.wait_idle()
            height = app.page.evaluate(CONTENT_HEIGHT)
            app.page.set_viewport_size({**SIZES[size], "height": height})
            app.wait_idle()
            path = folder / f"{stem}-{scheme}-{size}.png"
            app.page.screenshot(path=path)
            context.close()
            print(path, *app.problems, *app.external, sep="\n  ")
        browser.close()
        print(*server.suspicious_lines(), sep="\n")


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        raise SystemExit(__doc__)
    take(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) == 3 else "")

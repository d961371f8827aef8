"""Finding and starting the browser."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET_ONE = (
    "No Chromium found for the browser tests. On Debian and Ubuntu: apt-get install chromium. "
    "Elsewhere put one on PATH under the name chromium, or set CHROMIUM to its path."
)
# A second list takes the place of the one that Playwright gives, whose part in this is repeated.
FEATURES_OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    # Pages of the browser's own below an address bar that nobody sees: a quarter of what it takes to
    # open a page of the app.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(FEATURES_OFF)}",
)


def find_chromium() -> Path | None:
    """Return the Chromium to use: ``$CHROMIUM``, else the first known name on PATH."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def launch(playwright: Playwright, executable: Path) -> Browser:
    """Start it headless, without any traffic of its own."""
    return playwright.chromium.launch(executable_path=executable, args=list(FLAGS))

"""Browser, servers and pages; after every test each page must have had nothing to complain of."""

import itertools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from pages.parts.frame import SCREENS, Screen
from tests.browser.app_page import WAIT_MS, AppPage
from tests.browser.chromium import HOW_TO_GET_ONE, find_chromium, launch
from tests.browser.server import Server

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; without one CI fails and a person's run skips."""
    executable = find_chromium()
    if executable is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW_TO_GET_ONE)
    with sync_playwright() as playwright:
        running = launch(playwright, executable)
        yield running
        running.close()


@pytest.fixture(scope="session")
def server(browser, tmp_path_factory) -> Iterator[Server]:
    """One server for the tests that do not need a fresh one."""
    with Server(tmp_path_factory.mktemp("server") / "server.log") as running:
        yield running
        assert running.suspicious_lines() == []


@pytest.fixture
def fresh_server(browser, tmp_path) -> Iterator[Server]:
    """Start a process that has served nobody yet: what a shared link meets after a night."""
    with Server(tmp_path / "server.log") as running:
        yield running
        assert running.suspicious_lines() == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Keep whether a test failed, for what is then told of its pages."""
    report = yield
    if report.failed:
        item.failed = item.parent.failed = True
    return report


@pytest.fixture
def open_page(browser, request) -> Iterator[Callable[..., AppPage]]:
    """Open an address: ``open_page(server, "/method", dark=True, phone=True)``."""
    with opening(browser, request.node) as open_at:
        yield open_at


@pytest.fixture(scope="module", params=SCREENS, ids=lambda screen: screen.title)
def screen(request) -> Screen:
    """Every page on the menu."""
    return request.param


@pytest.fixture(scope="module")
def opened_screen(browser, server, screen, request) -> Iterator[AppPage]:
    """A page opened once for all tests of a file that look at it in turn and move nothing."""
    with opening(browser, request.node) as open_at:
        yield open_at(server, f"/{Path(screen.file).stem}")


@contextmanager
def opening(browser: Browser, node: pytest.Item) -> Iterator[Callable[..., AppPage]]:
    """Give what opens addresses; close at the end what it opened, which must not have complained."""
    opened: list[AppPage] = []

    def open_at(
        server: Server,
        path: str = "/",
        *,
        dark: bool = False,
        phone: bool = False,
        timezone: str = "UTC",
        wait: bool = True,
    ) -> AppPage:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            accept_downloads=True,
            locale="en-US",
            timezone_id=timezone,
        )
        app = AppPage(context, server.url)
        opened.append(app)
        app.open(path)
        return app.wait_idle() if wait else app

    yield open_at
    for app in opened:
        if getattr(node, "failed", False) and not app.page.is_closed():
            sys.stdout.write(f"{app.told()}\n")
        app.page.context.close()
    assert list(itertools.chain.from_iterable(app.problems for app in opened)) == []
    assert list(itertools.chain.from_iterable(app.external for app in opened)) == []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that ``-m "not browser"`` leaves it out."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)

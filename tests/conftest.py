"""What every test may use."""

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import curl_cffi
import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from tests.findings import told_of_another
from tests.waiting import GENEROUS_SECONDS

ROOT = Path(__file__).parents[1]
os.environ["WARM_UP"] = "0"  # no thread beside a test, here and in servers, unless one asks for it
# A stub server, servers of our own, a cluster on this machine.
ASK_LOOPBACK = ("tests/live", "tests/browser", "tests/equations/test_record_backend.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Close every socket to all tests but those that talk to a server of ours on this machine."""
    for item in items:
        if not any(place in item.path.as_posix() for place in ASK_LOOPBACK):
            item.add_marker(pytest.mark.disable_socket)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """Tell of a finding that this snapshot does not bear out."""
    report = yield
    told_of_another(item, call, report)
    return report


@pytest.fixture(autouse=True)
def curl_stays_at_home(monkeypatch):
    """Yahoo's client has sockets of its own, in C, which pytest-socket does not see."""
    asked = curl_cffi.Session.request

    def request(self, method, url, **options):
        if urlsplit(url).hostname not in ("127.0.0.1", "::1"):
            pytest.fail(f"A test tried to reach {urlsplit(url).hostname} with curl.")
        return asked(self, method, url, **options)

    monkeypatch.setattr(curl_cffi.Session, "request", request)


@pytest.fixture(autouse=True, scope="session")
def packages_are_searched_once() -> Iterator[None]:
    """Each `AppTest` looks through every installed package for components; they stay the same ones."""
    with pytest.MonkeyPatch.context() as patch:
        search = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", search)
        yield


@pytest.fixture
def open_app() -> Callable[..., AppTest]:
    """Run the app without a browser: ``open_app("pages/method.py", labour_peak="2.5")``.

    A page given here is opened before anything else has run, as by a cold deep link.
    """

    def open_at(page: str | None = None, **parameters: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=GENEROUS_SECONDS)
        for name, value in parameters.items():
            app.query_params[name] = value
        if page:
            app.switch_page(page)
        return app.run()

    return open_at

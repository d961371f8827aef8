"""Linear algebra in the web process has one thread: numpy is loaded after it was chosen."""

import pytest

from benchmarks.websocket_session import Session
from tests.browser.server import Server
from tests.waiting import finished

pytestmark = pytest.mark.browser

# Says, when the server ends, how many threads the libraries of linear algebra have.
TELL_AT_THE_END = """
import atexit
from threadpoolctl import threadpool_info
def tell():
    print("THREADS", {each["num_threads"] for each in threadpool_info()}, flush=True)
atexit.register(tell)
"""


async def open_page(url: str) -> None:
    async with Session(url, "scenario") as session:
        assert session.problems == []


def test_streamlit_run_app_has_one_thread(tmp_path, monkeypatch):
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    log = tmp_path / "server.log"
    with Server(log, before=TELL_AT_THE_END) as server:
        finished(open_page(server.url))
    assert "THREADS {1}" in log.read_text()

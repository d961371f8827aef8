"""The session of the bench stays on the page it measures, on a server that has served before."""

import pytest

from benchmarks.websocket_session import Session
from tests.browser.server import Server
from tests.waiting import finished

pytestmark = pytest.mark.browser


async def pages_after_moves(url: str) -> list[str]:
    seen = []
    for _ in range(2):  # the second meets a warm server
        async with Session(url, "scenario") as session:
            seen.append(session.page)
            for rise in (1.0, 2.0):
                await session.move("labour_peak_rise_pp", rise)
                seen.append(session.page)
        assert session.problems == []
    return seen


def test_moves_rerun_the_page_that_was_opened(tmp_path):
    with Server(tmp_path / "server.log") as server:
        assert finished(pages_after_moves(server.url)) == ["scenario"] * 6

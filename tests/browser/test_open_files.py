"""A server that may hold few files open takes the readers it can, and says so to those it cannot."""

import asyncio
import urllib.error
import urllib.request

import pytest

from benchmarks.websocket_session import Session
from pages.parts.open_files import FULL, RESERVE
from tests.browser.server import Server
from tests.waiting import GENEROUS_SECONDS, finished, wait_until

pytestmark = pytest.mark.browser

FEW = RESERVE + 50
MOST_READERS = 30  # of a server that does not notice


def limited(soft: int, hard: int) -> str:
    return f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))"


def health(server: Server) -> str:
    try:
        with urllib.request.urlopen(
            f"{server.url}/_stcore/health", timeout=GENEROUS_SECONDS
        ) as page:
            return page.read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()


async def open_until_full(server: Server) -> list[Session]:
    opened = []
    while len(opened) < MOST_READERS and await asyncio.to_thread(health, server) == "ok":
        opened.append(await Session(server.url, "method").__aenter__())
    return opened


async def fill_and_leave(server: Server) -> tuple[int, str]:
    """Return how many readers came in, and what was told to the next; one stays, the rest leave."""
    first, *others = await open_until_full(server)
    told = await asyncio.to_thread(health, server)
    await first.look()  # who reads goes on reading
    assert first.problems == []
    for session in others:
        await session.__aexit__()
    await asyncio.to_thread(
        wait_until, lambda: health(server) == "ok", "those who left make room for others"
    )
    async with Session(server.url, "method") as late:
        assert late.problems == []
    await first.__aexit__()
    return 1 + len(others), told


def test_a_full_server_says_so_and_takes_readers_again(tmp_path):
    with Server(tmp_path / "log", before=limited(FEW, FEW)) as server:
        readers, told = finished(fill_and_leave(server))
        assert server.suspicious_lines() == []
    assert told == FULL
    assert 3 < readers < MOST_READERS


def test_a_low_limit_is_raised_where_the_system_grants_more(tmp_path):
    async def come_and_go(server):
        opened = await open_until_full(server)
        for session in opened:
            await session.__aexit__()
        return len(opened)

    with Server(tmp_path / "log", before=limited(FEW, 4096)) as server:
        assert finished(come_and_go(server)) == MOST_READERS

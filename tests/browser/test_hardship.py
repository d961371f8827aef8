"""A server that is stormed, or has no home to write to, serves; over its websocket, without a browser."""

import asyncio

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.websocket_session import Session
from pages.parts.frame import SCREENS
from tests.browser.server import Server
from tests.waiting import finished

pytestmark = pytest.mark.browser

SLIDER = "labour_peak_rise_pp"
STORM = 200


class Hasty(Session):
    """A session that moves a slider without waiting for an answer."""

    async def storm(self) -> None:
        """Send two hundred moves at once, then wait until nothing more runs."""
        for number in range(STORM):
            self._states[self.sliders[SLIDER].id] = round(0.5 + 0.1 * (number % 20), 1)
            await self._socket.send(self._message(self._parts[SLIDER]))
        running = True
        while running:
            received = await asyncio.wait_for(self._socket.recv(), 600)
            message = ForwardMsg.FromString(received)
            if message.WhichOneof("type") == "session_status_changed":
                running = message.session_status_changed.script_is_running
            self._ends_the_run(received)
        await self.look()


async def storm_and_read(url: str) -> tuple[str, str, list[str]]:
    """Return what a stormed session says at its end, what a calm one says, and every problem."""
    async with Hasty(url, "scenario", f"{SLIDER}=0.5") as one, Session(url, "scenario") as other:
        during = asyncio.create_task(one.storm())
        await other.move(SLIDER, 1.0)
        await during
        last = round(0.5 + 0.1 * ((STORM - 1) % 20), 1)
        async with Session(url, "scenario", f"{SLIDER}={last}") as third:
            return one.said, third.said, one.problems + other.problems + third.problems


def test_a_storm_of_reruns_ends_at_the_last_move(server):
    stormed, calm, problems = finished(storm_and_read(server.url))
    assert problems == []
    assert stormed == calm


async def every_page(url: str) -> list[str]:
    problems = []
    async with Session(url, "overview") as session:
        for screen in SCREENS:
            await session.open(screen.file.removeprefix("pages/").removesuffix(".py"))
            assert session.said
            problems += session.problems
    return problems


def test_a_home_that_cannot_be_written_costs_nothing(tmp_path):
    nowhere = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), "/proc/no-home")
    with Server(tmp_path / "log", environment=nowhere) as server:
        assert finished(every_page(server.url)) == []
        assert server.suspicious_lines() == []

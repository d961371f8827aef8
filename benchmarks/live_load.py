"""Readers move sliders while one of them refreshes: ``python -m benchmarks.live_load``.

Fifty sessions move a slider about every second; another one types a key and refreshes, from publishers
on loopback. Prints times of a rerun before, during and after the refresh, and the server's memory, and
fails if any reader is shown an error or anything of the refreshed figures. Stops by itself.
"""

import asyncio
import random
import re
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import psutil
from pytest_httpserver import HTTPServer

from benchmarks.apps import SLIDER, positions
from benchmarks.websocket_session import Session
from models.live.mirror import MIRROR
from tests.browser.server import Server
from tests.live.publishers import KEY, Publishers

SESSIONS, THINK_SECONDS = 50, 1.0
BEFORE_SECONDS, AFTER_SECONDS, MOST_SECONDS = 20.0, 15.0, 180.0
LEAKS = (KEY.encode(), b"Live figures", b"committed snapshot with live")


class Reader(Session):
    """A session that looks for another one's figures in everything it is sent."""

    leaks = 0

    def _ends_the_run(self, received: bytes) -> bool:
        self.leaks += sum(text in received for text in LEAKS)
        return super()._ends_the_run(received)


async def _load(server: Server) -> tuple[dict[str, np.ndarray], dict[str, float], list[str]]:
    taken: list[tuple[float, float]] = []  # when it began, seconds
    problems: list[str] = []
    over = asyncio.Event()
    ready = asyncio.Barrier(SESSIONS + 1)
    process = psutil.Process(server.pid)

    async def read(number: int) -> None:
        chance = random.Random(number)
        async with Reader(server.url, "scenario") as session:
            await ready.wait()
            await asyncio.sleep(chance.random() * THINK_SECONDS)
            for value in positions(10_000, start=7 * number):
                if over.is_set():
                    break
                begun = time.perf_counter()
                taken.append((begun, await session.move(SLIDER, value)))
                await asyncio.sleep(THINK_SECONDS * chance.uniform(0.5, 1.5))
            problems.extend(session.problems)
            if session.leaks:
                problems.append(f"session {number} was sent another's figures")

    readers = [asyncio.create_task(read(number)) for number in range(SESSIONS)]
    async with Session(server.url, "data") as one:
        await ready.wait()
        await asyncio.sleep(BEFORE_SECONDS)
        memory = {"before_mb": process.memory_info().rss / 1e6, "most_mb": 0.0}
        begun = time.perf_counter()
        await one.write("live_key_field", KEY)
        await one.press("live_fetch")
        while not re.search(r"(\d+) of 41 series are live", await one.look()):
            memory["most_mb"] = max(memory["most_mb"], _all_memory_mb(process))
            if time.perf_counter() - begun > MOST_SECONDS:
                problems.append("the refresh did not end")
                break
            await asyncio.sleep(0.5)
        ended = time.perf_counter()
        await asyncio.sleep(AFTER_SECONDS)
        memory["after_mb"] = process.memory_info().rss / 1e6
        problems += one.problems
    over.set()
    await asyncio.gather(*readers)
    at, seconds = np.array(taken).T
    spans = {
        "before": seconds[at < begun],
        "during": seconds[(at >= begun) & (at < ended)],
        "after": seconds[at >= ended],
    }
    return spans, memory | {"refresh_seconds": ended - begun}, problems


def _all_memory_mb(process: psutil.Process) -> float:
    """Memory of the server and of the process that estimates for it."""
    everyone = [process, *process.children(recursive=True)]
    return sum(each.memory_info().rss for each in everyone if each.is_running()) / 1e6


def main() -> int:
    """Run the load, print the figures; 1 if anybody saw an error or another's figures."""
    publishers = Publishers()
    with (
        HTTPServer(host="127.0.0.1", port=0, threaded=True) as stub,
        TemporaryDirectory() as folder,
    ):
        stub.expect_request(re.compile(".*")).respond_with_handler(publishers.answer)
        mirror = {MIRROR: stub.url_for("").rstrip("/")}
        with Server(Path(folder) / "server.log", environment=mirror) as server:
            spans, figures, problems = asyncio.run(_load(server))
            problems += server.suspicious_lines()
    for span, seconds in spans.items():
        p50, p95 = 1000 * np.quantile(seconds, [0.5, 0.95])
        print(
            f"{span:7} {len(seconds):5} reruns, p50 {p50:6.0f} ms, p95 {p95:6.0f} ms, "
            f"longest {1000 * seconds.max():6.0f} ms"
        )
    print(", ".join(f"{name} {value:.0f}" for name, value in figures.items()))
    print(f"{len(problems)} problems", *problems[:5], sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

"""A hundred readers at once, who move one slider now and then, on one process or more."""

import asyncio
import random
import time
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
import psutil
from websockets.exceptions import ConnectionClosed

from benchmarks.apps import APPS, SLIDER, positions, running
from benchmarks.server_side import Figures
from benchmarks.websocket_session import Session
from tests.browser.server import Server

READERS, SECONDS = 100, 30


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who comes: to which app, seconds between a reader's moves on average, processes that share them."""

    app: str
    think_seconds: float
    processes: int = 1

    def __str__(self) -> str:
        """Say it in a line."""
        processes = "one process" if self.processes == 1 else f"{self.processes} processes"
        return f"{self.app}, a move every {self.think_seconds:g} s, {processes}"


CROWDS = (
    Crowd("page", 5.0),
    Crowd("page", 1.0),
    Crowd("page", 1.0, processes=2),
    Crowd("reference", 5.0),
    Crowd("reference", 1.0),
)


def measured(crowd: Crowd) -> Figures:
    """Let the crowd move for half a minute; times in ms, and errors.

    Readers stay with the process they came to, as behind a proxy with a sticky cookie.
    """
    app = next(app for app in APPS if app.name == crowd.app)
    with ExitStack() as stack:
        servers = [stack.enter_context(running(app)) for _ in range(crowd.processes)]
        return asyncio.run(_measured(crowd, app.page, servers))


async def _measured(crowd: Crowd, page: str, servers: list[Server]) -> Figures:
    seconds: list[float] = []
    errors: list[str] = []
    ready = asyncio.Barrier(READERS + 1)

    async def reader(number: int) -> None:
        chance = random.Random(number)
        try:
            async with Session(servers[number % len(servers)].url, page) as session:
                await ready.wait()
                end = time.perf_counter() + SECONDS
                await asyncio.sleep(chance.random() * crowd.think_seconds)
                for value in positions(2 * SECONDS, start=7 * number):
                    if time.perf_counter() > end:
                        break
                    seconds.append(await session.move(SLIDER, value))
                    await asyncio.sleep(crowd.think_seconds * chance.uniform(0.5, 1.5))
                errors.extend(session.problems)
        except (OSError, asyncio.BrokenBarrierError, ConnectionClosed) as error:
            errors.append(repr(error))
            await ready.abort()

    readers = [asyncio.create_task(reader(number)) for number in range(READERS)]
    processes = [psutil.Process(server.pid) for server in servers]
    await ready.wait()
    begun, busy = time.perf_counter(), _cpu_seconds(processes)
    await asyncio.gather(*readers)
    elapsed = time.perf_counter() - begun
    taken = 1000 * np.array(seconds)
    return {
        "reruns": float(len(taken)),
        "reruns_per_second": len(taken) / elapsed,
        "p50_ms": float(np.quantile(taken, 0.5)),
        "p95_ms": float(np.quantile(taken, 0.95)),
        "longest_ms": float(taken.max()),
        "errors": float(len(errors)),
        "server_cpu_pct": 100 * (_cpu_seconds(processes) - busy) / elapsed,
        "memory_mb": sum(process.memory_info().rss for process in processes) / 1e6,
    }


def _cpu_seconds(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)

"""What a server takes: time of a rerun, memory of ten sessions, a hundred sessions at once."""

import asyncio
import random
import time
from contextlib import AsyncExitStack, ExitStack
from statistics import median

import numpy as np
import psutil
from websockets.exceptions import ConnectionClosed

from benchmarks.apps import APPS, SLIDER, App, positions, running
from benchmarks.websocket_session import Session
from tests.browser.server import Server

RERUNS = 150
WARM_UP = 20
MEMORY_SESSIONS, MEMORY_RERUNS = 10, 10
LOAD_SESSIONS, LOAD_SECONDS, THINK_SECONDS = 100, 30, 1.0

Figures = dict[str, float]


def rerun_ms() -> Figures:
    """Median time of a slider rerun in ms, the two apps taking turns on one slider step each."""
    return asyncio.run(_rerun_ms())


async def _rerun_ms() -> Figures:
    seconds: dict[str, list[float]] = {app.name: [] for app in APPS}
    with ExitStack() as servers:
        async with AsyncExitStack() as sessions:
            opened = {}
            for app in APPS:
                server = servers.enter_context(running(app))
                session = Session(server.url, app.page)
                opened[app.name] = await sessions.enter_async_context(session)
            for value in positions(RERUNS + WARM_UP):
                for name, session in opened.items():
                    seconds[name].append(await session.move(SLIDER, value))
            _refuse_problems(opened.values())
    return {name: 1000 * median(taken[WARM_UP:]) for name, taken in seconds.items()}


def memory_mb() -> Figures:
    """Resident memory of each server with ten sessions open that have moved a slider, in MB."""
    return {app.name: asyncio.run(_memory_mb(app)) for app in APPS}


async def _memory_mb(app: App) -> float:
    with running(app) as server:
        async with AsyncExitStack() as stack:
            sessions = [
                await stack.enter_async_context(Session(server.url, app.page))
                for _ in range(MEMORY_SESSIONS)
            ]
            for value in positions(MEMORY_RERUNS):
                for session in sessions:
                    await session.move(SLIDER, value)
            _refuse_problems(sessions)
            return psutil.Process(server.pid).memory_info().rss / 1e6


def load(app: App) -> Figures:
    """Let sessions move one slider about every second for a while; times in ms, and errors."""
    with running(app) as server:
        return asyncio.run(_load(app, server))


async def _load(app: App, server: Server) -> Figures:
    seconds: list[float] = []
    errors: list[str] = []
    ready = asyncio.Barrier(LOAD_SESSIONS + 1)

    async def reader(number: int) -> None:
        chance = random.Random(number)
        try:
            async with Session(server.url, app.page) as session:
                await ready.wait()
                end = time.perf_counter() + LOAD_SECONDS
                await asyncio.sleep(chance.random() * THINK_SECONDS)
                for value in positions(2 * LOAD_SECONDS, start=7 * number):
                    if time.perf_counter() > end:
                        break
                    seconds.append(await session.move(SLIDER, value))
                    await asyncio.sleep(THINK_SECONDS * chance.uniform(0.5, 1.5))
                errors.extend(session.problems)
        except (OSError, asyncio.BrokenBarrierError, ConnectionClosed) as error:
            errors.append(repr(error))
            await ready.abort()

    readers = [asyncio.create_task(reader(number)) for number in range(LOAD_SESSIONS)]
    process = psutil.Process(server.pid)
    await ready.wait()
    begun, busy = time.perf_counter(), sum(process.cpu_times()[:2])
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
        "server_cpu_pct": 100 * (sum(process.cpu_times()[:2]) - busy) / elapsed,
        "memory_mb": process.memory_info().rss / 1e6,
    }


def _refuse_problems(sessions) -> None:
    if problems := [problem for session in sessions for problem in session.problems]:
        raise RuntimeError(f"A session was shown an error: {problems[0]}")

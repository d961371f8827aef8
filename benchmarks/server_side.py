"""What a server takes: time of a rerun, a move on each page, memory of ten sessions."""

import asyncio
from collections.abc import Iterable
from contextlib import AsyncExitStack, ExitStack
from statistics import median

import numpy as np
import psutil

from benchmarks.apps import APPS, SLIDER, App, positions, running
from benchmarks.websocket_session import Session
from pages.parts.frame import SCREENS
from tests.browser.server import Server

RERUNS = 150
WARM_UP = 20
MEMORY_SESSIONS, MEMORY_RERUNS = 10, 10
MOVES = 40

PAGES = tuple(screen.file.removeprefix("pages/").removesuffix(".py") for screen in SCREENS)
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
            refuse_problems(opened.values())
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
            refuse_problems(sessions)
            return psutil.Process(server.pid).memory_info().rss / 1e6


def moves() -> dict[str, Figures]:
    """Return what a move of the labour lever takes on each page that has it: medians of one session."""
    app = next(app for app in APPS if app.name == "page")
    with running(app) as server:
        figures = {page: asyncio.run(_moves(server, page)) for page in PAGES}
    return {page: figure for page, figure in figures.items() if figure}


async def _moves(server: Server, page: str) -> Figures:
    process = psutil.Process(server.pid)
    taken: list[tuple[float, ...]] = []
    async with Session(server.url, page) as session:
        if SLIDER not in session.sliders:
            return {}
        for value in positions(MOVES + WARM_UP):
            busy = sum(process.cpu_times()[:2])
            seconds = await session.move(SLIDER, value)
            spent = sum(process.cpu_times()[:2]) - busy
            taken.append((1000 * spent, 1000 * seconds, session.messages, session.received_kb))
        refuse_problems([session])
    cpu_ms, wall_ms, messages, kb = np.array(taken[WARM_UP:]).T
    return {
        "cpu_ms": float(cpu_ms.mean()),  # the clock of a process has steps of 10 ms
        "wall_ms": float(np.median(wall_ms)),
        "messages": float(np.median(messages)),
        "kb": float(np.median(kb)),
    }


def refuse_problems(sessions: Iterable[Session]) -> None:
    """Raise if a session was shown an error."""
    if problems := [problem for session in sessions for problem in session.problems]:
        raise RuntimeError(f"A session was shown an error: {problems[0]}")

"""Readers for some minutes, at random: ``python -m benchmarks.soak [SECONDS]``.

Twenty sessions move levers and change pages, every second or so, each by its own seed; now and then one
leaves and another comes. Prints errors and, before, during and after, the server's memory, threads and
open files; fails if a reader was shown an error or lost. Loopback only; 180 seconds unless told.
"""

import asyncio
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks.websocket_session import Session
from pages.parts.frame import SCREENS
from tests.browser.server import Server

SESSIONS, SECONDS, THINK_SECONDS = 20, 180.0, 1.0
LEAVES_AFTER = 30  # moves, on average
PAGES = tuple(screen.file.removeprefix("pages/").removesuffix(".py") for screen in SCREENS)
LEVERS = {  # slider: lowest, step, number of steps
    "labour_peak_rise_pp": (0.0, 0.1, 30),
    "fiscal_size_pct_gdp": (-2.0, 0.1, 40),
    "horizon_months": (1, 1, 23),
}


class Soak:
    """What happened so far."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.problems: list[str] = []


def taken(process: psutil.Process) -> dict[str, float]:
    """Return memory in MB, threads and open files of the server."""
    return {
        "memory_mb": process.memory_info().rss / 1e6,
        "threads": process.num_threads(),
        "open_files": len(os.listdir(f"/proc/{process.pid}/fd")),
    }


async def read(url: str, number: int, end: float, soak: Soak) -> None:
    """Be one reader after another until the end."""
    chance = random.Random(number)
    while time.monotonic() < end:
        try:
            async with Session(url, chance.choice(PAGES)) as session:
                soak.done["sessions"] += 1
                await _stay(session, chance, end, soak)
                soak.problems += session.problems
        except Exception as error:  # whatever ends a reader is what is counted here
            soak.problems.append(f"a reader was lost: {error!r}")


async def _stay(session: Session, chance: random.Random, end: float, soak: Soak) -> None:
    while time.monotonic() < end and chance.random() > 1 / LEAVES_AFTER:
        if chance.random() < 0.25:
            await session.open(chance.choice(PAGES))
            soak.done["pages"] += 1
        elif known := sorted(set(LEVERS) & set(session.sliders)):
            key = chance.choice(known)
            low, step, steps = LEVERS[key]
            await session.move(key, round(low + step * chance.randrange(steps), 2))
            soak.done["moves"] += 1
        await asyncio.sleep(THINK_SECONDS * chance.uniform(0.5, 1.5))


async def run(server: Server, seconds: float) -> tuple[Soak, dict[str, dict[str, float]]]:
    """Soak a server; return what happened and what it took."""
    process, soak = psutil.Process(server.pid), Soak()
    async with Session(server.url, "scenario"):
        figures = {"one reader": taken(process)}
    end = time.monotonic() + seconds
    readers = [asyncio.create_task(read(server.url, one, end, soak)) for one in range(SESSIONS)]
    for part in ("a third", "two thirds"):
        await asyncio.sleep(seconds / 3)
        figures[part] = taken(process)
    await asyncio.gather(*readers)
    figures["all have left"] = taken(process)
    return soak, figures


def main() -> int:
    """Run it, print the figures; 1 if anybody saw an error."""
    seconds = float(sys.argv[1]) if sys.argv[1:] else SECONDS
    with TemporaryDirectory() as folder, Server(Path(folder) / "server.log") as server:
        soak, figures = asyncio.run(run(server, seconds))
        problems = soak.problems + server.suspicious_lines()
    print(f"{'':16}{'memory MB':>12}{'threads':>10}{'open files':>12}")
    for when, found in figures.items():
        memory, threads, files = found.values()
        print(f"{when:16}{memory:>12.0f}{threads:>10.0f}{files:>12.0f}")
    print(", ".join(f"{count} {what}" for what, count in soak.done.items()))
    print(f"{len(problems)} errors", *problems[:5], sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

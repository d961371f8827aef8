"""Everybody estimates at once on a small machine: ``python -m benchmarks.small_machine [MIB ...]``.

A server may take so much memory (1024 and 700 MiB unless told otherwise) and no more. Six readers ask
at the same time for equations that are not stored, eight load a series of their own, four refresh from
publishers on loopback. Prints what each saw and the most memory used; fails if the server was killed,
a reader was lost, or one was shown anything but an answer or a sentence. Needs root on Linux.
"""

import asyncio
import logging
import re
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from pytest_httpserver import HTTPServer

from benchmarks.memory_limit import LimitError, joining, killed, memory_group, most_used_mib
from benchmarks.websocket_session import Session
from models.live.mirror import MIRROR
from models.panel import load_panel
from tests.browser.server import Server
from tests.live.publishers import KEY, Publishers

EQUATIONS = (
    "pandemic=drop&cap_inputs=false",
    "pandemic=keep&growth_estimator=ridge",
    "pandemic=drop&growth_estimator=huber",
    "cap_inputs=false&growth_estimator=ols",
    "pandemic=keep&cap_inputs=false",
    "pandemic=drop&growth_estimator=ols",
)
SERIES, REFRESHES = 8, 4
MOST_SECONDS = 1500.0
REFUSED = re.compile(r"MB are left on this server")
REFRESHED = re.compile(r"\d+ of \d+ series are live")


def own_series(number: int) -> str:
    """Return a made-up table of earnings, long enough for an estimate, different for each reader."""
    chance = np.random.default_rng(number)
    large = load_panel().quarterly["eps_growth_large_cap"].dropna()
    quarters = large.index[-100:]
    small = 20 * np.exp(np.cumsum(0.01 + 0.05 * chance.standard_normal(len(quarters))))
    rows = [f"{end:%Y-%m-%d},{x:.2f}" for end, x in zip(quarters.end_time, small, strict=True)]
    return "\n".join(["date,small", *rows])


async def equations(url: str, query: str) -> str:
    """Open the Scenario page on equations that have to be estimated."""
    async with Session(url, "scenario", query) as session:
        return _seen(session, "Scenario table" in session.said)


async def series(url: str, number: int) -> str:
    """Load a series on the Earnings page."""
    async with Session(url, "earnings") as session:
        await session.write("own_eps_pasted", own_series(number))
        said = _unescaped(session.said)
        return _seen(session, "loaded series" in said and "No estimate" not in said)


async def refresh(url: str) -> str:
    """Ask for live figures, and look until they are there or refused."""
    async with Session(url, "data") as session:
        await session.write("live_key_field", KEY)
        await session.press("live_fetch")
        end = time.monotonic() + MOST_SECONDS
        while time.monotonic() < end:
            said = await session.look()
            if REFRESHED.search(said) or REFUSED.search(_unescaped(said)):
                return _seen(session, bool(REFRESHED.search(said)))
            await asyncio.sleep(5.0)
        return "lost: a refresh that did not end"


def _unescaped(text: str) -> str:
    return text.replace("\\", "")


def _seen(session: Session, answered: bool) -> str:
    if REFUSED.search(_unescaped(session.said + " ".join(session.problems))):
        return "a sentence"
    if session.problems:
        return f"lost: {session.problems[0]}"
    return "an answer" if answered else "lost: neither an answer nor a sentence"


async def _all_at_once(url: str) -> Counter:
    asked = {
        "equations": [equations(url, query) for query in EQUATIONS],
        "own series": [series(url, number) for number in range(SERIES)],
        "refresh": [refresh(url) for _ in range(REFRESHES)],
    }
    kinds = [kind for kind, readers in asked.items() for _ in readers]
    seen = await asyncio.gather(*sum(asked.values(), []), return_exceptions=True)
    return Counter(
        f"{kind}: {one if isinstance(one, str) else f'lost: {one!r}'}"
        for kind, one in zip(kinds, seen, strict=True)
    )


def on_a_machine_of(most_mib: int, mirror: dict[str, str], log: Path) -> bool:
    """Run it, print what was seen; whether all held."""
    with memory_group(most_mib) as group:
        begun = time.monotonic()
        with Server(log, environment=mirror, before=joining(group)) as server:
            seen = asyncio.run(_all_at_once(server.url))
            stands = asyncio.run(_still_serves(server.url))
            most, kills = most_used_mib(group), killed(group)
        print(
            f"{most_mib} MiB: most used {most:.0f} MiB, {time.monotonic() - begun:.0f} s, "
            f"{kills} processes killed, afterwards it {'serves' if stands else 'DOES NOT SERVE'}"
        )
    for what, count in sorted(seen.items()):
        print(f"  {count} x {what}")
    return stands and not kills and not any("lost" in what for what in seen)


async def _still_serves(url: str) -> bool:
    try:
        async with Session(url, "scenario") as session:
            if session.problems:
                print(f"  afterwards: {session.problems[0]}")
            return not session.problems
    except OSError as error:
        print(f"  afterwards: {error}")
        return False


def main() -> int:
    """Try each size of memory; 1 if one did not hold."""
    sizes = [int(size) for size in sys.argv[1:]] or [1024, 700]
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    publishers = Publishers()
    publishers.close_the_french_library()  # else a refit takes a minute, not seconds
    held = []
    with (
        HTTPServer(host="127.0.0.1", port=0, threaded=True) as stub,
        TemporaryDirectory() as folder,
    ):
        stub.expect_request(re.compile(".*")).respond_with_handler(publishers.answer)
        mirror = {MIRROR: stub.url_for("").rstrip("/")}
        for size in sizes:
            try:
                held.append(on_a_machine_of(size, mirror, Path(folder) / f"{size}.log"))
            except LimitError as error:
                print(error)
                return 1
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Waits by state: as long as it takes on a busy machine, with an end, so that a fault is no hang."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")

GENEROUS_SECONDS = 1800.0  # no test passes or fails by it unless something hangs


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Return once the condition holds."""
    end = time.monotonic() + GENEROUS_SECONDS
    while not condition():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.02)


def finished(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, in a thread: a browser under test has a loop of its own in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()

"""Estimating takes turns: one at a time in this process, and begun only with the memory it takes.

Equations that are not stored, a reader's own series and refreshed figures are estimated while readers
wait. Two at once take twice the memory and end no sooner, since the processors are shared.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from models.common.errors import NoRoomError
from models.common.memory import available_mb
from models.common.progress import Progress, silent

_WAIT_SECONDS = 0.2
_estimates = threading.Lock()


@contextmanager
def held(lock: threading.Lock, progress: Progress, words: str) -> Iterator[None]:
    """Hold a lock; while another holds it, call `progress` with `words`, which may raise to give up."""
    while not lock.acquire(timeout=_WAIT_SECONDS):
        progress(0.0, words)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def estimating(needs_mb: float, progress: Progress = silent) -> Iterator[None]:
    """Hold the turn to estimate; who waits for it is told by `progress`.

    Raises NoRoomError where less than `needs_mb` of memory is left once the turn has come.
    """
    with held(_estimates, progress, "waiting for another reader's estimate to end"):
        require_memory(needs_mb)
        yield


def require_memory(needs_mb: float) -> None:
    """Raise NoRoomError where less memory is left than what is about to begin takes, MB."""
    left_mb = available_mb()
    if left_mb is not None and left_mb < needs_mb:
        raise NoRoomError(
            f"This takes {needs_mb:.0f} MB of memory and {max(left_mb, 0):.0f} MB are left on this "
            "server: try again in some minutes, or go on with the stored equations and the snapshot."
        )

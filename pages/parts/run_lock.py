"""The run lock: one script runs at a time, the others wait for it rather than compete with it.

Python executes one thread at a time anyway. A script that lets go of the interpreter for a moment,
as it does for every Arrow table, joins the end of the queue of all running threads, which pass the
interpreter on every five milliseconds: with a hundred readers at once a rerun of 20 ms takes minutes.
Under the lock it takes the sum of those before it. What takes seconds releases the lock meanwhile.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Semaphore(1)
_this_thread = threading.local()


@contextmanager
def run_lock() -> Iterator[None]:
    """Wait until no other script runs; the next one runs after the block.

    A part of a page that is rerun alone takes the lock itself; within a whole run it has it already.
    """
    if getattr(_this_thread, "holds", False):
        yield
        return
    with _lock:
        _this_thread.holds = True
        try:
            yield
        finally:
            _this_thread.holds = False


@contextmanager
def run_lock_released() -> Iterator[None]:
    """Let the others run during something long, if this script holds the lock."""
    if not getattr(_this_thread, "holds", False):
        yield
        return
    _lock.release()
    try:
        yield
    finally:
        _lock.acquire()


def wait_between_runs() -> None:
    """Wait until no script runs, and let the next one start."""
    with _lock:
        pass

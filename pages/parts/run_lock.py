"""Readers in turn: one script runs at a time, the others wait for it rather than beside it.

Python executes one thread at a time anyway. A script that lets go of the interpreter for a moment,
as it does for every Arrow table, joins the end of the queue of all running threads, which pass the
interpreter on every five milliseconds: with a hundred readers at once a rerun of 20 ms takes minutes.
In turn it takes the sum of those before it. What takes seconds steps aside.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_turn = threading.Semaphore(1)
_mine = threading.local()


@contextmanager
def run_lock() -> Iterator[None]:
    """Wait until no other script runs; the next one runs after the block."""
    with _turn:
        _mine.held = True
        try:
            yield
        finally:
            _mine.held = False


@contextmanager
def run_lock_released() -> Iterator[None]:
    """Let the others run during something long, if this script holds the turn."""
    if not getattr(_mine, "held", False):
        yield
        return
    _turn.release()
    try:
        yield
    finally:
        _turn.acquire()

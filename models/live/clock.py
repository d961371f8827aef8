"""The clock of a refresh: whatever waits, or ends at a time, asks here and nowhere else."""

import threading
import time
from collections.abc import Callable


def now() -> float:
    """Return seconds on the monotonic clock, which nobody can set back."""
    return time.monotonic()


def sleep(seconds: float) -> None:
    """Return some seconds later."""
    time.sleep(seconds)


def call_after(seconds: float, action: Callable[[], None]) -> Callable[[], None]:
    """Call `action` in another thread some seconds from now; return what cancels that."""
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()
    return timer.cancel

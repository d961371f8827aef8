"""A pace for requests: each at least an interval after the one before, whoever makes it."""

import time
from collections.abc import Callable

INTERVAL_SECONDS = 0.15  # at most seven in any second; the SEC allows ten


class Pace:
    """Waits before each request until it is due; clock and sleep can be replaced together."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.clock = clock
        self.sleep = sleep
        self._due = float("-inf")

    def wait(self) -> None:
        """Return when the next request may be made."""
        while (left := self._due - self.clock()) > 0:
            self.sleep(left)
        self._due = self.clock() + INTERVAL_SECONDS

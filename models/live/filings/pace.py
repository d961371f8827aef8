"""A pace for requests: each at least an interval after the one before, whoever makes it."""

from collections.abc import Callable

from models.live.clock import now, sleep

INTERVAL_SECONDS = 0.15  # at most seven in any second; the SEC allows ten


class Pace:
    """Waits before each request until it is due; clock and sleep can be replaced together."""

    def __init__(
        self,
        clock: Callable[[], float] = now,
        sleep: Callable[[float], None] = sleep,
    ) -> None:
        self.clock = clock
        self.sleep = sleep
        self._due = float("-inf")

    def wait(self) -> None:
        """Return when the next request may be made."""
        while (left := self._due - self.clock()) > 0:
            self.sleep(left)
        self._due = self.clock() + INTERVAL_SECONDS

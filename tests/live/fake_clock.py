"""A clock that stands, and goes on only by what is slept or by a word."""

import threading
import time
from collections.abc import Callable

from models.live import clock


class FakeClock:
    """Takes the place of the one clock of a refresh; keeps the pauses, by all threads together."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._now = time.monotonic()  # not before what other tests have left in the process
        self._lock = threading.Lock()
        self._due: dict[object, tuple[float, Callable[[], None]]] = {}

    def put_in(self, monkeypatch) -> None:
        """Take the place."""
        for name in ("now", "sleep", "call_after"):
            monkeypatch.setattr(clock, name, getattr(self, name))

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.advance(seconds)

    def call_after(self, seconds: float, action: Callable[[], None]) -> Callable[[], None]:
        entry = object()
        with self._lock:
            self._due[entry] = (self._now + seconds, action)
        self.advance(0.0)
        return lambda: self._due.pop(entry, None)

    def advance(self, seconds: float) -> None:
        """Let time pass, and do in this thread what is due then."""
        with self._lock:
            self._now += seconds
            ripe = [entry for entry, (at, _) in self._due.items() if at <= self._now]
            actions = [self._due.pop(entry)[1] for entry in ripe]
        for action in actions:
            action()

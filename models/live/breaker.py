"""A circuit breaker for each host: after three failures in a row it is not asked for a minute."""

import threading

from models.live import clock
from models.live.failure import FetchError

FAILURES, PAUSE_SECONDS = 3, 60.0


class Breakers:
    """Counts failures in a row by host; after `FAILURES` refuses for `PAUSE_SECONDS`, then tries once.

    Shared by a whole process. A host that is asked with a key has a circuit for each key, so that
    one reader's exhausted key never shuts out another's.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: dict[str, int] = {}
        self._closed_again: dict[str, float] = {}

    def require_closed(self, circuit: str, host: str) -> None:
        """Raise FetchError while the circuit is open; the first one after the pause may try."""
        now = clock.now()
        with self._lock:
            if now < self._closed_again.get(circuit, 0.0):
                raise FetchError(
                    "circuit_open",
                    f"{host} failed {FAILURES} times in a row and is left alone for a minute.",
                )
            if circuit in self._closed_again:
                self._closed_again[circuit] = now + PAUSE_SECONDS

    def worked(self, circuit: str) -> None:
        """Forget the failures of a host that has answered."""
        with self._lock:
            self._failures.pop(circuit, None)
            self._closed_again.pop(circuit, None)

    def failed(self, circuit: str) -> None:
        """Count one failure; open the circuit at the third in a row."""
        with self._lock:
            self._failures[circuit] = self._failures.get(circuit, 0) + 1
            if self._failures[circuit] >= FAILURES:
                self._closed_again[circuit] = clock.now() + PAUSE_SECONDS

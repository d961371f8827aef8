"""A single-flight cache: concurrent requests share one computation; the last few results are kept."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from models.common.progress import Progress, silent
from models.common.turns import held

_WAITS = "the same choices, which another reader has just asked for"
T = TypeVar("T")


class SingleFlightCache(Generic[T]):
    """Keeps the `most` last used results by key; a request for one being computed waits for it."""

    def __init__(self, most: int):
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._in_flight: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, make: Callable[[], T], progress: Progress = silent) -> T:
        """Return the result for a key, computing it if needed; `progress` is called while waiting."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            flight = self._in_flight.setdefault(key, threading.Lock())
        with held(flight, progress, _WAITS):
            with self._lock:
                if key in self._kept:
                    return self._kept[key]
            try:
                made = self._kept[key] = make()
            finally:
                with self._lock:
                    self._in_flight.pop(key, None)
                    while len(self._kept) > self._most:
                        self._kept.popitem(last=False)
        return made

    def __getstate__(self) -> dict[str, int]:
        """Cross to another process empty: what is kept can be made again, locks cannot be sent."""
        return {"most": self._most}

    def __setstate__(self, state: dict[str, int]) -> None:
        """Begin as a new one."""
        self.__init__(state["most"])  # type: ignore[misc]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

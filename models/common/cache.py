"""Caches: of the last few results, computed once for all who ask; of an object, as long as it lives."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from models.common.progress import Progress, silent
from models.common.turns import held

_WAITS = "the same choices, which another reader has just asked for"
T = TypeVar("T")
Owner = TypeVar("Owner")
Choices = ParamSpec("Choices")


def while_it_lives(
    make: Callable[Concatenate[Owner, Choices], T],
) -> Callable[Concatenate[Owner, Choices], T]:
    """Keep what a function makes of an object and of hashable choices until the object is gone.

    For objects that are compared by identity, a reader's own among them: nothing of them is left
    behind in the process. The result must not hold the object itself.
    """
    kept: WeakKeyDictionary[Owner, dict[Hashable, T]] = WeakKeyDictionary()

    @wraps(make)
    def get(owner: Owner, *choices: Choices.args, **named: Choices.kwargs) -> T:
        made = kept.setdefault(owner, {})
        key = (choices, *named.items())
        if key not in made:
            made[key] = make(owner, *choices, **named)
        return made[key]

    return get


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

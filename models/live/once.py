"""One download that several feeds share within a refresh."""

import threading
from collections.abc import Callable
from typing import Any

from models.live.failure import FetchError


class Once:
    """Makes each thing once, for the first who asks; the others wait, and share its failure too."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._made: dict[str, Any] = {}

    def get(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what `make` gave the first time; a FetchError is raised again for all."""
        with self._lock:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            if name not in self._made:
                try:
                    self._made[name] = make()
                except FetchError as failure:
                    self._made[name] = failure
            made = self._made[name]
        if isinstance(made, FetchError):
            raise FetchError(made.kind, str(made))
        return made

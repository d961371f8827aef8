"""Close connections at the deadline, even while the server keeps sending.

A read timeout counts from byte to byte: a server that sends one every few seconds, in the headers or
in the body, is never late by it.
"""

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.retry import Retry

from models.live import clock
from models.live.deadline import Deadline


class CutOff:
    """Shuts the connections of one request down at its deadline; a context manager."""

    def __init__(self, deadline: Deadline) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._over = False
        self._deadline = deadline
        self._cancel: Callable[[], None] = lambda: None

    def __enter__(self) -> "CutOff":
        """Start to count."""
        self._cancel = clock.call_after(self._deadline.remaining_seconds, self._cut)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop counting and let the sockets go."""
        self._cancel()
        with self._lock:
            for connection in self._sockets:
                connection.close()
            self._sockets.clear()

    def watch(self, connection: socket.socket) -> None:
        """Remember a second handle of a socket: encryption takes the first one over."""
        with self._lock:
            self._sockets.append(connection.dup())
            if self._over:
                self._shut()

    def _cut(self) -> None:
        with self._lock:
            self._over = True
            self._shut()

    def _shut(self) -> None:
        for connection in self._sockets:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def adapter(cut_off: CutOff, retries: Retry) -> HTTPAdapter:
    """Return an adapter for requests whose every new connection is watched, but one through a proxy."""

    def watched(pool: Any) -> Any:
        plain: Any = pool.ConnectionCls

        class Connection(plain):
            def _new_conn(self) -> socket.socket:
                connection = super()._new_conn()
                cut_off.watch(connection)
                return connection

        return type(f"Watched{pool.__name__}", (pool,), {"ConnectionCls": Connection})

    made = HTTPAdapter(max_retries=retries)
    made.poolmanager.pool_classes_by_scheme = {
        "http": watched(HTTPConnectionPool),
        "https": watched(HTTPSConnectionPool),
    }
    return made

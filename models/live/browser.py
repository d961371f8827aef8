"""The kind of session a browser has, for hosts that refuse anything else: bounded in time and size."""

import math
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

from models.live.deadline import LEAST_SECONDS, Deadline
from models.live.mirror import mirrored

MOST_REDIRECTS = 5  # Yahoo's page of consent takes some
MAX_BYTES = 8_000_000  # five times the longest list; a byte becomes up to fifty on reading


class Limits(Protocol):
    """How long an answer may take."""

    @property
    def deadline(self) -> Deadline:
        """When all must have come."""

    def timeouts(self, host: str) -> tuple[float, float]:
        """Seconds to connect, and without a byte."""


def browser_session(
    limits: Callable[[], Limits | None], seen: Callable[[str, int, bytes], None]
) -> Any:
    """Return a session that keeps cookies from one request to the next.

    `limits` is asked before each request, `seen` is told its address, its status and its content.
    """
    from curl_cffi import requests
    from curl_cffi.curl import CURL_WRITEFUNC_ERROR, CurlOpt

    class Bounded(requests.Session):
        def request(self, method: Any, url: str, **options: Any) -> Any:  # type: ignore[override]
            asked = limits()
            assert asked
            connect, silent = asked.timeouts(urlsplit(url).netloc)
            options["timeout"] = (connect, max(asked.deadline.remaining_seconds, LEAST_SECONDS))
            slowest: Any = {CurlOpt.LOW_SPEED_LIMIT: 1, CurlOpt.LOW_SPEED_TIME: math.ceil(silent)}
            self.curl_options = slowest  # bytes a second, for so many seconds
            body = bytearray()

            def take(piece: bytes) -> int:
                body.extend(piece)
                return len(piece) if len(body) <= MAX_BYTES else CURL_WRITEFUNC_ERROR

            answer = super().request(method, mirrored(url), content_callback=take, **options)
            answer.content = bytes(body)
            seen(url, answer.status_code, answer.content)
            return answer

    return Bounded(impersonate="chrome", max_redirects=MOST_REDIRECTS)

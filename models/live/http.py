"""HTTP requests with timeouts, one layer of retries, a circuit breaker for each host, typed failures."""

import contextlib
import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import (
    HTTPError,
    InvalidHeader,
    MaxRetryError,
    ReadTimeoutError,
    ResponseError,
)
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

from models import __version__
from models.live import clock
from models.live.breaker import Breakers
from models.live.browser import MAX_BYTES, browser_session
from models.live.cut_off import CutOff, adapter
from models.live.deadline import LEAST_SECONDS, Deadline
from models.live.failure import FetchError, Kind
from models.live.mirror import mirrored
from models.live.redact import keep_keys_out_of_logs

CONNECT_SECONDS, READ_SECONDS = 3.05, 6.0  # to the first byte, and from one to the next
RETRIED = (429, 500, 502, 503, 504)
MAX_STREAMED = 120_000_000  # of a file that is read line by line and never held
MAX_LINE = 1_000_000
PIECE, PACKED, _GZIP = 1 << 16, "gzip", zlib.MAX_WBITS + 16
_MEMBER = b"\x1f\x8b"  # begins each part of a packed answer
AGENT = f"small-cap-scenarios/{__version__}"  # who asks, where a host wants no browser
MOST_REDIRECTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_CURL_TIMEOUT, _CURL_TOO_MUCH, _CURL_REDIRECTS = 28, 23, 47
_CURL_BROKEN = (16, 18, 52, 55, 56, 61, 92)
_OF_STATUS: dict[int, Kind] = {401: "auth", 403: "auth", 404: "not_found", 429: "rate_limit"}


class _RetryWithin(Retry):
    """urllib3's retries, given up as soon as the next wait would outlast the deadline."""

    def __init__(self, *given: Any, deadline: Deadline, **options: Any) -> None:
        super().__init__(*given, **options)
        self.deadline = deadline

    def pause_seconds(self, response: BaseHTTPResponse | None) -> float:
        """Return how long to wait before asking again: as the server says, else longer each time."""
        asked = None
        with contextlib.suppress(InvalidHeader):  # neither seconds nor a date
            asked = self.get_retry_after(response) if response else None
        return asked or self.get_backoff_time()

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Wait by the one clock."""
        clock.sleep(self.pause_seconds(response))

    def new(self, **changed: Any) -> Self:
        return super().new(deadline=self.deadline, **changed)

    def increment(self, *given: Any, **details: Any) -> Self:
        """Count a failure; raise where it is not asked again: a silent server stays silent."""
        if isinstance(details.get("error"), ReadTimeoutError):
            raise MaxRetryError(details["_pool"], "", details["error"])
        following = super().increment(*given, **details)
        pause = following.pause_seconds(details.get("response"))
        if pause >= self.deadline.remaining_seconds:
            reason = details.get("error") or ResponseError("no time left")
            raise MaxRetryError(details["_pool"], "", reason)
        return following


class _Session(requests.Session):
    """A session that leaves redirects alone: its own way reads their bodies, however long."""

    def get_redirect_target(self, *_: object) -> None:
        """Return no target."""
        return


@dataclass(frozen=True, slots=True)
class Http:
    """Requests on behalf of one feed, until a deadline."""

    deadline: Deadline
    breakers: Breakers

    def timeouts(self, _host: str) -> tuple[float, float]:
        """Seconds to connect, and from one byte to the next, as far as the deadline allows."""
        left = max(self.deadline.remaining_seconds, LEAST_SECONDS)
        return min(CONNECT_SECONDS, left), min(READ_SECONDS, left)

    def get(
        self,
        url: str,
        params: dict[str, str] | None = None,
        *,
        secret: str = "",
        refusals: tuple[int, ...] = (),
        body: Any = None,
        keep: Callable[[bytes], bool] | None = None,
    ) -> tuple[int, bytes]:
        """Return status and content of an answer that is good or in `refusals`.

        `secret` is the key among the parameters, if there is one: answers must not redirect then.
        `body` is posted as JSON, once. With `keep` the answer is read line by line, and only the lines
        for which it holds are kept.

        Raises FetchError for everything else; no exception that holds the address is chained to it.
        """
        host = urlsplit(url).netloc
        circuit = circuit_of(host, secret)
        self.breakers.require_closed(circuit, host)
        way = _Way(follow=not secret, body=body, keep=keep)
        failure, answer = self._ask(url, params, host, way)
        if failure is None:
            status, content = answer
            if status == 200 or status in refusals:
                self.breakers.worked(circuit)
                return answer
            failure = of_status(status, host)
        self._count(failure, circuit)
        raise failure

    def get_as_browser(self, url: str) -> bytes:
        """Return the content of an address that refuses whatever is no browser.

        Raises FetchError. Asked once: such a host does not like to be asked again.
        """
        host = urlsplit(url).netloc
        self.breakers.require_closed(host, host)
        failure = None
        try:
            with browser_session(lambda: self, _nothing) as session:
                status, content = _browsed(session, url, host)
        except FetchError as refused:
            failure = refused
        except OSError as error:  # curl's errors
            failure = of_curl(error, host)
        if failure is None and status != 200:
            failure = of_status(status, host)
        if failure:
            self._count(failure, host)
            raise failure
        self.breakers.worked(host)
        return content

    def _count(self, failure: FetchError, circuit: str) -> None:
        if failure.kind in ("transient", "rate_limit"):
            self.breakers.failed(circuit)
        else:
            self.breakers.worked(circuit)

    def _ask(
        self, url: str, params: dict[str, str] | None, host: str, way: "_Way"
    ) -> tuple[FetchError | None, tuple[int, bytes]]:
        keep_keys_out_of_logs()
        retries = _RetryWithin(
            total=3,
            connect=1,
            backoff_factor=0.3,
            backoff_jitter=0.2,
            status_forcelist=RETRIED,
            respect_retry_after_header=True,
            raise_on_status=False,
            deadline=self.deadline,
        )
        try:
            with CutOff(self.deadline) as cut_off, _Session() as session:
                session.mount("https://", adapter(cut_off, retries))
                session.mount("http://", adapter(cut_off, retries))
                session.headers.update({"User-Agent": AGENT, "Accept-Encoding": PACKED})
                return None, self._followed(session, mirrored(url), params, host, way)
        except FetchError as failure:
            return failure, (0, b"")
        except (requests.RequestException, HTTPError, zlib.error, ValueError) as error:
            unreached = isinstance(error, requests.ConnectionError)
            words = "cannot be reached" if unreached else "broke off its answer"
            if _is_timeout(error) or not self.deadline.remaining_seconds:
                words = "did not answer in time"
            return FetchError("transient", f"{host} {words}."), (0, b"")

    def _followed(
        self,
        session: _Session,
        address: str,
        params: dict[str, str] | None,
        host: str,
        way: "_Way",
    ) -> tuple[int, bytes]:
        """Ask, and go where a redirect points as long as that is the same host; read no body there."""
        for _ in range(MOST_REDIRECTS + 1):
            with session.request(
                "GET" if way.body is None else "POST",
                address,
                params=params,
                json=way.body,
                timeout=self.timeouts(host),
                stream=True,
                allow_redirects=False,
            ) as answer:
                if not (way.follow and answer.is_redirect):
                    return answer.status_code, b"".join(self._content(answer, host, way.keep))
                onward = answer.headers["location"]
            address, params = _onward(address, onward, host), None
        raise FetchError("schema", f"{host} points from one address to the next.")

    def _content(
        self, answer: requests.Response, host: str, keep: Callable[[bytes], bool] | None
    ) -> Iterator[bytes]:
        """Read the body, in pieces, so that a server that drips cannot hold us for ever."""
        most, size, held, rest = MAX_STREAMED if keep else MAX_BYTES, 0, 0, b""
        for piece in _unpacked(answer, host):
            size += len(piece)
            if size > most or len(rest) > MAX_LINE:
                raise FetchError("schema", f"{host} sent more than {most // 10**6} MB.")
            if not self.deadline.remaining_seconds:
                raise FetchError("transient", f"{host} did not finish its answer in time.")
            if keep is None:
                yield piece
                continue
            *lines, rest = (rest + piece).split(b"\n")
            kept = b"".join(line + b"\n" for line in lines if keep(line))
            held += len(kept)
            if held > MAX_BYTES:
                raise FetchError(
                    "schema", f"{host} sent more than {MAX_BYTES // 10**6} MB to keep."
                )
            yield kept
        if not self.deadline.remaining_seconds:  # cut off, which may look like an end
            raise FetchError("transient", f"{host} did not finish its answer in time.")
        if keep and keep(rest):
            yield rest


def _unpacked(answer: requests.Response, host: str) -> Iterator[bytes]:
    """Return a body piece by piece; raises FetchError for one that ends within its packing."""
    if answer.headers.get("content-encoding", "").strip().lower() != PACKED:
        yield from answer.iter_content(PIECE)
        return
    packed = zlib.decompressobj(_GZIP)
    for piece in answer.raw.stream(PIECE, decode_content=False):
        rest = piece
        while rest:
            if packed.eof:
                if not rest.startswith(_MEMBER):
                    break  # padding
                packed = zlib.decompressobj(_GZIP)
            yield packed.decompress(rest, PIECE)
            rest = packed.unconsumed_tail or packed.unused_data
    while not packed.eof and (left := packed.decompress(b"", PIECE)):
        yield left
    if not packed.eof:
        raise FetchError("transient", f"{host} broke off its answer.")


@dataclass(frozen=True, slots=True)
class _Way:
    """How one question is asked and its answer read."""

    follow: bool
    body: Any
    keep: Callable[[bytes], bool] | None


def _nothing(*_: object) -> None:
    """Take note of nothing."""


def circuit_of(host: str, secret: str = "") -> str:
    """Name the circuit of a host, with a hash of the key where one is used."""
    return f"{host}#{hashlib.sha256(secret.encode()).hexdigest()[:12]}" if secret else host


def of_status(status: int, host: str) -> FetchError:
    """Say what a status other than 200 means."""
    kind = _OF_STATUS.get(status, "transient" if status >= 500 else "schema")
    words = {
        "auth": "refuses access",
        "not_found": "does not have it",
        "rate_limit": "asks for fewer requests",
        "transient": "is out of order",
        "schema": "answers in a way that is not understood",
    }[kind]
    return FetchError(kind, f"{host} {words} (status {status}).")


def of_curl(error: Exception, who: str) -> FetchError:
    """Say what an error of curl means, by its number."""
    code = getattr(error, "code", 0)
    if code == _CURL_TOO_MUCH:
        return FetchError("schema", f"{who} sent more than {MAX_BYTES // 10**6} MB.")
    if code == _CURL_REDIRECTS:
        return FetchError("schema", f"{who} points from one address to the next.")
    words = "broke off its answer" if code in _CURL_BROKEN else "cannot be reached"
    if code == _CURL_TIMEOUT:
        words = "did not answer in time"
    return FetchError("transient", f"{who} {words}.")


def _browsed(session: Any, address: str, host: str) -> tuple[int, bytes]:
    """Ask as a browser, and go where a redirect points as long as that is the same host."""
    for _ in range(MOST_REDIRECTS + 1):
        answer = session.request("GET", address, allow_redirects=False)
        onward = answer.headers.get("location")
        if not onward or answer.status_code not in _REDIRECTS:
            return answer.status_code, answer.content
        address = _onward(address, onward, host)
    raise FetchError("schema", f"{host} points from one address to the next.")


def _onward(address: str, location: str, host: str) -> str:
    """Return where a redirect points; raises FetchError where that is another host."""
    onward = urljoin(address, location)
    if urlsplit(onward)[:2] != urlsplit(address)[:2]:
        raise FetchError("schema", f"{host} points to another address, which is not asked.")
    return onward


def _is_timeout(error: Exception) -> bool:
    return isinstance(error, requests.Timeout) or "timed out" in str(error)

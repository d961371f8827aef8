"""Ask data.sec.gov for a frame: with a contact, at a pace, over one pool of connections.

A missing frame is an answer (404). What passes by itself is asked again: 429 after the time it names,
5xx, broken-off or unreadable answers. The refusal page is not: it may come with status 200, 403 or 429,
is known by its text, and asks to stay away for ten minutes.
"""

import json
import re

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.util.retry import Retry

from models.common.errors import PanelError
from models.earnings.filings.frames import Frame
from models.live.cut_off import CutOff, adapter
from models.live.deadline import Deadline
from models.live.failure import FetchError
from models.live.filings.pace import Pace
from models.live.http import CONNECT_SECONDS, MAX_BYTES, mirrored, of_status

READ_SECONDS = 15.0  # between two bytes
ATTEMPTS = 4
FIRST_WAIT_SECONDS = 2.0  # doubled from attempt to attempt, where the server names no time
LONGEST_WAIT_SECONDS = 120.0
DEADLINE_SECONDS = 3600.0  # of all requests of one build together
NO_RETRY = frozenset(range(300, 500)) - {429}
_CONTACT = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
MAX_CONTACT = 100
_REFUSAL = re.compile(
    rb"undeclared automated tool|request rate threshold exceeded|below the threshold for 10 minutes",
    re.IGNORECASE,
)


class Refused(FetchError):
    """The server has shown its refusal page: nobody may ask again for ten minutes."""

    def __init__(self) -> None:
        super().__init__(
            "rate_limit",
            "data.sec.gov refuses further requests and asks to stay away for ten minutes: what was "
            "fetched is kept; go on after that time.",
        )


def require_contact(contact: str) -> str:
    """Return an e-mail address that may stand in a header; raises PanelError for anything else."""
    contact = contact.strip()
    if len(contact) > MAX_CONTACT or not _CONTACT.fullmatch(contact):
        raise PanelError(
            f"The contact is {contact[:40]!r}; the SEC asks every program for an e-mail address, such "
            "as you@example.org: give yours."
        )
    return contact


class Client:
    """A session with data.sec.gov; a context manager. Nobody is asked before `get`."""

    def __init__(self, contact: str, pace: Pace) -> None:
        self._contact = require_contact(contact)
        self._pace = pace

    def __enter__(self) -> "Client":
        """Open the pool of connections."""
        self._cut_off = CutOff(Deadline.after(DEADLINE_SECONDS)).__enter__()
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"small-cap-scenario-explorer {self._contact}"
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, adapter(self._cut_off, Retry(0, read=False)))
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self._session.close()
        self._cut_off.__exit__()

    def get(self, frame: Frame) -> tuple[bytes, dict] | None:
        """Return a frame's answer as bytes and as what it says; None where there is no such frame.

        Raises Refused at the refusal page, and FetchError when the frame cannot be had.
        """
        failure = FetchError("transient", "data.sec.gov was not asked.")
        for attempt in range(ATTEMPTS):
            self._pace.wait()
            wait = FIRST_WAIT_SECONDS * 2**attempt
            try:
                status, named, content = self._ask(mirrored(frame.url))
            except requests.RequestException as error:
                failure = FetchError("transient", f"data.sec.gov {_words(error)}.")
            else:
                if _REFUSAL.search(content):
                    raise Refused
                if status == 404:
                    return None
                if status == 200:
                    try:
                        return content, parsed(content, frame)
                    except FetchError as error:
                        failure = error
                else:
                    failure = of_status(status, "data.sec.gov")
                    if status in NO_RETRY:
                        break
                    wait = named or wait
            if wait > LONGEST_WAIT_SECONDS:
                break
            if attempt + 1 < ATTEMPTS:
                self._pace.sleep(wait)
        raise FetchError(
            failure.kind, f"{frame.period} of {frame.tag} cannot be had: {failure}"
        ) from None

    def _ask(self, address: str) -> tuple[int, float | None, bytes]:
        """Return status, the wait it asks for in seconds, and content; no redirect is followed."""
        with self._session.get(
            address,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            stream=True,
            allow_redirects=False,
        ) as answer:
            pieces, size = [], 0
            for piece in answer.iter_content(1 << 16):
                size += len(piece)
                if size > MAX_BYTES:
                    raise requests.RequestException(f"sent more than {MAX_BYTES // 10**6} MB")
                pieces.append(piece)
            return answer.status_code, _named_wait(answer), b"".join(pieces)


def parsed(content: bytes, frame: Frame) -> dict:
    """Return what an answer says; raises FetchError where it is not the frame that was asked for."""
    try:
        said = json.loads(content)
        of = (said["taxonomy"], said["tag"], said["uom"], said["ccp"])
        good = of == (frame.taxonomy, frame.tag, frame.unit, frame.period)
        good = good and isinstance(said["data"], list)
    except (ValueError, LookupError, TypeError, RecursionError):
        good = False
    if not good:
        raise FetchError("schema", "data.sec.gov sent something else than the frame asked for.")
    return said


def _named_wait(answer: requests.Response) -> float | None:
    try:
        return Retry().parse_retry_after(answer.headers["Retry-After"])
    except (LookupError, ValueError, OverflowError, InvalidHeader):
        return None


def _words(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "did not answer in time"
    if type(error) is requests.RequestException:
        return str(error)
    unreached = isinstance(error, requests.ConnectionError) and "Failed to establish" in str(error)
    return "cannot be reached" if unreached else "broke off its answer"

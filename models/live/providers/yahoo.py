"""Yahoo's daily closes through yfinance, one symbol at a time; an empty answer becomes a failure."""

import atexit
import datetime as dt
import logging
import tempfile
import threading
import warnings
from functools import lru_cache
from typing import Any

import pandas as pd

from models.live import clock, provider
from models.live.browser import browser_session
from models.live.deadline import LEAST_SECONDS
from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http, circuit_of, of_curl, of_status
from models.live.provider import Fetched, day_under_way, fetched

HOST = "query2.finance.yahoo.com"
PAUSE_SECONDS, _FRIDAY = 0.5, 4
_ENOUGH = 200  # bytes of an answer, to tell a web page
_one_at_a_time = threading.Lock()  # yfinance keeps one session and one cookie for a process


class Yahoo:
    """Closes adjusted for splits and, for funds, dividends; an index has none to adjust for.

    A symbol whose name begins with ^ is a price index, any other a fund with dividends: they never
    meet in one ratio, see `chains.toml`.
    """

    name = "Yahoo"

    def __init__(self, http: Http, shared: Refresh) -> None:
        self._http, self._shared = http, shared

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return closes; raises FetchError."""
        circuit, breakers = circuit_of(HOST), self._http.breakers
        breakers.require_closed(circuit, HOST)
        left = max(self._http.deadline.remaining_seconds, LEAST_SECONDS)
        if not _one_at_a_time.acquire(timeout=left):
            raise FetchError("transient", f"{self.name} was still busy with other symbols.")
        try:
            table, failure = self._tries(series, start, as_of)
        finally:
            _one_at_a_time.release()
        if failure is None:
            breakers.worked(circuit)
            return self._checked(series, table, as_of)
        if failure.kind in ("transient", "rate_limit"):
            breakers.failed(circuit)
        raise failure

    def _tries(
        self, series: str, start: dt.date, as_of: dt.date | None
    ) -> tuple[pd.DataFrame, FetchError | None]:
        """Ask once more where it says that it is out of order: a silent server stays silent."""
        table, failure = self._ask(series, start, as_of)
        passing = failure is not None and _is_out_of_order(self._line.said)
        if passing and self._http.deadline.remaining_seconds > PAUSE_SECONDS:
            clock.sleep(PAUSE_SECONDS)
            table, failure = self._ask(series, start, as_of)
        return table, failure

    @property
    def _line(self) -> "_Line":
        return self._shared.file("yahoo session", _Line)

    def _ask(
        self, series: str, start: dt.date, as_of: dt.date | None
    ) -> tuple[pd.DataFrame, FetchError | None]:
        """Return the table, or what yfinance's exception means; no exception is chained."""
        line = self._line
        line.http, line.said = self._http, []
        try:
            yfinance = _yfinance()
            _forget_answers()
            ticker = yfinance.Ticker(series, session=line.session)
            end = (as_of or provider.utc_now().date()) + dt.timedelta(days=1)  # exclusive
            table = ticker.history(
                start=start, end=end, auto_adjust=True, actions=False, keepna=True
            )
            return table, None
        except Exception as error:  # of a dozen types; what matters is what the server said
            return pd.DataFrame(), _meaning(error, line.said, series)

    def _checked(self, series: str, table: pd.DataFrame, as_of: dt.date | None) -> Fetched:
        if table.empty:
            raise FetchError("empty", f"Yahoo sent no prices of {series}.")
        columns = set(table.columns)
        if "Close" not in columns or "Adj Close" in columns:
            raise FetchError("schema", f"Yahoo sent a table of {series} with other columns.")
        if not series.startswith("^") and not self._line.adjusted:
            raise FetchError("schema", f"Yahoo sent prices of {series} without their dividends.")
        if (table.index.day_of_week > _FRIDAY).any():
            raise FetchError("schema", f"Yahoo dates prices of {series} on a weekend.")
        days = table.index.tz_localize(None) if table.index.tz is not None else table.index
        whole = days.normalize() != day_under_way()
        closes = pd.Series(table["Close"].to_numpy()[whole], days[whole])
        blank = _blank_month_end(closes)
        if blank is not None:
            raise FetchError("schema", f"Yahoo leaves the close of {series} on {blank} blank.")
        return fetched(self.name, series, closes.index, closes.to_numpy(), as_of)


def _blank_month_end(closes: pd.Series) -> dt.date | None:
    """Return the last day of one of the two months before the newest, where it has a bar but no close.

    The close before it would be taken for the month's.
    """
    ends = closes[~closes.index.to_period("M").duplicated(keep="last")]
    blank = ends.iloc[-3:-1][lambda bars: bars.isna()]
    return blank.index[-1].date() if len(blank) else None


class _Refused(Exception):
    """The server has said no."""


class _Line:
    """One session for all symbols of a refresh, and what the server said to the last question."""

    def __init__(self) -> None:
        self.http: Http | None = None
        self.said: list[tuple[int, bytes]] = []
        self.adjusted = False  # whether the last prices came with adjusted ones
        self.session = browser_session(lambda: self.http, self._hear)

    def _hear(self, url: str, status: int, content: bytes) -> None:
        if "/chart/" in url:
            self.said.append((status, content[:_ENOUGH]))
            self.adjusted = b'"adjclose"' in content
            if status >= 400:  # yfinance would ask again in another way
                raise _Refused


@lru_cache(maxsize=1)
def _yfinance() -> Any:
    """Import yfinance once, with its cookies in a folder of this process that ends with it."""
    import yfinance

    warnings.filterwarnings("ignore", module="yfinance")  # its own, about pandas to come
    logging.getLogger("yfinance").setLevel(logging.CRITICAL)  # what it says, we say in a sentence
    yfinance.config.debug.hide_exceptions = False
    try:
        folder = tempfile.TemporaryDirectory(prefix="closes-", ignore_cleanup_errors=True)
    except OSError:  # nowhere to write: it goes on without
        return yfinance
    atexit.register(folder.cleanup)
    yfinance.set_tz_cache_location(folder.name)
    return yfinance


def _forget_answers() -> None:
    """Empty the memory in which yfinance keeps even an answer of 503."""
    from yfinance.data import YfData

    YfData.cache_get.cache_clear()


def _is_out_of_order(said: list[tuple[int, bytes]]) -> bool:
    """Whether the last answer says so by its status, or by a web page where figures were asked for."""
    status, begins = said[-1] if said else (0, b"")
    return status >= 500 or (status == 200 and begins.lstrip()[:1] == b"<")


def _meaning(error: Exception, said: list[tuple[int, bytes]], series: str) -> FetchError:
    """Say what an exception of yfinance means, by the server's answers rather than by its name."""
    from yfinance import exceptions as yahoo

    statuses = [status for status, _ in said]
    if 429 in statuses or isinstance(error, yahoo.YFRateLimitError):
        return FetchError("rate_limit", "Yahoo asks for fewer requests.")
    if 404 in statuses or isinstance(error, yahoo.YFTickerMissingError):
        return FetchError("not_found", f"Yahoo has no prices of {series}.")
    if statuses and statuses[-1] >= 400:
        return of_status(statuses[-1], "Yahoo")
    if isinstance(error, OSError):  # curl's errors
        return of_curl(error, "Yahoo")
    if _is_out_of_order(said):
        return FetchError("transient", "Yahoo shows a web page, as it does during maintenance.")
    return FetchError("schema", f"Yahoo sent something else than prices of {series}.")

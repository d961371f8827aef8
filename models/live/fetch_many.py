"""Fetch many feeds at once: four threads, one deadline; a failing feed does not affect the others."""

import contextlib
import datetime as dt
import logging
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module

from models.common.cache import SingleFlightCache
from models.common.errors import PanelError
from models.live import clock
from models.live.breaker import Breakers
from models.live.chains import Feed
from models.live.deadline import Deadline
from models.live.failure import FetchError, Kind
from models.live.http import Http
from models.live.provider import Fetched, Provider
from models.live.redact import redact
from models.live.validate import Reach, validated

MOST_THREADS = 4
DEADLINE_SECONDS = 30.0
SHARE_OF_FIRST = 0.5  # of the time left, where another provider waits behind
BREAKERS = Breakers()  # of the whole process
MOST_ARCHIVES = 8  # of the French library
_log = logging.getLogger("explorer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """On whose behalf figures are fetched: a key never appears in its text."""

    key: str = ""
    without_key: bool = False  # FRED's graph download too
    as_of: dt.date | None = None

    def __repr__(self) -> str:
        """Leave the key out."""
        return f"Asking(key given: {bool(self.key)}, {self.without_key=}, {self.as_of=})"


@dataclass(frozen=True, slots=True)
class Failed:
    """A feed that gave nothing: what kind of failure came first, and one sentence a provider."""

    kind: Kind
    reason: str


# Feed, how it ended in words, number done, number in all.
Seen = Callable[[str, str, int, int], None]


class LastGood:
    """The newest good figures of each feed, for one reader; never shared, never on disk."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Fetched] = {}

    def keep(self, feed: str, found: Fetched) -> None:
        """Remember figures."""
        with self._lock:
            self._kept[feed] = found

    def get(self, feed: str) -> Fetched | None:
        """Return what is remembered of a feed."""
        with self._lock:
            return self._kept.get(feed)


def fetch_many(
    feeds: Mapping[str, Feed],
    reaches: Mapping[str, Reach],
    asking: Asking,
    *,
    last_good: LastGood,
    seen: Seen,
    deadline_seconds: float = DEADLINE_SECONDS,
    breakers: Breakers = BREAKERS,
) -> tuple[dict[str, Fetched], dict[str, Failed]]:
    """Fetch every feed by its chain; return (good, bad) by the deadline, and never raise for one feed.

    Raises PanelError at once where a chain names a provider that there is not.

    `seen` is called in this thread as each feed ends. A feed whose chain fails is served from
    `last_good`, marked stale, where it is there. What still runs at the deadline is left behind: its
    thread ends by its own time limits and its answer is dropped.
    """
    require_known_providers(feeds)
    deadline = Deadline.after(deadline_seconds)
    waiting: queue.SimpleQueue[Feed] = queue.SimpleQueue()
    ended: queue.SimpleQueue[tuple[str, Fetched | Failed] | None] = queue.SimpleQueue()
    for feed in feeds.values():
        waiting.put(feed)
    errand = _Errand(asking, deadline, breakers, SingleFlightCache(MOST_ARCHIVES))

    def work() -> None:
        while True:
            try:
                feed = waiting.get_nowait()
            except queue.Empty:
                return
            ended.put((feed.name, errand.result(feed, reaches[feed.name])))

    for number in range(min(MOST_THREADS, len(feeds))):
        threading.Thread(target=work, name=f"feed-{number}", daemon=True).start()
    cancel = clock.call_after(deadline.remaining_seconds, lambda: ended.put(None))
    good: dict[str, Fetched] = {}
    bad: dict[str, Failed] = {}
    while len(good) + len(bad) < len(feeds) and (end := ended.get()):
        name, result = end
        _file(name, result, good, bad, asking, last_good)
        words = bad[name].reason if name in bad else _words(good[name])
        seen(name, words, len(good) + len(bad), len(feeds))
    cancel()
    with contextlib.suppress(queue.Empty):
        while True:
            waiting.get_nowait()
    late = Failed("transient", f"No answer within {deadline_seconds:g} seconds.")
    for name in feeds:
        if name not in good and name not in bad:
            _file(name, late, good, bad, asking, last_good)
    return good, bad


def _file(
    name: str,
    result: Fetched | Failed,
    good: dict[str, Fetched],
    bad: dict[str, Failed],
    asking: Asking,
    last_good: LastGood,
) -> None:
    remembered = None if asking.as_of else last_good.get(name)
    if isinstance(result, Fetched):
        good[name] = result
        if not asking.as_of:
            last_good.keep(name, result)
    elif remembered:
        reason = f"{result.reason} Kept from {remembered.fetched_at:%Y-%m-%d %H:%M} UTC."
        good[name] = replace(remembered, stale=True, reason=reason)
    else:
        bad[name] = result


def _words(found: Fetched) -> str:
    return found.reason if found.stale else f"{found.provider}, to {found.last}"


@dataclass(frozen=True, slots=True)
class _Errand:
    """What all feeds of one refresh share."""

    asking: Asking
    deadline: Deadline
    breakers: Breakers
    archives: SingleFlightCache[bytes | FetchError]

    def result(self, feed: Feed, reach: Reach) -> Fetched | Failed:
        """Go through the chain of one feed; whatever happens becomes an answer."""
        failures: list[FetchError] = []
        links = [link for link in feed.chain if link[0] != "fred_csv" or self.asking.without_key]
        for behind, (provider, series) in zip(range(len(links) - 1, -1, -1), links, strict=True):
            try:
                found = self._provider(provider, last=behind == 0).fetch(
                    series, self._start(feed, reach), self.asking.as_of
                )
                found = validated(found, feed, reach)
            except FetchError as failure:
                failures.append(failure)
            except Exception as error:
                story = redact(f"{type(error).__name__}: {error}", self.asking.key)
                _log.error("feed %s by %s: %s", feed.name, provider, story)
                words = f"{series} could not be read ({type(error).__name__})."
                failures.append(FetchError("schema", words))
            else:
                why = found.reason or " ".join(str(failure) for failure in failures)
                return replace(found, reason=why)
        reason = redact(" ".join(str(failure) for failure in failures), self.asking.key)
        return Failed(failures[0].kind, reason)

    def _start(self, feed: Feed, reach: Reach) -> dt.date:
        return max(reach.first, feed.since)

    def _provider(self, name: str, *, last: bool) -> Provider:
        """Make a provider with its share of the time left; its module is imported when asked for."""
        share = self.deadline.remaining_seconds * (1 if last else SHARE_OF_FIRST)
        return PROVIDERS[name](Http(self.deadline.within(share), self.breakers), self)


def _fred(http: Http, errand: _Errand) -> Provider:
    if not errand.asking.key:
        raise FetchError("auth", "FRED was not asked: no key is given.")
    from models.live.providers.fred import Fred

    return Fred(http, errand.asking.key)


def _french(http: Http, errand: _Errand) -> Provider:
    from models.live.providers.french import French

    return French(http, errand.archives)


def _in_module(module: str, name: str) -> Callable[[Http, _Errand], Provider]:
    """Return the constructor of a provider that takes nothing but a connection."""

    def make(http: Http, _errand: _Errand) -> Provider:
        return getattr(import_module(f"models.live.providers.{module}"), name)(http)

    return make


# By the name that stands in chains.toml.
PROVIDERS: dict[str, Callable[[Http, _Errand], Provider]] = {
    "fred": _fred,
    "fred_csv": _in_module("fred_csv", "FredCsv"),
    "yahoo": _in_module("yahoo", "Yahoo"),
    "cboe": _in_module("cboe", "Cboe"),
    "french": _french,
    "ebp": _in_module("ebp", "ExcessBondPremium"),
}


def require_known_providers(feeds: Mapping[str, Feed]) -> None:
    """Raise PanelError where a chain names a provider that is not in `PROVIDERS`."""
    for feed in feeds.values():
        for provider, series in feed.chain:
            if provider not in PROVIDERS:
                raise PanelError(
                    f"The chain of {feed.name} asks {provider!r} for {series}; providers are "
                    f"{', '.join(PROVIDERS)}: correct chains.toml."
                )

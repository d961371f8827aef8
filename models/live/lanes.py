"""One lane a host: whoever hangs, drips or refuses holds up its own lane and no other."""

import datetime as dt
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pandas as pd

from models.live import clock, provider
from models.live.breaker import Breakers
from models.live.chains import Feed, Link
from models.live.deadline import Deadline
from models.live.desks import NO_KEY, PROVIDERS, Asking, Refresh
from models.live.failure import FetchError, Kind
from models.live.form import month_means
from models.live.http import Http
from models.live.provider import Fetched
from models.live.redact import redact
from models.live.validate import Reach, validated

_log = logging.getLogger("explorer")
_DAYS_OF = {"D": 1, "W": 7, "M": 30, "Q": 90}


@dataclass(frozen=True, slots=True)
class Failed:
    """A feed that gave nothing: what kind of failure came first, and one sentence a provider."""

    kind: Kind
    reason: str


@dataclass(slots=True)
class Question:
    """One feed on its way along its chain."""

    feed: Feed
    reach: Reach
    links: tuple[Link, ...]
    at: int = 0
    failures: list[FetchError] = field(default_factory=list)

    @property
    def link(self) -> Link:
        """Whoever is asked next."""
        return self.links[self.at]


def links_of(feed: Feed, asking: Asking) -> tuple[Link, ...]:
    """Return whom to ask, in order: FRED first with a key, the agencies alone without one.

    FRED's graph download is asked where the reader wants it, last. Of a past date only FRED is asked:
    it keeps what was known then.
    """
    wanted = {"fred": bool(asking.key), "fred_csv": asking.without_key}
    others = asking.as_of is None
    allowed = [link for link in feed.chain if wanted.get(link.provider, others)]
    return tuple(sorted(allowed, key=lambda link: link.provider != "fred"))


class Lanes:
    """A thread a host; a feed that fails in one lane goes on to the lane of the next in its chain.

    A provider that others stand behind must be done at half the time left to the chain: at 1/2, then
    3/4 of the whole, whatever number of feeds it has; the last one has all of it.
    """

    def __init__(
        self,
        shared: Refresh,
        breakers: Breakers,
        seconds: float,
        ended: Callable[[str, Fetched | Failed], None],
    ) -> None:
        self._shared, self._breakers, self._ended = shared, breakers, ended
        self._seconds, self._start = seconds, clock.now()
        self._queues: dict[str, queue.SimpleQueue[Question | None]] = {}
        self._lock = threading.Lock()
        self._closed = False

    def ask(self, question: Question) -> None:
        """Put a feed into the lane of whoever is next; end it where nobody is."""
        if question.at == len(question.links):
            self._give_up(question)
            return
        host = PROVIDERS[question.link.provider].host
        with self._lock:
            if self._closed:
                return
            if host not in self._queues:
                self._queues[host] = queue.SimpleQueue()
                threading.Thread(target=self._serve, args=(host,), name=host, daemon=True).start()
            self._queues[host].put(question)

    def close(self) -> None:
        """Ask nothing any more; a question under way ends by its own time limits."""
        with self._lock:
            self._closed = True
            for waiting in self._queues.values():
                waiting.put(None)

    def _serve(self, host: str) -> None:
        earliest = 0.0
        while (question := self._queues[host].get()) and not self._closed:
            desk = PROVIDERS[question.link.provider]
            if desk.apart_seconds and (pause := earliest - clock.now()) > 0:
                clock.sleep(pause)
            earliest = clock.now() + desk.apart_seconds
            try:
                found = self._asked(question)
            except FetchError as failure:
                question.failures.append(failure)
                question.at += 1
                self.ask(question)
            else:
                why = " ".join([found.reason, *(str(failure) for failure in question.failures)])
                self._ended(question.feed.name, replace(found, reason=why.strip()))

    def _asked(self, question: Question) -> Fetched:
        """Ask one provider; whatever happens becomes figures or a FetchError."""
        link, feed, asking = question.link, question.feed, self._shared.asking
        behind = len(question.links) - 1 - question.at
        share = 1 - 0.5 ** (question.at + 1) if behind else 1.0
        deadline = Deadline(self._start + share * self._seconds)
        if not deadline.remaining_seconds:
            host = PROVIDERS[link.provider].host
            raise FetchError("transient", f"{host} was still busy with other series.")
        reach = replace(question.reach, first=_first(question))
        try:
            http = Http(deadline, self._breakers)
            desk = PROVIDERS[link.provider]
            found = desk.make(http, self._shared).fetch(link.series, reach.first, asking.as_of)
            found = validated(found, replace(feed, every=link.every), reach)
            return in_months(found) if _finer(link, feed) else found
        except FetchError:
            raise
        except Exception as error:
            story = redact(f"{type(error).__name__}: {error}", asking.key)
            _log.error("feed %s by %s: %s", feed.name, link.provider, story)
            words = f"{link.series} could not be read ({type(error).__name__})."
        raise FetchError("schema", words)

    def _give_up(self, question: Question) -> None:
        failures, asking = question.failures, self._shared.asking
        if not asking.key and any(link.provider == "fred" for link in question.feed.chain):
            failures.append(FetchError("auth", NO_KEY))
        reason = " ".join(dict.fromkeys(str(failure) for failure in failures))
        self._ended(question.feed.name, Failed(failures[0].kind, redact(reason, asking.key)))


def _first(question: Question) -> dt.date:
    """Return from when figures are asked for, as far back as the provider has them."""
    desk = PROVIDERS[question.link.provider]
    first = max(question.reach.first, question.feed.since, desk.since)
    if desk.years is None:
        return first
    return max(first, dt.date(provider.utc_now().year - desk.years, 1, 1))


def _finer(link: Link, feed: Feed) -> bool:
    return feed.every == "M" and _DAYS_OF[link.every] < _DAYS_OF[feed.every]


def in_months(found: Fetched) -> Fetched:
    """Return daily figures as the means of the months they cover whole."""
    months = month_means(found.figures)
    if months.empty:
        raise FetchError("empty", f"{found.provider} has no whole month of {found.id}.")
    starts = pd.DatetimeIndex(months.index.to_timestamp()).as_unit("ns")
    return replace(found, figures=months.set_axis(starts))

"""Fetch many feeds at once: a lane a host, one deadline; a failing feed does not affect the others."""

import queue
from collections.abc import Callable, Mapping
from dataclasses import replace

from models.common.text import day
from models.live import clock
from models.live.breaker import Breakers
from models.live.chains import Feed
from models.live.deadline import Deadline
from models.live.desks import Asking, Refresh, require_known_providers
from models.live.lanes import Failed, Lanes, Question, links_of
from models.live.last_good import LastGood
from models.live.provider import Fetched
from models.live.validate import Reach

DEADLINE_SECONDS = 30.0
BREAKERS = Breakers()  # of the whole process
__all__ = ["BREAKERS", "DEADLINE_SECONDS", "Asking", "Failed", "LastGood", "Seen", "fetch_many"]


# Feed, how it ended in words, number done, number in all.
Seen = Callable[[str, str, int, int], None]


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
    ended: queue.SimpleQueue[tuple[str, Fetched | Failed] | None] = queue.SimpleQueue()
    lanes = Lanes(
        Refresh(asking), breakers, deadline_seconds, lambda name, end: ended.put((name, end))
    )
    for feed in feeds.values():
        lanes.ask(Question(feed, reaches[feed.name], links_of(feed, asking)))
    cancel = clock.call_after(deadline.remaining_seconds, lambda: ended.put(None))
    good: dict[str, Fetched] = {}
    bad: dict[str, Failed] = {}
    while len(good) + len(bad) < len(feeds) and (end := ended.get()):
        name, result = end
        _file(name, result, good, bad, asking, last_good)
        words = bad[name].reason if name in bad else _words(good[name])
        seen(name, words, len(good) + len(bad), len(feeds))
    cancel()
    lanes.close()
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
        at = remembered.fetched_at
        reason = f"{result.reason} Kept from {day(at.date())}, {at:%H:%M} UTC."
        good[name] = replace(remembered, stale=True, remembered=True, reason=reason)
    else:
        bad[name] = result


def _words(found: Fetched) -> str:
    return found.reason if found.stale else f"{found.provider}, to {found.last}"

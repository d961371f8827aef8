"""One server's figures: fetched once in the background, used by every reader without own ones.

No key takes part: what is shared is what anyone may fetch. A reader's page is told what it stands on
by one object, `Served`, that never changes: a swap is a new object in the place of the old one.
"""

import datetime as dt
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, get_args

from models.common.cache import SingleFlightCache
from models.common.errors import ExplorerError, PanelError
from models.common.progress import Progress, silent
from models.common.text import day, month
from models.live import clock, provider
from models.live.fetch_many import Asking
from models.live.kept import Kept
from models.live.last_good import LastGood
from models.live.refit import refit
from models.live.refresh import Refreshed, refresh
from models.outcome.world import World
from models.overview.freshness import overdue
from models.panel import Panel
from models.panel.vintages import known_on
from models.scenario.spec import ModelSpec

Every = Literal["off", "daily", "hourly"]
PAUSE_SECONDS = {"daily": 86_400.0, "hourly": 3_600.0}
AGAIN_SECONDS = 3_600.0  # after a refresh that brought nothing
DEADLINE_SECONDS = 120.0  # nobody waits: time for the largest files
MOST_WORLDS = 12
_LOOK_SECONDS = 0.2
_log = logging.getLogger("explorer")


def how_often(text: str) -> Every:
    """Read the setting; raises PanelError for anything else than its three words."""
    for every in get_args(Every):
        if text.strip().lower() == every:
            return every
    raise PanelError(f"EXPLORER_REFRESH is {text[:20]!r}; write {', '.join(get_args(Every))}.")


@dataclass(frozen=True, eq=False)
class Served:
    """Live figures of the whole server; worlds follow the panel once the equations are estimated."""

    panel: Panel
    files: dict[str, str]  # its tables as text
    at: dt.datetime  # when they were fetched
    done: Refreshed | None = None  # None where they were read from disk
    estimated: bool = False
    worlds: SingleFlightCache[World] = field(default_factory=lambda: SingleFlightCache(MOST_WORLDS))

    def world(self, spec: ModelSpec, as_of: dt.date | None, progress: Progress = silent) -> World:
        """Return a world of these figures, estimated by another process where it is not at hand.

        `progress` may raise to leave: the estimating goes on for the next who asks.
        """
        assert self.covers(as_of)
        state: list[tuple[float, str]] = [(0.0, "Equations on today's figures")]
        ended: list[World | ExplorerError] = []

        def heard(share: float, words: str) -> None:
            state[0] = (share, words)

        make = partial(refit, self.panel, self.files, spec, None, heard)
        if spec in self.worlds:
            return self.worlds.get(spec, make)

        def work() -> None:
            try:
                ended.append(self.worlds.get(spec, make))
            except ExplorerError as error:
                ended.append(error)

        thread = threading.Thread(target=work, name="shared-world", daemon=True)
        thread.start()
        while thread.is_alive():
            progress(*state[0])
            thread.join(_LOOK_SECONDS)
        if isinstance(ended[0], ExplorerError):
            raise ended[0]
        return ended[0]

    def covers(self, as_of: dt.date | None) -> bool:
        """Whether worlds come from these figures: a past date stands on the snapshot."""
        return self.estimated and as_of is None

    def is_ready(self, spec: ModelSpec, _as_of: dt.date | None) -> bool:
        """Whether `world` answers at once."""
        return spec in self.worlds

    @property
    def line(self) -> str:
        """What a reader is told: when, how far prices and unemployment reach, and which was not had."""
        prices = self.panel.daily["relative_price_sp500"].last_valid_index().date()
        unemployment = self.panel.monthly["unemployment_rate"].last_valid_index()
        reach = {
            "relative_price_sp500": ("prices", day(prices)),
            "unemployment_rate": ("unemployment", month(unemployment)),
        }
        dates = {name: known_on(self.panel)[name] for name in reach}
        now = ", ".join(
            f"{what} to {end}"
            for name, (what, end) in reach.items()
            if dates[name] >= self.at.date()
        )
        older = "".join(
            f"; {what} still as of {day(dates[name])}, to {end}"
            for name, (what, end) in reach.items()
            if dates[name] < self.at.date()
        )
        return f"Updated {self.at:%H:%M} UTC{_on(self.at)}{': ' if now else ''}{now}{older}"


def _on(at: dt.datetime) -> str:
    today = provider.utc_now().date()
    return "" if at.date() == today else f" on {day(at.date())}"


class Shared:
    """The refresh of a server; every method may be called from any thread."""

    def __init__(self, kept: Kept | None = None) -> None:
        self._lock = threading.Lock()
        self._kept, self._memory = kept, LastGood()
        self._earliest: float | None = None  # of the next attempt, by the monotonic clock
        self._day = dt.date.min  # UTC, of the last attempt
        self.running = False
        self.served: Served | None = None
        self.latest: Refreshed | None = None  # the last attempt that came to its end, used or not
        self.problem = ""  # why the last attempt brought nothing

    def keep_fresh(
        self, base: Callable[[], Panel], every: Every, then: Callable[[Panel], object] = id
    ) -> bool:
        """Begin a refresh in the background if one is due; return whether one is under way.

        It is due where the figures are older than their release calendar and the last attempt lies
        long enough behind; daily means at the first page of each day, UTC. `then` is called with the
        panel before anybody is shown it.
        """
        if every == "off":
            return False
        with self._lock:
            today = provider.utc_now().date()
            if self.running or not self._is_due(every, today):
                return self.running
            self._day = today
            self._earliest = clock.now() + PAUSE_SECONDS[every]
            self.running = True
        work = threading.Thread(target=self._run, args=(base, then), name="shared", daemon=True)
        work.start()
        return True

    def _is_due(self, every: Every, today: dt.date) -> bool:
        return (
            self._earliest is None
            or clock.now() >= self._earliest
            or (every == "daily" and today > self._day)
        )

    def _run(self, base: Callable[[], Panel], then: Callable[[Panel], object]) -> None:
        try:
            self._refresh(base(), then)
        except ExplorerError as error:
            self.problem = str(error)
        except Exception:
            _log.exception("shared refresh")
            self.problem = "The refresh failed on our side; the figures in use stand."
        finally:
            if self.problem:
                self._earliest = clock.now() + AGAIN_SECONDS
            self.running = False

    def _refresh(self, base: Panel, then: Callable[[Panel], object]) -> None:
        if self._kept and self.served is None and (found := self._kept.read(base)):
            then(found.world.panel)
            self._memory = found.memory
            self.served = _estimated(found.world.panel, found.files, None, found.world)
        self.problem = ""
        if not overdue(self.served.panel if self.served else base, provider.utc_now().date()):
            return
        done = refresh(
            base,
            Asking(),
            seen=lambda *_: None,
            last_good=self._memory,
            deadline_seconds=DEADLINE_SECONDS,
        )
        if not done.renewed:
            self.latest = done
            self.problem = "No publisher's figures could be had; those in use stand."
            return
        then(done.panel)
        before = self.served, self.latest
        if self.served is None:  # what needs no equations is shown at once
            self.served = Served(done.panel, done.files, _fetched_at(done.panel), done)
            self.latest = done
        try:
            world = refit(done.panel, done.files, ModelSpec(), None, silent)
        except Exception:
            self.served, self.latest = before
            raise
        self.served, self.latest = _estimated(done.panel, done.files, done, world), done
        if self._kept:
            self._kept.write(done, world)


def _estimated(panel: Panel, files: dict[str, str], done: Refreshed | None, world: World) -> Served:
    served = Served(panel, files, _fetched_at(panel), done, estimated=True)
    served.worlds.get(world.fit.spec, lambda: world)
    return served


def _fetched_at(panel: Panel) -> dt.datetime:
    feeds = panel.manifest["built_from"]["live"].values()
    return max(dt.datetime.fromisoformat(feed["fetched_at"]) for feed in feeds)

"""One reader's live figures: refreshed in the background, used once complete, undone on request.

Only a count is shared between readers: panel, worlds, memory and key belong to one
object, which a page keeps in its browser session.
"""

import datetime as dt
import logging
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from models.common.errors import ExplorerError
from models.common.progress import Progress, silent
from models.common.turns import require_memory
from models.live.fetch_many import DEADLINE_SECONDS, Asking, LastGood
from models.live.redact import redact
from models.live.refit import PROCESS_MB, refit
from models.live.refresh import Refreshed, refresh
from models.outcome.world import World, prepare
from models.panel import Panel
from models.scenario.spec import ModelSpec

MOST_READERS = 40  # with live figures at once; each holds about 20 MB
MOST_WORLDS = 3  # of one reader: specifications and dates looked at on live figures
AT_ONCE = threading.BoundedSemaphore(2)  # refreshes of the whole process
FULL = (
    f"{MOST_READERS} readers use live figures now, which is as many as this server holds: "
    "try again in some minutes, or go on with the snapshot."
)
_log = logging.getLogger("explorer")
_with_figures: "weakref.WeakSet[LiveSession]" = weakref.WeakSet()
_counting = threading.Lock()

Phase = Literal["waiting", "fetching", "estimating", "done", "failed"]
WorldKey = tuple[ModelSpec, dt.date | None]


@dataclass
class Job:
    """A refresh under way; read by pages while the thread writes."""

    phase: Phase = "waiting"
    share: float = 0.0
    words: str = "Waiting for another reader's refresh to end"
    lines: list[str] = field(default_factory=list)  # one a feed, as it ended
    problem: str = ""  # why it brought nothing
    dropped: bool = False  # undone while it ran

    @property
    def running(self) -> bool:
        """Whether there is something to wait for."""
        return self.phase not in ("done", "failed")


@dataclass(frozen=True, eq=False)
class InUse:
    """Refreshed figures and what was estimated on them."""

    refreshed: Refreshed
    worlds: dict[WorldKey, World]

    @property
    def panel(self) -> Panel:
        """The refreshed panel."""
        return self.refreshed.panel


class LiveSession:
    """The live figures of one reader; every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._memory = LastGood()
        self.job: Job | None = None
        self.in_use: InUse | None = None
        self.latest: Refreshed | None = None  # the last refresh, used or not

    def start(
        self,
        base: Panel,
        asking: Asking,
        wanted: WorldKey,
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> Job:
        """Begin a refresh in the background; one at a time, the running one is returned otherwise."""
        with self._lock:
            if self.job and self.job.running:
                return self.job
            self.job = job = Job()
            with _counting:
                if self not in _with_figures and len(_with_figures) >= MOST_READERS:
                    job.phase, job.problem = "failed", FULL
                    return job
                _with_figures.add(self)
        work = threading.Thread(
            target=self._run,
            args=(job, base, asking, wanted, deadline_seconds),
            name="refresh",
            daemon=True,
        )
        work.start()
        return job

    def undo(self) -> None:
        """Go back to the snapshot; a refresh under way is dropped when it ends."""
        with self._lock:
            if self.job and self.job.running:
                self.job.dropped = True
            self.job = self.in_use = self.latest = None
            self._memory = LastGood()
            _with_figures.discard(self)

    def world(
        self, spec: ModelSpec, as_of: dt.date | None, progress: Progress = silent
    ) -> World | None:
        """Return a world on the live figures, estimating it if need be; None without live figures.

        `progress` may raise to interrupt. None too for a date after the figures' own, as when they
        were loaded as known on a past one.
        """
        now = self.in_use
        if now is None or (as_of and as_of > now.panel.vintage):
            return None
        key = (spec, as_of)
        if key not in now.worlds:
            world = prepare(now.panel, spec, as_of, progress)
            while len(now.worlds) >= MOST_WORLDS:
                now.worlds.pop(next(iter(now.worlds)), None)
            now.worlds[key] = world
        return now.worlds[key]

    def is_ready(self, spec: ModelSpec, as_of: dt.date | None) -> bool:
        """Whether `world` answers at once."""
        now = self.in_use
        return (
            now is None or (spec, as_of) in now.worlds or bool(as_of and as_of > now.panel.vintage)
        )

    def _run(
        self, job: Job, base: Panel, asking: Asking, wanted: WorldKey, deadline_seconds: float
    ) -> None:
        try:
            with AT_ONCE:
                if not job.dropped:
                    self._refresh(job, base, asking, wanted, deadline_seconds)
        except ExplorerError as error:
            job.problem = redact(str(error), asking.key)
            job.phase = "failed"
        except Exception as error:
            _log.error("refresh: %s", redact(f"{type(error).__name__}: {error}", asking.key))
            job.problem = "The refresh failed on our side; the figures in use stand."
            job.phase = "failed"

    def _refresh(
        self, job: Job, base: Panel, asking: Asking, wanted: WorldKey, deadline_seconds: float
    ) -> None:
        def seen(feed: str, words: str, number: int, total: int) -> None:
            named = feed.replace("_", " ")
            job.lines.append(f"{named}: {words}")
            job.share, job.words = number / total, f"{number} of {total} feeds: {named}"

        require_memory(PROCESS_MB)  # rather than ask forty publishers for nothing
        job.phase, job.words = "fetching", "Asking the publishers"
        done = refresh(
            base, asking, seen=seen, last_good=self._memory, deadline_seconds=deadline_seconds
        )
        if not done.changes:
            self._end(job, done, None, "No series could be refreshed; the figures in use stand.")
            return
        job.phase, job.share, job.words = "estimating", 0.0, "Estimating on the live figures"
        spec, as_of = wanted
        at = as_of if as_of and as_of <= done.panel.vintage else None
        world = refit(done.panel, done.files, spec, at, _into(job))
        self._end(job, done, InUse(done, {(spec, at): world}), "")

    def _end(self, job: Job, done: Refreshed, use: InUse | None, problem: str) -> None:
        """Put the result in the place of the old one at once, unless it was undone meanwhile."""
        with self._lock:
            if not job.dropped:
                self.latest = done
                self.in_use = use or self.in_use
            if not self.in_use:
                _with_figures.discard(self)
        job.problem, job.share = problem, 1.0
        job.phase = "failed" if problem else "done"


def _into(job: Job) -> Callable[[float, str], None]:
    def progress(share: float, words: str) -> None:
        job.share, job.words = share, f"Estimating: {words}"

    return progress

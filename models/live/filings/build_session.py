"""One reader's build of earnings from filings: in the background, seen from pages, stopped at a word.

One build at a time in the whole process, since the SEC counts requests by address. Frames are kept for
everybody in one folder of this machine: they are in the public domain. The contact is not kept.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd
from platformdirs import user_cache_path

from models.common.errors import ExplorerError
from models.earnings.filings.series import CORRECTIONS_FILE, FilingsSeries
from models.earnings.filings.validation import validation
from models.live.filings.build import Built, build, corrections_csv
from models.live.filings.client import require_contact

AT_ONCE = threading.BoundedSemaphore(1)
KEPT = "What was fetched is kept: the next build goes on from there."
_log = logging.getLogger("explorer")


Phase = Literal["running", "done", "failed"]


class _StoppedError(Exception):
    """The reader does not want to wait any longer."""


@dataclass
class BuildJob:
    """A build under way; read by pages while the thread writes."""

    phase: Phase = "running"
    share: float = 0.0
    words: str = "Waiting for another reader's build to end"
    problem: str = ""
    stopping: bool = False


@dataclass(frozen=True, eq=False)
class Result:
    """A series, its validation in sentences, and the log of corrections."""

    series: FilingsSeries
    validation: tuple[str, ...]
    counts: str
    corrections: str

    @property
    def corrections_file(self) -> str:
        """The name of the log as a file."""
        return CORRECTIONS_FILE


class FilingsSession:
    """The builds of one reader."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.job: BuildJob | None = None
        self.result: Result | None = None

    def start(
        self,
        contact: str,
        reported: pd.Series,
        folder: Path | None = None,
        build: Callable[..., Built] = build,
    ) -> BuildJob:
        """Begin a build, or return the one that runs.

        `reported` is S&P 500 reported EPS growth, to validate against. Raises PanelError for a contact
        that is none.
        """
        contact = require_contact(contact)
        with self._lock:
            if self.job and self.job.phase == "running":
                return self.job
            self.job = job = BuildJob()
        threading.Thread(
            target=self._run,
            args=(job, contact, reported, folder or frames_folder(), build),
            name="filings",
            daemon=True,
        ).start()
        return job

    def stop(self) -> None:
        """End a build before its next frame."""
        if self.job:
            self.job.stopping = True

    def _run(
        self,
        job: BuildJob,
        contact: str,
        reported: pd.Series,
        folder: Path,
        build: Callable[..., Built],
    ) -> None:
        def progress(share: float, words: str) -> None:
            if job.stopping:
                raise _StoppedError
            job.share, job.words = share, words

        phase: Phase = "failed"
        try:
            with AT_ONCE:
                built = build(contact, folder, resume=True, progress=progress)
            series = built.series
            _ = series.own  # raises where there is no index
            self.result = Result(
                series,
                tuple(validation(series, reported)),
                built.counts,
                corrections_csv(built.firms),
            )
            phase = "done"
        except _StoppedError:
            job.problem = f"Stopped. {KEPT}"
        except ExplorerError as error:
            job.problem = f"{error} {KEPT}"
        except Exception as error:
            _log.error("filings: %s: %s", type(error).__name__, error)
            job.problem = f"The build failed on our side. {KEPT}"
        job.phase = phase


def frames_folder() -> Path:
    """Return the folder in which this machine keeps frames."""
    return user_cache_path("small-cap-scenario-explorer") / "sec-frames"

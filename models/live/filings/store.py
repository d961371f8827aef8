"""Frames on disk, one compressed file each, written whole; kept by the age of their period.

The SEC sends neither ETag nor a time to keep an answer. Old periods change only when somebody restates
them, new ones with every filing.
"""

import datetime as dt
import gzip
import os
import zlib
from collections.abc import Callable
from pathlib import Path

from models.common.errors import PanelError
from models.earnings.filings.frames import Frame
from models.live.failure import FetchError
from models.live.filings.client import Refused, parsed
from models.live.provider import utc_now

# Days a frame is kept, by the days since its period ended: over two years, over half a year, newer.
KEPT_DAYS = ((730, 180), (183, 30), (0, 1))
STAY_AWAY = dt.timedelta(minutes=10)
_NONE = b"null"  # of a frame that the SEC does not have


class Store:
    """A folder of frames."""

    def __init__(self, folder: Path, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._folder = folder
        self._now = now

    def get(self, frame: Frame) -> tuple[bool, dict | None]:
        """Return whether a frame is at hand and young enough, and what it says (None: no such frame).

        A damaged file counts as absent.
        """
        path = self._path(frame)
        try:
            written = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
            now = self._now()
            if not dt.timedelta(0) <= now - written < kept_for(frame, now.date()):
                return False, None
            content = gzip.decompress(path.read_bytes())
            return True, None if content == _NONE else parsed(content, frame)
        except (OSError, EOFError, zlib.error, FetchError):
            return False, None

    def put(self, frame: Frame, content: bytes | None) -> None:
        """Keep an answer."""
        packed = gzip.compress(_NONE if content is None else content, compresslevel=1, mtime=0)
        self._write(self._path(frame), packed)

    def note_refusal(self) -> None:
        """Remember that nobody may ask for ten minutes."""
        self._write(self._folder / "refused", b"")

    def require_welcome(self) -> None:
        """Raise Refused within ten minutes of a refusal."""
        try:
            at = dt.datetime.fromtimestamp((self._folder / "refused").stat().st_mtime, dt.UTC)
        except OSError:
            return
        if dt.timedelta(0) <= self._now() - at < STAY_AWAY:
            raise Refused

    def _path(self, frame: Frame) -> Path:
        return self._folder / f"{frame.name}.json.gz"

    def _write(self, path: Path, content: bytes) -> None:
        draft = path.with_name(f".{path.name}.writing")
        stamp = self._now().timestamp()
        refusal = None
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.write_bytes(content)
            os.utime(draft, (stamp, stamp))
            os.replace(draft, path)
        except OSError as error:
            refusal = error.strerror
        if refusal:
            raise PanelError(
                f"Frames cannot be kept in {str(self._folder)[-80:]!r}: {refusal}. Give a folder you "
                "may write to."
            )


def kept_for(frame: Frame, today: dt.date) -> dt.timedelta:
    """Return how long a frame is kept: 180 days, 30 days or one."""
    age_days = (today - frame.end).days
    return dt.timedelta(
        days=next((kept for older, kept in KEPT_DAYS if age_days > older), KEPT_DAYS[-1][1])
    )

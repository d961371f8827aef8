"""The newest good figures of each feed: what stands in for a publisher that fails."""

import datetime as dt
import json
import threading

import pandas as pd

from models.live.provider import Fetched


class LastGood:
    """Figures by feed, of one reader or of the server; every method may be called from any thread."""

    def __init__(self, kept: dict[str, Fetched] | None = None) -> None:
        self._lock = threading.Lock()
        self._kept = dict(kept or {})

    def keep(self, feed: str, found: Fetched) -> None:
        """Remember figures."""
        with self._lock:
            self._kept[feed] = found

    def get(self, feed: str) -> Fetched | None:
        """Return what is remembered of a feed."""
        with self._lock:
            return self._kept.get(feed)

    def to_json(self) -> str:
        """Write everything as text, every digit."""
        with self._lock:
            kept = sorted(self._kept.items())
        return json.dumps({feed: _plain(found) for feed, found in kept})

    @classmethod
    def from_json(cls, text: str) -> "LastGood":
        """Read what `to_json` wrote; what is not of that form raises as it likes."""
        return cls({feed: _fetched(stored) for feed, stored in json.loads(text).items()})


def _plain(found: Fetched) -> dict:
    return {
        "provider": found.provider,
        "id": found.id,
        "dates": [f"{day:%Y-%m-%d}" for day in found.figures.index],
        "values": found.figures.to_list(),
        "n_missing": found.n_missing,
        "fetched_at": found.fetched_at.isoformat(),
        "vintage": str(found.vintage),
        "sha256": found.sha256,
        "stale": found.stale,
        "reason": found.reason,
    }


def _fetched(stored: dict) -> Fetched:
    rest = {name: value for name, value in stored.items() if name not in ("dates", "values")}
    index = pd.DatetimeIndex(stored["dates"]).as_unit("ns")
    return Fetched(
        **rest
        | {
            "figures": pd.Series(stored["values"], index=index, dtype="float64"),
            "fetched_at": dt.datetime.fromisoformat(stored["fetched_at"]),
            "vintage": dt.date.fromisoformat(stored["vintage"]),
        }
    )

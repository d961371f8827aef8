"""The protocol of a provider of live figures: what it is asked and what it returns."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from models.live.failure import FetchError
from models.live.reading import NO_FIGURE

CLOSED_BY_HOUR_UTC = 22


@dataclass(frozen=True, eq=False, kw_only=True)
class Fetched:
    """Figures of one publisher's series, as they came.

    `figures` has a DatetimeIndex (a month or quarter stands at its first day) and is float64; what
    the publisher left blank is not in it, `n_missing` says how much that was.
    """

    provider: str
    id: str
    figures: pd.Series
    n_missing: int
    fetched_at: dt.datetime  # UTC, by this machine's clock
    vintage: dt.date  # as known on this day
    sha256: str  # of dates and values
    stale: bool = False  # from memory, or older than its release calendar allows
    remembered: bool = False  # from memory: whoever was asked now had nothing that could be used
    reason: str = ""  # why it is stale, or why it does not come from the first choice

    @property
    def last(self) -> dt.date:
        """Date of the last observation."""
        return self.figures.index[-1].date()


class Provider(Protocol):
    """Someone who has series under names of its own."""

    name: str

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return a series from `start` on, as known on `as_of` (today if None).

        Raises FetchError, with a kind and one sentence.
        """


def utc_now() -> dt.datetime:
    """Return what this machine's clock says; labels and what is due depend on it."""
    return dt.datetime.now(dt.UTC)


def fetched(
    provider: str, series: str, dates: object, values: object, as_of: dt.date | None
) -> Fetched:
    """Make the answer from dates (ISO, if text) and numbers; blanks, dots and their like are missing.

    Raises FetchError where a date or a value cannot be read, or where nothing is there.
    """
    unreadable = None
    try:
        index = (
            pd.DatetimeIndex(pd.to_datetime(dates, format="ISO8601")).tz_localize(None).normalize()
        )
        index = index.as_unit("ns")
        column = pd.Series(values, index=index, dtype="object")
        text = column.astype(str).str.strip()
        missing = column.isna() | text.str.upper().isin(NO_FIGURE)
        numbers = pd.to_numeric(text.where(~missing)).astype("float64")
    except (ValueError, TypeError, OverflowError):
        unreadable = FetchError(
            "schema", f"{provider} sent dates or values of {series} that cannot be read."
        )
    if unreadable:
        raise unreadable
    kept = numbers[~missing.to_numpy()]
    if kept.empty:
        raise FetchError("empty", f"{provider} has no figures for {series}.")
    now = utc_now()
    return Fetched(
        provider=provider,
        id=series,
        figures=kept,
        n_missing=int(missing.sum()),
        fetched_at=now,
        vintage=as_of or now.date(),
        sha256=_hash(kept),
    )


def fetched_rows(provider: str, series: str, rows: Sequence[tuple[object, object]]) -> Fetched:
    """Make the answer, as `fetched` does, from pairs of a date and a value of today's figures."""
    return fetched(provider, series, [day for day, _ in rows], [v for _, v in rows], None)


def _hash(values: pd.Series) -> str:
    days = values.index.strftime("%Y-%m-%d")
    lines = (f"{day},{value:.12g}\n" for day, value in zip(days, values, strict=True))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def day_under_way() -> pd.Timestamp | None:
    """Return today until New York has closed, at 20:00 or 21:00 UTC: its last price is no close."""
    now = utc_now()
    return pd.Timestamp(now.date()) if now.hour < CLOSED_BY_HOUR_UTC else None


def no_vintages(provider: str) -> FetchError:
    """Return the refusal of a provider that cannot say what was known on a past date."""
    return FetchError("not_found", f"{provider} keeps no past vintages.")

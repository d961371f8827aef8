"""Check fetched figures (range, steps, age, reach) before they are used."""

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from models.live.chains import Feed
from models.live.failure import FetchError
from models.live.provider import Fetched

UNCOLLECTED = pd.Period("2025-10", "M")  # no household survey, no prices: the government was shut
MISSING_SHARE = {"D": 0.08, "W": 0.02, "M": 0.02, "Q": 0.02}  # daily rates leave holidays blank
LEAST_SHARE_OF_WEEKDAYS = 0.85  # of a daily series: holidays have no value, weeks are no days
LONGEST_GAP_DAYS = {"D": 12, "W": 8, "M": 31, "Q": 92}
AHEAD_DAYS = 3  # of today: a target is dated by the day it takes effect, and clocks differ by zone
_PERIODS = {"M": "month", "Q": "quarter"}
OLDEST_DAYS = {"D": 10, "W": 21, "M": 100, "Q": 230}  # end of period to publication, and some


@dataclass(frozen=True, slots=True)
class Reach:
    """The dates that a feed must cover: history never shrinks."""

    first: dt.date
    last: dt.date | None  # None where the figures of a past date are asked for


def validated(found: Fetched, feed: Feed, reach: Reach) -> Fetched:
    """Return the figures, marked stale if they are older than their calendar allows.

    Raises FetchError when dates repeat, run backwards, leave a hole or lie ahead, when a value is
    outside its bounds or jumps further than it ever has, when too much is missing or history has
    shrunk.
    """
    who, values = f"{found.provider}'s {found.id}", found.figures
    _check_dates(who, values, feed)
    _check_values(who, found, feed)
    first, last = max(reach.first, feed.since), found.last
    slack = dt.timedelta(days=LONGEST_GAP_DAYS[feed.every])
    if values.index[0].date() > first + slack:
        raise FetchError(
            "schema",
            f"{who} starts on {values.index[0].date()}; its history reaches back to {first}.",
        )
    if reach.last and last < reach.last:
        raise FetchError("schema", f"{who} ends on {last}; the snapshot knows it on {reach.last}.")
    clock_is_wrong = reach.last is not None and found.vintage < reach.last
    ends = pd.Period(last, feed.every).end_time.date() if feed.every in ("M", "Q") else last
    if (ends - found.vintage).days > AHEAD_DAYS and not clock_is_wrong:
        raise FetchError("schema", f"{who} has a value dated {last}, which lies ahead.")
    if (found.vintage - last).days > OLDEST_DAYS[feed.every]:
        return replace(found, stale=True, reason=f"The newest figure of {who} is of {last}.")
    return found


def _check_dates(who: str, values: pd.Series, feed: Feed) -> None:
    days = values.index
    if not days.is_unique:
        raise FetchError("schema", f"{who} has two values for one date.")
    if not days.is_monotonic_increasing:
        raise FetchError("schema", f"{who} has dates out of order.")
    weekdays = np.busday_count(days[0].date(), days[-1].date())
    if feed.every == "D" and len(days) < LEAST_SHARE_OF_WEEKDAYS * weekdays:
        raise FetchError("schema", f"{who} has {len(days)} values for {weekdays} weekdays.")
    if feed.every in ("M", "Q") and not days.to_period(feed.every).is_unique:
        raise FetchError("schema", f"{who} has more values than one a {_PERIODS[feed.every]}.")
    gaps = np.diff(days.to_numpy()) / np.timedelta64(1, "D")
    for at in np.flatnonzero(gaps > LONGEST_GAP_DAYS[feed.every]):
        if feed.every == "M" and days[at].to_period("M") + 1 == UNCOLLECTED and gaps[at] <= 62:
            continue
        raise FetchError(
            "schema", f"{who} has no values from {days[at].date()} to {days[at + 1].date()}."
        )


def _check_values(who: str, found: Fetched, feed: Feed) -> None:
    numbers = found.figures.to_numpy()
    outside = ~((numbers >= feed.low) & (numbers <= feed.high))  # NaN is outside too
    if outside.any():
        at = int(outside.argmax())
        raise FetchError(
            "schema",
            f"{who} is {numbers[at]:g} on {found.figures.index[at].date()}, outside "
            f"{feed.low:g} to {feed.high:g}.",
        )
    scale = np.log(numbers) if feed.low > 0 else numbers
    steps = np.abs(np.diff(scale))
    if len(steps) and steps.max() > feed.step:
        at = int(steps.argmax()) + 1
        raise FetchError(
            "schema", f"{who} jumps to {numbers[at]:g} on {found.figures.index[at].date()}."
        )
    share = found.n_missing / (found.n_missing + len(numbers))
    if found.n_missing > 2 and share > MISSING_SHARE[feed.every]:
        raise FetchError("schema", f"{who} leaves {share:.0%} of its values blank.")

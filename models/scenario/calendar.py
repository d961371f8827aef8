"""The FOMC calendar and the committee's own projections, as data."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from models.common.errors import ScenarioError

_FILE = Path(__file__).with_name("calendar.toml")
_RHYTHM_YEAR = 2027  # whose weeks and weekdays stand in for years without a published calendar
TARGET_RANGE_WIDTH_PP = 0.25


@dataclass(frozen=True, slots=True)
class Meeting:
    """One scheduled decision of the FOMC."""

    decision_day: dt.date
    assumed: bool  # no published calendar: the rhythm of 2027 was carried over

    @property
    def effective_day(self) -> dt.date:
        """First day on which the new target range holds."""
        return self.decision_day + dt.timedelta(days=1)

    def __str__(self) -> str:
        day = f"{self.decision_day.day} {self.decision_day:%b %Y}"
        return f"{day} (assumed)" if self.assumed else day


@dataclass(frozen=True, slots=True)
class Projection:
    """Medians of one Summary of Economic Projections, percent."""

    published: dt.date
    policy_rate_year_end: dict[int, float]
    unemployment_rate_fourth_quarter: dict[int, float]


@lru_cache(maxsize=1)
def _file() -> dict:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _meetings_of(year: int) -> tuple[Meeting, ...]:
    days = _file()["decision_days"]
    listed = [dt.date.fromisoformat(f"{year}-{day}") for day in days.get(str(year), [])]
    rhythm = [dt.date.fromisoformat(f"{_RHYTHM_YEAR}-{day}") for day in days[str(_RHYTHM_YEAR)]]
    last = max(listed, default=dt.date(year, 1, 1))
    assumed = []
    for day in rhythm[len(listed) :]:
        _, week, weekday = day.isocalendar()
        moved = dt.date.fromisocalendar(year, week, weekday)
        if moved > last:
            assumed.append(moved)
    return tuple([Meeting(day, False) for day in listed] + [Meeting(day, True) for day in assumed])


@lru_cache(maxsize=64)
def meetings_after(day: dt.date, count: int = 16) -> tuple[Meeting, ...]:
    """Return the next `count` decisions after `day`; later years keep the rhythm of 2027, marked."""
    years = range(day.year, day.year + 2 + count // 8)
    ahead = [m for year in years for m in _meetings_of(year) if m.decision_day > day]
    return tuple(ahead[:count])


def share_of_month_in_effect(months: pd.PeriodIndex, effective_days: list[dt.date]) -> np.ndarray:
    """Share of each month's days on which a change effective on each day already holds.

    Returns an array of shape (n_months, n_days) with values from 0 to 1.
    """
    share = np.zeros((len(months), len(effective_days)))
    for row, month in enumerate(months):
        first, length = month.start_time.date(), month.days_in_month
        for column, day in enumerate(effective_days):
            share[row, column] = min(max(length - (day - first).days, 0), length) / length
    return share


def latest_projection(day: dt.date) -> Projection:
    """Return the last Summary of Economic Projections published on or before `day`."""
    known = [p for p in _file()["projections"] if p["published"] <= day]
    if not known:
        first = _file()["projections"][0]["published"]
        raise ScenarioError(
            f"Baseline 'sep' was asked for as of {day}, but the first projections on file are of "
            f"{first}: choose the baseline 'flat' or a later date."
        )
    newest = max(known, key=lambda p: p["published"])
    return Projection(
        newest["published"],
        *(
            {int(year): float(value) for year, value in newest[name].items()}
            for name in ("policy_rate_year_end", "unemployment_rate_fourth_quarter")
        ),
    )

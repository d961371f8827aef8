"""How old each series is, and how far behind its release calendar."""

from functools import cache

import pandas as pd

from models.overview.overview import shipped_overview
from models.panel import Panel
from tests.pages.numbers.matching import Holds

provenance = cache(Panel.provenance)  # asked for every series by every line of a table


def _end(last) -> pd.Timestamp:
    return last if isinstance(last, pd.Timestamp) else last.end_time.normalize()


def periods_behind(panel, name: str, day=None) -> int:
    """Periods that were due by a day, the panel's own if none is given, and are not there."""
    known = provenance(panel, name)
    due = pd.Timestamp(day or panel.vintage) - pd.Timedelta(days=known.release_lag_days)
    if known.native_frequency == "D":
        day = pd.Timedelta(days=1)  # a close is due on the day after
        return len(pd.bdate_range(known.last + day, due - day))
    behind, following = 0, known.last.asfreq(known.native_frequency) + 1
    while _end(following) <= due:
        behind, following = behind + 1, following + 1
    return behind


def status(panel, name: str) -> str:
    behind = periods_behind(panel, name)
    unit = {"D": "day", "M": "month", "Q": "quarter"}[provenance(panel, name).native_frequency]
    return f"{behind} {unit}{'s' * (behind != 1)} behind" if behind else "up to date"


def age_days(panel, name: str) -> int:
    return (pd.Timestamp(panel.vintage) - _end(provenance(panel, name).last)).days


def last_text(panel, name: str) -> str:
    last = provenance(panel, name).last
    return str(last.date()) if isinstance(last, pd.Timestamp) else str(last)


def freshness(panel) -> Holds:
    """Oldest first; of one age in the order shown, which is the page's to choose."""
    listed = shipped_overview().freshness.sort_values("age_days", ascending=False).index
    ages = [age_days(panel, name) for name in listed]
    assert ages == sorted(ages, reverse=True)
    return Holds(
        {
            "Series": [panel.catalog.loc[name, "label"] for name in listed],
            "Reaches to": [last_text(panel, name) for name in listed],
            "Age, days": [str(age) for age in ages],
            "Against its release calendar": [status(panel, name) for name in listed],
        }
    )

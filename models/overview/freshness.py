"""How old each series is, and how far behind its own release calendar."""

import datetime as dt

import numpy as np
import pandas as pd

from models.panel import Panel, Provenance
from models.panel.register import period_text

_UNIT = {"D": "day", "M": "month", "Q": "quarter"}


def freshness(panel: Panel) -> pd.DataFrame:
    """Return one row a series, in the order of the catalog.

    Columns: `label`, `last` (text), `age_days` (from the end of its last period to the panel's date),
    `behind` (periods that should have been out by then, given the release lag, and are not here; in
    trading-day weekdays for daily series) and `status` in words.
    """
    rows = []
    for name in panel.catalog.index:
        known = panel.provenance(name)
        behind = periods_behind(known, panel.vintage)
        rows.append(
            {
                "name": name,
                "label": known.label,
                "last": period_text(known.last),
                "age_days": (panel.vintage - _end(known.last)).days,
                "behind": behind,
                "status": _status(behind, known.native_frequency),
            }
        )
    return pd.DataFrame(rows).set_index("name")


def periods_behind(known: Provenance, vintage: dt.date) -> int:
    """Count the periods after the last one whose release was due on or before a date.

    A day's close is due on the day after: on the day itself there is none yet.
    """
    due = vintage - dt.timedelta(days=known.release_lag_days)
    if known.native_frequency == "D":
        return max(0, int(np.busday_count(known.last.date() + dt.timedelta(1), due)))
    last = known.last.asfreq(known.native_frequency)
    behind = 0
    while _end(last + behind + 1) <= due:
        behind += 1
    return behind


def overdue(panel: Panel, today: dt.date) -> list[str]:
    """Return the names of series whose next figures should be out by today.

    A clock behind the panel's own date counts as that date.
    """
    day = max(today, panel.vintage)
    return [name for name in panel.catalog.index if periods_behind(panel.provenance(name), day) > 0]


def age_sentence(vintage: dt.date, today: dt.date) -> str:
    """Say how old a snapshot is; a clock behind its date says nothing."""
    days = (today - vintage).days
    if days < 1:
        return ""
    return f"{days} {'day' if days == 1 else 'days'} old"


def _end(period: pd.Period | pd.Timestamp) -> dt.date:
    return (period if isinstance(period, pd.Timestamp) else period.end_time).date()


def _status(behind: int, frequency: str) -> str:
    if behind <= 0:
        return "up to date"
    unit = _UNIT[frequency]
    return f"{behind} {unit if behind == 1 else unit + 's'} behind"

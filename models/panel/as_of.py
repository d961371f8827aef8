"""What had been published on a past date."""

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from models.common.errors import PanelError
from models.common.plain_value import plain_value

if TYPE_CHECKING:
    from models.panel.panel import Panel

EARLIEST = datetime.date(1995, 1, 1)
TROUGH_DATED_AFTER_MONTHS = 21  # July 1990 to March 1991 was dated in December 1992


def known_on(panel: "Panel", date: datetime.date) -> "Panel":
    """Cut every series where period end + release lag lies after the date."""
    date = plain_value(date)
    date = date.date() if isinstance(date, datetime.datetime) else date
    if not EARLIEST <= date <= panel.vintage:
        raise PanelError(
            f"The as-of date is {date}; the data can be cut at any day from {EARLIEST} to "
            f"{panel.vintage}: choose a day in between."
        )
    if date == panel.vintage:  # everything in it was out by then, early releases included
        return panel
    fills, day = panel.fills, np.datetime64(date, "D")
    known_fills = fills["known_from"] <= pd.Timestamp(date)
    frames = {
        name: _cut(getattr(panel, name), panel.catalog, fills[~known_fills], day)
        for name in ("monthly", "quarterly", "daily")
    }
    dated = panel.recessions["trough"] + TROUGH_DATED_AFTER_MONTHS <= pd.Period(date, "M")
    return replace(
        panel,
        fills=fills[known_fills & _inside(fills, frames)].reset_index(drop=True),
        recessions=panel.recessions[dated],
        vintage=date,
        **frames,
    )


def _cut(
    frame: pd.DataFrame, catalog: pd.DataFrame, unknown_fills: pd.DataFrame, day: np.datetime64
) -> pd.DataFrame:
    """Blank what was not yet out, and drop the rows after the last known value."""
    values, ends = frame.to_numpy(copy=True), _ends(frame.index)
    lags = catalog.loc[frame.columns, "release_lag_days"]
    native = catalog.loc[frame.columns, "native_frequency"]
    for column, name in enumerate(frame.columns):
        period_ends = ends[native[name]] if native[name] in ends else ends["own"]
        n_known = np.searchsorted(period_ends, day - np.timedelta64(int(lags[name]), "D"), "right")
        values[n_known:, column] = np.nan
    cut = pd.DataFrame(values, index=frame.index, columns=frame.columns)
    for series, period in zip(unknown_fills["series"], unknown_fills["period"], strict=True):
        if series in cut:
            cut.loc[period, series] = np.nan
    n_rows = int(np.flatnonzero(~np.isnan(cut.to_numpy()).all(axis=1)).max(initial=-1)) + 1
    return cut.iloc[:n_rows]


def _ends(index: pd.PeriodIndex | pd.DatetimeIndex) -> dict[str, np.ndarray]:
    """Last day of each row's own period and, for months, of the quarter that holds it."""
    if isinstance(index, pd.DatetimeIndex):
        return {"own": index.to_numpy().astype("datetime64[D]")}
    ends = {"own": _last_days(index)}
    if index.freqstr == "M":
        ends["Q"] = _last_days(index.asfreq("Q"))
    return ends


def _last_days(index: pd.PeriodIndex) -> np.ndarray:
    return index.to_timestamp(how="end").to_numpy().astype("datetime64[D]")


def _inside(fills: pd.DataFrame, frames: dict[str, pd.DataFrame]) -> np.ndarray:
    """Mark the fills whose value is still there after the cut."""
    return np.array(
        [
            any(
                series in frame and period in frame.index and pd.notna(frame.loc[period, series])
                for frame in frames.values()
            )
            for series, period in zip(fills["series"], fills["period"], strict=True)
        ],
        dtype=bool,
    )

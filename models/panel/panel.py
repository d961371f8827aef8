"""The panel: tidy frames by frequency, and what is known about each column, today or on a past date."""

import datetime
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from models.common.errors import PanelError
from models.common.plain_value import plain_value
from models.panel.hashing import series_hash

EARLIEST = datetime.date(1995, 1, 1)
TROUGH_DATED_AFTER_MONTHS = 21  # July 1990 to March 1991 was dated in December 1992
ORIGIN_SERIES = ("policy_rate", "unemployment_rate", "small_cap_relative_return")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a series comes from, what it measures and how far it reaches."""

    name: str
    label: str
    publisher: str
    publisher_id: str
    unit: str
    frequency: str  # of the frame that holds it: D, M or Q
    native_frequency: str  # at which it is measured: a quarterly value may be spread to months
    transform: str
    release_lag_days: int  # from the end of the (native) period to publication
    licence_note: str
    url: str
    first: pd.Period | pd.Timestamp
    last: pd.Period | pd.Timestamp
    vintage: datetime.date
    n_filled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleLimits:
    """The span for which all of some series are known, and which of them end it."""

    first: pd.Period | pd.Timestamp
    last: pd.Period | pd.Timestamp
    starts_with: str  # the series that begins last
    ends_with: str  # the series that ends first


@dataclass(frozen=True, eq=False, kw_only=True)
class Panel:
    """Every series of the project at one vintage.

    ``monthly`` and ``quarterly`` have a ``PeriodIndex``, ``daily`` a ``DatetimeIndex``; all are
    float64, and a missing value is NaN, never a carried one. Series end at different periods.
    """

    monthly: pd.DataFrame
    quarterly: pd.DataFrame
    daily: pd.DataFrame
    catalog: pd.DataFrame  # one row a series, indexed by name
    fills: pd.DataFrame  # series, period, rule, reason, known_from: every value not published
    recessions: pd.DataFrame  # peak and trough, Period[M]
    manifest: dict
    vintage: datetime.date

    @property
    def origin(self) -> pd.Period:
        """Last month for which policy rate, unemployment and relative return are all known."""
        known = self.monthly[list(ORIGIN_SERIES)].dropna()
        if known.empty:
            raise PanelError(
                f"On {self.vintage} no month has all of {', '.join(ORIGIN_SERIES)}; "
                "a time origin needs them: choose a later date."
            )
        return known.index[-1]

    @property
    def snapshot_hash(self) -> str:
        """Twelve hex digits that change with the data or with the date of an as-of view."""
        whole = self.manifest["sha256"]
        if str(self.vintage) == self.manifest["vintage"]:
            return whole[:12]
        return hashlib.sha256(f"{whole}@{self.vintage}".encode()).hexdigest()[:12]

    def series_hashes(self, names: Iterable[str]) -> dict[str, str]:
        """Return the SHA-256 of what is known of some series, of any frequency, by name.

        Where a series is not cut by an as-of date it is the hash that the manifest records.
        """
        wanted = sorted(set(names))
        for name in wanted:
            if name not in self._hashes:
                frame = self._frame(self.catalog.loc[name, "frequency"])
                self._hashes[name] = series_hash(frame[name])
        return {name: self._hashes[name] for name in wanted}

    @cached_property
    def measured(self) -> pd.DataFrame:
        r"""The monthly series and what is derived from those that there are, by month.

        Core PCE inflation is :math:`\pi_t = 1200 (\log P_t - \log P_{t-1})`, monthly at an annual rate.
        The lead of technology is 100 x log of Nasdaq-100 over S&P 500, zero in its last month, pp.
        """
        monthly = self.monthly
        made = {
            name: derive(*(monthly[series] for series in of))
            for name, (derive, of) in _DERIVED.items()
            if set(of) <= set(monthly)
        }
        return monthly.assign(**made)

    @cached_property
    def _hashes(self) -> dict[str, str]:
        return {}

    def known_on(self, date: datetime.date) -> "Panel":
        """Return the panel as far as it had been published on a date.

        Each series is cut where the end of its period plus its release lag lies after the date.
        The values are those of the *current* vintage: later revisions are not undone. Recessions
        are listed once their trough is 21 months old, the longest the NBER took to date one.
        """
        return _known_on(self, date)

    def require(self, names: list[str] | tuple[str, ...]) -> pd.DataFrame:
        """Return the named series side by side; they must share one frequency."""
        missing = [name for name in names if name not in self.catalog.index]
        if missing:
            raise PanelError(
                f"The snapshot of {self.vintage} has no series {', '.join(missing)}; "
                f"it has {', '.join(self.catalog.index)}: choose among these."
            )
        frequency = self.catalog["frequency"].loc[list(names)]
        if len(set(frequency)) != 1:
            listed = ", ".join(f"{name} ({frequency[name]})" for name in names) or "none"
            raise PanelError(
                f"The series asked for are {listed}; they must be one or more of a single "
                "frequency: ask for daily (D), monthly (M) and quarterly (Q) series separately."
            )
        return self._frame(frequency.iloc[0])[list(names)]

    def limiting_series(self, names: list[str] | tuple[str, ...]) -> SampleLimits:
        """Say which series makes a sample start, and which makes it end, where it does."""
        frame = self.require(names)
        spans = {name: self._span(frame[name]) for name in names}
        starts_with = max(names, key=lambda name: spans[name][0])
        ends_with = min(names, key=lambda name: spans[name][1])
        first, last = spans[starts_with][0], spans[ends_with][1]
        if first > last:
            raise PanelError(
                f"{starts_with} starts in {first}, after {ends_with} ends in {last}; "
                "series must overlap to be used together: leave one of them out."
            )
        return SampleLimits(first=first, last=last, starts_with=starts_with, ends_with=ends_with)

    def provenance(self, name: str) -> Provenance:
        """Return the source, unit and reach of one series."""
        first, last = self._span(self.require([name])[name])
        row = self.catalog.loc[name].drop(["plausible_low", "plausible_high"])
        return Provenance(
            name=name,
            first=first,
            last=last,
            vintage=self.vintage,
            n_filled=int((self.fills["series"] == name).sum()),
            **row.to_dict(),
        )

    def _frame(self, frequency: str) -> pd.DataFrame:
        return {"D": self.daily, "M": self.monthly, "Q": self.quarterly}[frequency]

    def _span(self, series: pd.Series) -> tuple:
        first, last = series.first_valid_index(), series.last_valid_index()
        if first is None:
            raise PanelError(
                f"{series.name} had no published value on {self.vintage}; "
                "at least one is needed: choose a later date or another series."
            )
        return first, last


def _annual_rate(prices: pd.Series) -> pd.Series:
    return 1200 * np.log(prices).diff()


def _lead(of_sp500: pd.Series, of_nasdaq: pd.Series) -> pd.Series:
    lead = (of_sp500 - of_nasdaq).cumsum()
    return lead - lead.get(lead.last_valid_index(), 0.0)


# By name: how a series is derived by month, and from which.
_DERIVED: dict[str, tuple[Callable[..., pd.Series], tuple[str, ...]]] = {
    "core_pce_inflation": (_annual_rate, ("core_pce_price_index",)),
    "technology_lead": (
        _lead,
        ("small_cap_relative_return_russell", "small_cap_relative_return_nasdaq"),
    ),
}


def _known_on(panel: Panel, date: datetime.date) -> Panel:
    """Cut every series where period end + release lag lies after the date."""
    date = plain_value(date)
    date = date.date() if isinstance(date, datetime.datetime) else date
    if not isinstance(date, datetime.date):
        raise PanelError(f"The as-of date is {date!r:.40}; give a datetime.date.")
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

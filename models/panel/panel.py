"""The panel: tidy frames by frequency, and what is known about each column."""

import datetime
import hashlib
from dataclasses import dataclass

import pandas as pd

from models.common.errors import PanelError
from models.panel import as_of

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

    def known_on(self, date: datetime.date) -> "Panel":
        """Return the panel as far as it had been published on a date.

        Each series is cut where the end of its period plus its release lag lies after the date.
        The values are those of the *current* vintage: later revisions are not undone. Recessions
        are listed once their trough is 21 months old, the longest the NBER took to date one.
        """
        return as_of.known_on(self, date)

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

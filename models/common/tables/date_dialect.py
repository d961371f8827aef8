"""Dates as people write them: the order of day and month is decided for a whole column, or refused.

Every cell becomes a `Stamp`: a month, with the day where one stands there, or a calendar quarter by its
last month. Two digits of a year are 1970 to 2069, as in Excel and POSIX.
"""

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

YEARS = (1900, 2100)
_SERIALS = range(18_264, 73_416)  # Excel's days 1950-01-01 to 2100-12-31: no year, no yyyymm
EXCEL_DAY_ZERO = dt.date(1899, 12, 30)  # of serial numbers; workbooks of old Macs count from 1904
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jän jänner",
            "feb february februar",
            "mar march märz mär mrz maerz",
            "apr april",
            "may mai",
            "jun june juni",
            "jul july juli",
            "aug august",
            "sep sept september",
            "oct october okt oktober",
            "nov november",
            "dec december dez dezember",
        ),
        1,
    )
    for name in names.split()
}
_YEAR, _SHORT = r"(?P<year>[0-9]{4})", r"'?(?P<year>[0-9]{4}|[0-9]{2})"
_WORD = r"(?P<word>[^\W\d_]{3,9})\.?"
_CLOCK = r"(?:[t ]00:00(?::00(?:\.0+)?)?z?)?"
_ONE_ORDER = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}[ :/-]?q(?P<quarter>[1-4])",
        rf"q(?P<quarter>[1-4])[ :/'-]*{_SHORT}",
        rf"(?P<quarter>[1-4])q[ :/'-]*{_SHORT}",
        rf"{_YEAR}(?P<mark>[-/.])(?P<month>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}}){_CLOCK}",
        r"(?P<year>(?:19|20)[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-9]{2})?",
        rf"{_YEAR}[-/.m](?P<month>[0-9]{{1,2}})",
        rf"(?P<month>[0-9]{{1,2}})[-/.]{_YEAR}",
        rf"{_WORD}[ /-]?{_SHORT}",
        rf"(?P<day>[0-9]{{1,2}})\.?[ /-]?{_WORD}[ /-]?{_SHORT}",
        rf"{_WORD} (?P<day>[0-9]{{1,2}}),? {_YEAR}",
    )
)
_DAY_FIRST = r"(?P<day>[0-9]{1,2})(?P<mark>[./-])(?P<month>[0-9]{1,2})(?P=mark)" + _SHORT + _CLOCK
_MONTH_FIRST = r"(?P<month>[0-9]{1,2})(?P<mark>[./-])(?P<day>[0-9]{1,2})(?P=mark)" + _SHORT + _CLOCK
_ORDERS = {
    "day before month": (*_ONE_ORDER, re.compile(_DAY_FIRST)),
    "month before day": (*_ONE_ORDER, re.compile(_MONTH_FIRST)),
}


class Stamp(NamedTuple):
    """A month, the day of it where one was given, and whether a quarter was named instead."""

    year: int
    month: int
    day: int | None = None
    quarter: bool = False

    @property
    def ordinal(self) -> int:
        """Months since year 0."""
        return 12 * self.year + self.month - 1


class DateColumn(NamedTuple):
    """The dates of a column, and the order of day and month where one had to be decided."""

    stamps: tuple[Stamp, ...]
    order: str


class NotADate(ValueError):
    """A cell, the `index`-th, is no date, or none in the order of the others."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


class TwoOrders(ValueError):
    """Day and month can be told apart nowhere in the column; `index` is the first such cell."""

    def __init__(self, index: int, readings: tuple[Stamp, Stamp]) -> None:
        super().__init__(index, readings)
        self.index, self.readings = index, readings


def read_dates(cells: Sequence[object], day_zero: dt.date = EXCEL_DAY_ZERO) -> DateColumn:
    """Read a column of dates: texts, dates of a workbook, serial numbers of Excel.

    Where both orders of day and month can be read, the one is taken that gives rows one step apart
    (a month or a quarter), if only one does. Raises NotADate or TwoOrders.
    """
    readings: dict[tuple[Stamp, ...], str] = {}
    first_fault = 0
    for order, forms in _ORDERS.items():
        stamps = []
        for cell in cells:
            stamp = _stamp(cell, forms, day_zero)
            if stamp is None:
                break
            stamps.append(stamp)
        else:
            readings.setdefault(tuple(stamps), order)
        first_fault = max(first_fault, len(stamps))
    if not readings:
        raise NotADate(first_fault)
    if len(readings) > 1:
        even = {stamps: order for stamps, order in readings.items() if _evenly_spaced(stamps)}
        months = {tuple(s.ordinal for s in stamps) for stamps in readings}
        if len(even) == 1:
            readings = even
        elif len(months) > 1:
            first, second = readings
            at = next(i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b)
            raise TwoOrders(at, (first[at], second[at]))
    read, order = next(iter(readings.items()))
    told = any(
        isinstance(cell, str) and re.match(_DAY_FIRST, cell.strip().lower()) for cell in cells
    )
    return DateColumn(read, order if told or order == "month before day" else "")


def is_date(cell: object) -> bool:
    """Whether a cell alone is a date in either order."""
    return any(_stamp(cell, forms, EXCEL_DAY_ZERO) for forms in _ORDERS.values())


def _evenly_spaced(stamps: tuple[Stamp, ...]) -> bool:
    steps = {b.ordinal - a.ordinal for a, b in zip(stamps, stamps[1:], strict=False)}
    return len(steps) == 1 and abs(steps.pop()) in (1, 3)


def _stamp(cell: object, forms: tuple[re.Pattern, ...], day_zero: dt.date) -> Stamp | None:
    if isinstance(cell, dt.date):
        return Stamp(cell.year, cell.month, cell.day)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        cell = f"{cell:.0f}" if float(cell).is_integer() else ""
    text = " ".join(str(cell).split()).lower()
    if re.fullmatch("[0-9]{5}", text) and int(text) in _SERIALS:
        day = day_zero + dt.timedelta(days=int(text))
        return Stamp(day.year, day.month, day.day)
    found = next((m for form in forms if (m := form.fullmatch(text))), None)
    return _checked(found.groupdict()) if found else None


def _checked(parts: dict[str, Any]) -> Stamp | None:
    year = int(parts["year"])
    if year < 100:
        year += 2000 if year < 70 else 1900
    if not YEARS[0] <= year <= YEARS[1]:
        return None
    if quarter := parts.get("quarter"):
        return Stamp(year, 3 * int(quarter), None, True)
    month = _MONTHS.get(parts["word"], 0) if parts.get("word") else int(parts["month"])
    day = int(parts["day"]) if parts.get("day") else None
    if not 1 <= month <= 12:
        return None
    if day is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return Stamp(year, month, day)

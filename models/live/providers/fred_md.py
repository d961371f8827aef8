"""FRED-MD and FRED-QD: the research files of the Federal Reserve Bank of St. Louis, without a key.

Michael W. McCracken and Serena Ng (2016), "FRED-MD: A Monthly Database for Macroeconomic Research",
Journal of Business & Economic Statistics 34(4), 574-589; and (2021) on FRED-QD.
"""

import datetime as dt
import re

import pandas as pd

from models.live import provider
from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched_rows, no_vintages
from models.live.reading import table_rows

# The second host is the older one; either may refuse whoever is no browser.
FOLDERS = (
    "https://www.stlouisfed.org/-/media/project/frbstl/stlouisfed/research/fred-md",
    "https://files.stlouisfed.org/files/htdocs/fred-md",
)
_DATE = re.compile(r"(0?[1-9]|1[0-2])/(\d{1,2})/(\d{4})")
Column = list[tuple[dt.date, str]]


class FredMd:
    """Series are columns, ``UNRATE``; ``BAA-GS10`` is a difference of two, ``q/GDPC1`` one by quarter."""

    name = "St. Louis Fed, FRED-MD"

    def __init__(self, http: Http, shared: Refresh) -> None:
        self._http, self._shared = http, shared

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return a column from `start` on; raises FetchError."""
        if as_of:
            raise no_vintages(self.name)
        by_quarter = series.startswith("q/")
        rows = self._shared.file(series[:2] if by_quarter else "m", lambda: self._rows(by_quarter))
        first, *second = series.removeprefix("q/").split("-")
        column = self._column(rows, first, by_quarter)
        if second:
            other = dict(self._column(rows, second[0], by_quarter))
            column = [(day, _minus(value, other.get(day, ""))) for day, value in column]
        kept = _trimmed([(day, value) for day, value in column if day >= start])
        return fetched_rows(self.name, series, kept)

    def _rows(self, by_quarter: bool) -> list[list[str]]:
        """Return the file, from the first address that has it; a vintage where none is current."""
        kept: FetchError | None = None
        for folder in FOLDERS:
            for name in _names(by_quarter):
                try:
                    content = self._http.get_as_browser(f"{folder}/{name}")
                    return table_rows(content, self.name, "the file")
                except FetchError as failure:
                    kept = kept or failure
                    if failure.kind != "not_found":
                        break
        assert kept
        raise kept

    def _column(self, rows: list[list[str]], name: str, by_quarter: bool) -> Column:
        """Read one column; rows that do not begin with a date hold factors and transformations."""
        header = rows[0]
        if header[0].lower() != "sasdate" or name not in header:
            raise FetchError("schema", f"{self.name} sent no columns sasdate and {name}.")
        at, column = header.index(name), []
        for row in rows[1:]:
            if (found := _DATE.fullmatch(row[0])) and len(row) > at:
                month, year = int(found[1]), int(found[3])
                month = month - (month - 1) % 3 if by_quarter else month  # the quarter's first
                column.append((dt.date(year, month, 1), row[at]))
        return column


def _names(by_quarter: bool) -> list[str]:
    """Return the file's names: the current one, then the vintages of this month and of the last."""
    folder, kind = ("quarterly", "qd") if by_quarter else ("monthly", "md")
    month = pd.Period(provider.utc_now().date(), "M")
    vintages = (f"{month - back}-{kind}.csv" for back in (0, 1))
    return [f"{folder}/{name}" for name in ("current.csv", *vintages)]


def _minus(one: str, other: str) -> str:
    """Return the difference to the decimals that yields are published with, blank where there is none."""
    try:
        return f"{float(one) - float(other):.4g}"
    except ValueError:
        return ""


def _trimmed(column: Column) -> Column:
    """Leave out blanks before a series begins and where it is not yet out."""
    known = [number for number, (_, value) in enumerate(column) if value]
    return column[known[0] : known[-1] + 1] if known else []

"""FRED-MD and FRED-QD: the research files of the Federal Reserve Bank of St. Louis, without a key.

Michael W. McCracken and Serena Ng (2016), "FRED-MD: A Monthly Database for Macroeconomic Research",
Journal of Business & Economic Statistics 34(4), 574-589; and (2021) on FRED-QD.
"""

import csv
import datetime as dt
import io
import re

from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched_rows, no_vintages, readable_text

# The second host is the older one; either may refuse whoever is no browser.
ADDRESSES = (
    "https://www.stlouisfed.org/-/media/project/frbstl/stlouisfed/research/fred-md/{}/current.csv",
    "https://files.stlouisfed.org/files/htdocs/fred-md/{}/current.csv",
)
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
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
        """Return the file, from the first address that has it."""
        kept: FetchError | None = None
        for address in ADDRESSES:
            try:
                url = address.format("quarterly" if by_quarter else "monthly")
                text = readable_text(self._http.get_as_browser(url), self.name, "the file")
                return [row for row in csv.reader(io.StringIO(text)) if any(row)]
            except FetchError as failure:
                kept = kept or failure
        assert kept
        raise kept

    def _column(self, rows: list[list[str]], name: str, by_quarter: bool) -> Column:
        """Read one column; rows that do not begin with a date hold factors and transformations."""
        header = [cell.strip() for cell in rows[0]]
        if header[0].lower() != "sasdate" or name not in header:
            raise FetchError("schema", f"{self.name} sent no columns sasdate and {name}.")
        at, column = header.index(name), []
        for row in rows[1:]:
            if (found := _DATE.fullmatch(row[0].strip())) and len(row) > at:
                month, year = int(found[1]), int(found[3])
                month = month - (month - 1) % 3 if by_quarter else month  # the quarter's first
                column.append((dt.date(year, month, 1), row[at].strip()))
        return column


def _minus(one: str, other: str) -> str:
    """Return the difference to the decimals that yields are published with."""
    return f"{float(one) - float(other):.4g}" if one and other else ""


def _trimmed(column: Column) -> Column:
    """Leave out blanks before a series begins and where it is not yet out."""
    known = [number for number, (_, value) in enumerate(column) if value]
    return column[known[0] : known[-1] + 1] if known else []

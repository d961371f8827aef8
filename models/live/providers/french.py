"""The Kenneth R. French data library: text in a ZIP archive, several blocks, the monthly one first."""

import datetime as dt
import re

import pandas as pd

from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched, no_vintages
from models.live.reading import zipped_text

URL = "https://mba.tuck.dartmouth.edu/pages/faculty/ken.french/ftp/{}_CSV.zip"
_MONTH = re.compile(r"\s*(\d{4})(0[1-9]|1[0-2])\s*")
_MISSING = {"-99.99", "-999"}
_MOST_TEXT = 5_000_000
_MEMBER = r"(?!readme)[^.].*\.(csv|txt)"


class French:
    """Series are named `file:column`; one archive holds several and is fetched once a refresh."""

    name = "Kenneth R. French"

    def __init__(self, http: Http, shared: Refresh) -> None:
        self._http, self._shared = http, shared

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return a monthly column in percent; raises FetchError."""
        if as_of:
            raise no_vintages(self.name)
        file, column = series.split(":")
        archive = self._shared.file(file, lambda: self._http.get(URL.format(file))[1])
        months, values = first_block(_text(archive, file), column)
        wanted = [month >= pd.Timestamp(start) for month in months]
        return fetched(
            self.name,
            series,
            [month for month, keep in zip(months, wanted, strict=True) if keep],
            [value for value, keep in zip(values, wanted, strict=True) if keep],
            None,
        )


def first_block(text: str, column: str) -> tuple[list[pd.Timestamp], list[str]]:
    """Return months and values of a column of the first block: monthly, value-weighted.

    A block begins with the line of column names, whose first cell is empty; the first line that
    does not begin with a month ends it.
    """
    lines = iter(text.splitlines())
    names: list[str] = []
    for line in lines:
        cells = [cell.strip() for cell in line.split(",")]
        if column in cells and not cells[0]:
            names = cells
            break
    if not names:
        raise FetchError("schema", f"The French library's file has no column {column}.")
    at = names.index(column)
    months, values = [], []
    for line in lines:
        cells = line.split(",")
        found = _MONTH.fullmatch(cells[0])
        if not found:
            break
        if len(cells) <= at:
            raise FetchError("schema", f"The French library's file ends within a row of {column}.")
        value = cells[at].strip()
        months.append(pd.Timestamp(int(found[1]), int(found[2]), 1))
        values.append("" if value in _MISSING else value)
    return months, values


def _text(content: bytes, file: str) -> str:
    if content[:2] != b"PK":
        raise FetchError("schema", f"The French library sent no ZIP archive for {file}.")
    if (text := zipped_text(content, _MEMBER, _MOST_TEXT)) is None:
        raise FetchError("schema", f"The French library's archive of {file} cannot be opened.")
    return text

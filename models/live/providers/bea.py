"""The Bureau of Economic Analysis' flat files of the national accounts, without a key."""

import datetime as dt
import re

from models.live.chains import asked_of
from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched_rows, no_vintages
from models.live.reading import NO_FIGURE, table_rows

URL = "https://apps.bea.gov/national/Release/TXT/NipaData{}.txt"
_HEADER = b"%SeriesCode"
_PERIOD = re.compile(r"(\d{4})([QM])(\d{1,2})")


class Bea:
    """Series are the accounts' codes: ``DPCCRG`` by month, ``Q/A191RC`` by quarter.

    A file has 35 MB: it is read line by line, and only lines of the register's series are kept.
    Levels are in millions and are brought to billions (``Q/``); indices stand as published.
    """

    name = "Bureau of Economic Analysis"

    def __init__(self, http: Http, shared: Refresh) -> None:
        self._http, self._shared = http, shared

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return a series from `start` on; raises FetchError."""
        if as_of:
            raise no_vintages(self.name)
        code = series.removeprefix("Q/")
        every = "Q" if series.startswith("Q/") else "M"
        rows = self._shared.file(f"bea {every}", lambda: self._lines(every))
        scale = 1000.0 if every == "Q" else 1.0
        kept = sorted(
            (day, value / scale) for day, value in self._values(rows, code, every) if day >= start
        )
        return fetched_rows(self.name, series, kept)

    def _lines(self, every: str) -> list[list[str]]:
        codes = {code.removeprefix("Q/").encode() for code in asked_of("bea")} | {_HEADER}
        _, content = self._http.get(
            URL.format(every),
            keep=lambda line: line.partition(b",")[0].strip(b'"\xef\xbb\xbf') in codes,
        )
        if _HEADER not in content:
            raise FetchError("schema", f"{self.name} sent something else than the accounts.")
        return table_rows(content, self.name, "the accounts")

    def _values(self, rows: list[list[str]], code: str, every: str) -> list[tuple[dt.date, float]]:
        try:
            when, what = (rows[0].index(name) for name in ("Period", "Value"))
            mine = [(row[when], row[what].replace(",", "")) for row in rows if row[0] == code]
            known = [row for row in mine if row[1].strip(".").upper() not in NO_FIGURE]
            return [(_first_day(period, every), float(value)) for period, value in known]
        except (ValueError, LookupError):
            pass
        raise FetchError("schema", f"{self.name} sent rows of {code} that cannot be read.")


def _first_day(text: str, every: str) -> dt.date:
    found = _PERIOD.fullmatch(text.strip())
    if not found or found[2] != every:
        raise ValueError(text)
    number = int(found[3])
    return dt.date(int(found[1]), 3 * number - 2 if every == "Q" else number, 1)

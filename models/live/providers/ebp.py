"""The excess bond premium of the Federal Reserve Board, estimated anew with each release."""

import datetime as dt
import re

from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched_rows, no_vintages
from models.live.reading import table_rows

URL = "https://www.federalreserve.gov/econres/notes/feds-notes/ebp_csv.csv"
# Releases have written a month as 2026-09-01, as 2026-09 and as 9/1/2026, mixed in one file.
_ISO, _AMERICAN = (
    re.compile(r"(\d{4})-(\d{1,2})(-\d{1,2})?"),
    re.compile(r"(\d{1,2})/\d{1,2}/(\d{4})"),
)


class ExcessBondPremium:
    """Series are the file's columns: `ebp`, `gz_spread` (both pp) and `est_prob`."""

    name = "Federal Reserve Board"

    def __init__(self, http: Http, _shared: Refresh) -> None:
        self._http = http

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return a monthly column; raises FetchError."""
        if as_of:
            raise no_vintages(self.name)
        _, content = self._http.get(URL)
        header, *body = table_rows(content, self.name, series)
        if not {"date", series} <= set(header):
            raise FetchError("schema", f"{self.name} sent no columns date and {series}.")
        when, what = header.index("date"), header.index(series)
        dated = [(_month(row[when]), row[what]) for row in body if len(row) > max(when, what)]
        kept = [(month, value) for month, value in dated if month >= start]
        return fetched_rows(self.name, series, kept)


def _month(text: str) -> dt.date:
    """Return the first day of a month in any of the ways it has been written."""
    if found := _ISO.fullmatch(text):
        year, month = int(found[1]), int(found[2])
    elif found := _AMERICAN.fullmatch(text):
        year, month = int(found[2]), int(found[1])
    else:
        year = month = 0
    if 1 <= month <= 12:
        return dt.date(year, month, 1)
    raise FetchError("schema", "Federal Reserve Board sent a month that cannot be read.")

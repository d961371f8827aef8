"""FRED's graph download, without a key: best effort, and only where the reader asks for it."""

import csv
import datetime as dt
import io

from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched, no_vintages, readable_text

URL = "https://fred.stlouisfed.org/graph/fredgraph.csv"
_DATE = ("observation_date", "DATE")


class FredCsv:
    """One identifier a request; always with a first date, or it may be cut."""

    name = "FRED without a key"

    def __init__(self, http: Http) -> None:
        self._http = http

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return a series; raises FetchError."""
        if as_of:
            raise no_vintages(self.name)
        _, content = self._http.get(URL, {"id": series, "cosd": str(start)})
        rows = list(csv.reader(io.StringIO(readable_text(content, self.name, series))))
        header, body = rows[0], [row for row in rows[1:] if row]
        if header[0] not in _DATE or header[1:] != [series] or any(len(row) != 2 for row in body):
            raise FetchError(
                "schema", f"{self.name} sent columns {', '.join(header)[:60]} for {series}."
            )
        return fetched(self.name, series, [row[0] for row in body], [row[1] for row in body], None)

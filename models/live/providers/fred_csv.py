"""FRED's graph downloads, without a key: best effort, and only where the reader asks for them."""

import csv
import datetime as dt
import io

from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched, readable_text

URL = "https://fred.stlouisfed.org/graph/fredgraph.csv"
PAST_URL = "https://alfred.stlouisfed.org/graph/alfredgraph.csv"
_DATE = ("observation_date", "DATE")


class FredCsv:
    """One identifier a request; always with a first date, or it may be cut.

    Of a past date ALFRED is asked. It names the vintage in the column's header, and sends the newest
    one for a date it does not have: the header is checked.
    """

    name = "FRED without a key"

    def __init__(self, http: Http, _shared: Refresh) -> None:
        self._http = http

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return a series; raises FetchError."""
        asked, column, url = {"id": series, "cosd": str(start)}, series, URL
        if as_of:
            asked |= {"vintage_date": str(as_of)}
            column, url = f"{series}_{as_of:%Y%m%d}", PAST_URL
        _, content = self._http.get(url, asked)
        rows = list(csv.reader(io.StringIO(readable_text(content, self.name, series))))
        header, body = rows[0], [row for row in rows[1:] if row]
        if header[0] not in _DATE or header[1:] != [column] or any(len(row) != 2 for row in body):
            raise FetchError(
                "schema", f"{self.name} sent columns {', '.join(header)[:60]} for {column}."
            )
        days, values = [row[0] for row in body], [row[1] for row in body]
        return fetched(self.name, series, days, values, as_of)

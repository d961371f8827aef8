"""FRED's graph downloads, without a key: best effort, and only where the reader asks for them."""

import datetime as dt

from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched
from models.live.reading import in_their_words, table_rows

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
        header, *body = table_rows(content, self.name, series)
        if header[0] not in _DATE or column not in header:
            said = in_their_words(", ".join(header), 60)
            raise FetchError("schema", f"{self.name} sent columns {said} for {column}.")
        if any(len(row) != len(header) for row in body):
            raise FetchError("schema", f"{self.name} sent rows of {series} that break off.")
        at = header.index(column)
        days, values = [row[0] for row in body], [row[at] for row in body]
        return fetched(self.name, series, days, values, as_of)

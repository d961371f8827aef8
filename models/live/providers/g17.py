"""Industrial production from the file of the Federal Reserve Board's release G.17."""

import datetime as dt

from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched_rows, no_vintages
from models.live.reading import readable_text, whole_lines

URL = "https://www.federalreserve.gov/releases/g17/Current/ipdisk/ip_sa.txt"


class G17:
    """Series are the file's codes, ``B50001`` for the total; a line is a code, a year, its months."""

    name = "Federal Reserve Board"

    def __init__(self, http: Http, _shared: Refresh) -> None:
        self._http = http

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return an index from `start` on; raises FetchError."""
        if as_of:
            raise no_vintages(self.name)
        _, content = self._http.get(URL)
        rows = []
        try:
            for line in whole_lines(readable_text(content, self.name, series)).splitlines():
                code, *cells = line.replace('"', " ").split() or [""]
                if code == series:
                    year, months = int(cells[0]), cells[1:13]
                    rows += [(dt.date(year, m, 1), value) for m, value in enumerate(months, 1)]
        except (ValueError, LookupError):
            rows = []
        if not rows:
            raise FetchError("schema", f"{self.name} sent no lines of {series} that can be read.")
        kept = sorted(row for row in rows if row[0] >= start)
        return fetched_rows(self.name, series, kept)

"""The excess bond premium of the Federal Reserve Board, estimated anew with each release."""

import csv
import datetime as dt
import io

from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched, no_vintages, readable_text

URL = "https://www.federalreserve.gov/econres/notes/feds-notes/ebp_csv.csv"


class ExcessBondPremium:
    """Series are the file's columns: `ebp`, `gz_spread` (both pp) and `est_prob`."""

    name = "Federal Reserve Board"

    def __init__(self, http: Http) -> None:
        self._http = http

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return a monthly column; raises FetchError."""
        if as_of:
            raise no_vintages(self.name)
        _, content = self._http.get(URL)
        rows = list(csv.DictReader(io.StringIO(readable_text(content, self.name, series))))
        if not rows or not {"date", series} <= set(rows[0]):
            raise FetchError("schema", f"{self.name} sent no columns date and {series}.")
        kept = [row for row in rows if (row["date"] or "")[:10] >= str(start)]
        return fetched(
            self.name, series, [row["date"] for row in kept], [row[series] for row in kept], None
        )

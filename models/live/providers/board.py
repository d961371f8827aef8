"""The Federal Reserve Board's Data Download Program: rates of the release H.15."""

import datetime as dt

from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched_rows, no_vintages
from models.live.reading import table_rows

URL = "https://www.federalreserve.gov/datadownload/Output.aspx"
# Each column is part of a package, which the program names by a fixed string.
PACKAGES = {
    "RIFSPFF_N.M": "40afb80a445c5903ca2c4888e40f3f1f",  # effective federal funds rate, monthly
    "RIFLGFCY02_N.B": "bf17364827e38702b42a58cf8eaa3f78",  # Treasury constant maturities, daily
    "RIFLGFCY10_N.B": "bf17364827e38702b42a58cf8eaa3f78",
}
_FIRST = "Time Period"


class Board:
    """Series are the columns' names; five lines of description stand above them."""

    name = "Federal Reserve Board"

    def __init__(self, http: Http, shared: Refresh) -> None:
        self._http, self._shared = http, shared

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return a column from `start` on; raises FetchError."""
        if as_of:
            raise no_vintages(self.name)
        package = PACKAGES[series]
        asked = {
            "rel": "H15",
            "series": package,
            "lastobs": "",
            "from": f"{start:%m/%d/%Y}",
            "to": "",
            "filetype": "csv",
            "label": "include",
            "layout": "seriescolumn",
        }
        content = self._shared.file(package, lambda: self._http.get(URL, asked)[1])
        rows = table_rows(content, self.name, series)
        heads = [number for number, row in enumerate(rows) if row[0] == _FIRST]
        if not heads or series not in rows[heads[0]]:
            raise FetchError("schema", f"{self.name} sent no columns {_FIRST} and {series}.")
        at = rows[heads[0]].index(series)
        body = [row for row in rows[heads[0] + 1 :] if len(row) > at]
        dated = [(f"{row[0]}-01"[:10], row[at]) for row in body]
        kept = [(day, value) for day, value in dated if day >= str(start)]
        return fetched_rows(self.name, series, kept)

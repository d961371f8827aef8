"""The Treasury's own daily par yields, which the constant-maturity yields of the H.15 repeat."""

import datetime as dt

from models.live import provider
from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched_rows, no_vintages
from models.live.reading import table_rows

URL = (
    "https://home.treasury.gov/resource-center/data-chart-center/interest-rates/"
    "daily-treasury-rates.csv/{0}/all"
)


class Treasury:
    """Series are the file's columns, `2 Yr` and `10 Yr`, percent; one file a calendar year."""

    name = "US Treasury"

    def __init__(self, http: Http, shared: Refresh) -> None:
        self._http, self._shared = http, shared

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return daily yields from `start` on, oldest first; raises FetchError."""
        if as_of:
            raise no_vintages(self.name)
        rows: list[tuple[dt.date, str]] = []
        for year in range(start.year, max(provider.utc_now().year, start.year) + 1):
            rows += self._year(year, series)
        kept = sorted(row for row in rows if row[0] >= start)
        return fetched_rows(self.name, series, kept)

    def _year(self, year: int, series: str) -> list[tuple[dt.date, str]]:
        asked = {
            "type": "daily_treasury_yield_curve",
            "field_tdr_date_value": str(year),
            "_format": "csv",
        }
        content = self._shared.file(
            f"treasury {year}", lambda: self._http.get(URL.format(year), asked)[1]
        )
        if not content.strip() and year == provider.utc_now().year:
            return []  # the first days of a year: not yet
        header, *body = table_rows(content, self.name, series)
        if not {"Date", series} <= set(header):
            raise FetchError("schema", f"{self.name} sent no columns Date and {series}.")
        when, what = header.index("Date"), header.index(series)
        try:
            return [(_day(row[when]), row[what]) for row in body if len(row) > what]
        except (ValueError, LookupError):
            pass
        raise FetchError("schema", f"{self.name} sent dates that cannot be read.")


def _day(text: str) -> dt.date:
    month, day, year = text.split("/")
    return dt.date(int(year), int(month), int(day))

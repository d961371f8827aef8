"""Cboe's history of index closes: the second source for the Russell 2000 and the S&P 500."""

import csv
import datetime as dt
import io

import pandas as pd

from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, day_under_way, fetched, readable_text

URL = "https://cdn.cboe.com/api/global/us_indices/daily_prices/{}_History.csv"


class Cboe:
    """Daily closes; an index close is not revised, so that the past is the list cut at a date."""

    name = "Cboe"

    def __init__(self, http: Http, _shared: Refresh) -> None:
        self._http = http

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return closes; raises FetchError."""
        _, content = self._http.get(URL.format(series))
        rows = list(csv.reader(io.StringIO(readable_text(content, self.name, series))))
        header, body = [cell.strip().upper() for cell in rows[0]], [row for row in rows[1:] if row]
        if header[:1] != ["DATE"] or header[-1] not in (series, "CLOSE"):
            raise FetchError(
                "schema", f"{self.name} sent columns {', '.join(header)[:60]} for {series}."
            )
        try:
            days = pd.to_datetime([row[0] for row in body], format="%m/%d/%Y")
        except ValueError:
            days = None
        if days is None or any(len(row) != len(header) for row in body):
            raise FetchError("schema", f"{self.name} sent rows of {series} that cannot be read.")
        last = pd.Timestamp(as_of) if as_of else pd.Timestamp.max
        wanted = (days >= pd.Timestamp(start)) & (days <= last) & (days != day_under_way())
        closes = [row[-1] for row, keep in zip(body, wanted, strict=True) if keep]
        return fetched(self.name, series, days[wanted], closes, as_of)

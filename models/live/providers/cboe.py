"""Cboe's history of index closes: the second source for the Russell 2000 and the S&P 500."""

import datetime as dt

import pandas as pd

from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, day_under_way, fetched
from models.live.reading import in_their_words, table_rows

URL = "https://cdn.cboe.com/api/global/us_indices/daily_prices/{}_History.csv"


class Cboe:
    """Daily closes; an index close is not revised, so that the past is the list cut at a date."""

    name = "Cboe"

    def __init__(self, http: Http, _shared: Refresh) -> None:
        self._http = http

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return closes; raises FetchError."""
        _, content = self._http.get(URL.format(series))
        header, *body = table_rows(content, self.name, series)
        names = [cell.upper() for cell in header]
        closes = [at for at, name in enumerate(names) if name in (series, "CLOSE")]
        if names[0] != "DATE" or len(closes) != 1:
            said = in_their_words(", ".join(header), 60)
            raise FetchError("schema", f"{self.name} sent columns {said} for {series}.")
        try:
            days = pd.to_datetime([row[0] for row in body], format="%m/%d/%Y")
        except ValueError:
            days = None
        if days is None or any(len(row) != len(header) for row in body):
            raise FetchError("schema", f"{self.name} sent rows of {series} that cannot be read.")
        last = pd.Timestamp(as_of) if as_of else pd.Timestamp.max
        wanted = (days >= pd.Timestamp(start)) & (days <= last) & (days != day_under_way())
        values = [row[closes[0]] for row, keep in zip(body, wanted, strict=True) if keep]
        return fetched(self.name, series, days[wanted], values, as_of)

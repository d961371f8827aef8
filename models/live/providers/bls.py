"""The Bureau of Labor Statistics' public interface: no key, the last three years of a series."""

import datetime as dt
import json

from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched, no_vintages, readable_text

URL = "https://api.bls.gov/publicAPI/v1/timeseries/data/{}"


class Bls:
    """Monthly figures; a month in which nothing was collected is a dash, which is a missing value."""

    name = "Bureau of Labor Statistics"

    def __init__(self, http: Http) -> None:
        self._http = http

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return a series from `start` on; raises FetchError."""
        if as_of:
            raise no_vintages(self.name)
        _, content = self._http.get(URL.format(series))
        rows = _rows(readable_text(content, self.name, series), series)
        kept = sorted((day, value) for day, value in rows if day >= str(start))
        return fetched(self.name, series, [day for day, _ in kept], [v for _, v in kept], None)


def _rows(text: str, series: str) -> list[tuple[str, str]]:
    """Return first day and value of each month; the thirteenth month, a mean, is left out."""
    try:
        answer = json.loads(text)
        if answer["status"] == "REQUEST_SUCCEEDED":
            (found,) = answer["Results"]["series"]
            return [
                (f"{row['year']}-{row['period'][1:]}-01", row["value"].replace("-", ""))
                for row in found["data"]
                if row["period"][0] == "M" and row["period"] != "M13"
            ]
    except (ValueError, LookupError, TypeError, AttributeError):
        pass
    raise FetchError("schema", f"The Bureau of Labor Statistics sent no figures of {series}.")

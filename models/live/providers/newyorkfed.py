"""The Federal Reserve Bank of New York's rates: the target range of the federal funds rate by day."""

import datetime as dt
import json

from models.live import provider
from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched_rows, no_vintages
from models.live.reading import readable_text

URL = "https://markets.newyorkfed.org/api/rates/unsecured/effr/search.json"
_RATE = "EFFR"  # an answer may list other rates of the same day


class NewYorkFed:
    """Series are fields of a day's row: ``targetRateTo`` is the upper bound of the target.

    A day whose rate was revised may stand twice; its target is the same.
    """

    name = "New York Fed"

    def __init__(self, http: Http, _shared: Refresh) -> None:
        self._http = http

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return a field by business day, oldest first; raises FetchError."""
        if as_of:
            raise no_vintages(self.name)
        asked = {"startDate": str(start), "endDate": str(provider.utc_now().date())}
        _, content = self._http.get(URL, asked)
        text = readable_text(content, self.name, series)
        try:
            days = {
                (row["effectiveDate"], str(row.get(series)))
                for row in json.loads(text)["refRates"]
                if row.get("type", _RATE) == _RATE
            }
            rows = sorted(days)
        except (ValueError, LookupError, TypeError, AttributeError):
            rows = None
        if rows is None:
            raise FetchError("schema", f"{self.name} sent something else than rates.")
        return fetched_rows(self.name, series, rows)

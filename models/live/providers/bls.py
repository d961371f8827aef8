"""The Bureau of Labor Statistics' public interface: no key, all series in one question, ten years."""

import datetime as dt
import json
import re

from models.live import provider
from models.live.chains import asked_of
from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched_rows, no_vintages
from models.live.reading import in_their_words, readable_text

URL = "https://api.bls.gov/publicAPI/v1/timeseries/data/"
# What the bureau asks of whoever shows its figures.
NOTICE = (
    "BLS.gov cannot vouch for the data or analyses derived from these data after the data have been "
    "retrieved from BLS.gov."
)
_UNKNOWN = re.compile(r"does not exist|invalid series", re.IGNORECASE)
_MONTH = re.compile(r"M(0[1-9]|1[0-2])")  # the thirteenth is a mean
Rows = list[tuple[str, object]]


class Bls:
    """Monthly figures; a month in which nothing was collected is a dash, which is a missing value.

    Questions are counted, 25 a day and address: the register's series are asked for together.
    """

    name = "Bureau of Labor Statistics"

    def __init__(self, http: Http, shared: Refresh) -> None:
        self._http, self._shared = http, shared

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return a series from `start` on; raises FetchError."""
        if as_of:
            raise no_vintages(self.name)
        answer = self._shared.file("bls", lambda: self._answer(start))
        rows = sorted(_rows(answer, series), key=lambda row: row[0])
        kept = [(day, value) for day, value in rows if day >= str(start)]
        return fetched_rows(self.name, series, kept)

    def _answer(self, start: dt.date) -> dict:
        asked = {
            "seriesid": sorted(asked_of("bls")),
            "startyear": str(start.year),
            "endyear": str(provider.utc_now().year),
        }
        _, content = self._http.get(URL, body=asked)
        text, answer = readable_text(content, self.name, "the register"), None
        try:
            answer = json.loads(text)
            status, said = answer["status"], " ".join(map(str, answer.get("message") or []))
        except (ValueError, LookupError, TypeError, AttributeError):
            answer = None
        if answer is None:
            raise FetchError("schema", f"{self.name} sent something else than figures.")
        if status == "REQUEST_NOT_PROCESSED":
            raise FetchError("rate_limit", f"{self.name} says: {in_their_words(said)}.")
        if status != "REQUEST_SUCCEEDED":
            said = in_their_words(f"{status} {said}")
            raise FetchError("transient", f"{self.name} says: {said}.")
        return answer


def _rows(answer: dict, series: str) -> Rows:
    """Return first day and value of each month."""
    said = [text for text in map(str, answer.get("message") or []) if series in text]
    if any(_UNKNOWN.search(text) for text in said):
        said_so = in_their_words(said[0])
        raise FetchError("not_found", f"Bureau of Labor Statistics says: {said_so}.")
    try:
        (found,) = [one for one in answer["Results"]["series"] if one["seriesID"] == series]
        return [
            (f"{row['year']}-{row['period'][1:]}-01", row["value"])
            for row in found["data"]
            if _MONTH.fullmatch(row["period"])
        ]
    except (ValueError, LookupError, TypeError, AttributeError):
        pass
    raise FetchError("schema", f"The Bureau of Labor Statistics sent no figures of {series}.")

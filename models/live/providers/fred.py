"""FRED and ALFRED with the reader's own key: fredapi's requests, our timeouts and typed failures."""

import datetime as dt
import re
import xml.etree.ElementTree as ET

import fredapi

from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched

_ELSE = "FRED sent something else than observations."
_KEY = re.compile(r"[0-9A-Za-z]{32}")


class Fred:
    """The API; with `as_of` it answers what was known on that day."""

    name = "FRED"

    def __init__(self, http: Http, key: str) -> None:
        if not _KEY.fullmatch(key):
            raise FetchError(
                "auth", f"A FRED key has 32 letters and digits, the one given has {len(key)} signs."
            )
        self._client = _Client(http, key)

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return a series; raises FetchError."""
        known = {"realtime_start": str(as_of), "realtime_end": str(as_of)} if as_of else {}
        values = self._client.get_series(series, observation_start=start, **known)
        return fetched(self.name, series, values.index, values.to_numpy(), as_of)


class _Client(fredapi.Fred):
    """fredapi with its one method that talks to the network put onto our own way of asking.

    Its dates are read without pandas, whose reading of one at a time takes most of an answer's time.
    """

    def __init__(self, http: Http, key: str) -> None:
        super().__init__(api_key=key)
        self._http = http

    def _Fred__fetch_data(self, url: str) -> ET.Element:
        status, content = self._http.get(
            url, {"api_key": self.api_key}, secret=self.api_key, refusals=(400,)
        )
        root = _parsed(content)
        if status == 400:
            raise _refusal(root.get("message", ""))
        days = [child.get("date", "") for child in root]
        if root.tag != "observations":
            raise FetchError("schema", _ELSE)
        if "" in days:
            raise FetchError("schema", "FRED sent a list of observations without their dates.")
        if len(set(days)) != len(days):  # fredapi would keep the last one silently
            raise FetchError("schema", "FRED sent two values for one date.")
        if days != sorted(days):
            raise FetchError("schema", "FRED sent dates out of order.")
        for child in root:
            if not child.get("value", "").strip():
                child.set("value", self.nan_char)
            elif not _is_number(child.get("value", ""), self.nan_char):
                raise FetchError("schema", "FRED sent a value that is no number.")
        return root

    def _parse(self, date_str: str, format: str = "%Y-%m-%d") -> dt.datetime:
        return dt.datetime.strptime(date_str, format)  # noqa: DTZ007  # a day has no zone


def _parsed(content: bytes) -> ET.Element:
    if not content.strip():
        raise FetchError("empty", "FRED sent an empty answer.")
    try:
        return ET.fromstring(content)
    except ET.ParseError:
        pass
    raise FetchError("schema", _ELSE)


def _refusal(message: str) -> FetchError:
    """Read what a status of 400 is about; the words are FRED's own and never hold the key."""
    if "api_key" in message:
        return FetchError("auth", "FRED does not accept this key: check it on your FRED account.")
    if "does not exist" in message:
        return FetchError("not_found", "FRED has no series of this name, or not at this date.")
    return FetchError("schema", "FRED does not understand the request.")


def _is_number(text: str, missing: str) -> bool:
    if text == missing:
        return True
    try:
        float(text)
    except ValueError:
        return False
    return True

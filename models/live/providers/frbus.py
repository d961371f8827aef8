"""The history behind the Federal Reserve Board's FRB/US model: deficit, output gap, natural rate."""

import datetime as dt
import re

from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched_rows, no_vintages
from models.live.reading import NO_FIGURE, text_rows, zipped_text

URL = "https://www.federalreserve.gov/econres/files/data_only_package.zip"
MEMBER = r"HISTDATA.*\.TXT"  # beside it stand projections, which are no figures
_MOST_TEXT = 20_000_000
_QUARTER = re.compile(r"(\d{4})\D?[Qq]?([1-4])")


class FrbUs:
    """Series are columns: ``XGAP2``; ``-GFSRPN/XGDPN`` is 100 times a ratio, its sign turned."""

    name = "Federal Reserve Board"

    def __init__(self, http: Http, shared: Refresh) -> None:
        self._http, self._shared = http, shared

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return a quarterly column from `start` on; raises FetchError."""
        if as_of:
            raise no_vintages(self.name)
        rows = self._shared.file(MEMBER, lambda: _rows(self._http.get(URL)[1]))
        above, _, below = series.removeprefix("-").partition("/")
        column = _column(rows, above)
        if below:
            base, turned = _column(rows, below), -100.0 if series[0] == "-" else 100.0
            column = {day: turned * v / base[day] for day, v in column.items() if base.get(day)}
        kept = sorted((day, value) for day, value in column.items() if day >= start)
        return fetched_rows(self.name, series, kept)


def _rows(content: bytes) -> list[list[str]]:
    if (text := zipped_text(content, MEMBER, _MOST_TEXT)) is None:
        raise FetchError("schema", "Federal Reserve Board sent no archive with HISTDATA.TXT.")
    return text_rows(text)


def _column(rows: list[list[str]], name: str) -> dict[dt.date, float]:
    header = [cell.upper() for cell in rows[0]] if rows else []
    if header[:1] != ["OBS"] or name not in header:
        raise FetchError("schema", f"Federal Reserve Board sent no columns OBS and {name}.")
    at = header.index(name)
    column: dict[dt.date, float] = {}
    try:
        for row in rows[1:]:
            found = _QUARTER.fullmatch(row[0])
            if found and row[at].upper() not in (*NO_FIGURE, "#N/A"):
                day = dt.date(int(found[1]), 3 * int(found[2]) - 2, 1)
                if column.setdefault(day, float(row[at])) != float(row[at]):
                    raise ValueError(day)
        return column
    except (ValueError, LookupError):
        pass
    raise FetchError("schema", f"Federal Reserve Board sent values of {name} that cannot be read.")

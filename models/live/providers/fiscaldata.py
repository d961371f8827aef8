"""The Treasury's fiscal data: the surplus of each month by the Monthly Treasury Statement."""

import calendar
import datetime as dt
import json

from models.live.desks import Refresh
from models.live.failure import FetchError
from models.live.http import Http
from models.live.provider import Fetched, fetched, no_vintages
from models.live.reading import NO_FIGURE, readable_text

URL = (
    "https://api.fiscaldata.treasury.gov/services/api/fiscal_service/v1/accounting/mts/mts_table_1"
)
_RECEIPTS, _OUTLAYS = "current_month_gross_rcpt_amt", "current_month_gross_outly_amt"
_BALANCE = "current_month_dfct_sur_amt"
_FIELDS = ("record_date", "classification_desc", _RECEIPTS, _OUTLAYS, _BALANCE, "src_line_nbr")
_MOST_ROWS, _MOST_PAGES = 10_000, 40  # rows asked for on a page, and pages if they have fewer
_MILLION, _WITHIN = 1e6, 2.0  # of the statement's own rounding, in millions


class FiscalData:
    """Series ``surplus``: receipts minus outlays of the month in millions of dollars.

    A statement lists the months of two fiscal years, each by its name; its own month stands twice,
    the later line is this year's. The table's balance has the deficit positive in print: the sign is
    taken from receipts and outlays, and the balance must agree with them in size.
    """

    name = "US Treasury"

    def __init__(self, http: Http, _shared: Refresh) -> None:
        self._http = http

    def fetch(self, series: str, start: dt.date, as_of: dt.date | None) -> Fetched:
        """Return the surplus by month; raises FetchError."""
        if as_of:
            raise no_vintages(self.name)
        rows: list[dict] = []
        page, pages, months = 1, 1, None
        while page <= min(pages, _MOST_PAGES):
            text = self._page(page, start, series)
            try:
                answer = json.loads(text)
                rows += answer["data"]
                pages = int((answer.get("meta") or {}).get("total-pages", 1))
                months = _own_months(rows)
            except (ValueError, LookupError, TypeError, AttributeError):
                months = None
                break
            page += 1
        if months is None:
            raise FetchError("schema", f"{self.name} sent something else than monthly statements.")
        days = sorted(months)
        return fetched(self.name, series, days, [months[day] for day in days], None)

    def _page(self, page: int, start: dt.date, series: str) -> str:
        asked = {
            "fields": ",".join(_FIELDS),
            "filter": f"record_date:gte:{start}",
            "sort": "record_date,src_line_nbr",
            "page[size]": str(_MOST_ROWS),
            "page[number]": str(page),
        }
        _, content = self._http.get(URL, asked)
        return readable_text(content, self.name, series)


def _own_months(rows: list[dict]) -> dict[dt.date, float]:
    months: dict[dt.date, float] = {}
    line: dict[dt.date, int] = {}
    for row in rows:
        day = dt.date.fromisoformat(row["record_date"])
        texts = [row[name] for name in (_RECEIPTS, _OUTLAYS, _BALANCE)]
        own = row["classification_desc"].strip().title() == calendar.month_name[day.month]
        if not own or any(str(text).strip().upper() in NO_FIGURE for text in texts):
            continue
        receipts, outlays, balance = (float(text) / _MILLION for text in texts)
        if abs(abs(balance) - abs(receipts - outlays)) > _WITHIN:
            raise ValueError
        month, number = day.replace(day=1), int(row["src_line_nbr"])
        if number >= line.get(month, 0):
            months[month], line[month] = receipts - outlays, number
    return months

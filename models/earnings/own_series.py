"""A reader's own series of earnings per share: from a file's bytes, or one sentence why not.

The file has the columns `date`, `small`, `large`, one row a calendar quarter: earnings per share summed
over the four quarters to that date, in any unit, reported or operating, as long as it stays the same.
`small_sales` and `large_sales` (sales per share, four quarters) may stand beside them.
"""

import csv
import hashlib
import math
import re
from dataclasses import dataclass
from io import StringIO

import pandas as pd

from models.common.errors import UploadError
from models.earnings.workbook_cells import MAX_COLUMNS, is_workbook, workbook_rows
from models.equations.outcomes import EPS
from models.panel import Panel
from models.scenario.own_path import read_number

REQUIRED = ("date", "small", "large")
OPTIONAL = ("small_sales", "large_sales")
MAX_BYTES = 1_000_000
MAX_QUARTERS = 400  # a hundred years
MIN_QUARTERS = 5  # one growth rate over four quarters
LARGEST_VALUE = 1e7
YEARS = (1900, 2100)
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_DATES = (
    r"(?P<year>\d{4})[ -]?[Qq](?P<quarter>[1-4])",
    r"(?P<year>\d{4})-(?P<month>\d{1,2})(-\d{1,2})?",
    r"(?P<month>\d{1,2})/(3[01]|29|28)/(?P<year>\d{4})",
    r"(3[01]|29|28)[./](?P<month>\d{1,2})[./](?P<year>\d{4})",
)


@dataclass(frozen=True, eq=False)
class OwnSeries:
    """A valid upload: levels by quarter (quarterly PeriodIndex, no gap), and what tells it from others.

    `levels` has `small` and `large`, and sales where the file has them.
    """

    name: str
    levels: pd.DataFrame
    fingerprint: str

    def published_levels(self, panel: Panel) -> pd.DataFrame:
        """Return the quarters that count as published at the panel's date: as late as S&P 500 EPS."""
        lag_days = panel.provenance(EPS).release_lag_days
        out = self.levels.index.end_time.normalize() + pd.Timedelta(days=lag_days)
        return self.levels[out <= pd.Timestamp(panel.vintage)]

    @property
    def has_sales(self) -> bool:
        """Whether both sales columns are there."""
        return set(OPTIONAL) <= set(self.levels)

    @property
    def losses(self) -> dict[str, int]:
        """How many quarters of `small` and `large` are zero or negative."""
        return {name: int((self.levels[name] <= 0).sum()) for name in ("small", "large")}


def read_own_series(name: str, content: bytes) -> OwnSeries:
    """Read a CSV or XLSX file; what it is decides its content, not its name.

    Raises UploadError with one sentence for the first fault found.
    """
    if len(content) > MAX_BYTES:
        raise UploadError(
            f"The file has {len(content):,} bytes; at most {MAX_BYTES:,} are read: keep the columns "
            f"{', '.join(REQUIRED)} and one row a quarter."
        )
    if content.startswith(_OLD_EXCEL):
        raise UploadError("The file is in Excel's old format (.xls); save it as .xlsx or CSV.")
    rows = workbook_rows(content, MAX_QUARTERS + 1) if is_workbook(content) else _text_rows(content)
    levels = _levels(rows)
    digest = hashlib.sha256(levels.to_csv().encode()).hexdigest()[:12]
    return OwnSeries(name=name[:80], levels=levels, fingerprint=digest)


def _text_rows(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UploadError(
            "The file is not UTF-8 text; save it as CSV (UTF-8) or XLSX and load it again."
        ) from None
    if "\0" in text:
        raise UploadError("The file holds bytes that are no text; save it as CSV (UTF-8) or XLSX.")
    lines = [line for line in text.splitlines() if line.strip(" \t,;")]
    if len(lines) > MAX_QUARTERS + 1:
        raise _too_long(f"{len(lines) - 1:,}")
    first = lines[0] if lines else ""
    separator = next((mark for mark in "\t;," if mark in first), ",")
    if separator == ";" and any(re.search(r"\d,\d", line) for line in lines[1:]):
        raise UploadError(
            "The file has semicolons between cells and commas inside numbers; write decimals with a "
            "point, as in 12.5."
        )
    try:
        return list(csv.reader(StringIO("\n".join(lines)), delimiter=separator))
    except csv.Error as error:
        raise UploadError(
            f"The file cannot be read as a table ({error}); write one line a quarter, without quotes."
        ) from None


def _too_long(found: str) -> UploadError:
    return UploadError(
        f"The file has {found} rows; at most {MAX_QUARTERS} quarters are read: keep one row a quarter."
    )


def _levels(rows: list[list[str]]) -> pd.DataFrame:
    if not rows:
        raise UploadError(f"The file is empty; it needs the columns {', '.join(REQUIRED)}.")
    names = [cell.strip().lower() for cell in rows[0]]
    _check_names(names)
    rows = rows[1:]
    if len(rows) > MAX_QUARTERS:
        raise _too_long(f"more than {MAX_QUARTERS}")
    quarters: list[pd.Period] = []
    values: dict[str, list[float]] = {name: [] for name in names if name != "date"}
    for number, row in enumerate(rows, 2):
        if len(row) != len(names):
            raise UploadError(
                f"Row {number} has {len(row)} cells, the header has {len(names)}: fill the gap or "
                "remove the row; numbers take a point and no thousands separators."
            )
        for name, cell in zip(names, row, strict=True):
            if name == "date":
                quarters.append(_quarter(cell.strip(), number))
            else:
                values[name].append(_value(cell.strip(), name, number))
    _check_order(quarters)
    if len(quarters) < MIN_QUARTERS:
        raise UploadError(
            f"The file has {len(quarters)} quarter{'s' * (len(quarters) != 1)}; growth over four "
            f"quarters needs at least {MIN_QUARTERS}: give a longer history."
        )
    return pd.DataFrame(values, index=pd.PeriodIndex(quarters, freq="Q"))


def _check_names(names: list[str]) -> None:
    allowed = (*REQUIRED, *OPTIONAL)
    missing = [name for name in REQUIRED if name not in names]
    unknown = [name for name in names if name not in allowed]
    one_sales = len(set(OPTIONAL) & set(names)) == 1
    if missing or unknown or one_sales or len(set(names)) < len(names):
        listed = ", ".join(repr(name[:20]) for name in names[:MAX_COLUMNS])
        raise UploadError(
            f"The first row names the columns {listed}; needed are {', '.join(REQUIRED)}, each once, "
            f"and if wanted both of {' and '.join(OPTIONAL)}: rename or remove the others."
        )


def _refuse_formula(cell: str, where: str) -> None:
    if cell.startswith("="):
        raise UploadError(
            f"{where} is a formula, {cell[:30]!r}; formulas are not computed here: paste values."
        )


def _quarter(cell: str, number: int) -> pd.Period:
    where = f"The date in row {number}"
    _refuse_formula(cell, where)
    found = next((m for pattern in _DATES if (m := re.fullmatch(pattern, cell, re.ASCII))), None)
    if not found:
        raise UploadError(
            f"{where} is {cell[:30]!r}; write the quarter's end, as 2024-12-31 or 2024-12, or 2024Q4."
        )
    parts, year = found.groupdict(), int(found["year"])
    if not YEARS[0] <= year <= YEARS[1]:
        raise UploadError(f"{where} is in {year}; allowed are years {YEARS[0]} to {YEARS[1]}.")
    if parts.get("quarter"):
        return pd.Period(year=year, quarter=int(parts["quarter"]), freq="Q")
    month = int(parts["month"])
    if month not in {3, 6, 9, 12}:
        raise UploadError(
            f"{where}, {cell[:30]!r}, lies in month {month}; a row is a calendar quarter and ends in "
            "March, June, September or December: use those months."
        )
    return pd.Period(year=year, month=month, freq="Q")


def _value(cell: str, name: str, number: int) -> float:
    where = f"Row {number} of {name}"
    _refuse_formula(cell, where)
    if not cell:
        raise UploadError(
            f"{where} is empty; every quarter needs a number, since gaps are not filled: begin the "
            "file where both series begin."
        )
    value = read_number(cell)
    if not math.isfinite(value) or abs(value) > LARGEST_VALUE:
        raise UploadError(
            f"{where} is {cell[:30]!r}; allowed is a number such as 12.5 or -0.8, up to "
            f"{LARGEST_VALUE:,.0f} in size."
        )
    if name in OPTIONAL and value <= 0:
        raise UploadError(f"{where} is {cell[:30]}; sales are positive: correct the value.")
    return value


def _check_order(quarters: list[pd.Period]) -> None:
    if twice := [q for q in dict.fromkeys(quarters) if quarters.count(q) > 1]:
        rows = [str(i) for i, q in enumerate(quarters, 2) if q == twice[0]][:3]
        raise UploadError(
            f"{twice[0]} stands in rows {' and '.join(rows)}; a quarter has one row: remove the others."
        )
    for number, (before, after) in enumerate(zip(quarters, quarters[1:], strict=False), 3):
        if after < before:
            raise UploadError(
                f"Row {number} is {after}, after {before}; rows run from the oldest quarter to the "
                "newest: sort them by date."
            )
        if after != before + 1:
            raise UploadError(
                f"Between {before} and {after} (row {number}) quarters are missing; gaps are not "
                "filled: add them, or begin the file after the gap."
            )

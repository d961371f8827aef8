"""Read a reader's own series of earnings per share from a file or a paste, or say why it cannot be.

The table has the columns `date` and `small`, and `large` if wanted, one row a calendar quarter: earnings
per share summed over the four quarters to that date, in any unit, reported or operating, as long as it
stays the same. Without `large`, that of the S&P 500 is taken from its published growth.
`small_sales` and `large_sales` (sales per share, four quarters) may stand beside them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from models.common.errors import UploadError
from models.common.tables.date_dialect import Stamp
from models.common.tables.reader import read_table
from models.common.tables.wanted import Table, Wanted
from models.earnings.own_headings import part_of
from models.earnings.variance_shares import quarterly_changes
from models.equations.outcomes import EPS
from models.panel import Panel

REQUIRED = ("date", "small")
OPTIONAL = ("small_sales", "large_sales")
MAX_QUARTERS = 400  # a hundred years
MIN_QUARTERS = 5  # one growth rate over four quarters
LARGEST_VALUE = 1e7
_LAST_MONTHS = (3, 6, 9, 12)
_FIRST_DAYS_OF_END = 20  # a quarter's last trading day is never before the 20th of its last month
_DATE_HINT = "write the quarter's end, as 2024-12-31 or 2024-12, or 2024Q4"
_PARTS = ("small", "large", *OPTIONAL)

WANTED = Wanted(
    part_of=part_of,
    needed=(frozenset({"date"}), frozenset({"small"})),
    said="date and small (and large, if wanted)",
    date_hint=_DATE_HINT,
    allowed=dict.fromkeys(_PARTS, (-LARGEST_VALUE, LARGEST_VALUE)),
)


@dataclass(frozen=True, eq=False)
class OwnSeries:
    """A valid upload: levels by quarter (quarterly PeriodIndex, no gap), and what tells it from others.

    `levels` has `small`, and `large` and sales where the file has them. `estimates` holds the quarters
    after them that the file marks as estimates. `said` is one line on how the file was read,
    `sheets` the sheets of a workbook that could be read instead, `basis` in words what the series is.
    """

    name: str
    levels: pd.DataFrame
    fingerprint: str
    estimates: pd.DataFrame = field(default_factory=pd.DataFrame)
    said: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    basis: str = "loaded series"

    def published_levels(self, panel: Panel) -> pd.DataFrame:
        """Return the quarters that count as published at the panel's date: as late as S&P 500 EPS.

        A series without `large` gets it from the published growth of S&P 500 operating EPS: an index
        whose four-quarter growth that is, over the quarters that have one.
        """
        lag_days = panel.provenance(EPS).release_lag_days
        out = self.levels.index.end_time.normalize() + pd.Timedelta(days=lag_days)
        published = self.levels[out <= pd.Timestamp(panel.vintage)]
        if "large" in published:
            return published
        growth = panel.quarterly[EPS].dropna()
        changes = quarterly_changes(growth)
        large = 100 * np.exp(changes.cumsum() / 100)
        base = pd.Series(100.0, index=[changes.index[0] - 1])
        return published.join(pd.concat([base, large]).rename("large"), how="inner")

    def with_estimates(self) -> "OwnSeries":
        """Return the series with its estimates as if they were published."""
        return replace(self, **_levels_and_print(pd.concat([self.levels, self.estimates])))

    def summed(self) -> "OwnSeries":
        """Return the series with every value the sum of four quarters, of single quarters given."""
        whole = pd.concat([self.levels, self.estimates]).rolling(4).sum().iloc[3:]
        own = replace(self, **_levels_and_print(whole[whole.index <= self.levels.index[-1]]))
        return replace(own, estimates=whole[whole.index > self.levels.index[-1]])

    @property
    def has_sales(self) -> bool:
        """Whether both sales columns are there."""
        return set(OPTIONAL) <= set(self.levels)

    @property
    def losses(self) -> dict[str, int]:
        """How many quarters of `small` and `large` are zero or negative."""
        both = [name for name in ("small", "large") if name in self.levels]
        return {name: int((self.levels[name] <= 0).sum()) for name in both}


def _levels_and_print(levels: pd.DataFrame) -> dict[str, Any]:
    if len(levels) < MIN_QUARTERS:
        raise _too_short(len(levels))
    known = f"{levels.index[0]} {list(levels.columns)}".encode() + levels.to_numpy().tobytes()
    digest = hashlib.sha256(known).hexdigest()[:12]
    return {"levels": levels, "fingerprint": digest, "estimates": levels.iloc[:0]}


def _too_short(count: int) -> UploadError:
    return UploadError(
        f"The file has {count} quarter{'s' * (count != 1)}; growth over four quarters needs at least "
        f"{MIN_QUARTERS}: give a longer history."
    )


def template() -> bytes:
    """Return a table to fill in: the columns, and rows that show how dates and numbers are written."""
    rows = ["2024-03-31,61.2,210.5", "2024-06-30,62.0,214.1", "2024-09-30,63.1,217.9"]
    rows += ["2024-12-31,64.9,222.4", "2025-03-31,66.0,226.8"]
    return "\n".join(["date,small,large", *rows, ""]).encode()


def read_own_series(name: str, given: bytes | str, sheet: str = "") -> OwnSeries:
    """Read a CSV or XLSX file or a paste; what it is decides its content, not its name.

    Raises UploadError with one sentence for the first fault found, WhichSheet where several sheets of a
    workbook fit and none is the one shown on opening.
    """
    table = read_table(given, WANTED, sheet)
    if len(table.numbers) > MAX_QUARTERS:
        raise UploadError(
            f"The file has {len(table.numbers):,} rows; at most {MAX_QUARTERS} quarters are read: keep "
            "one row a quarter."
        )
    _check_values(table)
    levels, numbers, estimated = _in_order(table)
    published = _n_published(numbers, estimated)
    return OwnSeries(
        name=name[:80],
        **_levels_and_print(levels.iloc[:published]) | {"estimates": levels.iloc[published:]},
        said=_said(table, levels.index, len(levels) - published),
        sheet=table.sheet,
        sheets=table.sheets,
    )


def _check_values(table: Table) -> None:
    if ("small_sales" in table.columns) != ("large_sales" in table.columns):
        raise UploadError("The file has one column of sales; give both or none of small and large.")
    for part, values in table.columns.items():
        heading = table.headings[part][:30]
        if part in table.percent:
            raise UploadError(
                f"The column {heading} shows percent signs: growth rates, it seems; levels are needed, "
                "earnings per share summed over four quarters."
            )
        for number, value in zip(table.numbers, values, strict=True):
            if not abs(value) <= LARGEST_VALUE:
                raise UploadError(
                    f"Row {number} of {heading} is {value:.6g}; allowed is a number such as 12.5 or "
                    f"-0.8, up to {LARGEST_VALUE:,.0f} in size."
                )
            if part in OPTIONAL and value <= 0:
                raise UploadError(
                    f"Row {number} of {heading} is {value:g}; sales are positive: correct the value."
                )


def _in_order(table: Table) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Return the levels by quarter, oldest first, the row numbers, and the marks of estimates."""
    quarters = [
        _ordinal(stamp, number) for stamp, number in zip(table.stamps, table.numbers, strict=True)
    ]
    way = slice(None, None, -1 if quarters == sorted(quarters, reverse=True) else 1)
    _check_order(quarters[way], table.numbers[way])
    parts = [part for part in _PARTS if part in table.columns]
    levels = pd.DataFrame(
        np.array([table.columns[part] for part in parts]).T[way],
        index=pd.PeriodIndex.from_ordinals(quarters[way], freq="Q"),
        columns=parts,
    )
    return levels, np.array(table.numbers)[way], np.array(table.estimated, dtype=bool)[way]


def _ordinal(stamp: Stamp, number: int) -> int:
    """Return the quarter of a date as quarters since 1970."""
    if stamp.month not in _LAST_MONTHS:
        raise UploadError(
            f"The date in row {number} lies in month {stamp.month}; a row is a calendar quarter and ends "
            "in March, June, September or December: use those months."
        )
    if stamp.day is not None and 1 < stamp.day < _FIRST_DAYS_OF_END:
        raise UploadError(
            f"The date in row {number} is day {stamp.day} of a quarter's last month, not near its "
            f"end; {_DATE_HINT}."
        )
    return 4 * (stamp.year - 1970) + stamp.month // 3 - 1


def _check_order(quarters: list[int], rows: Sequence[int]) -> None:
    def named(ordinal: int) -> str:
        return str(pd.Period(ordinal=ordinal, freq="Q"))

    seen: dict[int, int] = {}
    for quarter, row in zip(quarters, rows, strict=True):
        if quarter in seen:
            raise UploadError(
                f"{named(quarter)} stands in rows {seen[quarter]} and {row}; a quarter has one row: "
                "remove the other."
            )
        seen[quarter] = row
    for before, after in zip(quarters, quarters[1:], strict=False):
        if after < before:
            raise UploadError(
                f"Row {seen[after]} is {named(after)}, beside {named(before)}; rows run from the oldest "
                "quarter to the newest, or back: sort them by date."
            )
        if after != before + 1:
            raise UploadError(
                f"Between {named(before)} and {named(after)} (row {seen[after]}) quarters are missing; "
                "gaps are not filled: add them, or begin the file after the gap."
            )


def _n_published(numbers: np.ndarray, estimated: np.ndarray) -> int:
    """Count the quarters before the first one marked as an estimate; only estimates may follow it."""
    count = int(estimated.argmax()) if estimated.any() else len(estimated)
    if not estimated[count:].all():
        late = numbers[count:][~estimated[count:]][0]
        raise UploadError(
            f"Row {late} is not marked as an estimate, but row {numbers[count]} before it is; estimates "
            "follow the published quarters: correct the marks or remove them."
        )
    if count < MIN_QUARTERS <= len(numbers):
        raise UploadError(
            f"Only {count} quarters of the file are not marked as estimates; at least {MIN_QUARTERS} "
            "are needed: give a longer history."
        )
    return count


def _said(table: Table, quarters: pd.PeriodIndex, n_estimates: int) -> str:
    """Say in one line what was understood."""
    first, last = (f"{q.year} Q{q.quarter}" for q in (quarters[0], quarters[-1]))
    said = [
        f"{len(quarters)} quarters",
        f"{first} to {last}",
        *table.understood,
        "dates as end of quarter",
    ]
    if table.sheet:
        said.insert(0, f"Sheet {table.sheet!r}")
    used = [f"{table.headings[p]} as {p}" for p in table.columns if table.headings[p].lower() != p]
    said += used
    if n_estimates:
        said.append(f"{n_estimates} of them marked as estimates and left out")
    if table.unused:
        said.append(f"not used: {', '.join(map(repr, table.unused[:6]))}")
    return ", ".join(said) + "."

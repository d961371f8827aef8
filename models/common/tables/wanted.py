"""What a caller looks for in a table, and what it gets."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from models.common.tables.date_dialect import Stamp

DATE = "date"
DATE_HEADINGS = frozenset(
    ["date", "dates", "month", "quarter", "period", "time", "day", "as of", "as of date"]
    + ["quarter end", "quarter ended", "end of quarter", "month end", "end of month"]
    + ["period end", "period ending", "observation date", "datum", "monat", "quartal", "stichtag"]
)


@dataclass(frozen=True)
class Wanted:
    """Which heading plays which part.

    `part_of` gives the part of a heading ("date", "small", ...) or None; a header has at least one part
    of each group in `needed`. `said` lists the columns and `date_hint` the ways to write a date, for
    sentences. `allowed` bounds the numbers of a part; it only tells two readings of one apart.
    """

    part_of: Callable[[str], str | None]
    needed: tuple[frozenset[str], ...]
    said: str
    date_hint: str
    allowed: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Table:
    """A table that was understood: one entry a row in `numbers`, `stamps`, `estimated`, `columns`.

    `numbers` are the reader's row numbers; `stamps` is empty where there is no column of dates.
    `headings` names the column of each part as the file does, `unused` the columns left aside;
    `percent` the parts whose cells show percent signs. `sheets` lists every visible sheet that fits.
    `understood` says what had to be decided: "decimal comma", "semicolons between cells".
    """

    sheet: str
    sheets: tuple[str, ...]
    header_row: int
    headings: dict[str, str]
    unused: tuple[str, ...]
    numbers: tuple[int, ...]
    stamps: tuple[Stamp, ...]
    columns: dict[str, tuple[float, ...]]
    estimated: tuple[bool, ...]
    percent: frozenset[str]
    understood: tuple[str, ...]


def words_of(heading: str) -> str:
    """Return a heading in lower case, words apart by one blank: "S&P 500 (EPS)" is "s p 500 eps"."""
    return " ".join(re.findall(r"[^\W_]+", heading.lower()))

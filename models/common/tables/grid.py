"""A table before anything is understood: rows of cells under the reader's own row numbers."""

import datetime as dt
from dataclasses import dataclass

from models.common.tables.date_dialect import EXCEL_DAY_ZERO


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text, or a number or date of a workbook.

    `formula` is one that no result is stored for, "" for none; `estimate` says that the cell's
    number format marks it as one (`0.00"E"`), `percent` that it shows percent signs.
    """

    value: str | float | dt.date = ""
    formula: str = ""
    estimate: bool = False
    percent: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing stands there."""
        return self.value == "" and not self.formula

    @property
    def text(self) -> str:
        """The cell as a sentence quotes it."""
        return str(self.formula or self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something, and its number as the reader counts, from 1, blank rows included."""

    number: int
    cells: tuple[Cell, ...]
    written: int  # cells as written, the empty ones at the end too


@dataclass(frozen=True, slots=True)
class Grid:
    """All rows that hold something; `sheet` is the workbook's sheet, "" for text.

    Serial numbers of dates count from `day_zero`; `calculated` says that the workbook has formulas.
    """

    rows: tuple[Row, ...]
    sheet: str = ""
    day_zero: dt.date = EXCEL_DAY_ZERO
    calculated: bool = False


def row_of(number: int, cells: list[Cell]) -> Row | None:
    """Return a row without the empty cells at its end; None where nothing is left."""
    width = max((i for i, cell in enumerate(cells, 1) if not cell.empty), default=0)
    return Row(number, tuple(cells[:width]), len(cells)) if width else None

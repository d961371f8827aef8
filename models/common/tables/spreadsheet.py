"""The visible sheets of an Excel workbook as rows of cells, with bounds on what reading may cost."""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from itertools import zip_longest
from typing import Any

from models.common.errors import UploadError
from models.common.tables.grid import Cell, Grid, Row, row_of

MAX_COLUMNS = 40
MAX_ROWS = 2_000  # of a sheet, that hold anything
MAX_SHEETS = 30
_MAX_UNPACKED_BYTES = 12_000_000
_MAX_PARTS = 200
_MAX_TAGS = 100_000  # of all parts: each becomes an object, at 30 microseconds and half a kilobyte
_LAST_ROW = 3_000  # a sheet's own count of its rows is neither believed nor needed
_NOT_READ = "The file is no workbook that can be read; save it again as .xlsx, or as CSV (UTF-8)."
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_NO_RESULT = re.compile(  # a formula that no value follows
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?: [^<>]*)?/>)\s*(?:</|<(?:\w+:)?v\s*(?:/>|></))"
)
_ESTIMATE_FORMAT = re.compile(r'"[^"]*\b[EF]\b[^"]*"|\\E')


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as a zip archive, which every .xlsx file is."""
    return content.startswith(b"PK")


def workbook_grids(content: bytes) -> tuple[list[Grid], str]:
    """Return the visible sheets in the order of their tabs, and the name of the one shown on opening.

    Formulas come as the value stored when they were last calculated; one that has none comes as what is
    written there. Rows below a sheet's 3,000th are not read. Raises UploadError for an archive that
    unpacks to too much, declares entities, or is no workbook.
    """
    has_formulas, some_without_result = _check_archive(content)
    from openpyxl import load_workbook  # only where a workbook was given

    options = {"read_only": True, "keep_links": False}
    try:
        book = load_workbook(BytesIO(content), data_only=True, **options)
        formulas = load_workbook(BytesIO(content), **options) if some_without_result else None
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if len(sheets) > MAX_SHEETS:
            raise UploadError(
                f"The workbook shows {len(sheets)} sheets; at most {MAX_SHEETS} are read: keep the one "
                "that holds the table."
            )
        grids = [
            Grid(
                tuple(_rows(sheet, formulas[sheet.title] if formulas else None)),
                sheet.title,
                book.epoch.date(),
                has_formulas,
            )
            for sheet in sheets
        ]
        shown = book.active.title
    except UploadError:
        raise
    except Exception:  # whatever a broken archive makes the reader stumble over
        raise UploadError(_NOT_READ) from None
    return grids, shown


def _rows(sheet: Any, formulas: Any) -> Iterator[Row]:
    reach = {"max_row": _LAST_ROW, "max_col": MAX_COLUMNS}
    calculated = formulas.iter_rows(**reach, values_only=True) if formulas else None
    n_rows = 0
    for number, cells in enumerate(sheet.iter_rows(**reach), 1):
        written = next(calculated) if calculated else ()
        width = len(cells)  # rows are filled up with empty cells to the reach
        while (
            width and cells[width - 1].value is None and (not written or written[width - 1] is None)
        ):
            width -= 1
        given = zip_longest(cells[:width], written[:width])
        row = row_of(number, [_cell(cell, formula) for cell, formula in given])
        if row:
            n_rows += 1
            yield row
        if n_rows >= MAX_ROWS:
            return


def _cell(cell: Any, written: object) -> Cell:
    value, formula = cell.value, _formula(written)
    if value is None:
        return Cell("", formula) if formula else _EMPTY
    if isinstance(value, bool):
        return Cell(str(value), formula)
    if isinstance(value, dt.datetime):
        return Cell(value.date(), formula)
    if isinstance(value, dt.date):
        return Cell(value, formula)
    if not isinstance(value, int | float):
        return Cell(str(value).strip(), formula)
    percent, estimate = _format(cell.number_format)
    # A percentage is stored as a fraction; the number meant is the one shown.
    number = (
        float(f"{float(value):.15g}e2") if percent and "e" not in f"{value:.15g}" else float(value)
    )
    return Cell(number, formula, estimate, percent)


_EMPTY = Cell()


@lru_cache(maxsize=256)
def _format(number_format: str) -> tuple[bool, bool]:
    """Whether a number format shows percent signs, and whether it marks estimates."""
    return "%" in number_format, bool(_ESTIMATE_FORMAT.search(number_format))


def _formula(written: object) -> str:
    """Return what was written into a cell where it is a formula, an array's or a data table's too."""
    if isinstance(written, str):
        return written if written.startswith("=") else ""
    return (getattr(written, "text", None) or "=TABLE()") if hasattr(written, "ref") else ""


def _check_archive(content: bytes) -> tuple[bool, bool]:
    """Refuse an archive that costs too much; say whether it has formulas, and some without a result."""
    formulas = without_result = False
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if unpacked > _MAX_UNPACKED_BYTES or len(parts) > _MAX_PARTS:
                raise UploadError(
                    f"The workbook unpacks to {unpacked:,} bytes in {len(parts)} parts; at most "
                    f"{_MAX_UNPACKED_BYTES:,} in {_MAX_PARTS} are read: keep the one sheet that holds "
                    "the table."
                )
            tags = 0
            for part in parts:
                with archive.open(part) as opened:  # reads no more than the size it declares
                    text = opened.read(_MAX_UNPACKED_BYTES)
                tags += text.count(b"<")
                if tags > _MAX_TAGS:
                    raise UploadError(
                        f"The workbook has more than {_MAX_TAGS:,} cells, styles and other elements; "
                        "keep the one sheet that holds the table."
                    )
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                    raise UploadError(
                        "The workbook declares entities of its own, which no spreadsheet needs; save "
                        "it again as .xlsx, or as CSV (UTF-8)."
                    )
                if "/worksheets/" in part.filename:
                    formulas = formulas or bool(_FORMULA.search(text))
                    without_result = without_result or bool(_NO_RESULT.search(text))
    except UploadError:
        raise
    except Exception:  # a broken archive raises what it likes: EOFError, zlib.error, struct.error
        raise UploadError(_NOT_READ) from None
    return formulas, without_result

"""The cells of an uploaded Excel workbook as text, with bounds on what reading may cost."""

import datetime as dt
import zipfile
from io import BytesIO

from models.common.errors import UploadError

MAX_COLUMNS = 12
_MAX_UNPACKED_BYTES = 12_000_000
_MAX_PARTS = 200
_MAX_TAGS = 100_000  # of all parts: each becomes an object, at 30 microseconds and half a kilobyte
_LAST_ROW = 10_000  # a sheet's own count of its rows is neither believed nor needed
_NOT_READ = "The file is no workbook that can be read; save it again as .xlsx, or as CSV (UTF-8)."


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as a zip archive, which every .xlsx file is."""
    return content.startswith(b"PK")


def workbook_rows(content: bytes, max_rows: int) -> list[list[str]]:
    """Return the first sheet's rows that hold anything, at most `max_rows` + 1 of them, as text.

    Dates become 2024-12-31; a formula stays a formula, "=B2/B1", for the caller to refuse. Rows below
    the sheet's 10,000th are not read. Raises UploadError for an archive that unpacks to too much,
    declares entities, or is no workbook.
    """
    _check_archive(content)
    from openpyxl import load_workbook  # only where a workbook was given

    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        rows = []
        reach = {"max_row": _LAST_ROW, "max_col": MAX_COLUMNS + 1}
        for cells in sheet.iter_rows(**reach, values_only=True):
            row = [_as_text(cell) for cell in cells]
            if any(row):
                rows.append(row)
            if len(rows) > max_rows:
                break
        book.close()
    except Exception:  # whatever a broken archive makes the reader stumble over
        raise UploadError(_NOT_READ) from None
    width = max((_filled(row) for row in rows), default=0)
    return [row[:width] + [""] * (width - len(row)) for row in rows]


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if unpacked > _MAX_UNPACKED_BYTES or len(parts) > _MAX_PARTS:
                raise UploadError(
                    f"The workbook unpacks to {unpacked:,} bytes in {len(parts)} parts; at most "
                    f"{_MAX_UNPACKED_BYTES:,} in {_MAX_PARTS} are read: keep one sheet with one row a "
                    "quarter."
                )
            tags = 0
            for part in parts:
                with archive.open(part) as opened:  # reads no more than the size it declares
                    text = opened.read(_MAX_UNPACKED_BYTES)
                tags += text.count(b"<")
                if tags > _MAX_TAGS:
                    raise UploadError(
                        f"The workbook has more than {_MAX_TAGS:,} cells, styles and other elements; "
                        "keep one sheet with one row a quarter."
                    )
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                    raise UploadError(
                        "The workbook declares entities of its own, which no spreadsheet needs; save "
                        "it again as .xlsx, or as CSV (UTF-8)."
                    )
    except UploadError:
        raise
    except Exception:  # a broken archive raises what it likes: EOFError, zlib.error, struct.error
        raise UploadError(_NOT_READ) from None


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime | dt.date):
        return f"{cell:%Y-%m-%d}"
    return str(cell).strip()


def _filled(row: list[str]) -> int:
    return max((i for i, cell in enumerate(row, 1) if cell), default=0)

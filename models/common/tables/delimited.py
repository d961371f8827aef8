"""Text as rows of cells: a file's bytes or a paste, by each separator it may have been written with."""

import codecs
import csv
from io import StringIO

from models.common.errors import UploadError
from models.common.tables.grid import Cell, Grid, row_of

SEPARATORS = {"\t": "tabs", ";": "semicolons", ",": "commas", "|": "bars"}
MAX_LINES = 2_000


def decoded(content: bytes) -> str:
    """Return text: UTF-8, UTF-16 with its mark (Excel's "Unicode text"), or else Windows-1252.

    Digits and marks are the same bytes in every Western code page, so the last can only misspell a
    word. Raises UploadError for bytes that are no text.
    """
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = None
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None or "\0" in text:
        raise UploadError(
            "The file holds bytes that are no text; save it as CSV (UTF-8) or XLSX and load it again."
        )
    return text


def text_grids(text: str) -> list[tuple[str, Grid]]:
    """Return the table as each separator cuts it, one column first; see `SEPARATORS` for the words.

    Raises UploadError for more than 2,000 lines, or quotes that no reader of CSV takes.
    """
    text = text.removeprefix("\ufeff")
    n_lines = text.count("\n") + text.count("\r")
    if n_lines > 2 * MAX_LINES:
        raise UploadError(
            f"The table has about {n_lines:,} lines; at most {MAX_LINES:,} are read: keep one row a "
            "period."
        )
    there = {mark: words for mark, words in SEPARATORS.items() if mark in text}
    return [(words, _grid(text, mark)) for mark, words in ({"\t": "one column"} | there).items()]


def _grid(text: str, separator: str) -> Grid:
    rows, before = [], 0
    reader = csv.reader(StringIO(text, newline=None), delimiter=separator)
    try:
        for cells in reader:
            row = row_of(before + 1, [Cell(cell.strip()) for cell in cells])
            before = reader.line_num
            if row:
                rows.append(row)
    except csv.Error as error:
        raise UploadError(
            f"The table cannot be read ({error}); write one line a row, with the same mark between all "
            "cells and no quotes."
        ) from None
    return Grid(tuple(rows))

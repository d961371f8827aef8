"""A table from a file or a paste: what it is decides its content, what cannot be decided is refused."""

from collections.abc import Iterator

from models.common.errors import UploadError
from models.common.tables import estimates
from models.common.tables.date_dialect import (
    NotADate,
    Stamp,
    TwoOrders,
    is_date,
    read_dates,
)
from models.common.tables.delimited import decoded, text_grids
from models.common.tables.grid import Cell, Grid, Row
from models.common.tables.header import Header, choose_sheet, find_header, no_header
from models.common.tables.number_dialect import NotANumber, TwoReadings, read_numbers
from models.common.tables.spreadsheet import is_workbook, workbook_grids
from models.common.tables.wanted import DATE, Table, Wanted

MAX_BYTES = 1_000_000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def read_table(given: bytes | str, wanted: Wanted, sheet: str = "") -> Table:
    """Read a file's bytes or a pasted text; of a workbook, `sheet` or the one shown on opening.

    Raises UploadError with one sentence for the first fault found, WhichSheet where the choice of the
    sheet is open.
    """
    if len(given) > MAX_BYTES:
        raise UploadError(
            f"The file has {len(given):,} bytes; at most {MAX_BYTES:,} are read: keep the columns "
            f"{wanted.said} and one row a period."
        )
    if isinstance(given, bytes) and given.startswith(_OLD_EXCEL):
        raise UploadError("The file is in Excel's old format (.xls); save it as .xlsx or CSV.")
    if isinstance(given, bytes) and is_workbook(given):
        return _table(*choose_sheet(*workbook_grids(given), wanted, sheet), wanted, "")
    cut = text_grids(decoded(given) if isinstance(given, bytes) else given)
    found = [(grid, header, words) for words, grid in cut if (header := find_header(grid, wanted))]
    if not found:
        raise no_header([grid for _, grid in cut], wanted)
    grid, header, words = max(found, key=lambda one: len(one[1].parts))
    return _table(grid, header, (), wanted, words)


def _table(
    grid: Grid, header: Header, sheets: tuple[str, ...], wanted: Wanted, separator: str
) -> Table:
    rows, estimated = _body(grid, header)
    for row in rows if separator else ():
        if row.written > header.row.written:
            raise UploadError(
                f"Row {row.number} has {row.written} cells, the header has {header.row.written}: a mark "
                "inside a number or text cuts it in two; put it in quotes, or use semicolons between "
                "cells."
            )
    stamps: tuple[Stamp, ...] = ()
    marked, order = [False] * len(rows), ""
    if DATE in header.parts:
        stamps, marked, order = _dates(grid, rows, header, wanted)
    columns, decimals, percent = {}, {}, set()
    for part in header.parts.keys() - {DATE}:
        columns[part], flags, decimals[part], shows = _numbers(rows, header, part, wanted)
        marked = [a or b for a, b in zip(marked, flags, strict=True)]
        percent |= {part} if shows else set()
    places = set(header.parts.values())
    return Table(
        sheet=grid.sheet,
        sheets=sheets,
        header_row=header.row.number,
        headings={part: header.name(part) for part in header.parts},
        unused=tuple(
            cell.text
            for i, cell in enumerate(header.row.cells)
            if i not in places and not cell.empty
        ),
        numbers=tuple(row.number for row in rows),
        stamps=stamps,
        columns={part: columns[part] for part in header.parts if part != DATE},
        estimated=tuple(a or b for a, b in zip(estimated, marked, strict=True)),
        percent=frozenset(percent),
        understood=tuple(_understood(header, decimals, separator, order, grid.calculated)),
    )


def _body(grid: Grid, header: Header) -> tuple[list[Row], list[bool]]:
    """Return the rows of figures, and which stand under a heading of estimates.

    A row without figures and date is a note: passed over above the first row of figures and below the
    last, and between them where it says that estimates or actual figures follow. Any other one there
    stays, for what reads it to name.
    """
    below = [row for row in grid.rows if row.number > header.row.number]
    figures = [_holds_figures(row, header) for row in below]
    first = figures.index(True) if any(figures) else len(below)
    last = len(below) - 1 - figures[::-1].index(True) if any(figures) else -1
    rows, flags, section = [], [], False
    for i, row in enumerate(below):
        if not figures[i]:
            says = estimates.section_of(row)
            section = section if says is None else says
            if says is not None or not first < i < last:
                continue
        rows.append(row)
        flags.append(section or estimates.marked(row))
    return rows, flags


def _holds_figures(row: Row, header: Header) -> bool:
    if any(not _cell(row, at).empty for part, at in header.parts.items() if part != DATE):
        return True
    if DATE not in header.parts:
        return False
    date = _cell(row, header.parts[DATE]).value
    return is_date(estimates.without_mark(date)[0] if isinstance(date, str) else date)


def _cell(row: Row, at: int) -> Cell:
    return row.cells[at] if at < len(row.cells) else Cell()


def _cells(rows: list[Row], header: Header, part: str) -> tuple[list, list[bool]]:
    """Return the values of a column, marks of estimates taken off its texts, and those marks.

    Raises UploadError for a cell that is empty, or a formula without a stored result.
    """
    values, flags = [], []
    for row in rows:
        cell = _cell(row, header.parts[part])
        where = _where(row, header, part)
        if cell.value == "" and not cell.formula:
            raise UploadError(
                f"{where} is empty; gaps are not filled: begin the table where all its columns begin, or "
                "fill the cell."
            )
        if cell.value == "" or (isinstance(cell.value, str) and cell.value.startswith("=")):
            raise UploadError(
                f"{where} is a formula, {cell.text[:30]!r}, without a stored result: formulas are not "
                "computed here; open the file in a spreadsheet and save it, or paste values."
            )
        value, marked = (
            estimates.without_mark(cell.value)
            if isinstance(cell.value, str)
            else (cell.value, False)
        )
        values.append(value)
        flags.append(marked)
    return values, flags


def _where(row: Row, header: Header, part: str) -> str:
    return (
        f"The date in row {row.number}"
        if part == DATE
        else f"Row {row.number} of {header.name(part)[:30]}"
    )


def _dates(
    grid: Grid, rows: list[Row], header: Header, wanted: Wanted
) -> tuple[tuple[Stamp, ...], list[bool], str]:
    values, flags = _cells(rows, header, DATE)
    try:
        column = read_dates(values, grid.day_zero)
    except NotADate as fault:
        where = _where(rows[fault.index], header, DATE)
        raise UploadError(
            f"{where} is {str(values[fault.index])[:30]!r}; {wanted.date_hint}."
        ) from None
    except TwoOrders as fault:
        where = _where(rows[fault.index], header, DATE)
        one, other = (f"{s.year}-{s.month:02}" for s in fault.readings)
        raise UploadError(
            f"{where} is {str(values[fault.index])[:30]!r}, which can be {one} or {other}: no row tells "
            f"day from month; {wanted.date_hint}."
        ) from None
    return column.stamps, flags, column.order


def _numbers(
    rows: list[Row], header: Header, part: str, wanted: Wanted
) -> tuple[tuple[float, ...], list[bool], str, bool]:
    """Return a column's numbers, its marks of estimates, its decimal mark, and whether it shows %."""
    values, flags = _cells(rows, header, part)
    typed = {i: value for i, value in enumerate(values) if isinstance(value, float)}
    texts = {i: str(value) for i, value in enumerate(values) if i not in typed}
    try:
        read = read_numbers(list(texts.values()), wanted.allowed[part])
    except NotANumber as fault:
        at = list(texts)[fault.index]
        raise UploadError(
            f"{_where(rows[at], header, part)} is {texts[at][:30]!r}; allowed is a number such as 12.5 "
            "or -0.8, with the same decimal mark in the whole column."
        ) from None
    except TwoReadings as fault:
        at = list(texts)[fault.index]
        one, other = fault.readings
        raise UploadError(
            f"{_where(rows[at], header, part)} is {texts[at][:30]!r}, which can be {one:.10g} or "
            f"{other:.10g}: nothing in the column tells; write thousands without a mark, decimals with "
            "one digit more or less."
        ) from None
    numbers = typed | dict(zip(texts, read.numbers, strict=True))
    percent = [
        _cell(row, header.parts[part]).percent or "%" in texts.get(i, "")
        for i, row in enumerate(rows)
    ]
    if any(percent) and not all(percent):
        row = rows[percent.index(percent[0] is False)]
        raise UploadError(
            f"{_where(row, header, part)} differs from the rows above in its percent sign: show it in "
            "all rows of the column or in none."
        )
    return tuple(numbers[i] for i in range(len(rows))), flags, read.decimal, any(percent)


def _understood(
    header: Header, decimals: dict[str, str], separator: str, order: str, formulas: bool
) -> Iterator[str]:
    told = {part: decimal for part, decimal in decimals.items() if decimal}
    if len(set(told.values())) > 1:
        yield from (f"{told[part]} in {header.name(part)}" for part in header.parts if part in told)
    else:
        yield from set(told.values())
    if separator not in ("", "one column"):
        yield f"{separator} between cells"
    if order:
        yield order
    if formulas:
        yield "formulas as last calculated"

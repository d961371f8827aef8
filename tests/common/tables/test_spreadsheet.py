"""Workbooks as a person sees them on opening: sheets, formulas, titles; and what reading may cost."""

import io
import re
import zipfile

import pytest
from openpyxl import Workbook

from models.common.errors import UploadError
from models.common.tables import spreadsheet
from models.common.tables.header import WhichSheet
from models.earnings.own_series import read_own_series

TABLE = [
    ["Quarter", "S&P 600 EPS"],
    *[[f"2020Q{q}", 10.5 + q] for q in (1, 2, 3, 4)],
    ["2021Q1", 20.0],
]


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(**sheets) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def shifted(by):
    return [TABLE[0], *[[quarter, value + by] for quarter, value in TABLE[1:]]]


def with_stored(content: bytes, results: dict[str, float]) -> bytes:
    """Put the results of formulas beside them, as a spreadsheet does when it saves."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            xml = old.read(part).decode()
            for cell, value in results.items():
                formula = rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)(?:<v ?/>|<v></v>)'
                xml = re.sub(formula, rf"\1<v>{value}</v>", xml)
            new.writestr(part, xml)
    return out.getvalue()


def test_the_sheet_shown_on_opening_is_read_and_the_others_offered():
    book = book_of(Old=TABLE, EPS=shifted(100), Notes=[["Anything"]])
    book.active = 1
    own = read_own_series("a.xlsx", saved(book))
    assert own.levels["small"].iloc[-1] == 120.0
    assert (own.sheet, own.sheets) == ("EPS", ("Old", "EPS"))
    assert own.said.startswith("Sheet 'EPS', 5 quarters, 2020 Q1 to 2021 Q1, ")
    assert read_own_series("a.xlsx", saved(book), "Old").levels["small"].iloc[-1] == 20.0


def test_the_only_sheet_that_fits_is_read_and_named():
    book = book_of(Cover=[["A title"]], EPS=TABLE)
    assert read_own_series("a.xlsx", saved(book)).sheet == "EPS"


def test_a_hidden_sheet_is_not_read():
    book = book_of(EPS=TABLE, Draft=shifted(100))
    book["Draft"].sheet_state = "hidden"
    assert read_own_series("a.xlsx", saved(book)).sheets == ("EPS",)
    book = book_of(Cover=[["A title"]], Draft=TABLE)
    book["Draft"].sheet_state = "hidden"
    with pytest.raises(UploadError, match="No row names the columns"):
        read_own_series("a.xlsx", saved(book))


def test_a_choice_that_is_open_is_asked_for():
    content = saved(book_of(Cover=[["A title"]], A=TABLE, B=shifted(1)))
    with pytest.raises(WhichSheet, match="'A', 'B' each hold such a table") as asked:
        read_own_series("a.xlsx", content)
    assert asked.value.sheets == ("A", "B")
    with pytest.raises(UploadError, match="'Cover' holds no such table; those that do: 'A', 'B'"):
        read_own_series("a.xlsx", content, "Cover")


def test_stored_results_of_formulas_are_read_and_said():
    rows = [list(row) for row in TABLE]
    rows[3][1] = "=B2*2"
    stored = with_stored(saved(book_of(EPS=rows)), {"B4": 23.25})
    own = read_own_series("a.xlsx", stored)
    assert own.levels["small"].iloc[2] == 23.25
    assert "formulas as last calculated" in own.said
    assert "formulas" not in read_own_series("a.xlsx", saved(book_of(EPS=TABLE))).said


def test_a_formula_without_a_stored_result_is_refused():
    rows = [list(row) for row in TABLE]
    rows[3][1] = "=B2*2"
    with pytest.raises(UploadError, match="Row 4 of .* is a formula, '=B2\\*2', without a stored"):
        read_own_series("a.xlsx", saved(book_of(EPS=rows)))


def test_merged_titles_and_notes_are_passed_over():
    book = book_of(EPS=[["Index earnings", None], [], ["USD per share, four quarters"], *TABLE, [],
                        ["Source: the publisher"]])  # fmt: skip
    book["EPS"].merge_cells("A1:B1")
    own = read_own_series("a.xlsx", saved(book))
    assert len(own.levels) == 5


def test_what_stands_beside_a_table_is_no_part_of_it():
    rows = [list(row) for row in TABLE]
    rows[2] += [None, "checked by hand"]
    assert len(read_own_series("a.xlsx", saved(book_of(EPS=rows))).levels) == 5


def test_percent_formats_show_the_number_meant():
    book = book_of(EPS=TABLE)
    for row in range(2, 7):
        book["EPS"].cell(row, 2, 0.043).number_format = "0.0%"
    with pytest.raises(UploadError, match="shows percent signs"):
        read_own_series("a.xlsx", saved(book))
    (grid,), _ = spreadsheet.workbook_grids(saved(book))
    assert grid.rows[1].cells[1].value == 4.3


def test_a_row_number_counts_blank_rows():
    rows = [["A title"], [], [], *TABLE]
    rows[6][1] = "soon"
    with pytest.raises(UploadError, match="Row 7 of S&P 600 EPS is 'soon'"):
        read_own_series("a.xlsx", saved(book_of(EPS=rows)))


def test_too_many_sheets_are_refused():
    book = book_of(**{f"S{i}": [["x"]] for i in range(spreadsheet.MAX_SHEETS + 1)})
    with pytest.raises(UploadError, match="shows 31 sheets; at most 30"):
        read_own_series("a.xlsx", saved(book))


def test_sheets_that_claim_far_rows_cost_nothing():
    """Thirty sheets, each with a cell in its last row, walked no further than the bound."""
    book = book_of(**{f"S{i}": [["x"]] for i in range(spreadsheet.MAX_SHEETS)})
    for sheet in book:
        sheet.cell(1_048_576, 1, "far")
    grids, shown = spreadsheet.workbook_grids(saved(book))
    assert shown == "S0"
    assert [len(grid.rows) for grid in grids] == [1] * spreadsheet.MAX_SHEETS

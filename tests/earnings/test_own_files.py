"""Files as people have them: German, marked with estimates, newest first, without large caps."""

import io

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from openpyxl import Workbook

from models.earnings.own_series import read_own_series, template
from models.panel import load_panel
from tests.earnings.test_own_series import (
    LARGE,
    QUARTERS,
    SMALL,
    csv_of,
    refused,
    rows,
    workbook,
)


def test_rows_may_run_from_the_newest_to_the_oldest():
    own = read_own_series("a.csv", csv_of(rows()[::-1]))
    assert list(own.levels.index) == list(QUARTERS)
    assert_array_equal(own.levels["small"], SMALL)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_other_encodings_of_a_spreadsheet(encoding):
    text = csv_of(rows()).decode().replace("small", "Übersicht;small", 1).replace(",", ";")
    heading, *lines = text.split("\n")
    text = "\n".join([heading, *(line.replace(";", ";x;", 1) for line in lines)])
    own = read_own_series("a.csv", text.encode(encoding))
    assert_array_equal(own.levels["small"], SMALL)
    assert "not used: 'Übersicht'" in own.said


GERMAN = """Gewinne je Aktie, rollierend

Quartal;Russell 2000 EPS;S&P 500 EPS
31.03.2019;1.010,5;140,25
30.06.2019;998;141,5

30.09.2019;1.020,75;142
31.12.2019;1.030;143
31.03.2020;1.040;144,125
Quelle: eigene Berechnung
"""


def test_a_german_csv_gives_its_numbers():
    own = read_own_series("a.csv", GERMAN.encode("cp1252"))
    assert list(own.levels["small"]) == [1010.5, 998.0, 1020.75, 1030.0, 1040.0]
    assert list(own.levels["large"]) == [140.25, 141.5, 142.0, 143.0, 144.125]
    assert own.said == (
        "5 quarters, 2019 Q1 to 2020 Q1, decimal comma, semicolons between cells, day before month, "
        "dates as end of quarter, Russell 2000 EPS as small, S&P 500 EPS as large."
    )


def test_a_bad_cell_below_blank_rows_is_named_by_the_reader_s_own_row():
    refused(GERMAN.replace("1.030;", "n/a;").encode(), "Row 8 of Russell 2000 EPS is 'n/a'")


def test_one_thousand_or_one_is_refused():
    bad = GERMAN.replace("1.010,5;", "998;").replace("1.020,75;", "1.004;").encode()
    refused(bad, "Row 7 of Russell 2000 EPS is '1.004', which can be 1.004 or 1004")


def test_a_german_workbook_with_numbers_as_text():
    table = [["Datum", "S&P 600", "SPX"]]
    table += [[q.end_time.date(), f"{v:.2f}".replace(".", ","), b] for q, v, b in
              zip(QUARTERS, range(1, 9), LARGE, strict=True)]  # fmt: skip
    own = read_own_series("a.xlsx", workbook(table))
    assert list(own.levels["small"]) == list(range(1, 9))
    assert "Sheet 'Sheet', 8 quarters, 2019 Q1 to 2020 Q4, decimal comma" in own.said


def test_large_is_optional_and_comes_from_the_sp_500_s_growth():
    panel = load_panel()
    quarters = pd.period_range("2020Q1", periods=24, freq="Q")
    frame = pd.DataFrame({"small": np.linspace(50, 90, 24)}, index=quarters).rename_axis("date")
    own = read_own_series("a.csv", frame.to_csv().encode())
    assert list(own.levels) == ["small"]
    levels = own.published_levels(panel)
    growth = 100 * np.log(levels["large"] / levels["large"].shift(4)).dropna()
    shipped = panel.quarterly["eps_growth_large_cap"].reindex(growth.index)
    np.testing.assert_allclose(growth, shipped, atol=1e-9)
    assert own.losses == {"small": 0}


MARKED = [["Quarter", "Russell 2000 EPS"], *[[str(q), 10.0 + i] for i, q in enumerate(QUARTERS)]]


def with_marks(change):
    return [change(i, list(row)) for i, row in enumerate(MARKED)]


@pytest.mark.parametrize(
    "table",
    [
        with_marks(lambda i, row: [row[0] + "E" * (i > 6), row[1]]),
        with_marks(lambda i, row: [row[0], f"{row[1]}E" if i > 6 else row[1]]),
        with_marks(lambda i, row: [*row, "status" if i == 0 else "est." if i > 6 else "actual"]),
        [*MARKED[:7], [], ["ESTIMATES"], *MARKED[7:]],
        [MARKED[0], ["Estimates"], *MARKED[:6:-1], ["ACTUALS"], *MARKED[6:0:-1]],
    ],
)
def test_estimates_are_offered_not_mixed_in(table):
    own = read_own_series("a.xlsx", workbook(table))
    assert list(own.levels["small"]) == [10.0, 11, 12, 13, 14, 15]
    assert list(own.estimates["small"]) == [16.0, 17]
    assert "2 of them marked as estimates and left out" in own.said
    assert list(own.with_estimates().levels["small"]) == [10.0, 11, 12, 13, 14, 15, 16, 17]


def test_estimates_by_number_format():
    book = Workbook()
    for row in MARKED:
        book.active.append(row)
    book.active["B9"].number_format = '0.00"E"'
    out = io.BytesIO()
    book.save(out)
    assert list(read_own_series("a.xlsx", out.getvalue()).estimates["small"]) == [17.0]


def test_estimates_before_published_quarters_are_refused():
    refused(
        workbook(with_marks(lambda i, row: [row[0] + "E" * (i == 3), row[1]])), "is not marked as"
    )


def test_a_column_of_percentages_is_no_level():
    refused(
        csv_of([f"{q},{i}%" for i, q in enumerate(QUARTERS)], "date,small"),
        "growth rates, it seems",
    )


def test_a_day_in_the_middle_of_a_month_is_refused():
    middle = csv_of(rows([f"{q.year}-{3 * q.quarter}-15" for q in QUARTERS]))
    refused(middle, "day 15 of a quarter's last month")


def test_the_template_can_be_loaded():
    own = read_own_series("template.csv", template())
    assert len(own.levels) == 5

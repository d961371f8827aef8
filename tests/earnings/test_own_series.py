"""Every broken upload is one sentence; a good one is read to the last digit."""

import datetime as dt
import io
import re
import sys
import zipfile
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from openpyxl import Workbook

from models.common.errors import UploadError
from models.common.tables.reader import MAX_BYTES
from models.earnings.own_series import MAX_QUARTERS, read_own_series
from models.panel import load_panel

QUARTERS = pd.period_range("2019Q1", periods=8, freq="Q")
SMALL = [10.5, 11.25, -3.0, 1e-05, 0.0, 12.0, 13.0, 14.1234567890123]
LARGE = [140.0, 141.0, 142.0, 143.0, 144.0, 145.0, 146.0, 147.0]
HEADER = "date,small,large"


def rows(dates=None):
    dates = dates or [str(q) for q in QUARTERS]
    return [f"{d},{s!r},{b!r}" for d, s, b in zip(dates, SMALL, LARGE, strict=True)]


def csv_of(lines, header=HEADER):
    return "\n".join([header, *lines]).encode()


def with_cell(row, column, value):
    lines = [line.split(",") for line in rows()]
    lines[row][column] = value
    return csv_of([",".join(line) for line in lines])


def workbook(table):
    book = Workbook()
    for row in table:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table_of(dates, small=SMALL):
    return [["date", "small", "large"], *map(list, zip(dates, small, LARGE, strict=True))]


def refused(content, words):
    with pytest.raises(UploadError, match=words) as raised:
        read_own_series("mine.csv", content)
    said = str(raised.value)
    assert said.endswith(".")
    assert len(said) < 400
    assert "\n" not in said


def ends(form):
    return [format(q.end_time.date(), form) for q in QUARTERS]


@pytest.mark.parametrize(
    "dates",
    [
        [str(q) for q in QUARTERS],
        [f"{q.year} q{q.quarter}" for q in QUARTERS],
        ends("%Y-%m-%d"),
        ends("%Y-%m"),
        ends("%m/%d/%Y"),
        ends("%d/%m/%Y"),
        ends("%d.%m.%Y"),
    ],
)
def test_dates_as_people_write_them(dates):
    own = read_own_series("mine.csv", csv_of(rows(dates)))
    assert list(own.levels.index) == list(QUARTERS)
    assert_array_equal(own.levels["small"], SMALL)
    assert_array_equal(own.levels["large"], LARGE)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.replace("\n", "\r\n") + "\r\n\r\n",
        lambda text: "\ufeff" + text,
        lambda text: text.replace(HEADER, " Date , SMALL,Large "),
    ],
)
def test_other_separators_line_ends_and_headings(change):
    own = read_own_series("mine.csv", change(csv_of(rows()).decode()).encode())
    assert_array_equal(own.levels["small"], SMALL)


def test_a_workbook_gives_the_numbers_of_the_csv():
    as_text = read_own_series("mine.csv", csv_of(rows()))
    by_day = read_own_series("mine.xlsx", workbook(table_of([q.end_time.date() for q in QUARTERS])))
    by_word = read_own_series("mine.xlsx", workbook(table_of([str(q) for q in QUARTERS])))
    pd.testing.assert_frame_equal(by_day.levels, as_text.levels)
    assert by_day.fingerprint == by_word.fingerprint == as_text.fingerprint


def test_the_content_decides_not_the_name():
    assert read_own_series("mine.csv", workbook(table_of([str(q) for q in QUARTERS]))).levels.shape


def test_sales_may_stand_beside():
    lines = [f"{line},{1000 + i},{9000 + i}" for i, line in enumerate(rows())]
    own = read_own_series("a.csv", csv_of(lines, HEADER + ",small_sales,large_sales"))
    assert own.has_sales
    assert own.levels["large_sales"].iloc[-1] == 9007
    assert not read_own_series("a.csv", csv_of(rows())).has_sales


def test_losses_are_counted_not_refused():
    assert read_own_series("a.csv", csv_of(rows())).losses == {"small": 2, "large": 0}


def test_only_what_was_published_by_the_panel_s_date_counts():
    own = read_own_series(
        "a.csv", csv_of(rows([str(q) for q in pd.period_range("2024Q1", periods=8, freq="Q")]))
    )
    then = load_panel().known_on(dt.date(2025, 12, 14))  # 75 days after September
    assert own.published_levels(then).index[-1] == pd.Period("2025Q3", "Q")
    before = load_panel().known_on(dt.date(2025, 12, 13))
    assert own.published_levels(before).index[-1] == pd.Period("2025Q2", "Q")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty; it needs the columns date and small"),
        (HEADER.encode(), "has 0 quarters; growth over four quarters needs at least 5"),
        (csv_of(rows()[:1]), "has 1 quarter; growth over four"),
        (csv_of(rows()[:4]), "has 4 quarters"),
        (with_cell(2, 1, "n/a"), "Row 4 of small is 'n/a'; allowed is a number"),
        (with_cell(2, 2, "1_000"), "Row 4 of large is '1_000'"),
        (with_cell(2, 2, "nan"), "Row 4 of large is 'nan'"),
        (with_cell(2, 2, "1e999"), "Row 4 of large is '1e999'; allowed"),
        (with_cell(2, 2, "99999999"), "up to 10,000,000 in size"),
        (with_cell(0, 1, ""), "Row 2 of small is empty; .* begin the table where all its columns begin"),
        (with_cell(3, 1, "=B2*2"), "Row 5 of small is a formula, '=B2\\*2'"),
        (with_cell(3, 0, "=A2"), "The date in row 5 is a formula"),
        (with_cell(3, 0, "soon"), "The date in row 5 is 'soon'; write the quarter's end"),
        (with_cell(3, 0, "2019-11-30"), "lies in month 11; a row is a calendar quarter"),
        (with_cell(3, 0, "12/11/2019"), "The date in row 5 is day 11 of a quarter's last month"),
        (with_cell(0, 0, "1066Q1"), "The date in row 2 is '1066Q1'; write the quarter's end"),
        (with_cell(3, 0, "2019Q3"), "2019Q3 stands in rows 4 and 5; a quarter has one row"),
        (csv_of([*rows()[4:], *rows()[:4]]), "Row 6 is 2019Q1, beside 2020Q4; .* sort them by date"),
        (csv_of(rows()[:4] + rows()[5:]), "Between 2019Q4 and 2020Q2 .* quarters are missing"),
        (csv_of(rows(), "date,tiny,large"), "No row names the columns date and small .*'date', 'tiny'"),
        (csv_of(rows(), "date,small,small"), "Two columns, 'small' and 'small', can be 'small'"),
        (csv_of(rows()).replace(b"10.5,", b"1,010.5,"), "Row 2 has 4 cells, the header has 3"),
        (csv_of(rows()).decode().encode("utf-16-le"), "bytes that are no text"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 99, "Excel's old format"),
        (b"PK\x03\x04 not really", "is no workbook that can be read"),
        (workbook([["date", "small", "large"]])[:-40], "is no workbook that can be read"),
    ],
)  # fmt: skip
def test_a_broken_file_is_one_sentence(content, words):
    refused(content, words)


def test_one_sales_column_is_not_enough():
    refused(
        csv_of([f"{line},1" for line in rows()], HEADER + ",small_sales"),
        "one column of sales; give both or none",
    )


def test_sales_are_positive():
    lines = [f"{line},1,0" for line in rows()]
    refused(csv_of(lines, HEADER + ",small_sales,large_sales"), "Row 2 of large_sales is 0; sales")


@pytest.mark.parametrize("value", ["=SUM(B2:B3)", "text", True, dt.date(2020, 1, 1)])
def test_cells_of_a_workbook_that_are_no_numbers(value):
    small = [*SMALL[:3], value, *SMALL[4:]]
    words = "is a formula" if str(value).startswith("=") else "Row 5 of small is .*; allowed is"
    refused(workbook(table_of([str(q) for q in QUARTERS], small)), words)


@contextmanager
def at_most(calls):
    """Bound the work, which no busy machine makes more: fail at the first call beyond."""
    made = 0

    def count(_frame, event, _of):
        nonlocal made
        made += event in ("call", "c_call")
        if made > calls:
            sys.setprofile(None)
            pytest.fail(f"It takes more than {calls:,} calls.")

    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(None)


def test_a_million_rows_are_refused_at_once():
    long, short = csv_of(["2019Q1,1,2"] * 1_000_000), csv_of(["1,,"] * 100_000)
    with at_most(1_000):
        refused(long, "at most 1,000,000 are read")
    with at_most(1_000):
        refused(short, "has about 100,000 lines; at most 2,000 are read")


def test_a_long_workbook_is_refused():
    long = workbook([["date", "small", "large"], *[["2019Q1", 1, 2]] * (MAX_QUARTERS + 1)])
    refused(long, "has 401 rows; at most 400 quarters")


def repacked(book, part_name, change):
    """Return a workbook, one of whose parts is changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            xml = old.read(part)
            new.writestr(part, change(xml) if part.endswith(part_name) else xml)
    return out.getvalue()


def packed(sheet):
    """Return a workbook whose first sheet is the given XML."""
    return repacked(workbook([["date"]]), "sheet1.xml", lambda _: sheet)


@pytest.mark.parametrize("claim", [b"", b'<dimension ref="A1:C99999999999"/>'])
def test_a_row_far_below_is_not_walked_to(claim):
    """A few bytes of XML say that a row stands a hundred thousand million rows down."""
    book = workbook(table_of([str(q) for q in QUARTERS]))
    far = repacked(
        book,
        "sheet1.xml",
        lambda xml: re.sub(b"<dimension[^>]*/>", claim, xml).replace(
            b'<row r="3"', b'<row r="99999999999"'
        ),
    )
    with at_most(500_000):
        refused(far, "has 1 quarter")


def test_a_sheet_that_miscounts_its_rows_is_read_whole():
    book = workbook(table_of([str(q) for q in QUARTERS]))
    wrong = repacked(
        book,
        "sheet1.xml",
        lambda xml: re.sub(b"<dimension[^>]*/>", b'<dimension ref="A1:C6"/>', xml),
    )
    assert wrong != book
    assert list(read_own_series("mine.xlsx", wrong).levels.index) == list(QUARTERS)


def test_a_million_styles_are_refused_at_once():
    """Twenty kilobytes that took a minute and a gigabyte to read."""
    book = workbook(table_of([str(q) for q in QUARTERS]))
    styles = repacked(
        book, "styles.xml", lambda xml: xml.replace(b"</cellXfs>", b"<xf/>" * 10**6 + b"</cellXfs>")
    )
    assert len(styles) < 50_000
    with at_most(10_000):
        refused(styles, "more than 100,000 cells, styles")


def test_a_zip_bomb_is_not_unpacked(monkeypatch):
    bomb = packed(b"0" * 200_000_000)
    assert len(bomb) < MAX_BYTES
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("It was unpacked."))
    refused(bomb, "unpacks to 200,.* bytes in .* parts; at most 12,000,000 in 200")


def test_a_lying_zip_bomb_is_not_unpacked():
    """A sheet that declares a small size is read no further than that."""
    bomb = packed(b"0" * 50_000_000)
    size = (50_000_000).to_bytes(4, "little")
    assert bomb.count(size) == 2
    refused(bomb.replace(size, (1000).to_bytes(4, "little")), "is no workbook that can be read")


def test_entities_are_refused():
    sheet = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'
    refused(packed(sheet), "declares entities")


def test_damaged_files_say_one_sentence_or_are_read():
    """Whatever a file holds, no other exception comes out."""
    rng = np.random.default_rng(5)
    good = csv_of(rows())
    book = workbook(table_of([str(q) for q in QUARTERS]))
    said = []
    for whole, count in ((good, 3000), (book, 300)):
        for _ in range(count):
            damaged = bytearray(whole)
            for at in rng.integers(len(whole), size=rng.integers(1, 6)):
                damaged[at] = rng.integers(256)
            try:
                read_own_series("mine", bytes(damaged))
            except UploadError as error:
                said.append(str(error))
    assert len(said) > 1000
    assert all(words.endswith(".") for words in said)

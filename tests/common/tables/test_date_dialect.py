"""Dates in every form: the same months, or refused."""

import datetime as dt

import pytest

from models.common.tables.date_dialect import NotADate, TwoOrders, is_date, read_dates


def months(cells):
    return [(stamp.year, stamp.month) for stamp in read_dates(cells).stamps]


QUARTERS = [(2024, 3), (2024, 6), (2024, 9), (2024, 12)]


@pytest.mark.parametrize(
    "cells",
    [
        ["2024Q1", "2024-Q2", "2024 q3", "2024:Q4"],
        ["Q1 2024", "Q2-24", "Q3'24", "q4 2024"],
        ["1Q24", "2Q24", "3Q2024", "4Q24"],
        ["2024-03-31", "2024-06-30 00:00:00", "2024-09-30T00:00", "2024-12-31"],
        ["2024/03/28", "2024/06/28", "2024/09/30", "2024/12/31"],
        ["31.03.2024", "30.06.2024", "30.09.2024", "31.12.2024"],
        ["03/28/2024", "06/28/2024", "09/30/2024", "12/31/2024"],
        ["31/3/24", "30/6/24", "30/9/24", "31/12/24"],
        ["Mar-24", "Jun-24", "Sep-24", "Dec-24"],
        ["31-Mar-24", "30 June 2024", "September 30, 2024", "Dec 2024"],
        ["31. März 2024", "30. Juni 2024", "30-Sep-24", "31-Dez-24"],
        ["2024-03", "2024M6", "9/2024", "202412"],
        ["20240331", "20240630", "20240930", "20241231"],
        [45382.0, 45473.0, "45565", "45657"],
        [dt.date(2024, 3, 31), dt.date(2024, 6, 28), dt.date(2024, 9, 30), dt.date(2024, 12, 31)],
    ],
)
def test_forms_of_a_quarter_s_end(cells):
    assert months(cells) == QUARTERS


def test_a_row_with_a_day_beyond_twelve_decides_for_the_column():
    assert months(["03/04/2024", "04/13/2024"]) == [(2024, 3), (2024, 4)]
    assert months(["03/04/2024", "13/04/2024"]) == [(2024, 4), (2024, 4)]


def test_the_order_that_runs_step_by_step_is_taken_where_only_one_does():
    read = read_dates(["01/09/2026", "01/10/2026", "01/11/2026"])
    assert [stamp.month for stamp in read.stamps] == [9, 10, 11]
    assert read.order == "day before month"


@pytest.mark.parametrize("cells", [["03/04/2024"], ["01/02/2026", "02/03/2026", "03/04/2026"]])
def test_two_orders_are_refused(cells):
    with pytest.raises(TwoOrders) as fault:
        read_dates(cells)
    assert fault.value.index == 0


def test_serial_numbers_of_old_macs_count_from_1904():
    from_1904 = read_dates([45382.0 - 1462], dt.date(1904, 1, 1)).stamps[0]
    assert (from_1904.year, from_1904.month, from_1904.day) == (2024, 3, 31)


@pytest.mark.parametrize(
    "cell",
    ["", "soon", "2024", "24-Mar", "2024Q5", "2024-13-01", "31.02.2024", "1066Q1", "3000-01-01",
     float("nan"), float("inf"), 2024.5, True, "Foo-24", "2024-03-31 12:30"],
)  # fmt: skip
def test_what_is_no_date_is_named(cell):
    assert not is_date(cell)
    with pytest.raises(NotADate) as fault:
        read_dates(["2024-03-31", cell])
    assert fault.value.index == 1

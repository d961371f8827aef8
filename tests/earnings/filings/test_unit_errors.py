"""The rules on units, each at its bounds."""

import numpy as np
import pytest

from models.earnings.filings.unit_errors import (
    mend_floats,
    mend_income,
    mend_revenue,
    size_of,
)

SIZE = np.array([100e6])


def row(*values):
    return np.array([values], float)


def test_size_is_the_larger_median_whatever_is_unknown():
    assets = np.array([[1.0, np.nan, 3.0], [np.nan] * 3, [np.nan] * 3])
    revenue = np.array([[9.0, 9.0, 1.0], [4.0, 4.0, np.nan], [np.nan] * 3])
    np.testing.assert_array_equal(size_of(assets, revenue), [9.0, 4.0, np.nan])


@pytest.mark.parametrize(
    ("value", "used"),
    [
        (499e6, 499e6),  # five times the size is the bound
        (2e9, 2e6),
        (-2e9, -2e6),
        (2e12, 2e6),
        (
            900e9,
            0.9e6,
        ),  # a millionth is nearer to what is usual than a thousandth, too large anyway
        (300e9, 0.3e6),  # both fit; the nearer to the usual two million
        (9e15, np.nan),  # no power mends it
    ],
)
def test_income_beyond_five_times_the_size(value, used):
    income = row(2e6, 2.1e6, value, 1.9e6, -2e6)
    log = mend_income(income, SIZE, [], "income")
    np.testing.assert_array_equal(income, row(2e6, 2.1e6, used, 1.9e6, -2e6))
    assert len(log) == (used != value)


def test_income_above_size_that_its_own_history_does_not_know():
    income = row(0.2e6, 0.21e6, 210e6, 0.19e6)
    (case,) = mend_income(income, SIZE, [], "income")
    assert (case.reported, case.used, case.rule) == (210e6, 0.21e6, "own history")


def test_a_loss_of_nearly_all_assets_stays():
    income = row(0.2e6, 0.21e6, -90e6, 0.19e6)
    assert mend_income(income, SIZE, [], "income") == []


def test_income_in_thousands_needs_revenue_in_thousands():
    income, revenue = row(2e6, 2.1e6, 2e3, 1.9e6), row(20e6, 21e6, 20.5e3, 19e6)
    assert mend_income(income.copy(), SIZE, [], "income") == []  # a small income is one
    found = mend_revenue(revenue, "revenue")
    assert revenue[0, 2] == 20.5e6
    (case,) = mend_income(income, SIZE, found, "income")
    assert (case.column, income[0, 2]) == (2, 2e6)


@pytest.mark.parametrize(
    ("value", "used"),
    [
        (80e9, 80e6),
        (80e12, 80e6),
        (800, 800e6),  # millions of a large filer
        (800e3 / 1e3, 800e6),
        (30e3, 30e3),  # in thousands 30 million: no large filer, so it may be true
        (5e3, 5e3),  # in millions five billion, fifty times the size
        (80e15, np.nan),
        (0.0, 0.0),  # not listed
    ],
)
def test_floats_against_the_size(value, used):
    floats = row(value, np.nan)
    mend_floats(floats, SIZE)
    np.testing.assert_array_equal(floats, row(used, np.nan))


def test_floats_against_their_own_history():
    floats = row(800e6, np.nan, 900e6, np.nan, 0.95e6, np.nan, 1000e6)
    (case,) = mend_floats(floats, np.array([np.nan]))
    assert (case.used, case.rule) == (950e6, "own history")
    two = row(800e6, 0.9e6)  # which of two is wrong nobody knows
    assert mend_floats(two, np.array([np.nan])) == []

"""Numbers in every dialect: the same numbers, or refused."""

import pytest

from models.common.tables.number_dialect import NotANumber, TwoReadings, read_number, read_numbers


@pytest.mark.parametrize(
    ("texts", "values", "decimal"),
    [
        (["12.5", "-0.8", "140"], [12.5, -0.8, 140.0], "decimal point"),
        (["12,5", "-0,8", "140"], [12.5, -0.8, 140.0], "decimal comma"),
        (["1,234.5", "998"], [1234.5, 998.0], "decimal point"),
        (["1.234,5", "998"], [1234.5, 998.0], "decimal comma"),
        (["1 234,5", "1\u202f998"], [1234.5, 1998.0], "decimal comma"),
        (["1'234.5", "1’998"], [1234.5, 1998.0], "decimal point"),
        (["12", "140"], [12.0, 140.0], ""),
        (["1.004", "0.998"], [1.004, 0.998], "decimal point"),
        (["1.004", "1004.5"], [1.004, 1004.5], "decimal point"),
        (["1,234,567"], [1234567.0], "decimal point"),
        (["(3.25)", "$4.10", "US$5.2", "6.5 €", "\N{MINUS SIGN}0.5"], [-3.25, 4.1, 5.2, 6.5, -0.5],
         "decimal point"),
        (["4,3%", "4,5%"], [4.3, 4.5], "decimal comma"),
        (["1e-05", "2.5E3"], [1e-05, 2500.0], "decimal point"),
        ([], [], ""),
    ],
)  # fmt: skip
def test_one_reading_is_taken(texts, values, decimal):
    read = read_numbers(texts)
    assert list(read.numbers) == values
    assert read.decimal == decimal


@pytest.mark.parametrize(
    ("texts", "index", "readings"),
    [
        (["998", "1.004"], 1, (1.004, 1004.0)),
        (["1,000"], 0, (1000.0, 1.0)),
        (["12.345", "123.456"], 0, (12.345, 12345.0)),
    ],
)
def test_two_readings_are_refused(texts, index, readings):
    with pytest.raises(TwoReadings) as fault:
        read_numbers(texts)
    assert (fault.value.index, fault.value.readings) == (index, readings)


def test_bounds_tell_two_readings_apart_and_nothing_else():
    assert read_numbers(["3.125", "2.750"], (0.05, 25)).numbers == (3.125, 2.75)
    assert read_numbers(["99"], (0.05, 25)).numbers == (99.0,)
    with pytest.raises(TwoReadings):
        read_numbers(["998", "1.004"], (0, 2000))


@pytest.mark.parametrize(
    ("texts", "index"),
    [
        (["1,5", "1.5"], 1),
        (["000"], 0),
        (["1,23,456"], 0),
        (["12.5", "nan"], 1),
        (["inf"], 0),
        (["1_000"], 0),
        (["٣"], 0),
        (["(3"], 0),
        (["-(3)"], 0),
        (["--3"], 0),
        (["1.2.3"], 0),
        (["12 5"], 0),
        ([""], 0),
        (["3-"], 0),
    ],
)
def test_what_no_dialect_reads_is_named(texts, index):
    with pytest.raises(NotANumber) as fault:
        read_numbers(texts)
    assert fault.value.index == index


def test_a_plain_number_takes_no_digits_of_other_scripts():
    assert read_number(" -1.5e-3 ") == -0.0015
    assert read_number("1_0") != read_number("1_0")

"""Any table in any supported dialect comes back as the same numbers, or is refused: no third thing."""

import csv
import io

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from models.common.errors import ScenarioError, UploadError
from models.common.tables.date_dialect import TwoOrders, read_dates
from models.common.tables.number_dialect import TwoReadings, read_numbers
from models.earnings.own_series import read_own_series
from models.scenario.levers import LEVERS
from models.scenario.own_path import parse_values

STEADY = settings(deadline=None, derandomize=True, max_examples=200)
DIALECTS = st.sampled_from([(".", ""), (".", ","), (".", "'"), (".", " "), (",", ""), (",", "."),
                            (",", " "), (",", "'"), (",", "\u00a0"), (",", "\u202f")])  # fmt: skip
DIGITS = st.integers(0, 4)


def written(value: float, digits: int, dialect: tuple[str, str]) -> str:
    mark, separator = dialect
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans({",": separator, ".": mark}))


def refused_or(read, *refusals):
    """Return what is read, or None where it is refused; any other exception is a failure."""
    try:
        return read()
    except refusals:
        return None


def numbers(size=5e6):
    return st.floats(-size, size, allow_nan=False)


@STEADY
@given(st.lists(numbers(), min_size=1, max_size=12), DIGITS, DIALECTS)
def test_a_column_of_numbers(values, digits, dialect):
    meant = tuple(float(f"{value:.{digits}f}") for value in values)
    texts = [written(value, digits, dialect) for value in meant]
    read = refused_or(
        lambda: read_numbers(texts), TwoReadings
    )  # every dialect here is one that is read
    assert read is None or read.numbers == meant


@STEADY
@given(
    st.lists(st.tuples(numbers(), numbers()), min_size=5, max_size=9),
    st.tuples(DIGITS, DIGITS),
    DIALECTS,
    st.sampled_from("\t;,|"),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%y", "%b-%y"]),
    st.integers(0, 3),
    st.booleans(),
)
def test_a_file_of_two_columns(pairs, digits, dialect, separator, form, n_titles, quoted):
    """Quoted as the csv module does; without quotes a comma inside a number may cut a cell in two."""
    quarters = pd.period_range("2001Q1", periods=len(pairs), freq="Q")
    meant = [[float(f"{v:.{d}f}") for v, d in zip(pair, digits, strict=True)] for pair in pairs]
    rows = [
        [
            f"{quarter.end_time:{form}}",
            *(written(v, d, dialect) for v, d in zip(pair, digits, strict=True)),
        ]
        for quarter, pair in zip(quarters, meant, strict=True)
    ]
    out = io.StringIO("Title\n\n" * n_titles)
    out.seek(0, io.SEEK_END)
    table = [["Date", "Russell 2000 EPS", "S&P 500"], *rows]
    if quoted:
        csv.writer(out, delimiter=separator).writerows(table)
    else:
        out.write("\n".join(separator.join(row) for row in table))
    own = refused_or(lambda: read_own_series("a.csv", out.getvalue()), UploadError)
    if own is None:
        return
    assert own.levels.to_numpy().tolist() == meant
    assert list(own.levels.index) == list(quarters)


@STEADY
@given(
    st.sampled_from(list(LEVERS)),
    st.lists(st.floats(0.05, 19.9), min_size=1, max_size=12),
    DIGITS,
    st.sampled_from(".,"),
    st.sampled_from([", ", ",", " ", "; ", ";", "\n", "\t", "\r\n"]),
)
def test_a_typed_path(lever, values, digits, mark, between):
    meant = tuple(max(float(f"{value:.{digits}f}"), 0.0) for value in values)
    text = between.join(written(value, digits, (mark, "")) for value in meant)
    assert refused_or(lambda: parse_values(lever, text), ScenarioError) in (None, meant)


@STEADY
@given(
    st.lists(st.dates(pd.Timestamp("1950-01-01").date(), pd.Timestamp("2069-12-31").date()), min_size=1,
             max_size=8),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%b-%y", "%d %B %Y", "%Y%m%d"]),
)  # fmt: skip
def test_a_column_of_dates(dates, form):
    if "%y" in form:
        dates = [date for date in dates if date.year >= 1970] or [pd.Timestamp("1999-03-31").date()]
    texts = [f"{date:{form}}" for date in dates]
    read = refused_or(lambda: read_dates(texts), TwoOrders)
    if read is None:
        return
    assert [(s.year, s.month) for s in read.stamps] == [(date.year, date.month) for date in dates]

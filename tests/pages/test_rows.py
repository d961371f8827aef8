"""Columns on their way to the browser."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from pages.charts.rows import arrow_table, first_days


def test_a_frame_and_its_columns_travel_alike():
    frame = pd.DataFrame(
        {
            "month": pd.date_range("2026-01-01", periods=3, freq="MS"),
            "value": [1.5, np.nan, -2.0],
            "count": [1, 2, 3],
            "name": ["a", "b", "=c"],
        },
        index=[7, 8, 9],
    )
    columns = {name: frame[name].to_numpy() for name in frame}
    for rows in (frame, columns):
        table = arrow_table(rows)
        assert table.column_names == list(frame)
        assert table["value"].null_count == 1
        assert_frame_equal(table.to_pandas(), frame.reset_index(drop=True), check_dtype=False)


@pytest.mark.parametrize(
    "periods",
    [
        pd.period_range("1969-11", periods=30, freq="M"),
        pd.period_range("1969Q3", periods=9, freq="Q"),
    ],
)
def test_first_days_are_those_of_pandas(periods):
    assert (first_days(periods) == periods.to_timestamp().to_numpy()).all()
    longer = pd.period_range(periods[0] - 1, periods[-1], freq=periods.freq)
    assert (first_days(periods, from_one_before=True) == longer.to_timestamp().to_numpy()).all()

"""What the record says in words and error by error, on small records made by hand."""

import numpy as np
import pandas as pd
import pytest

from models.equations.record_errors import (
    cumulative_saving,
    squared_errors,
    without_each_recession,
)
from models.equations.record_table import record_table
from models.equations.record_words import can_tell, cannot_tell, listed, whole_percent
from models.equations.stored_growth_record import load_record
from models.equations.stored_level_record import load_level_record
from models.panel import load_panel

FIGURES = {  # by horizon: R2, share held, increment, points off
    3: [0.03, 92.0, 0.001, 5.0],
    6: [0.06, 94.0, 0.002, 6.0],
    12: [0.08, 95.0, 0.003, 7.0],
    24: [0.07, 94.0, 0.004, 8.0],
}


@pytest.fixture(scope="module")
def panel():
    return load_panel()


@pytest.fixture(scope="module")
def table(panel):
    record = load_level_record(panel)
    return record_table(record[record["horizon"].isin((3, 6, 12, 24))], load_record(panel))


@pytest.fixture
def errors():
    """Twelve months, one error a month: the mean is off by two, the answers by one, two and three."""
    end = pd.period_range("2000-01", periods=12, freq="M")
    return pd.DataFrame(
        {"mean": 4.0, "combined": 1.0, "state": 4.0, "drift+ols": 9.0}, index=end, dtype=float
    )


def test_saving_adds_up_month_by_month(errors):
    saved = cumulative_saving(errors)
    assert np.allclose(saved["combined"], 3.0 * np.arange(1, 13))
    assert np.allclose(saved["state"], 0.0)
    assert np.allclose(saved["drift+ols"], -5.0 * np.arange(1, 13))


def test_windows_that_touch_a_recession_are_left_out(errors):
    errors.loc["2000-06":"2000-08", "combined"] = 8.0
    recessions = pd.DataFrame(
        {
            "peak": pd.PeriodIndex(["1990-07", "2000-05"], freq="M"),
            "trough": pd.PeriodIndex(["1991-03", "2000-06"], freq="M"),
        }
    )
    found = without_each_recession(errors, recessions, horizon=3)  # June lies in June to August
    assert list(found["n"]) == [12, 9]
    assert found["combined"].tolist() == pytest.approx([1 - 33 / 48, 1 - 9 / 36])
    assert found["peak"].isna().tolist() == [True, False]


def test_errors_are_those_of_the_stored_windows(panel):
    record = load_level_record(panel)
    errors = squared_errors(record, 12)
    end = pd.Period("2009-03", "M")
    row = record[(record["horizon"] == 12) & (record["end"] == end)].iloc[0]
    effect = (row["ols"] + row["ridge"] + row["elastic_net"] + row["bvar"]) / 4
    assert errors.loc[end, "combined"] == pytest.approx(
        (row["actual"] - row["state"] - effect) ** 2
    )
    assert errors.loc[end, "mean"] == pytest.approx((row["actual"] - row["mean"]) ** 2)
    assert errors.index[0] == pd.Period("1995-01", "M")


def test_words_follow_the_figures(table):
    """Other figures, other words: no sentence is written by heart."""
    mine = (table["answer"] == "combined") & (table["period"] == "all")
    columns = ["rsquared_mean", "held_90_pct", "increment", "odds_off_points"]
    one, other = table.copy(), table.copy()
    for horizon, figures in FIGURES.items():
        one.loc[mine & (table["horizon_months"] == horizon), columns] = figures
        other.loc[mine & (table["horizon_months"] == horizon), columns] = figures
    other.loc[mine & (table["horizon_months"] == 12), columns] = [0.33, 71.0, -0.123, 41.0]
    one["gate"], other["gate"] = table["horizon_months"] != 24, True
    before = " ".join([*can_tell(one, "fixed_ridge"), *cannot_tell(one)])
    after = " ".join([*can_tell(other, "fixed_ridge"), *cannot_tell(other)])
    for words in ("3, 6, 33 and 7%", "92, 94, 71 and 94%", "\N{MINUS SIGN}12.3", "41 points"):
        assert words not in before
        assert words in after
    assert "24 months ahead: no better" in before
    assert "no better" not in after


def test_shares_and_lists_in_words():
    assert [whole_percent(x) for x in (0.086, -0.084, -0.001)] == ["9", "\N{MINUS SIGN}8", "0"]
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"

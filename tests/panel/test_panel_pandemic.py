import numpy as np
import pandas as pd
import pytest

from models.common.errors import PanelError
from models.panel import pandemic_weights


def touched(index, window, first, last):
    """By walking through every period of every window."""
    hit = set(pd.period_range(first, last, freq=index.freqstr[0]))
    return np.array([any(end - back in hit for back in range(window)) for end in index])


@pytest.mark.parametrize(("rule", "weight"), [("downweight", 0.1), ("drop", 0.0), ("keep", 1.0)])
@pytest.mark.parametrize("window", [1, 3, 12, 24])
def test_months_whose_window_touches_the_pandemic(rule, weight, window):
    index = pd.period_range("2018-01", "2024-12", freq="M")
    expected = np.where(touched(index, window, "2020-03", "2020-12"), weight, 1.0)
    np.testing.assert_array_equal(pandemic_weights(index, window, rule), expected)


@pytest.mark.parametrize("window", [1, 4, 8])
def test_quarters_whose_window_touches_the_pandemic(window):
    index = pd.period_range("2018Q1", "2024Q4", freq="Q")
    expected = np.where(touched(index, window, "2020Q1", "2020Q4"), 0.1, 1.0)
    np.testing.assert_array_equal(pandemic_weights(index, window, "downweight"), expected)


def test_edges_of_a_twelve_month_window():
    index = pd.PeriodIndex(["2020-02", "2020-03", "2021-11", "2021-12"], freq="M")
    weights = pandemic_weights(index, 12, "drop")
    assert weights.tolist() == [1.0, 0.0, 0.0, 1.0]


def test_index_may_have_gaps_and_any_order():
    index = pd.PeriodIndex(["2024-01", "2020-06", "1999-01"], freq="M")
    assert pandemic_weights(index, 1, "downweight").tolist() == [1.0, 0.1, 1.0]


def test_unknown_rules_windows_and_frequencies_are_refused():
    index = pd.period_range("2019-01", periods=3, freq="M")
    with pytest.raises(PanelError, match="rule is 'ignore'; it must be one of 'downweight'"):
        pandemic_weights(index, 12, "ignore")
    with pytest.raises(PanelError, match="window is 0 periods long"):
        pandemic_weights(index, 0, "drop")
    with pytest.raises(PanelError, match="frequency D; pandemic weights know months"):
        pandemic_weights(pd.period_range("2019-01-01", periods=3, freq="D"), 1, "drop")

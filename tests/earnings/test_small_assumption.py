import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models import LabourLever, Scenario, run_scenario
from models.earnings.small_assumption import (
    HIGHEST,
    LOWEST,
    assumed,
    assumption_table,
    proxy_error_half_widths,
)
from models.panel import load_panel

PROXY_ERROR = np.array([6.0, 15.0, 25.0])


@pytest.fixture(scope="module")
def large():
    outcome = run_scenario(Scenario(labour=LabourLever(peak_rise_pp=1.0)), horizon_months=12)
    return outcome.path("eps_growth_large_cap")


@pytest.mark.parametrize("times", [LOWEST, 1.0, HIGHEST])
def test_growth_is_that_of_large_caps_times_the_sensitivity(large, times):
    small, relative = assumed(large, times, PROXY_ERROR)
    assert_allclose(small.baseline, times * large.baseline)
    assert_allclose(small.scenario, times * large.scenario)
    assert_allclose(small.difference, times * large.difference)
    assert_allclose(relative.scenario, small.scenario - large.scenario, atol=1e-12)
    assert_allclose(relative.difference, small.difference - large.difference, atol=1e-12)


@pytest.mark.parametrize(("column", "of_times"), [(0, 0.12302), (1, 0.23374), (2, 0.3)])
def test_the_band_joins_three_widths(large, column, of_times):
    small, _ = assumed(large, 1.2, PROXY_ERROR)
    own = 1.2 * large.scenario_half_widths[:, column]
    expected = np.sqrt(own**2 + (of_times * large.scenario) ** 2 + PROXY_ERROR[column] ** 2)
    assert_allclose(small.scenario_half_widths[:, column], expected, rtol=1e-4)


def test_the_band_of_the_difference_has_no_straying(large):
    small, relative = assumed(large, 1.0, PROXY_ERROR)
    expected = np.sqrt(large.half_widths("difference")[:, 2] ** 2 + (0.3 * large.difference) ** 2)
    assert_allclose(small.difference_half_widths[:, 2], expected)
    assert_allclose(relative.difference_half_widths[:, 2], 0.3 * np.abs(large.difference))


def test_how_far_profits_strayed_is_from_the_panel():
    panel = load_panel()
    apart = panel.quarterly["corporate_profit_growth"] - panel.quarterly["eps_growth_large_cap"]
    apart = apart.dropna().abs().sort_values().to_numpy()
    widths = proxy_error_half_widths(panel)
    assert_allclose(widths, [apart[int(np.ceil(145 * p)) - 1] for p in (0.5, 0.8, 0.9)])


def test_every_row_of_the_table_says_assumption(large):
    table = assumption_table(assumed(large, 0.9, PROXY_ERROR), 0.9)
    assert set(table["basis"]) == {"assumption"}
    assert table["variable"].str.endswith("_assumption").all()
    assert set(table["sensitivity"]) == {0.9}
    mean = table[(table["scenario"] == "scenario") & (table["statistic"] == "mean")]
    ahead = large.horizon_months >= 1
    assert_allclose(mean["value"].iloc[: ahead.sum()], 0.9 * large.scenario[ahead])
    assert pd.notna(table["value"]).all()

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models import FedLever, FiscalLever, LabourLever, Scenario, run_scenario
from models.outcome import TABLE_COLUMNS
from models.outcome_path import QUANTILES

RETURN, EPS, PROFITS, REPORTED = (
    "small_cap_relative_return",
    "eps_growth_large_cap",
    "corporate_profit_growth",
    "eps_growth_large_cap_reported",
)
MODERATE = {
    "fed": FedLever(direction="cut", moves=3, size_pp=0.25),
    "fiscal": FiscalLever(size_pct_gdp=0.5, start_month=2),
    "labour": LabourLever(peak_rise_pp=0.4, months_to_peak=8, recovery_half_life_months=12),
}


@pytest.fixture(scope="module")
def outcome():
    return run_scenario(Scenario(**MODERATE), horizon_months=24)


def test_quantiles_are_ordered_and_bands_symmetric(outcome):
    order = ["q05", "q10", "q25", "q50", "q75", "q90", "q95"]
    assert list(QUANTILES) == order
    wide = outcome.table.pivot_table(
        index=["scenario", "variable", "horizon_months"], columns="statistic", values="value"
    ).loc[:, ["mean", *order]]
    wide = wide[wide["q05"].notna()]
    steps = wide[order].diff(axis=1).iloc[:, 1:]
    assert (steps >= 0).all(axis=None)
    assert (steps.drop("difference") > 0).all(axis=None)
    assert_allclose(wide["q95"] + wide["q05"], 2 * wide["mean"], atol=1e-9)
    assert_array_equal(wide["q50"], wide["mean"])


@pytest.mark.parametrize("horizon", [1, 4, 12, 24])
def test_tables_have_their_columns_and_end_at_the_horizon(horizon):
    found = run_scenario(Scenario(**MODERATE), horizon_months=horizon)
    table, split = found.table, found.contributions
    assert tuple(table.columns) == TABLE_COLUMNS
    assert TABLE_COLUMNS == (
        "model", "scenario", "variable", "unit", "period", "horizon_months", "statistic", "value",
    )  # fmt: skip
    assert list(split.columns) == ["variable", "horizon_months", "lever", "contribution"]
    assert table["value"].notna().all()
    by_variable = table.groupby("variable")["model"].unique().map(list)
    for variable, models in by_variable.items():
        assert models == (["fixed_ridge"] if variable in {EPS, PROFITS, REPORTED} else ["ols"])
    assert set(table["scenario"]) == {"baseline", "scenario", "difference"}
    assert set(split["lever"]) == {"fed", "fiscal", "labour"}
    assert not table.duplicated(["scenario", "variable", "period", "statistic"]).any()
    assert not split.duplicated(["variable", "horizon_months", "lever"]).any()
    levers = {"policy_rate": "%", "fiscal_impulse": "% of GDP", "unemployment_rate": "%"}
    units = {RETURN: "pp", EPS: "%", PROFITS: "%", REPORTED: "%", **levers}
    assert dict(table.groupby("variable")["unit"].first()) == units
    for lever in levers:
        assert set(table.loc[table["variable"] == lever, "statistic"]) == {"mean"}
    # Nothing is said about a month before the origin or beyond the horizon.
    for frame in (table, split):
        assert frame["horizon_months"].between(1, horizon).all()
    ends = table["period"].map(lambda p: pd.Period(p).asfreq("M", how="end"))
    assert_array_equal(ends.map(lambda m: (m - found.setting.origin).n), table["horizon_months"])
    full = table[table["variable"] == RETURN]["horizon_months"]
    assert set(full) == set(range(1, horizon + 1))
    quarters = {h for h in range(1, horizon + 1) if (found.setting.origin + h).month % 3 == 0}
    assert set(table[table["variable"] == EPS]["horizon_months"]) == quarters


def test_a_longer_horizon_does_not_change_the_near_months(outcome):
    near = run_scenario(Scenario(**MODERATE), horizon_months=6).table
    far = outcome.table[outcome.table["horizon_months"] <= 6].reset_index(drop=True)
    keys = ["scenario", "variable", "horizon_months", "statistic"]
    pd.testing.assert_frame_equal(
        near.sort_values(keys, ignore_index=True), far.sort_values(keys, ignore_index=True)
    )


def test_contributions_add_up_to_the_mean_difference(outcome):
    table = outcome.table
    means = table[table["statistic"] == "mean"].pivot_table(
        index=["variable", "horizon_months"], columns="scenario", values="value"
    )
    summed = outcome.contributions.groupby(["variable", "horizon_months"])["contribution"].sum()
    modelled = means.loc[summed.index]
    assert_allclose(summed, modelled["difference"], atol=1e-9, rtol=0)
    assert_allclose(means["scenario"] - means["baseline"], means["difference"], atol=1e-9, rtol=0)
    assert np.abs(summed).max() > 0.1

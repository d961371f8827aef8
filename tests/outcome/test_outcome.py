import re

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models import Scenario, run_scenario
from models.common.bands import QUANTILES
from models.equations.growth import TARGETS
from models.outcome.run import evaluate, preset_request
from models.outcome.tidy import TABLE_COLUMNS
from models.outcome.words import growth_sentence
from models.outcome.world import shipped_world
from models.panel import load_panel
from models.scenario.levers import EQUATION_DRIVERS, LEVERS
from models.scenario.presets import presets
from tests.cases import EPS, MODERATE, RETURN, modelled


@pytest.fixture(scope="module")
def outcome():
    return run_scenario(Scenario(**MODERATE), horizon_months=24)


def test_quantiles_are_ordered_and_bands_symmetric(outcome):
    order = ["q05", "q10", "q25", "q50", "q75", "q90", "q95"]
    assert list(QUANTILES) == order
    wide = outcome.table.pivot_table(
        index=["scenario", "model", "variable", "horizon_months"],
        columns="statistic",
        values="value",
    ).loc[:, ["mean", *order]]
    assert wide.notna().all(axis=None)
    steps = wide[order].diff(axis=1).iloc[:, 1:]
    assert (steps >= 0).all(axis=None)
    # What is set, or published, is a line; all else has a band around its level.
    variable, month = (wide.index.get_level_values(n) for n in ("variable", "horizon_months"))
    line = variable.isin(EQUATION_DRIVERS)
    for name in set(outcome.completion.names) - {RETURN, *EQUATION_DRIVERS}:
        known = outcome.completion.data.ahead[name].notna().to_numpy()
        line |= (variable == name) & known[np.maximum(month, 1) - 1]
    assert 0 < line.sum() < len(wide)
    assert (steps[line] == 0).all(axis=None)
    assert (steps[~line].drop("difference") > 0).all(axis=None)
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
    assert list(split.columns) == ["model", "variable", "horizon_months", "lever", "contribution"]
    assert table["value"].notna().all()
    assert set(table["scenario"]) == {"baseline", "scenario", "difference"}
    assert set(split["lever"]) == set(LEVERS)
    assert not table.duplicated(["model", "scenario", "variable", "period", "statistic"]).any()
    assert not split.duplicated(["model", "variable", "horizon_months", "lever"]).any()
    levers = {"policy_rate": "%", "fiscal_impulse": "% of GDP", "unemployment_rate": "%"}
    others = {
        "core_pce_inflation": "% a year",
        "treasury_10y": "%",
        "credit_spread": "pp",
        "large_cap_excess_return": "pp",
    }
    ends = [found.setting.origin + h for h in range(1, horizon + 1)]
    last_quarter = max(month for month in ends if month.month % 3 == 0).asfreq("Q")
    growth = {
        name: "%"
        for name in TARGETS
        if load_panel().quarterly[name].last_valid_index() < last_quarter
    }
    of_model = {
        "combined": {RETURN: "pp"},
        "fixed_ridge": growth,
        "bvar": {RETURN: "pp", **levers, **others},
    }
    assert set(table["model"]) == set(of_model)
    for model, units in of_model.items():
        rows = table[table["model"] == model]
        assert dict(rows.groupby("variable")["unit"].first()) == units
    assert set(split["variable"]) == {RETURN, *growth}
    # Every row of a variable has all statistics: a mean and seven quantiles, of all three.
    sizes = table.groupby(["model", "variable", "period"]).size()
    assert (sizes == 3 * (1 + len(QUANTILES))).all()
    assert set(table["statistic"]) == {"mean", *QUANTILES}
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
    keys = ["model", "scenario", "variable", "horizon_months", "statistic"]
    pd.testing.assert_frame_equal(
        near.sort_values(keys, ignore_index=True), far.sort_values(keys, ignore_index=True)
    )


def test_contributions_add_up_to_the_mean_difference(outcome):
    table = modelled(outcome)
    means = table[table["statistic"] == "mean"].pivot_table(
        index=["variable", "horizon_months"], columns="scenario", values="value"
    )
    summed = outcome.contributions.groupby(["variable", "horizon_months"])["contribution"].sum()
    assert_allclose(summed, means.loc[summed.index]["difference"], atol=1e-9, rtol=0)
    assert_allclose(means["scenario"] - means["baseline"], means["difference"], atol=1e-9, rtol=0)
    assert np.abs(summed).max() > 0.1


def test_the_completion_model_s_rows_are_its_paths(outcome):
    table = (
        outcome.table[outcome.table["model"] == "bvar"]
        .set_index(["variable", "scenario", "statistic", "horizon_months"])["value"]
        .sort_index()
    )
    whole = outcome.macro.whole
    for variable in whole.names:
        frame = whole.frame(variable).reset_index(drop=True)
        if variable == RETURN:
            frame = frame.cumsum()
        for of in ("baseline", "scenario", "difference"):
            assert_allclose(table[variable, of, "mean"], frame[of], rtol=0, atol=1e-9)


@pytest.mark.parametrize("of", ["baseline", "scenario", "difference"])
def test_bands_of_a_following_variable_are_its_spread_by_shocks_and_coefficients(of):
    """The sd recomputed from the response: shocks from its factor, coefficients draw by draw."""
    found = run_scenario(Scenario(labour=MODERATE["labour"]), horizon_months=12)
    whole, response = found.macro.whole, found.macro.whole.response
    values = {
        "baseline": whole.baseline_values,
        "scenario": whole.scenario_values,
        "difference": whole.scenario_values - whole.baseline_values,
    }[of]
    for variable in ("policy_rate", "credit_spread"):
        column = whole.names.index(variable)
        published = found.completion.data.ahead[variable].notna()
        rows = found.table.query("variable == @variable and scenario == @of")
        rows = rows.pivot_table(index="horizon_months", columns="statistic", values="value")
        for month in (2, 6, 12):
            if published.iloc[month - 1]:
                assert (rows.loc[month] == rows.loc[month, "mean"]).all()
                continue
            cell = (month - 1) * len(whole.names) + column
            drawn = [float(g[cell].astype(float) @ values) for g in response.gains_by_draw]
            variance = np.var(drawn)
            if of != "difference":
                own = response.start_by_draw[:, cell]
                variance = np.var(own + drawn) + sum(x * x for x in response.factor[cell])
            half = (rows.loc[month, "q95"] - rows.loc[month, "q05"]) / 2
            assert half > 0
            assert_allclose(half, 1.6448536269514722 * variance**0.5, rtol=1e-4)


def test_a_sentence_on_growth_says_that_its_effect_is_in_logs():
    """Percent less percentage points is not the baseline of a deep fall; logs lead there."""
    outcome = evaluate(preset_request(presets()["replay-2008"]), shipped_world())
    said = growth_sentence(outcome, EPS).replace("\N{MINUS SIGN}", "-")
    level, effect = re.search(r": ([-+.\d]+)% \(([-+.\d]+) pp in logs against", said).groups()
    path = outcome.growth_path(EPS)
    baseline = path.baseline[path.at(outcome.horizon_months)]
    implied = 100 * np.log1p(float(level) / 100) - float(effect)
    assert implied == pytest.approx(baseline, abs=0.2)  # both are rounded to a tenth
    assert abs(float(level) - float(effect) - baseline) > 1

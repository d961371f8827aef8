import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.equations import growth
from models.equations.completed_spread import completed_spread
from models.equations.growth_family import MEANS
from models.panel import load_panel

SNAPSHOT = Path(growth.__file__).parents[1] / "panel" / "snapshot"


@pytest.fixture(scope="module")
def panel():
    return load_panel()


def read_table(name, period):
    with (SNAPSHOT / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row[period]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def windows(panel):
    return completed_spread(panel)


def plain_observation(months, quarters, completed, target, year, quarter, spread):
    """One quarter by the words of the equation; None where anything is missing."""
    end = 4 * year + quarter - 1  # quarters by number

    def average(series, number):
        y, q = divmod(number, 4)
        if series == "credit_spread" and spread == "completed" and end - number < 4:
            return completed.get(f"{year}Q{quarter}", [math.nan] * 4)[3 - (end - number)]
        texts = [months.get(f"{y}-{3 * (q + 1) - k:02d}", {}).get(series, "") for k in (2, 1, 0)]
        return sum(map(float, texts)) / 3 if all(texts) else math.nan

    def change(series, number):
        if series == "fiscal_impulse":
            return average(series, number)
        return average(series, number) - average(series, number - 4)

    text = quarters.get(f"{year}Q{quarter}", {}).get(target, "")
    row = [float(text) if text and f"{year}Q{quarter}" in completed else math.nan]
    summed = 1 if target == "corporate_profit_growth" else 4
    names = ["policy_rate", "fiscal_impulse", "unemployment_rate"]
    for series in names if spread == "none" else [*names, "credit_spread"]:
        for lag in (0, 4):
            row.append(sum(change(series, end - lag - j) for j in range(summed)) / summed)
    return None if any(map(math.isnan, row)) else row


@pytest.mark.parametrize("spread", ["completed", "realised", "none"])
@pytest.mark.parametrize("target", growth.TARGETS)
def test_observations_equal_a_plain_reading_of_the_equation(panel, windows, target, spread):
    months, quarters = read_table("monthly", "month"), read_table("quarterly", "quarter")
    family = replace(MEANS, spread=spread)
    seen = growth.observations(panel, target, windows, family)
    completed = {
        str(q): list(row) for q, row in zip(windows.index, windows.to_numpy(), strict=True)
    }
    expected = {}
    for year in range(1965, 2028):
        for quarter in (1, 2, 3, 4):
            row = plain_observation(months, quarters, completed, target, year, quarter, spread)
            if row:
                expected[f"{year}Q{quarter}"] = row
    assert list(seen.index.astype(str)) == list(expected)
    assert_allclose(seen.to_numpy(), list(expected.values()), rtol=1e-9, atol=1e-9)
    assert list(seen.columns) == ["y", *growth.lever_terms(target, family)]


def test_the_completed_spread_enters_the_year_up_to_the_target_and_nothing_before(panel, windows):
    """Last year's term of an equation without means is then the realised change."""
    realised, completed = (
        growth.observations(
            panel, "corporate_profit_growth", windows, replace(MEANS, spread=spread)
        ).loc[:"2025Q4"]
        for spread in ("realised", "completed")
    )
    same = (realised == completed).all()
    assert list(same.index[~same]) == ["credit_spread_change_4q"]


def test_growth_inputs_are_the_changes_of_this_year_and_of_last():
    levels = np.arange(48.0).reshape(12, 4) ** 1.5
    rate, impulse, unemployment, spread = levels.T
    q = 8
    expected = [
        rate[q] - rate[q - 4],
        rate[q - 4] - rate[q - 8],
        impulse[q],
        impulse[q - 4],
        unemployment[q] - unemployment[q - 4],
        unemployment[q - 4] - unemployment[q - 8],
        spread[q] - spread[q - 4],
        spread[q - 4] - spread[q - 8],
    ]
    inputs = growth.growth_inputs(levels, 1)
    assert inputs.shape == (4, 8)
    assert_allclose(inputs[0], expected)
    assert_allclose(growth.growth_inputs(levels[:, :3], 1), inputs[:, :6])


def test_inputs_of_a_trailing_sum_are_means_of_four():
    levels = np.random.default_rng(2).normal(size=(20, 4))
    single, mean = growth.growth_inputs(levels, 1), growth.growth_inputs(levels, 4)
    assert_allclose(mean, [single[i : i + 4].mean(axis=0) for i in range(len(single) - 3)])
    blocks = np.stack([levels[i : i + 12] for i in range(9)])
    assert_allclose(growth.growth_inputs(blocks, 4)[:, 0], mean)


@pytest.mark.parametrize("target", growth.TARGETS)
def test_growth_of_a_sum_is_close_to_the_mean_growth_of_its_quarters(target):
    """Why EPS takes means: its growth is that of a sum, to the first order the mean of four."""
    flow = np.exp(np.cumsum(np.random.default_rng(3).normal(scale=0.02, size=60)))
    m = growth.QUARTERS_SUMMED[target]
    total = np.convolve(flow, np.ones(m), mode="valid")
    of_sum = np.log(total[4:] / total[:-4])
    of_quarters = np.log(flow[4:] / flow[:-4])
    mean = np.convolve(of_quarters, np.ones(m) / m, mode="valid")
    assert_allclose(of_sum, mean, atol=0.004)


@pytest.mark.parametrize("target", growth.TARGETS)
def test_each_term_belongs_to_the_driver_whose_change_it_is(target):
    summed, quarters = growth.QUARTERS_SUMMED[target], growth.history_quarters(target) + 2
    levels = np.random.default_rng(1).normal(size=(quarters, 4))
    before = growth.growth_inputs(levels, summed)
    assert len(before) == 2
    for column, driver in enumerate(growth.DRIVERS):
        moved = levels.copy()
        moved[:, column] *= 2
        changed = (growth.growth_inputs(moved, summed) != before).any(axis=0)
        assert list(changed) == [owner == driver for owner in growth.lever_terms(target).values()]


@pytest.mark.parametrize(
    ("first", "count", "start", "quarters"),
    [
        ("2000-01", 7, 0, ["2000Q1", "2000Q2"]),
        ("2000-02", 7, 2, ["2000Q2"]),
        ("2000-03", 7, 1, ["2000Q2", "2000Q3"]),
        ("2000-02", 4, 2, []),
    ],
)
def test_only_whole_quarters_count(first, count, start, quarters):
    months = pd.period_range(first, periods=count, freq="M")
    run, found = growth.whole_quarters(months)
    assert list(found.astype(str)) == quarters
    assert (run.start, run.stop) == (start, start + 3 * len(quarters))


def test_a_month_without_unemployment_costs_its_quarters(panel, windows):
    monthly = panel.monthly.copy()
    monthly.loc["2005-02", "unemployment_rate"] = np.nan
    holed = replace(panel, monthly=monthly)
    for target, lookback in (
        ("corporate_profit_growth", (0, 4, 8)),
        ("eps_growth_large_cap", range(12)),
    ):
        whole = growth.observations(panel, target, windows)
        lost = whole.index.difference(growth.observations(holed, target, windows).index)
        assert list(lost) == [pd.Period("2005Q1", "Q") + q for q in lookback]


def test_negative_earnings_take_no_logarithm(panel):
    """The shipped EPS growth rates are finite throughout: trailing sums stayed above zero."""
    for target in growth.TARGETS:
        series = panel.quarterly[target].dropna()
        assert np.isfinite(series).all()
        assert series.abs().max() < 250

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.earnings import growth
from models.panel import load_panel

SNAPSHOT = Path(growth.__file__).parents[1] / "panel" / "snapshot"


@pytest.fixture(scope="module")
def panel():
    return load_panel()


def read_table(name, period):
    with (SNAPSHOT / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row[period]: row for row in csv.DictReader(file)}


def plain_observation(months, quarters, target, year, quarter):
    """One quarter by the words of the equation; None where anything is missing."""

    def average(series, y, q):
        texts = [months.get(f"{y}-{3 * q - k:02d}", {}).get(series, "") for k in (2, 1, 0)]
        return sum(map(float, texts)) / 3 if all(texts) else math.nan

    text = quarters.get(f"{year}Q{quarter}", {}).get(target, "")
    row = [float(text) if text else math.nan]
    for series in ("policy_rate", "fiscal_impulse", "unemployment_rate"):
        for lag_years in (0, 1):
            now = average(series, year - lag_years, quarter)
            if series != "fiscal_impulse":
                now -= average(series, year - lag_years - 1, quarter)
            row.append(now)
    return None if any(map(math.isnan, row)) else row


@pytest.mark.parametrize("target", growth.TARGETS)
def test_observations_equal_a_plain_reading_of_the_equation(panel, target):
    months, quarters = read_table("monthly", "month"), read_table("quarterly", "quarter")
    seen = growth.observations(panel, target)
    expected = {}
    for year in range(1945, 2028):
        for quarter in (1, 2, 3, 4):
            row = plain_observation(months, quarters, target, year, quarter)
            if row:
                expected[f"{year}Q{quarter}"] = row
    assert list(seen.index.astype(str)) == list(expected)
    assert_allclose(seen.to_numpy(), list(expected.values()), rtol=1e-9, atol=1e-9)
    assert list(seen.columns) == ["y", *growth.lever_terms()]


def test_growth_inputs_are_the_changes_of_this_year_and_of_last():
    levels = np.arange(36.0).reshape(12, 3) ** 1.5
    rate, impulse, unemployment = levels.T
    q = 8
    expected = [
        rate[q] - rate[q - 4],
        rate[q - 4] - rate[q - 8],
        impulse[q],
        impulse[q - 4],
        unemployment[q] - unemployment[q - 4],
        unemployment[q - 4] - unemployment[q - 8],
    ]
    inputs = growth.growth_inputs(levels)
    assert inputs.shape == (4, 6)
    assert_allclose(inputs[0], expected)


def test_each_term_belongs_to_the_lever_whose_change_it_is():
    levels = np.random.default_rng(1).normal(size=(10, 3))
    for column, lever in enumerate(growth.LEVERS):
        moved = levels.copy()
        moved[:, column] *= 2
        changed = (growth.growth_inputs(moved) != growth.growth_inputs(levels)).any(axis=0)
        assert list(changed) == [owner == lever for owner in growth.lever_terms().values()]


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


def test_a_month_without_unemployment_costs_its_quarters(panel):
    monthly = panel.monthly.copy()
    monthly.loc["2005-02", "unemployment_rate"] = np.nan
    whole = growth.observations(panel, "eps_growth_large_cap")
    holed = growth.observations(replace(panel, monthly=monthly), "eps_growth_large_cap")
    lost = whole.index.difference(holed.index)
    assert list(lost.astype(str)) == ["2005Q1", "2006Q1", "2007Q1"]

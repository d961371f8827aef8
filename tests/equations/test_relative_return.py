import csv
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.equations import relative_return
from models.panel import load_panel

SNAPSHOT = Path(relative_return.__file__).parents[1] / "panel" / "snapshot"
TARGET = "small_cap_relative_return"

STATE_TERMS = (
    "state_unemployment_gap",
    "state_credit_spread",
    "state_yield_slope",
    "state_relative_return_12m",
)


@pytest.fixture(scope="module")
def panel():
    return load_panel()


@pytest.fixture(scope="module")
def months():
    """The monthly table as {month number: {series: value}}, read with the csv module alone."""
    with (SNAPSHOT / "monthly.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        12 * int(row["month"][:4]) + int(row["month"][5:]): {
            name: float(text) if text else math.nan for name, text in row.items() if name != "month"
        }
        for row in rows
    }


def plain_window(months, end, h):
    """One window by the words of the equation: returns, lever terms by half, state at the start."""
    start = end - h
    halves = [(start, end)] if h == 1 else [(start, start + h // 2), (start + h // 2, end)]
    row = [sum(months[m][TARGET] for m in range(start + 1, end + 1))]
    for first, last in halves:
        row.append(months[last]["policy_rate"] - months[first]["policy_rate"])
    for first, last in halves:
        impulses = [months[m]["fiscal_impulse"] for m in range(first + 1, last + 1)]
        row.append(sum(impulses) / len(impulses))
    for first, last in halves:
        row.append(months[last]["unemployment_rate"] - months[first]["unemployment_rate"])
    at, ten_years = months[start], range(start - 119, start + 1)
    return [
        *row,
        *(
            at[name] - sum(months[m][name] for m in ten_years) / 120
            for name in ("unemployment_rate", "credit_spread")
        ),
        at["treasury_10y"] - at["policy_rate"],
        sum(months[m][TARGET] for m in range(start - 11, start + 1)),
    ]


@pytest.mark.parametrize("h", [1, 2, 7, 12, 24])
def test_windows_equal_a_plain_reading_of_the_equation(panel, months, h):
    seen = relative_return.observations(panel, TARGET, h)
    expected = {}
    for end in range(12 * 1969 + h, max(months) + 1):  # the first window begins in January 1969
        row = plain_window(months, end, h)
        if not any(math.isnan(value) for value in row):
            expected[end] = row
    numbers = 12 * seen.index.year + seen.index.month
    assert list(numbers) == list(expected)
    assert_allclose(seen.to_numpy(), list(expected.values()), rtol=1e-9, atol=1e-9)
    assert list(seen.columns) == [
        "y",
        *relative_return.lever_terms(h),
        *STATE_TERMS,
    ]


def test_a_gap_in_the_impulse_costs_only_the_windows_that_touch_it(panel):
    gap = pd.Period("1990-06", "M")
    monthly = panel.monthly.copy()
    monthly.loc[gap, "fiscal_impulse"] = np.nan
    whole = relative_return.observations(panel, TARGET, 12)
    holed = relative_return.observations(replace(panel, monthly=monthly), TARGET, 12)
    assert list(whole.index.difference(holed.index)) == list(
        pd.period_range(gap, periods=12, freq="M")
    )
    assert_allclose(holed, whole.loc[holed.index], rtol=0, atol=1e-9)


def test_state_is_of_the_month_before_the_window(panel):
    """Nothing that happens inside the window may enter the state."""
    end, h = pd.Period("2001-12", "M"), 6
    monthly = panel.monthly.copy()
    inside = slice(end - h + 1, None)
    state_sources = ["unemployment_rate", "credit_spread", "treasury_10y", "policy_rate", TARGET]
    monthly.loc[inside, state_sources] += 3.0
    state = list(STATE_TERMS)
    before = relative_return.observations(panel, TARGET, h).loc[end, state]
    after = relative_return.observations(replace(panel, monthly=monthly), TARGET, h).loc[end, state]
    assert before.equals(after)


def test_window_inputs_split_an_odd_window_at_its_floor_half():
    levels = np.arange(24.0).reshape(8, 3) ** 2
    row = relative_return.window_inputs(levels, 7)
    rate, impulse, unemployment = levels.T
    expected = [
        rate[3] - rate[0],
        rate[7] - rate[3],
        impulse[1:4].mean(),
        impulse[4:8].mean(),
        unemployment[3] - unemployment[0],
        unemployment[7] - unemployment[3],
    ]
    assert_allclose(row, [expected])


def test_reference_sample_is_this_design():
    """The committed reference input has the columns that are estimated today."""
    reference = Path(__file__).parents[1] / "reference"
    with (reference / "relative_return_12m.csv").open() as file:
        header = next(csv.reader(file))
    assert header == [
        "period",
        "y",
        *relative_return.lever_terms(12),
        *STATE_TERMS,
        "weight",
    ]
    terms = json.loads((reference / "least_squares.json").read_text())["relative_return_12m"][
        "terms"
    ]
    assert terms[1:] == header[2:-1]

"""The record on unseen months: a quick run now, and what the full one in benchmarks/ says."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.completion.coverage_record import (
    RecordPlan,
    bootstrap_interval,
    coverage,
    track_record,
)
from models.completion.data import completion_data

FULL = Path(__file__).parents[2] / "benchmarks" / "completion_record.csv"
TOLERANCE = {3: 5, 12: 10}  # points


@pytest.fixture(scope="module")
def quick(panel):
    plan = RecordPlan(n_draws=200, retune=False)
    steps = list(track_record(completion_data(panel).sample, plan))
    assert [share for share, _ in steps][-1] == 1.0
    return pd.concat([rows for _, rows in steps], ignore_index=True)


@pytest.fixture(scope="module")
def full():
    return pd.read_csv(FULL)


@pytest.mark.parametrize("horizon", [3, 12])
@pytest.mark.parametrize("level", [50, 80, 90])
def test_full_record_s_bands_hold_what_they_say(full, horizon, level):
    inside = coverage(full, horizon, level)
    assert len(inside) == {3: 370, 12: 361}[horizon]
    assert abs(100 * inside.mean() - level) <= TOLERANCE[horizon]
    low, high = bootstrap_interval(inside)
    assert low <= level / 100 <= high


@pytest.mark.parametrize("level", [50, 80, 90])
@pytest.mark.slow
def test_quick_record_agrees_with_the_full_one(quick, full, level):
    for horizon in (3, 12):
        fast, slow = coverage(quick, horizon, level), coverage(full, horizon, level)
        assert len(fast) == len(slow)
        assert abs(fast.mean() - slow.mean()) < 0.05
        assert abs(100 * fast.mean() - level) <= 10


@pytest.mark.parametrize("which", ["quick", "full"])
def test_own_forecast_stays_near_the_historical_mean_at_every_origin(which, request):
    record = request.getfixturevalue(which)
    year = record[record["horizon_months"] == 12]
    assert (year["own_forecast"] - year["historical_mean"]).abs().max() < 2
    assert record["share_explosive"].max() <= 0.05


def test_actuals_are_sums_of_the_panel_s_returns(full, panel):
    returns = panel.monthly["small_cap_relative_return"]
    for row in full.iloc[[0, 101, 300, -1]].itertuples():
        origin = pd.Period(row.origin, "M")
        months = returns.loc[origin + 1 : origin + row.horizon_months]
        assert abs(months.sum() - row.actual) < 1e-4


@pytest.mark.slow
def test_no_later_month_enters_a_forecast(panel):
    """Changing everything after the first windows leaves their rows as they were."""
    sample = completion_data(panel).sample
    plan = RecordPlan(
        first_origin=pd.Period("1994-12", "M"), last_month=pd.Period("1995-12", "M"), n_draws=50
    )
    plain = next(iter(track_record(sample, plan)))[1]
    changed = sample.copy()
    changed.loc["1996-01":] += np.arange(8.0)
    again = next(iter(track_record(changed, plan)))[1]
    pd.testing.assert_frame_equal(plain, again)


def test_the_bootstrap_knows_a_sure_thing():
    assert bootstrap_interval(np.ones(60, dtype=bool)) == (1.0, 1.0)
    low, high = bootstrap_interval(np.arange(240) % 2 == 0)
    assert low <= 0.5 <= high

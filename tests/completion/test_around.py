"""Completed paths around a chosen baseline: nothing moved stays on it, the answer stays the same."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models.common.errors import ModelError
from models.completion.floor import FLOOR_PCT

ALL = ("unemployment_rate", "fiscal_impulse", "policy_rate")


@pytest.fixture(scope="module")
def around(model, flat):
    """All eight variables where the three levers stay as they are."""
    base = flat(24)
    return model.complete(base, dict(base)).baseline


def rise(model, flat, size):
    """Paths of unemployment alone: as it is, and up by `size` over a year."""
    base = flat(24, "unemployment_rate")
    published = np.isfinite(model.data.ahead["unemployment_rate"].to_numpy())
    ramp = np.where(published, 0.0, size * np.minimum(np.arange(1, 25) / 12, 1))
    return base, {"unemployment_rate": base["unemployment_rate"] + ramp}


@pytest.mark.parametrize("why", ["history", "policy", "weakness"])
@pytest.mark.parametrize("names", [(), ("unemployment_rate",), ("policy_rate",), ALL])
def test_nothing_moved_stays_on_the_chosen_baseline_exactly(model, flat, around, why, names):
    base = flat(24, *names) if names else {}
    found = model.complete(base, dict(base), why=why, horizon_months=24, around=around)
    assert_array_equal(found.baseline, around)
    assert_array_equal(found.scenario, around)
    assert not found.difference_sd.any()
    assert not found.scenario_floor.any()
    own = model.complete(base, dict(base), why=why, horizon_months=24)
    # The model's own forecast is another path, unless it is given the very same conditions.
    assert np.allclose(own.baseline, around, atol=1e-9) == (names == ALL and why == "history")


@pytest.mark.parametrize("why", ["history", "policy", "weakness"])
def test_the_difference_is_that_without_a_chosen_baseline(model, flat, around, why):
    base, scenario = rise(model, flat, 0.5)
    rate = flat(24, "policy_rate")
    base, scenario = base | rate, scenario | rate
    free = model.complete(base, scenario, why=why)
    chosen = model.complete(base, scenario, why=why, around=around)
    assert_array_equal(chosen.baseline, around)
    difference = chosen.scenario - chosen.baseline
    assert_allclose(difference, free.scenario - free.baseline, rtol=0, atol=1e-9)
    assert np.abs(difference[:, model.names.index("credit_spread")]).max() > 0.01
    assert_allclose(
        chosen.frame("unemployment_rate")["scenario"], scenario["unemployment_rate"], atol=1e-8
    )
    assert_array_equal(chosen.difference_sd, free.difference_sd)
    assert_array_equal(chosen.level_sd(chosen.scenario_values), free.level_sd(free.scenario_values))


def test_a_following_rate_keeps_its_floor_around_a_chosen_baseline(model, flat, around):
    base, slump = rise(model, flat, 9.0)
    found = model.complete(base, slump, around=around)
    column = model.names.index("policy_rate")
    response = found.response
    without = (around.ravel() + response.gains @ found.change).reshape(around.shape)
    assert without[:, column].min() < FLOOR_PCT - 0.5  # the floor is needed,
    assert found.scenario[:, column].min() >= FLOOR_PCT - 1e-8  # and holds
    assert_array_equal(found.baseline, around)
    assert not found.baseline_floor.any()
    assert_allclose(found.scenario - without, found.scenario_floor, atol=1e-8)
    # Policy shocks bring the lift about, only in months in which the rate is at its floor.
    at_floor = np.isclose(found.scenario[:, column], FLOOR_PCT, rtol=0, atol=1e-9)
    rates = response.lifts[column :: len(model.names)]
    shocks = np.linalg.solve(
        rates[np.ix_(at_floor, at_floor)], FLOOR_PCT - without[at_floor, column]
    )
    lift = (response.lifts[:, at_floor] @ shocks).reshape(around.shape)
    assert_allclose(lift, found.scenario_floor, rtol=0, atol=1e-6)
    first = int(np.flatnonzero(without[:, column] < FLOOR_PCT)[0])
    assert first > 0
    assert not at_floor[:first].any()
    assert_allclose(
        found.frame("unemployment_rate")["scenario"], slump["unemployment_rate"], atol=1e-8
    )


def test_fans_around_a_chosen_baseline_are_moved_to_it_and_keep_their_spread(model, flat, around):
    base, scenario = rise(model, flat, 0.5)
    free = model.answer(base, scenario)
    chosen = model.answer(base, scenario, around=around)
    target = model.names.index("small_cap_relative_return")
    assert_allclose(chosen.baseline_fan.mean, around[:, target].cumsum(), atol=1e-9)
    assert np.abs(chosen.baseline_fan.mean - free.baseline_fan.mean).max() > 0.01
    for name in ("baseline_fan", "scenario_fan", "difference_fan"):
        assert_allclose(
            getattr(chosen, name).half_widths, getattr(free, name).half_widths, atol=1e-9
        )
    assert_array_equal(chosen.difference_fan.quantiles, free.difference_fan.quantiles)


def test_a_baseline_that_misses_what_is_set_is_refused(model, flat, around):
    base, scenario = rise(model, flat, 0.5)
    elsewhere = around.copy()
    elsewhere[5, model.names.index("unemployment_rate")] += 0.1
    with pytest.raises(ModelError, match="misses a set value by 1.0e-01"):
        model.complete(base, scenario, around=elsewhere)

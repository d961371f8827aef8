"""Answers of the model on the project's data: exactness, bands, floor, and what is refused."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models.common.errors import ModelError
from models.completion.answer import make_answer
from models.completion.completion import MOST_PATTERNS, MOST_RESPONSES
from models.completion.conditions import fixed_cells
from models.completion.data import TARGET
from models.completion.floor import FLOOR_PCT, floor_lift
from models.completion.pattern import make_pattern
from models.completion.shocks import return_shocks

LEVERS = ("unemployment_rate", "fiscal_impulse", "policy_rate")


def moved(paths, name, by, model):
    """Add to one path wherever nothing is published."""
    published = np.isfinite(model.data.ahead[name].to_numpy()[: len(by)])
    return paths | {name: paths[name] + np.where(published, 0.0, by)}


def ramp(months, size, over=12):
    return size * np.minimum(np.arange(1, months + 1) / over, 1.0)


@pytest.mark.parametrize("why", ["history", "policy", "weakness"])
@pytest.mark.parametrize("names", [LEVERS, ("unemployment_rate",), ("policy_rate",)])
def test_zero_change_is_exactly_zero(model, flat, why, names):
    base = flat(24, *names)
    answer = model.answer(base, dict(base), why=why)
    completed = answer.completed
    assert np.array_equal(completed.baseline, completed.scenario)
    assert not completed.difference_sd.any()
    assert not answer.difference_fan.mean.any()
    assert not answer.difference_fan.quantiles.any()
    assert not answer.contributions.any()
    assert np.array_equal(answer.baseline_fan.quantiles, answer.scenario_fan.quantiles)


@pytest.mark.parametrize("why", ["history", "policy", "weakness"])
@pytest.mark.parametrize("names", [LEVERS, ("unemployment_rate",)])
def test_every_fixed_cell_is_met(model, flat, why, names):
    base = flat(18, *names)
    scenario = moved(base, "unemployment_rate", ramp(18, 1.0), model)
    completed = model.complete(base, scenario, why=why)
    spreads = [completed.level_sd(completed.scenario_values), completed.difference_sd]
    for name, path in scenario.items():
        assert_allclose(completed.frame(name)["scenario"], path, atol=1e-8, rtol=0)
        for spread in spreads:
            assert not spread[:, model.names.index(name)].any()
    ahead = model.data.ahead.iloc[:18]
    for name in ahead.columns[ahead.notna().any()]:
        known = ahead[name].notna().to_numpy()
        assert np.array_equal(completed.frame(name)["baseline"][known], ahead[name][known])


def test_the_response_meets_the_conditions_before_they_are_set_exactly(model):
    response = model.response(frozenset(LEVERS), 24)
    fixed = response.conditions.fixed.ravel()
    values = np.random.default_rng(0).normal(size=fixed.sum())
    path = response.start + response.gains @ values
    assert_allclose(path[fixed], values, atol=1e-8, rtol=0)


def test_a_difference_does_not_depend_on_the_future_shocks(model, flat):
    base = flat(12)
    scenario = moved(base, "policy_rate", ramp(12, -1.0), model)
    first = model.answer(base, scenario)
    # The same coefficients, since those are drawn before: only what hits them differs.
    pattern = model.pattern(frozenset(base), 12)
    again = make_pattern(
        model.draws.until(12),
        pattern.conditions,
        model.names.index(TARGET),
        return_shocks(model.mean_system, model.data.sample),
        seed=7,
    )
    second = make_answer(first.completed, again, recentre=False)
    assert not np.array_equal(first.scenario_fan.quantiles, second.scenario_fan.quantiles)
    assert np.array_equal(first.difference_fan.quantiles, second.difference_fan.quantiles)
    assert_allclose(first.scenario_fan.mean, second.scenario_fan.mean, atol=1e-10)


def test_differences_are_linear_and_split_by_lever(model, flat):
    base = flat(24)
    one = moved(base, "unemployment_rate", ramp(24, 0.5), model)
    one = moved(one, "policy_rate", ramp(24, -0.5), model)
    two = {name: base[name] + 2 * (one[name] - base[name]) for name in base}
    once, twice = model.answer(base, one), model.answer(base, two)
    assert_allclose(twice.difference_fan.mean, 2 * once.difference_fan.mean, atol=1e-9)
    total = twice.contributions.sum(axis=1) + twice.floor
    assert_allclose(total, twice.difference_fan.mean, atol=1e-9)
    assert once.completed.levers == ("unemployment_rate", "fiscal_impulse", "policy_rate")
    assert not once.contributions[:, 1].any()
    alone = model.answer(base, moved(base, "policy_rate", ramp(24, -0.5), model))
    assert_allclose(alone.difference_fan.mean, once.contributions[:, 2], atol=1e-9)


def test_bands_are_ordered_and_the_level_s_is_wider(model, flat):
    base = flat(24)
    answer = model.answer(base, moved(base, "unemployment_rate", ramp(24, 1.0), model))
    for fan in (answer.baseline_fan, answer.scenario_fan, answer.difference_fan):
        assert (np.diff(fan.quantiles, axis=1) >= 0).all()
        assert (np.diff(fan.half_widths, axis=1) >= 0).all()
    assert (answer.scenario_fan.half_widths > answer.difference_fan.half_widths).all()
    completed = answer.completed
    level = completed.level_sd(completed.scenario_values)
    free = ~completed.response.conditions.fixed
    assert (level[free] > completed.difference_sd[free]).all()
    assert not level[~free].any()


def test_a_following_rate_stays_at_or_above_the_floor(model, flat):
    base = flat(24, "unemployment_rate")
    published = int(model.data.ahead["unemployment_rate"].notna().sum())
    rise = np.concatenate([np.zeros(published), ramp(24 - published, 9.0, over=24 - published)])
    slump = moved(base, "unemployment_rate", rise, model)
    answer = model.answer(base, slump)
    response = model.response(frozenset(base), 24)
    rate = answer.completed.frame("policy_rate")["scenario"].to_numpy()
    free = response.start + response.gains @ _cell_values(model, response, slump)
    free = free[model.names.index("policy_rate") :: len(model.names)]
    assert free.min() < FLOOR_PCT  # the floor is needed,
    assert rate.min() >= FLOOR_PCT - 1e-8  # and holds
    assert answer.floor.any()
    total = answer.contributions.sum(axis=1) + answer.floor
    assert_allclose(total, answer.difference_fan.mean, atol=1e-9)
    assert_allclose(
        answer.completed.frame("unemployment_rate")["scenario"],
        slump["unemployment_rate"],
        atol=1e-8,
    )


def _cell_values(model, response, paths):
    values = model.data.ahead.to_numpy()[: len(response.conditions.fixed)].copy()
    for name, path in paths.items():
        values[:, model.names.index(name)] = path
    return values[response.conditions.fixed]


def test_the_floor_by_hand():
    lifts = np.tril(np.ones((3, 3)))
    nothing_set = np.zeros(3, dtype=bool)
    assert not floor_lift(np.array([1.0, 0.5, 0.1]), lifts, nothing_set).any()
    shocks = floor_lift(np.array([1.0, -0.5, 0.0]), lifts, nothing_set)
    assert_allclose(shocks, [0, FLOOR_PCT + 0.5, 0])  # the lift lasts, so one month is enough
    backward = np.array([[1.0, -1.0], [0.0, 1.0]])  # lifting the second month lowers the first
    shocks = floor_lift(np.array([0.2, -1.0]), backward, nothing_set[:2])
    assert_allclose([0.2, -1.0] + backward @ shocks, FLOOR_PCT)
    chain = np.eye(6) - np.eye(6, k=1)
    with pytest.raises(ModelError, match="stays below its floor"):
        floor_lift(np.array([0.1, 0.1, 0.1, 0.1, 0.1, -1.0]), chain, np.zeros(6, dtype=bool))


def test_the_model_s_own_forecast_needs_no_path(model):
    answer = model.answer({}, {}, horizon_months=12)
    assert answer.contributions.shape == (12, 0)
    assert np.isfinite(answer.completed.baseline).all()
    history = model.data.sample["small_cap_relative_return"].mean()
    assert abs(answer.baseline_fan.mean[-1] - 12 * history) < 2


def test_the_edge_keeps_what_is_known(model):
    edge = model.completed_edge()
    known = model.data.edge.notna()
    assert edge.notna().all(axis=None)
    assert np.array_equal(edge.to_numpy()[known], model.data.edge.to_numpy()[known])


def test_patterns_and_responses_are_few_and_small(model, flat):
    for months in range(1, 15):
        model.answer(flat(months), flat(months))
    assert len(model._drawn().patterns) == MOST_PATTERNS
    assert len(model._responses) == MOST_RESPONSES
    assert model.pattern(frozenset(LEVERS), 14) is model.pattern(frozenset(LEVERS), 14)
    assert model.response(frozenset(LEVERS), 14) is model.response(frozenset(LEVERS), 14)
    largest = model.pattern(frozenset(LEVERS), 24)
    per_draw = (largest.return_gains.nbytes + largest.return_start.nbytes) / len(model.draws)
    rest = largest.n_bytes - per_draw * len(model.draws)
    assert 1000 * per_draw + rest < 15e6
    response = model.response(frozenset(LEVERS), 24)
    before = response.n_bytes
    assert len(response.start_by_draw) == 100  # with it come the gains of every draw
    assert before < 1e6
    assert before + 5e6 < response.n_bytes < 7e6


@pytest.mark.parametrize("months", [0, 25, -1, 3.0, True, None, "12"])
def test_a_horizon_outside_1_to_24_is_refused(model, months):
    with pytest.raises(ModelError, match="whole months from 1 to 24"):
        fixed_cells(frozenset(), model.data, months)


def refusals(flat, model):
    base = flat(12)
    rate, labour = flat(12, "policy_rate"), flat(12, "unemployment_rate")
    jump = labour | {"unemployment_rate": labour["unemployment_rate"].copy()}
    jump["unemployment_rate"][5:] += 4.0
    low = moved(rate, "policy_rate", -9 * np.ones(12), model)
    unpublished = {n: p.copy() for n, p in rate.items()}
    unpublished["policy_rate"][0] += 0.25
    gap = {n: p.copy() for n, p in rate.items()}
    gap["policy_rate"][4] = np.nan
    target = {"small_cap_relative_return": np.zeros(12)}
    return {
        "falls to .* it cannot be below 0.05": (rate, low),
        "already published as": (rate, unpublished),
        "needs a shock to unemployment of .* standard deviations": (labour, jump),
        "must be 12 numbers": (rate, gap),
        "set in only one of baseline and scenario": (base, labour),
        "paths can be set for": (target, target),
    }


@pytest.mark.parametrize("case", range(6))
def test_what_cannot_be_is_refused_in_a_sentence(model, flat, case):
    sentence, (base, scenario) = list(refusals(flat, model).items())[case]
    with pytest.raises(ModelError, match=sentence):
        model.answer(base, scenario)


def test_conditions_that_no_allowed_shock_can_meet_are_refused(model, flat):
    everything = [name for name in model.names if name != "small_cap_relative_return"]
    paths = flat(6, *everything)
    with pytest.raises(ModelError, match="no allowed shock can meet|standard deviations"):
        model.answer(paths, paths, why="weakness")


def test_make_pattern_accepts_one_draw(model):
    pattern = model.pattern(frozenset(LEVERS), 3)
    one = make_pattern(
        model.draws.until(3).select([0]),
        pattern.conditions,
        model.names.index(TARGET),
        return_shocks(model.mean_system, model.data.sample),
        1,
    )
    assert_allclose(one.return_gains[:, 0], pattern.return_gains[:, 0], atol=1e-10)

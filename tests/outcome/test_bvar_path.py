"""The completion model's own answer: its mean, its bands, its split, and where it has none."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models import Scenario, run_scenario
from models.outcome.world import shipped_world
from models.scenario.levers import EQUATION_DRIVERS, LEVERS, VARIABLE_OF
from models.scenario.paths import lever_paths
from models.scenario.spec import ModelSpec
from tests.cases import HELD, JANUARY, MODERATE, RETURN

SOME = [
    Scenario(labour=MODERATE["labour"]),
    Scenario(fed=MODERATE["fed"], labour=MODERATE["labour"], as_of=JANUARY),
    Scenario(**MODERATE).with_others(HELD),
    Scenario(fed=MODERATE["fed"], baseline="sep").with_others({"labour": "hold"}),
]


def run(scenario, horizon=24, **choices):
    return run_scenario(scenario, horizon_months=horizon, **choices)


def set_paths(scenario):
    """Baseline and scenario of the levers that are moved or held, as the completion model asks."""
    paths = lever_paths(scenario, shipped_world(as_of=scenario.as_of).setting, 24)
    base, moved = (
        {lever: levels[:, EQUATION_DRIVERS.index(lever)] for lever in EQUATION_DRIVERS}
        for levels in (paths.baseline, paths.scenario)
    )
    fixed = [
        lever
        for name, lever in VARIABLE_OF.items()
        if lever in EQUATION_DRIVERS
        and (getattr(scenario, name).active or getattr(scenario, name).otherwise == "hold")
    ]
    return base, {lever: base[lever] for lever in fixed}, {lever: moved[lever] for lever in fixed}


@pytest.mark.parametrize("scenario", SOME)
def test_equals_the_completion_model_asked_directly(scenario):
    found = run(scenario)
    path, model = found.whole_economy, found.completion
    everything, base, moved = set_paths(scenario)
    around = model.complete(everything, everything).baseline
    for name, lever in VARIABLE_OF.items():
        of_model = lever in model.names and lever not in everything
        if of_model and getattr(scenario, name).otherwise == "hold":
            base[lever] = moved[lever] = around[:, model.names.index(lever)]
    answer = model.answer(base, moved, around=around)
    target = model.names.index(RETURN)
    completed = answer.completed
    assert_allclose(path.baseline, completed.baseline[:, target].cumsum(), atol=1e-9)
    assert_allclose(path.scenario, completed.scenario[:, target].cumsum(), atol=1e-9)
    for of in ("baseline", "scenario", "difference"):
        fan = getattr(answer, f"{of}_fan")
        got = path.half_widths(of)
        # The band of the difference is drawn as a normal one of the right 90%.
        columns = slice(2, None) if of == "difference" else slice(None)
        assert_allclose(got[:, columns], fan.half_widths[:, columns], rtol=1e-9, atol=1e-12)
    # Posterior mean against the mean over draws: the same but for a nonlinearity of the gains.
    spread = answer.difference_fan.half_widths[:, -1] + 0.02
    assert (np.abs(path.difference - answer.difference_fan.mean) < 0.25 * spread).all()
    assert str(path.periods[0]) == str(found.setting.months[0])
    assert (path.variable, path.unit) == (RETURN, "pp")


@pytest.mark.parametrize("scenario", SOME)
def test_contributions_add_up_to_the_difference(scenario):
    found = run(scenario)
    path, whole = found.whole_economy, found.macro.whole
    difference = (whole.scenario - whole.baseline)[:, whole.names.index(RETURN)].cumsum()
    assert_allclose(path.contributions.sum(axis=1), difference, rtol=0, atol=1e-9)
    assert np.abs(difference).max() > 0.01
    for column, name in enumerate(VARIABLE_OF):
        moved = getattr(scenario, name).active
        assert path.contributions[:, column].any() == moved


def test_each_lever_is_given_what_changes_when_it_joins():
    """Moved levers that have not joined follow, whatever their switch."""
    together = run(Scenario(**MODERATE).with_others(HELD)).whole_economy
    unmoved = {name: "hold" for name in LEVERS if name not in MODERATE}
    joined, before = {}, 0.0
    for name in ("labour", "fiscal", "fed"):
        joined[name] = MODERATE[name]
        after = run(Scenario(**joined).with_others(unmoved)).whole_economy.difference
        column = list(VARIABLE_OF).index(name)
        assert_allclose(together.contributions[:, column], after - before, rtol=0, atol=1e-8)
        before = after


def test_a_shorter_horizon_is_the_beginning_of_the_longer_one():
    short, long = (run(SOME[0], months).whole_economy for months in (6, 24))
    for name in ("baseline", "contributions", "difference_sd", "scenario_half_widths"):
        assert_array_equal(getattr(short, name), getattr(long, name)[:6])


@pytest.mark.parametrize(
    ("target", "there"),
    [
        ("small_cap_relative_return", True),
        ("small_cap_relative_return_etf", False),
        ("small_cap_relative_return_french", False),
    ],
)
def test_only_its_own_measure_of_small_minus_large_has_one(target, there):
    found = run(SOME[0], 12, spec=ModelSpec(target=target))
    assert (found.whole_economy is not None) == there
    rows = found.table[found.table["model"] == "bvar"]
    assert (RETURN in set(rows["variable"])) == there
    assert set(EQUATION_DRIVERS) < set(rows["variable"])  # the levers' paths are there all the same
    assert found.macro.refusal == ""


def test_it_has_no_slopes_by_period_and_flags_nothing():
    path = run(SOME[0]).whole_economy
    assert np.isnan(path.by_period).all()
    assert not path.beyond_history.any()


def test_the_fed_answers_a_slowdown_unless_it_is_held():
    slowdown = Scenario(labour=MODERATE["labour"].model_copy(update={"peak_rise_pp": 1.5}))
    follow, hold = run(slowdown, 12), run(slowdown.with_others({"fed": "hold"}), 12)
    assert follow.levers.frame("policy_rate")["difference"].iloc[11] < -0.1
    assert (hold.levers.frame("policy_rate")["difference"] == 0).all()
    assert abs(follow.whole_economy.difference[-1] - hold.whole_economy.difference[-1]) > 0.01

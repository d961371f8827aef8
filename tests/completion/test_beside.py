"""The completion model beside the regressions: the same levers, the same zero."""

import numpy as np
import pytest

from models.completion.beside import answer_beside, completion_of
from models.engine import evaluate, shipped_world
from models.errors import ModelError
from models.scenario.link import Request
from models.scenario.presets import presets
from models.scenario.scenario import LabourLever, Scenario


@pytest.fixture(scope="module")
def world():
    return shipped_world()


def asked(scenario, world):
    return evaluate(Request(scenario=scenario), world)


@pytest.mark.parametrize("follow", [False, True])
def test_a_scenario_that_moves_nothing_changes_nothing(world, follow):
    answer = answer_beside(asked(Scenario(), world), world, others_follow=follow)
    assert (answer.difference_fan.mean == 0).all()
    assert (answer.difference_fan.quantiles == 0).all()


def test_levers_alone_are_the_levers_of_the_regressions(world):
    outcome = asked(presets()["mild-slowdown"].scenario, world)
    answer = answer_beside(outcome, world, others_follow=False)
    for lever in ("policy_rate", "unemployment_rate", "fiscal_impulse"):
        path = answer.frame(lever)["scenario"].to_numpy()[:12]
        np.testing.assert_allclose(path, outcome.levers.frame(lever)["scenario"], atol=1e-8)


def test_where_the_rest_follows_the_fed_answers_a_slowdown(world):
    outcome = asked(Scenario(labour=LabourLever(peak_rise_pp=1.5)), world)
    followed = answer_beside(outcome, world, others_follow=True)
    assert followed.levers == ("unemployment_rate",)
    assert followed.frame("policy_rate")["difference"].iloc[11] < -0.1
    alone = answer_beside(outcome, world, others_follow=False)
    assert (alone.frame("policy_rate")["difference"] == 0).all()


def test_the_model_of_a_world_is_made_once(world):
    assert completion_of(world) is completion_of(world)


def test_a_jump_that_history_does_not_hold_is_refused_in_a_sentence(world):
    outcome = asked(Scenario(labour=LabourLever(peak_rise_pp=6.0, months_to_peak=1)), world)
    with pytest.raises(ModelError, match="choose a smaller or a more gradual path"):
        answer_beside(outcome, world, others_follow=False)

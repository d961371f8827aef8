"""What depends only on which levers are set, and why, is computed once: counted, not timed."""

from dataclasses import replace

import pytest

from models import FedLever, Scenario
from models.common.cache import SingleFlightCache
from models.completion import completion
from models.outcome.run import evaluate
from models.outcome.world import shipped_world
from models.scenario.request import Request
from tests.cases import MODERATE

REASONS = ("history", "policy", "weakness")


@pytest.fixture
def fresh():
    """A world whose completion model has computed nothing yet."""
    world = shipped_world()
    empty = {
        name: SingleFlightCache(completion.MOST_RESPONSES)
        for name in ("_responses", "_edges", "_unknowns")
    }
    return replace(world, completion=replace(world.completion, **empty))


@pytest.fixture
def computed(monkeypatch):
    """Every computation of gains, by the levers set: a list that grows."""
    found = []

    def counted(name):
        make = getattr(completion, name)

        def counting(*given):
            found.append(name)
            return make(*given)

        monkeypatch.setattr(completion, name, counting)

    for name in ("make_response", "edge_given", "_given"):
        counted(name)
    return found


def asked(why, **levers):
    fed = levers.pop("fed", FedLever()).model_copy(update={"why": why})
    return Request(scenario=Scenario(fed=fed, labour=MODERATE["labour"], **levers))


def test_a_reason_without_a_move_of_the_fed_computes_nothing_of_its_own(fresh, computed):
    evaluate(asked("history"), fresh)
    assert computed
    del computed[:]
    for why in REASONS:
        evaluate(asked(why), fresh)
    assert computed == []


def test_readers_with_different_reasons_do_not_displace_each_other_s_gains(fresh, computed):
    readers = [
        asked(why, fed=MODERATE["fed"], **others)
        for why in REASONS
        for others in ({}, {"fiscal": MODERATE["fiscal"]})
    ]
    for reader in readers:
        evaluate(reader, fresh)
    assert computed
    del computed[:]
    for rise_pp in (0.5, 0.6):
        for reader in readers:
            labour = reader.scenario.labour.model_copy(update={"peak_rise_pp": rise_pp})
            scenario = reader.scenario.model_copy(update={"labour": labour})
            evaluate(replace(reader, scenario=scenario), fresh)
    assert computed == []

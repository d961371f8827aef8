"""The split by order of joining: what it gives each, that it adds up, and where the order comes from."""

from itertools import combinations

import numpy as np
import pytest

from models.scenario.attribution import JOINING_ORDER, increments
from models.scenario.levers import LEVERS
from models.scenario.levers.lever import Lever

RNG = np.random.default_rng(11)
SOME = [names for size in (1, 2, 3) for names in combinations(JOINING_ORDER, size)]


def test_labour_comes_first_then_fiscal_and_the_fed_last():
    assert JOINING_ORDER[:2] == ("labour", "fiscal")
    assert JOINING_ORDER[-1] == "fed"
    assert sorted(JOINING_ORDER) == sorted(LEVERS)


def test_a_lever_that_says_nothing_of_its_turn_joins_before_the_fed():
    unsaid = Lever.__dataclass_fields__["joins"].default
    assert LEVERS["fiscal"].joins < unsaid < LEVERS["fed"].joins


@pytest.mark.parametrize("moved", SOME)
def test_each_has_its_increment_and_all_add_up(moved):
    effects = {lever: RNG.normal(size=4) for lever in moved}
    parts = dict(zip(LEVERS, increments(effects, 4).T, strict=True))
    before = np.zeros(4)
    for lever in moved:
        np.testing.assert_array_equal(parts[lever], effects[lever] - before)
        before = effects[lever]
    for lever in set(LEVERS) - set(moved):
        assert (parts[lever] == 0).all()
    np.testing.assert_allclose(sum(parts.values()), effects[moved[-1]], rtol=0, atol=1e-12)


def test_where_effects_add_each_gets_its_own_in_any_order():
    own = {lever: RNG.normal(size=3) for lever in LEVERS}
    for order in (JOINING_ORDER, JOINING_ORDER[::-1]):
        joined = {lever: sum(own[o] for o in order[: k + 1]) for k, lever in enumerate(order)}
        parts = increments(joined, 3)
        np.testing.assert_allclose(parts, np.column_stack(list(own.values())), atol=1e-12)


def test_nothing_moved_is_nothing():
    assert increments({}, 5).shape == (5, len(LEVERS))
    assert not increments({}, 5).any()

"""Shapley's split against its definition: the average over all orders of joining."""

from itertools import permutations
from math import factorial

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models.common.shapley import coalitions, shapley

RNG = np.random.default_rng(11)


def random_game(players):
    return {coalition: RNG.normal(size=(4, 2)) for coalition in coalitions(players)}


def by_orders(players, value):
    """What each adds when joining, averaged over every order."""
    shares = {player: np.zeros((4, 2)) for player in players}
    for order in permutations(players):
        before = np.zeros((4, 2))
        for place, player in enumerate(order, 1):
            after = value[frozenset(order[:place])]
            shares[player] += (after - before) / factorial(len(players))
            before = after
    return shares


@pytest.mark.parametrize("players", ["a", "ab", "abc", "abcd"])
def test_equals_the_average_over_all_orders(players):
    value = random_game(players)
    found, expected = shapley(players, value), by_orders(players, value)
    assert list(found) == list(players)
    for player in players:
        assert_allclose(found[player], expected[player], atol=1e-12)
    assert_allclose(sum(found.values()), value[frozenset(players)], atol=1e-12)


def test_where_effects_add_each_gets_its_own():
    own = {player: RNG.normal(size=(4, 2)) for player in "abc"}
    value = {c: sum(own[player] for player in c) for c in coalitions("abc")}
    for player, share in shapley("abc", value).items():
        assert_allclose(share, own[player], atol=1e-12)


def test_equals_share_equally_and_one_who_adds_nothing_gets_nothing():
    worth = {0: 0.0, 1: 1.0, 2: 5.0}
    value = {c: np.array(worth[len(c - {"idle"})]) for c in coalitions(["a", "b", "idle"])}
    found = shapley(["a", "b", "idle"], value)
    assert [float(found[player]) for player in ("a", "b", "idle")] == [2.5, 2.5, 0.0]


def test_coalitions_are_every_set_but_the_empty_one_the_largest_last():
    found = list(coalitions("abc"))
    assert len(found) == len(set(found)) == 7
    assert frozenset() not in found
    assert found[-1] == frozenset("abc")
    assert list(coalitions("")) == []
    assert shapley("", {}) == {}

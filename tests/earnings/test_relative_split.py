from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.earnings.relative_split import split_effect, split_level

QUARTERS = pd.period_range("2026Q2", periods=9, freq="Q")
HORIZONS = np.array([-2, 1, 4, 7, 10, 13, 16, 19, 22])  # after an origin in August 2026


def returns(months, effect):
    return SimpleNamespace(horizon_months=np.arange(1, months + 1), difference=np.array(effect))


def test_effects_on_growth_become_the_effect_on_the_level():
    """A level path that is known: growth over four quarters, and back to it."""
    level = np.array([0.0, 0.0, -1.0, -2.0, -4.0, -5.0, -4.5, -3.0, -2.0])
    growth = level - np.r_[np.zeros(4), level[:-4]]
    split = split_effect(returns(24, np.linspace(0.1, 2.4, 24)), QUARTERS, HORIZONS, growth)
    assert_allclose(split.eps, level[1:])
    assert_allclose(split.price, 0.1 * HORIZONS[1:])
    assert_allclose(split.eps + split.multiple, split.price)
    assert list(split.periods) == list(QUARTERS[1:])


def test_only_quarters_that_end_within_the_horizon():
    split = split_effect(returns(6, np.ones(6)), QUARTERS, HORIZONS, np.zeros(9))
    assert list(split.horizon_months) == [1, 4]
    before_a_quarter_ends = split_effect(
        returns(2, np.ones(2)), QUARTERS, HORIZONS[:] + 2, np.zeros(9)
    )
    assert len(before_a_quarter_ends.periods) == 0


@pytest.mark.parametrize(
    ("price", "eps", "warned"),
    [
        (2.0, 0.0, True),
        (2.0, 0.9, True),
        (2.0, 1.1, False),
        (2.0, 2.0, False),
        (2.0, -1.0, True),
        (-2.0, -0.5, True),
        (0.04, 0.0, False),  # nothing on screen
    ],
)
def test_a_warning_when_the_multiple_does_more_than_earnings(price, eps, warned):
    split = split_effect(returns(1, [price]), QUARTERS[1:2], HORIZONS[1:2], np.array([eps]))
    assert list(split.multiple_does_the_work) == [warned]


def test_a_level_takes_published_months_before_the_origin():
    monthly = np.arange(1.0, 13.0)  # the twelve months up to the origin
    ahead = SimpleNamespace(horizon_months=np.arange(1, 25), scenario=np.cumsum(np.full(24, 0.5)))
    split = split_level(ahead, monthly, "scenario", QUARTERS, HORIZONS, np.full(9, 2.0))
    assert list(split.horizon_months) == list(HORIZONS[1:])
    by_hand = [sum(np.r_[monthly, np.full(24, 0.5)][h : h + 12]) for h in HORIZONS[1:]]
    assert_allclose(split.price, by_hand)
    assert_allclose(split.eps, 2.0)
    assert_allclose(split.eps + split.multiple, split.price)


def test_a_month_not_published_leaves_its_quarters_open():
    monthly = np.r_[np.ones(11), np.nan]
    ahead = SimpleNamespace(horizon_months=np.arange(1, 25), baseline=np.zeros(24))
    split = split_level(ahead, monthly, "baseline", QUARTERS, HORIZONS, np.zeros(9))
    assert list(np.isnan(split.price)) == [h < 12 for h in HORIZONS[1:]]

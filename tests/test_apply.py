"""Equations applied side by side give what each gives alone, by plain loops."""

import operator

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models.apply import apply, stack
from models.engine import shipped_world
from models.regression.small_cap import inputs_from_origin, window_inputs
from models.scenario.paths import LEVERS

FIT = shipped_world().fit
RNG = np.random.default_rng(3)
LEVELS = RNG.normal(size=(25, 3)).cumsum(axis=0)
SHIFTED = LEVELS + RNG.normal(size=(25, 1))


@pytest.mark.parametrize("horizon", [1, 2, 3, 7, 12, 24])
def test_windows_from_the_origin_are_the_first_windows_of_each_length(horizon):
    row = inputs_from_origin(LEVELS)[horizon - 1]
    alone = window_inputs(LEVELS[: horizon + 1], horizon)[0]
    assert_allclose(row if horizon > 1 else row[::2], alone, rtol=1e-12, atol=1e-12)
    if horizon == 1:
        assert (row[1::2] == 0).all()


def clipped(x, equation):
    return [
        min(max(v, low), high) for v, low, high in zip(x, equation.low, equation.high, strict=True)
    ]


def quadratic(x, matrix):
    return sum(x[i] * matrix[i][j] * x[j] for i in range(len(x)) for j in range(len(x)))


@pytest.mark.parametrize("cap", [True, False])
@pytest.mark.parametrize("level_from_inputs", [True, False])
def test_each_row_is_its_equation_alone(cap, level_from_inputs):
    got = apply(
        stack(FIT.returns),
        inputs_from_origin(LEVELS),
        inputs_from_origin(SHIFTED),
        cap,
        level_from_inputs=level_from_inputs,
    )
    for row, equation in enumerate(FIT.returns):
        h = row + 1
        base, moved = (list(window_inputs(x[: h + 1], h)[0]) for x in (LEVELS, SHIFTED))
        beyond = dict.fromkeys(LEVERS, False)
        for lever, cut, x in zip(
            equation.lever_terms.values(), clipped(moved, equation), moved, strict=True
        ):
            beyond[lever] |= cut != x
        if cap:
            base, moved = clipped(base, equation), clipped(moved, equation)
        change = [b - a for a, b in zip(base, moved, strict=True)]
        split = dict.fromkeys(LEVERS, 0.0)
        for slope, step, lever in zip(
            equation.slopes, change, equation.lever_terms.values(), strict=True
        ):
            split[lever] += slope * step
        level, at = equation.start, ([0.0] * len(base), change)
        if level_from_inputs:
            level += sum(slope * x for slope, x in zip(equation.slopes, base, strict=True))
            at = (base, moved)
        variance = quadratic(change, equation.band_cov[1:, 1:])
        assert_allclose(got["baseline"][row], level, rtol=1e-10)
        assert_allclose(got["contributions"][row], list(split.values()), rtol=1e-9, atol=1e-12)
        assert_allclose(got["difference_sd"][row], variance**0.5, rtol=1e-9)
        by_period = [sum(map(operator.mul, slopes, change)) for slopes in equation.period_slopes]
        assert np.isfinite(by_period).all()
        assert_allclose(got["by_period"][row], by_period, rtol=1e-9, atol=1e-12)
        assert list(got["beyond_history"][row]) == list(beyond.values())
        for name, x in zip(("baseline_half_widths", "scenario_half_widths"), at, strict=True):
            leverage = quadratic([1.0, *x], equation.band_cov)
            wider = 1 + (leverage - equation.mean_leverage) / equation.error_variance
            assert_allclose(got[name][row], max(wider, 0) ** 0.5 * equation.half_widths, rtol=1e-9)


def test_one_equation_goes_with_every_row():
    (eps, _), inputs = FIT.growth, RNG.normal(size=(5, 6))
    together = apply(stack((eps,)), inputs, 2 * inputs, False, level_from_inputs=True)
    for row in range(5):
        alone = apply(
            stack((eps,)), inputs[[row]], 2 * inputs[[row]], False, level_from_inputs=True
        )
        for name, values in alone.items():
            assert_allclose(together[name][row], values[0], rtol=1e-12)


def test_no_change_is_exactly_none():
    inputs = inputs_from_origin(LEVELS)
    got = apply(stack(FIT.returns), inputs, inputs.copy(), True, level_from_inputs=False)
    assert (got["contributions"] == 0).all()
    assert (got["difference_sd"] == 0).all()
    assert_allclose(got["baseline"], [equation.start for equation in FIT.returns], rtol=0)

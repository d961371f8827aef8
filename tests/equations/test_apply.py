"""Equations applied side by side give what each gives alone, by plain loops."""

import operator
from dataclasses import replace
from statistics import NormalDist, pvariance

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models.equations.apply import Inputs, apply, stack
from models.equations.relative_return import inputs_from_origin, window_inputs
from models.outcome.world import shipped_world
from models.scenario.levers import EQUATION_DRIVERS, LEVERS

FIT = shipped_world().fit
RNG = np.random.default_rng(3)
LEVELS = RNG.normal(size=(25, 3)).cumsum(axis=0)
# One path for every lever that joins, none the sum of others: whatever follows may interact.
JOINED = {name: LEVELS + RNG.normal(size=(25, 3)) for name in ("labour", "fiscal", "fed")}
SHIFTED = JOINED["fed"]
UNKNOWN = RNG.normal(size=(5, 25, 3))
RESPONSES = RNG.normal(size=(7, 25, 3))
UNKNOWN[:, 0] = RESPONSES[:, 0] = 0.0  # the month before the window is known


def given(unknown=UNKNOWN, responses=RESPONSES):
    return Inputs(
        base=inputs_from_origin(LEVELS),
        whole=inputs_from_origin(SHIFTED),
        joined={lever: inputs_from_origin(path) for lever, path in JOINED.items()},
        unknown=inputs_from_origin(unknown),
        responses=inputs_from_origin(responses),
    )


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


def effect(equation, base, moved, cap):
    if cap:
        base, moved = clipped(base, equation), clipped(moved, equation)
    steps = zip(equation.slopes, base, moved, strict=True)
    return sum(slope * (after - before) for slope, before, after in steps)


@pytest.mark.parametrize("cap", [True, False])
@pytest.mark.parametrize("level_from_inputs", [True, False])
def test_each_row_is_its_equation_alone(cap, level_from_inputs):
    got = apply(stack(FIT.returns), given(), cap, level_from_inputs=level_from_inputs)
    for row, equation in enumerate(FIT.returns):
        h = row + 1

        def window(path, h=h):
            return list(window_inputs(path[: h + 1], h)[0])

        base, moved = window(LEVELS), window(SHIFTED)
        beyond = dict.fromkeys(EQUATION_DRIVERS, False)
        for lever, cut, x in zip(
            equation.lever_terms.values(), clipped(moved, equation), moved, strict=True
        ):
            beyond[lever] |= cut != x
        for column, lever in enumerate(EQUATION_DRIVERS):
            named = zip(equation.lever_terms.values(), moved, strict=True)
            both = sum(x for own, x in named if own == lever)
            low, high = equation.whole_low[column], equation.whole_high[column]
            beyond[lever] |= not low <= both <= high
        effects = {
            lever: effect(equation, base, window(path), cap) for lever, path in JOINED.items()
        }
        split = {
            "fed": effects["fed"] - effects["fiscal"],
            "fiscal": effects["fiscal"] - effects["labour"],
            "labour": effects["labour"],
        }
        if cap:
            base, moved = clipped(base, equation), clipped(moved, equation)
        change = [b - a for a, b in zip(base, moved, strict=True)]
        level, at = equation.start, ([0.0] * len(base), change)
        if level_from_inputs:
            level += sum(slope * x for slope, x in zip(equation.slopes, base, strict=True))
            at = (base, moved)

        def through(paths, slopes=equation.slopes, window=window):
            return [sum(map(operator.mul, slopes, window(path))) for path in paths]

        variance = quadratic(change, equation.band_cov[1:, 1:]) + pvariance(through(RESPONSES))
        completion = sum(x * x for x in through(UNKNOWN))
        assert_allclose(got["baseline"][row], level, rtol=1e-10)
        assert_allclose(got["contributions"][row], list(split.values()), rtol=1e-9, atol=1e-12)
        whole = sum(slope * step for slope, step in zip(equation.slopes, change, strict=True))
        assert_allclose(got["contributions"][row].sum(), whole, rtol=1e-9, atol=1e-12)
        assert_allclose(got["difference_sd"][row], variance**0.5, rtol=1e-9)
        by_period = [sum(map(operator.mul, slopes, change)) for slopes in equation.period_slopes]
        assert np.isfinite(by_period).all()
        assert_allclose(got["by_period"][row], by_period, rtol=1e-9, atol=1e-12)
        assert list(got["beyond_history"][row]) == list(beyond.values())
        for name, x in zip(("baseline_half_widths", "scenario_half_widths"), at, strict=True):
            leverage = quadratic([1.0, *x], equation.band_cov)
            wider = max(1 + (leverage - equation.mean_leverage) / equation.error_variance, 0)
            expected = [
                (wider * width**2 + completion * NormalDist().inv_cdf(0.5 + level / 200) ** 2)
                ** 0.5
                for width, level in zip(equation.half_widths, (50, 80, 90), strict=True)
            ]
            assert_allclose(got[name][row], expected, rtol=1e-9)


def test_levers_that_are_set_add_no_spread():
    """Nothing unknown, and no draw that answers, is nothing added, in shape and in number."""
    unknown, responses = np.zeros((0, 25, 3)), np.zeros((1, 25, 3))
    none = apply(stack(FIT.returns), given(unknown, responses), True, level_from_inputs=True)
    some = apply(stack(FIT.returns), given(), True, level_from_inputs=True)
    for name in ("baseline_half_widths", "scenario_half_widths", "difference_sd"):
        assert (none[name] < some[name]).all()
    assert_allclose(none["baseline"], some["baseline"], rtol=0)
    assert_allclose(none["contributions"], some["contributions"], rtol=0)
    stacked, inputs = stack(FIT.returns), given()
    low, high = stacked.low, stacked.high
    change = np.clip(inputs.whole, low, high) - np.clip(inputs.base, low, high)
    alone = np.einsum("pi,pij,pj->p", change, stacked.band_cov[:, 1:, 1:], change)
    assert_allclose(none["difference_sd"], np.sqrt(alone), rtol=1e-9)


def test_a_lever_that_is_not_moved_contributes_exactly_nothing():
    whole = inputs_from_origin(JOINED["labour"])
    inputs = replace(given(), whole=whole, joined={"labour": whole})
    got = apply(stack(FIT.returns), inputs, True, level_from_inputs=False)["contributions"]
    assert list(LEVERS) == ["fed", "fiscal", "labour"]
    assert (got[:, :2] == 0).all()
    assert (got[:, 2] != 0).all()


def test_one_equation_goes_with_every_row():
    eps, base = FIT.growth[0], RNG.normal(size=(5, 8))
    unknown, responses = RNG.normal(size=(2, 3, 5, 8))

    def inputs(rows):
        return Inputs(
            base=base[rows],
            whole=2 * base[rows],
            joined={"fed": 2 * base[rows]},
            unknown=unknown[:, rows],
            responses=responses[:, rows],
        )

    together = apply(stack((eps,)), inputs(slice(None)), False, level_from_inputs=True)
    for row in range(5):
        alone = apply(stack((eps,)), inputs([row]), False, level_from_inputs=True)
        for name, values in alone.items():
            assert_allclose(together[name][row], values[0], rtol=1e-12)


@pytest.mark.parametrize("cap", [True, False])
def test_the_spread_is_never_cut_back_nor_flagged(cap):
    eps = FIT.growth[0]
    assert list(eps.lever_terms.values())[6:] == ["credit_spread"] * 2
    nothing, huge = np.zeros((1, 8)), np.zeros((1, 8))
    huge[0, 6:] = 100.0
    inputs = Inputs(
        base=nothing,
        whole=huge,
        joined={"labour": huge},
        unknown=np.zeros((0, 1, 8)),
        responses=np.zeros((1, 1, 8)),
    )
    got = apply(stack((eps,)), inputs, cap, level_from_inputs=True)
    assert_allclose(got["contributions"], [[0, 0, 100 * eps.slopes[6:].sum()]], rtol=1e-9)
    assert not got["beyond_history"].any()


def test_no_change_is_exactly_none():
    """Also where levers follow: their spread is of levels, and answers to no change are none."""
    same = inputs_from_origin(LEVELS)
    inputs = Inputs(
        base=same,
        whole=same.copy(),
        joined={},
        unknown=inputs_from_origin(UNKNOWN),
        responses=np.zeros((7, 24, 6)),
    )
    got = apply(stack(FIT.returns), inputs, True, level_from_inputs=False)
    assert (got["contributions"] == 0).all()
    assert (got["difference_sd"] == 0).all()
    assert_allclose(got["baseline"], [equation.start for equation in FIT.returns], rtol=0)
    assert (got["baseline_half_widths"] == got["scenario_half_widths"]).all()

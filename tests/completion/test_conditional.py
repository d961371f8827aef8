"""Conditional mean and covariance against a Kalman smoother, a dense formula and R."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from statsmodels.tsa.statespace.kalman_smoother import KalmanSmoother

from models.common.errors import ModelError
from models.completion.edge import complete_edge, edge_given
from models.completion.gain import Conditions, gains
from models.completion.pattern import make_pattern
from models.completion.projection import covariance, known_start, project
from models.completion.response import make_response
from models.completion.shocks import ReturnShocks
from tests.completion.conftest import random_system

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "conditional.json").read_text())
ONE, THREE = (0,), (0, 2, 3)


def past(n, lags, seed=5):
    return np.random.default_rng(seed).normal(size=(lags + 2, n))


def conditional(system, start, fixed, values, why="history", policy=2, set_months=None):
    """Mean and covariance of all cells as the project computes them, for every draw."""
    months, n = fixed.shape
    horizon = project(system, start, months)
    if set_months is None:
        set_months = fixed[:, policy]
    gain = gains(horizon, Conditions(fixed, policy, set_months, why), np.arange(n))
    cells, forecast = fixed.ravel(), horizon.forecast.reshape(len(system), -1)
    mean = forecast + (gain @ (values - forecast[:, cells])[..., None])[..., 0]
    edge = horizon.edge.reshape(len(system), months * n, horizon.edge.shape[-1])
    total = covariance(horizon, np.arange(n), np.arange(n)) + edge @ edge.transpose(0, 2, 1)
    left = np.eye(months * n) - gain @ np.eye(months * n)[cells]
    return mean, left @ total @ left.transpose(0, 2, 1)


def smoothed(system, known, observed):
    """Mean and covariance of every cell by statsmodels' smoother; NaN is missing."""
    n, width = system.phi.shape[1:]
    smoother = KalmanSmoother(k_endog=n, k_states=width, k_posdef=n)
    smoother.bind(np.asfortranarray(observed.T))
    smoother["design"] = np.eye(n, width)
    smoother["transition"] = np.vstack([system.phi[0], np.eye(width - n, width)])
    smoother["selection"] = np.eye(width, n)
    smoother["state_cov"] = system.impact[0] @ system.impact[0].T
    intercept = np.zeros(width)
    intercept[:n] = system.constant[0]
    smoother["state_intercept"] = intercept[:, None]
    before = known[-1 : -width // n - 1 : -1].ravel()
    first = smoother["transition"] @ before + intercept
    noise = smoother["selection"] @ smoother["state_cov"] @ smoother["selection"].T
    smoother.initialize_known(first, noise)
    result = smoother.smooth()
    return result.smoothed_state[:n].T, result.smoothed_state_cov[:n, :n].transpose(2, 0, 1)


@pytest.mark.parametrize("lags", [2, 3, 6])
@pytest.mark.parametrize("variables", [ONE, THREE])
def test_equals_the_kalman_smoother(lags, variables):
    months, n = 9, 5
    systems = random_system(n, lags, n_draws=3, seed=lags)
    fixed = np.zeros((months, n), dtype=bool)
    fixed[:, variables] = True
    values = np.random.default_rng(1).normal(size=fixed.sum())
    known = past(n, lags)
    mean, cov = conditional(systems, known_start(known, lags), fixed, values)
    observed = np.full((months, n), np.nan)
    observed[fixed] = values
    for draw in range(3):
        expected, spread = smoothed(systems.select([draw]), known, observed)
        assert_allclose(mean[draw].reshape(months, n), expected, atol=1e-8)
        blocks = cov[draw].reshape(months, n, months, n)
        assert_allclose(blocks[range(months), :, range(months)], spread, atol=1e-8)


def test_ragged_edge_then_horizon_equals_one_smoother_over_both():
    lags, months, n = 3, 6, 4
    system, known = random_system(n, lags, seed=8), past(n, lags)
    rng = np.random.default_rng(2)
    edge = rng.normal(size=(4, n))
    edge[0, 3] = edge[2:, 1] = edge[3, 2] = edge[1, 0] = np.nan
    fixed = np.zeros((months, n), dtype=bool)
    fixed[:, 0] = fixed[0, 2] = True
    values = rng.normal(size=fixed.sum())
    start, completed = complete_edge(system, known, edge)
    observed = np.full((months, n), np.nan)
    observed[fixed] = values
    expected, spread = smoothed(system, known, np.vstack([edge, observed]))
    mean, cov = conditional(system, start, fixed, values)
    assert_allclose(mean[0].reshape(months, n), expected[4:], atol=1e-8)
    blocks = cov[0].reshape(months, n, months, n)
    assert_allclose(blocks[range(months), :, range(months)], spread[4:], atol=1e-8)
    before_horizon, _ = smoothed(system, known, edge)
    assert_allclose(completed.mean[0], before_horizon, atol=1e-8)
    assert np.array_equal(completed.mean[0][np.isfinite(edge)], edge[np.isfinite(edge)])
    horizon = project(system, start, months)
    for why in ("history", "policy", "weakness"):  # which says nothing of what lies behind
        given = edge_given(completed, horizon, Conditions(fixed, 2, fixed[:, 2], why))
        assert_allclose(given.at(values), expected[:4], atol=1e-8)
        assert np.array_equal(given.at(values)[np.isfinite(edge)], edge[np.isfinite(edge)])
    assert np.abs(expected[:4] - before_horizon).max() > 0.1


def test_more_edge_than_lags_and_none_at_all_are_completed_too():
    lags, months, n = 2, 4, 3
    system, known = random_system(n, lags, seed=5), past(n, lags)
    fixed = np.zeros((months, n), dtype=bool)
    fixed[:, 1] = True
    values = np.array([0.5, -1.0, 0.3, 2.0])
    edge = np.full((5, n), np.nan)
    edge[:3, 0] = [0.2, -0.4, 1.0]
    observed = np.full((months, n), np.nan)
    observed[fixed] = values
    conditions = Conditions(fixed, 2, fixed[:, 2], "history")
    start, completed = complete_edge(system, known, edge)
    given = edge_given(completed, project(system, start, months), conditions)
    expected, _ = smoothed(system, known, np.vstack([edge, observed]))
    assert_allclose(given.at(values), expected[:5], atol=1e-8)
    for whole in (edge[:0], np.ones((3, n))):
        start, completed = complete_edge(system, known, whole)
        given = edge_given(completed, project(system, start, months), conditions)
        assert np.array_equal(given.at(values), whole)


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=lambda case: case["name"])
def test_equals_the_dense_formula_in_r(case):
    given = REFERENCE["input"]
    n, lags, months = given["n"], given["lags"], given["months"]
    system = random_system(n, lags)
    for name in ("constant", "phi", "impact"):
        getattr(system, name)[0] = np.array(given[name])
    fixed = np.zeros((months, n), dtype=bool)
    fixed[:, np.array(case["variables"], dtype=int) - 1] = True
    start = known_start(np.array(given["past"]), lags)
    mean, cov = conditional(system, start, fixed, np.array(case["values"]))
    assert_allclose(mean[0], case["mean"], atol=1e-8)
    assert_allclose(cov[0], case["covariance"], atol=1e-8)


def dense(system, known, months):
    """Forecast (Hn,) and M (Hn, Hn), month by month with plain loops."""
    n, width = system.phi.shape[1:]
    lags = width // n
    run, shocks = [*known[-lags:]], [np.zeros((n, months * n))] * lags
    for t in range(months):
        level, load = system.constant[0].copy(), np.zeros((n, months * n))
        for lag in range(1, lags + 1):
            b = system.phi[0][:, (lag - 1) * n : lag * n]
            level = level + b @ run[-lag]
            load = load + b @ shocks[-lag]
        load[:, t * n : (t + 1) * n] += system.impact[0]
        run.append(level)
        shocks.append(load)
    return np.concatenate(run[lags:]), np.vstack(shocks[lags:])


@pytest.mark.parametrize("others", [(), (0,), (0, 1, 4)])
def test_policy_path_by_policy_shocks_equals_the_formula(others):
    months, n, lags, policy = 7, 5, 2, 2
    system, known = random_system(n, lags, seed=3), past(n, lags)
    fixed = np.zeros((months, n), dtype=bool)
    fixed[:, [policy, *others]] = True
    values = np.random.default_rng(4).normal(size=fixed.sum())
    mean, cov = conditional(system, known_start(known, lags), fixed, values, "policy")
    f, m = dense(system, known, months)
    shock_is_policy = np.tile(np.arange(n) == policy, months)
    rate, cells = np.flatnonzero(shock_is_policy), np.flatnonzero(fixed.ravel())
    rest = np.setdiff1d(cells, rate)
    r = values[np.isin(cells, rate)]
    m_p, m_n = m[:, shock_is_policy], m[:, ~shock_is_policy]
    solve = np.linalg.inv(m_p[rate])
    base = f + m_p @ solve @ (r - f[rate])
    load = m_n - m_p @ solve @ m_n[rate]
    e_n = np.linalg.pinv(load[rest]) @ (values[np.isin(cells, rest)] - base[rest])
    assert_allclose(mean[0], base + load @ e_n, atol=1e-8)
    left = load - load @ np.linalg.pinv(load[rest]) @ load[rest] if len(rest) else load
    assert_allclose(cov[0], left @ left.T, atol=1e-8)


def test_response_to_weakness_leaves_policy_shocks_alone():
    months, n, lags, policy = 6, 4, 2, 2
    system, known = random_system(n, lags, seed=6), past(n, lags)
    fixed = np.zeros((months, n), dtype=bool)
    fixed[:, [0, policy]] = True
    values = np.random.default_rng(4).normal(size=fixed.sum())
    mean, cov = conditional(system, known_start(known, lags), fixed, values, "weakness")
    f, m = dense(system, known, months)
    kept = np.tile(np.arange(n) == policy, months)
    cells = fixed.ravel()
    inverse = np.linalg.pinv(m[cells][:, ~kept])
    assert_allclose(mean[0], f + m[:, ~kept] @ inverse @ (values - f[cells]), atol=1e-8)
    rng = np.random.default_rng(0)
    e = rng.normal(size=(months * n, 3))
    offset = e[~kept] - inverse @ (m[cells] @ e)
    by_hand = m[:, ~kept] @ offset + m[:, kept] @ e[kept]
    horizon = project(system, known_start(known, lags), months)
    gain = gains(horizon, Conditions(fixed, policy, fixed[:, policy], "weakness"), np.arange(n))[0]
    assert_allclose(m @ e - gain @ (m @ e)[cells], by_hand, atol=1e-8)
    assert_allclose(cov[0][cells], 0, atol=1e-8)


def test_the_pattern_agrees_with_the_gains_of_every_draw():
    months, n, lags, target = 5, 4, 2, 3
    systems, known = random_system(n, lags, n_draws=130, seed=9), past(n, lags)
    fixed = np.zeros((months, n), dtype=bool)
    fixed[:, [0, 1]] = True
    horizon = project(systems, known_start(known, lags), months)
    conditions = Conditions(fixed, 1, fixed[:, 1], "policy")
    future = ReturnShocks((3,), np.array([[1.0], [-1.0]]), np.ones(1))
    made = make_pattern(horizon, conditions, target, future, 0)
    everything = gains(horizon, conditions, np.arange(n))
    cumulative = everything[:, target::n].cumsum(axis=1)
    assert_allclose(made.return_gains, cumulative.transpose(1, 0, 2), atol=1e-9)
    assert_allclose(made.mean_return_gains, cumulative.mean(axis=0), atol=1e-9)
    values = np.arange(10.0)
    assert_allclose(made.returns(values), made.return_gains @ values, atol=1e-9)


@pytest.mark.parametrize("why", ["history", "policy", "weakness"])
@pytest.mark.parametrize("variables", [(), (0,), (0, 1), (0, 1, 2)])
def test_the_response_is_the_conditional_distribution(why, variables):
    months, n, lags = 5, 4, 2
    systems, known = random_system(n, lags, n_draws=8, seed=9), past(n, lags)
    edge = np.random.default_rng(3).normal(size=(3, n))
    edge[1:, 2] = edge[2, 0] = np.nan
    start, _ = complete_edge(systems, known, edge)
    assert start.spread.shape[-1] == 3  # something is unknown before the horizon too
    fixed = np.zeros((months, n), dtype=bool)
    fixed[:, list(variables)] = True
    horizon = project(systems, start, months)
    conditions = Conditions(fixed, 1, fixed[:, 1], why)
    made = make_response(horizon.select([7]), horizon, conditions)
    values = np.random.default_rng(4).normal(size=fixed.sum())
    mean, cov = conditional(systems, start, fixed, values, why, policy=1)
    assert_allclose(made.start + made.gains @ values, mean[7], atol=1e-9)
    # What is left unknown: the covariance formula of the cells given the conditions.
    assert_allclose(made.factor @ made.factor.T, cov[7], atol=1e-9)
    assert_allclose(made.cell_sd, np.sqrt(np.diag(cov[7]).clip(0)), atol=1e-7)
    assert not made.factor[fixed.ravel()].any()
    assert made.factor.shape == (months * n, months * n + 3)
    # Every draw: single precision, so six digits.
    assert_allclose(made.start_by_draw + made.by_draw(values), mean, rtol=1e-4, atol=1e-4)
    assert_allclose(made.gains_by_draw, gains(horizon, conditions, np.arange(n)), atol=1e-5)
    one_cell = made.by_draw(np.eye(len(values))[0]) if len(values) else np.zeros((8, months * n))
    first = made.gains_by_draw[:, :, 0] if len(values) else 0.0
    assert_allclose(one_cell, first, atol=1e-6)


def test_a_policy_lift_leaves_every_condition_met():
    """Column h is what a policy shock in month h does to all cells once the rest adjusts."""
    months, n, lags, policy = 5, 4, 2, 1
    system, known = random_system(n, lags, seed=9), past(n, lags)
    fixed = np.zeros((months, n), dtype=bool)
    fixed[:, 0] = True
    horizon = project(system, known_start(known, lags), months)
    made = make_response(horizon, horizon, Conditions(fixed, policy, fixed[:, policy], "history"))
    _, load = dense(system, known, months)
    by_policy = load[:, np.tile(np.arange(n) == policy, months)]
    cells = fixed.ravel()
    expected = by_policy - made.gains @ by_policy[cells]
    assert_allclose(made.lifts, expected, atol=1e-9)
    assert_allclose(made.lifts[cells], 0, atol=1e-9)
    assert np.abs(made.lifts).max() > 0.1


def test_contradictory_conditions_are_refused():
    months, n, lags = 4, 3, 2
    system = random_system(n, lags, seed=2)
    everything = np.ones((months, n), dtype=bool)
    start = known_start(past(n, lags), lags)
    with pytest.raises(ModelError, match="contradict each other or no allowed shock"):
        conditional(system, start, everything, np.zeros(12), "weakness")


def test_a_reason_must_be_one_of_three():
    with pytest.raises(ModelError, match="'history', 'policy' or 'weakness'"):
        Conditions(np.ones((1, 3), dtype=bool), 0, np.ones(1, dtype=bool), "mood")

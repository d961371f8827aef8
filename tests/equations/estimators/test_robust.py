import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models.common.errors import ModelError
from models.equations.estimators import robust
from models.equations.estimators.estimator import (
    Estimation,
    estimator_named,
    weighted_least_squares,
)
from models.equations.estimators.robust import (
    HUBER_CUT,
    huber_params,
    library_huber,
    quantile_params,
)
from tests.equations.estimators.test_penalised import read_arrays, read_frame

EXPECTED = json.loads((Path(__file__).parents[2] / "reference/robust.json").read_text())
SAMPLES = ("relative_return_12m", "eps_growth", "profit_growth")
TAUS = (0.05, 0.1, 0.25, 0.5, 0.75)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("at", range(len(TAUS)))
def test_quantile_params_equal_quantreg(name, at):
    y, design, weights = read_arrays(name)
    assert EXPECTED[name]["taus"][at] == TAUS[at]
    found = quantile_params(design, y, weights, TAUS[at])
    assert_allclose(found, EXPECTED[name]["quantiles"][at], rtol=1e-8, atol=1e-8)
    missed = y - design @ found
    loss = np.sum(weights * missed * (TAUS[at] - (missed < 0)))
    assert loss == pytest.approx(EXPECTED[name]["losses"][at], rel=1e-12)


@pytest.mark.parametrize("name", SAMPLES)
def test_huber_params_equal_mass(name):
    """R's rlm with its cut scaled, since it divides the MAD by 0.6745 and not by qnorm(3/4)."""
    y, design, weights = read_arrays(name)
    found = huber_params(design, y, weights)
    assert_allclose(found, EXPECTED[name]["huber"], rtol=1e-6, atol=1e-8)
    assert_allclose(found, EXPECTED[name]["huber_plain_cut"], rtol=2e-4)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_quick_huber_is_the_library_s(name):
    y, design, weights = read_arrays(name)
    found = huber_params(design, y, weights)
    assert_allclose(found, library_huber(design, y, weights), rtol=1e-6, atol=1e-8)


def test_many_regressands_at_once_are_each_alone():
    y, design, weights = read_arrays("eps_growth")
    many = np.column_stack([y, -y, np.roll(y, 9)])
    for name, tolerance in (("median", 1e-12), ("huber", 1e-7)):
        solve = estimator_named(name).tune(design, y, weights, 5)
        together = solve(design, many, weights)
        for column in range(3):
            alone = solve(design, many[:, column], weights)
            assert_allclose(together[:, column], alone, rtol=tolerance, atol=tolerance)


def test_the_median_has_as_much_weight_above_as_below():
    y, design, weights = read_arrays("eps_growth")
    for tau in TAUS:
        missed = y - design @ quantile_params(design, y, weights, tau)
        missed[np.abs(missed) < 1e-9] = 0.0
        total = weights.sum()
        assert weights[missed < 0].sum() <= tau * total <= weights[missed <= 0].sum()


@pytest.mark.parametrize("name", ["median", "huber"])
def test_one_wild_value_moves_least_squares_and_hardly_the_robust(name):
    y, design, weights = read_arrays("eps_growth")
    wild = y.copy()
    wild[60] += 1000.0
    solve = estimator_named(name).tune(design, y, weights, 5)
    least = [weighted_least_squares(design, v, weights) for v in (y, wild)]
    robust = [solve(design, v, weights) for v in (y, wild)]
    moved = [np.abs(design @ (b - a)).mean() for a, b in (least, robust)]
    assert moved[1] < 0.2 * moved[0]


def test_huber_with_small_errors_is_least_squares():
    """Where no error reaches the cut (two values of equal size), nothing is weighted down."""
    y = np.tile([1.0, -1.0], 30)
    design = np.ones((60, 1))
    assert HUBER_CUT > 1
    assert huber_params(design, y, np.ones(60))[0] == pytest.approx(0, abs=1e-12)


def test_a_scale_of_zero_is_one_sentence():
    y = np.zeros(52)  # fits exactly
    with pytest.raises(ModelError, match=r"does not settle.*choose least squares or the median\.$"):
        huber_params(np.ones((52, 1)), y, np.ones(52))


@pytest.mark.parametrize("name", ["median", "huber"])
def test_the_result_claims_no_test_of_its_own(name):
    y, x, weights = read_frame("eps_growth")
    estimator = estimator_named(name)
    design = np.column_stack([np.ones(len(x)), x])
    solve = estimator.tune(design, y.to_numpy(), weights, 5)
    found = estimator.result(Estimation(y, x, weights, 6, solve))
    assert found.estimator == name
    assert_allclose(found.params, solve(design, y.to_numpy(), weights), rtol=1e-6)
    assert np.isnan(found.std_errors).all()
    assert np.isnan(found.pvalues).all()
    assert 0 < found.rsquared < 1
    assert found.nobs == len(y)


@pytest.mark.parametrize("name", ["median", "huber"])
def test_too_few_observations_are_refused(name):
    index = pd.period_range("2000Q1", periods=8, freq="Q")
    y = pd.Series(np.arange(8.0), index, name="growth")
    x = pd.DataFrame({"a": np.arange(8.0) ** 2, "b": np.ones(8)}, index)
    estimator = estimator_named(name)
    with pytest.raises(
        ModelError, match="growth: 8 complete observations, need 9 for 2 regressors"
    ):
        estimator.result(Estimation(y, x, np.ones(8), 6, huber_params))


def test_a_fixed_penalty_is_not_chosen():
    y, design, weights = read_arrays("eps_growth")
    for rows in (slice(None), slice(60)):
        solve = estimator_named("fixed_ridge").tune(design[rows], y[rows], weights[rows], 5)
        assert solve.penalty == 0.1
    z = design[:, 1:] - np.average(design[:, 1:], axis=0, weights=weights)
    sd = np.sqrt(np.average(z**2, axis=0, weights=weights))
    share = weights / weights.sum()
    slopes = solve(design, y, weights)[1:] * sd
    missed = y - y @ share - z / sd @ slopes
    assert_allclose((z / sd).T @ (share * missed), 0.1 * slopes, atol=1e-9)


@pytest.mark.parametrize("name", ["_solve_quantile", "_solve_huber"])
def test_the_same_regression_is_solved_once_and_another_anew(name, monkeypatch):
    solved, solve = [], getattr(robust, name)
    monkeypatch.setattr(robust, name, lambda *given: solved.append(given) or solve(*given))
    asked = {"_solve_quantile": median, "_solve_huber": huber_params}[name]
    rng = np.random.default_rng(3)
    design, y, weights = (
        np.column_stack([np.ones(30), rng.normal(size=30)]),
        rng.normal(size=30),
        np.ones(30),
    )
    first = asked(design, y, weights)
    again = asked(design.copy(), y.copy(), weights.copy())
    assert len(solved) == 1
    assert_array_equal(first, again)
    first += 1.0  # what was given out is the caller's own
    assert_array_equal(asked(design, y, weights), again)
    asked(design, y + 1e-9, weights)
    asked(design[1:], y[1:], weights[1:])
    asked(design, y, np.r_[0.1, weights[1:]])
    assert len(solved) == 4


def median(design, y, weights):
    return quantile_params(design, y, weights, 0.5)

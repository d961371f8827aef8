import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models.equations.estimators.estimator import weighted_least_squares
from models.equations.growth import SHOCK_WEIGHTS
from models.equations.overlap import moving_sum_autocorrelation, overlap_errors

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "overlap.json").read_text())
TARGETS = {"eps_growth": "eps_growth_large_cap", "profit_growth": "corporate_profit_growth"}


def window_of(name):
    return np.array(SHOCK_WEIGHTS[TARGETS[name]])


def read_case(name):
    frame = pd.read_csv(REFERENCE / f"{name}.csv", index_col="period")
    positions = np.array([period.ordinal for period in pd.PeriodIndex(frame.index, freq="Q")])
    weights = frame.pop("weight").to_numpy()
    y = frame.pop("y").to_numpy()
    full = frame[weights == 1]
    x = frame.clip(full.min(), full.max(), axis=1).to_numpy()
    return np.column_stack([np.ones(len(x)), x]), weights, y, positions


def hat_of(design, weights):
    return weighted_least_squares(design, np.eye(len(design)), weights)


@pytest.fixture(scope="module", params=EXPECTED)
def case(request):
    design, weights, y, positions = read_case(request.param)
    errors = overlap_errors(design, weights, y, positions, window_of(request.param))
    return EXPECTED[request.param], errors, design, weights, y


def test_pattern_size_and_degrees_of_freedom_equal_r(case):
    expected, errors, *_ = case
    rows = np.array(expected["omega_rows"])
    assert_allclose(errors.omega[rows], expected["omega"], rtol=1e-8, atol=1e-12)
    assert_allclose(errors.omega, errors.omega.T, rtol=1e-12)
    assert errors.variance == pytest.approx(expected["variance"], rel=1e-8)
    assert errors.dof == pytest.approx(expected["dof"], rel=1e-8)


def test_covariance_of_the_coefficients_equals_r(case):
    expected, errors, design, weights, y = case
    hat = hat_of(design, weights)
    cov = errors.variance * hat @ errors.omega @ hat.T
    scale = np.sqrt(np.diag(expected["cov"]))
    assert_allclose(hat @ y, expected["params"], rtol=1e-8)
    relative = np.array(expected["cov"]) / np.outer(scale, scale)
    assert_allclose(cov / np.outer(scale, scale), relative, rtol=1e-8, atol=1e-10)


def test_draws_have_that_covariance_and_the_tails_of_student_t(case):
    """A variance with dof degrees of freedom makes draws wider by dof / (dof - 2)."""
    expected, errors, design, weights, y = case
    drawn = hat_of(design, weights) @ errors.draws(60_000)
    wider = errors.dof / (errors.dof - 2)
    scale = np.sqrt(np.diag(expected["cov"]))
    found = np.cov(drawn) / np.outer(scale, scale) / wider
    assert_allclose(found, np.array(expected["cov"]) / np.outer(scale, scale), atol=0.03)
    # The share of draws beyond the estimate is R's p-value of Student t.
    share = (np.abs(drawn) >= np.abs(hat_of(design, weights) @ y)[:, None]).mean(axis=1)
    assert_allclose(share, expected["pvalues"], atol=0.008)


def test_draws_are_the_same_every_time(case):
    _, errors, *_ = case
    assert_array_equal(errors.draws(7), errors.draws(7))
    assert errors.draws(7).shape == (len(errors.omega), 7)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_pattern_is_that_of_growth_built_from_quarterly_flows(name):
    """A shock lifts one quarter's log flow for good: growth sums it as the weights say."""
    n = 40
    for at in range(12, 20):
        shock = np.zeros(n)
        shock[at] = 1.0
        level = np.cumsum(shock)  # first-order effect on the log level
        if name == "eps_growth":
            level = np.convolve(level, np.ones(4))[:n]  # trailing four quarters
        growth = level[4:] - level[:-4]
        found = growth[at - 4 : at - 4 + len(window_of(name))]
        assert_array_equal(found, window_of(name))
        assert np.count_nonzero(growth) == len(window_of(name))


def test_autocorrelation_of_a_moving_sum_fades_to_its_last_shared_shock():
    assert_allclose(moving_sum_autocorrelation(np.ones(4)), [1, 0.75, 0.5, 0.25])
    assert_allclose(moving_sum_autocorrelation(np.array([2.0, 1.0])), [1, 0.4])


def test_a_gap_in_the_sample_is_a_gap_in_the_overlap():
    rng = np.random.default_rng(2)
    design = np.column_stack([np.ones(20), rng.normal(size=20)])
    positions = np.r_[np.arange(10), np.arange(12, 22)]
    errors = overlap_errors(design, np.ones(20), rng.normal(size=20), positions, np.ones(4))
    assert errors.omega[9, 10] == pytest.approx(0.25)  # three quarters apart
    assert errors.omega[9, 11] == 0
    assert errors.omega[8, 9] == pytest.approx(0.75)


def test_the_variance_is_unbiased_where_the_pattern_holds():
    """Residuals of slow regressors and overlapping errors are too small; the trace mends that."""
    design, _, _, positions = read_case("eps_growth")
    window, ones = window_of("eps_growth"), np.ones(len(design))
    rng = np.random.default_rng(11)
    found, plain = [], []
    for _ in range(400):
        y = np.convolve(rng.normal(size=len(design) + len(window) - 1), window, mode="valid")
        errors = overlap_errors(design, ones, y, positions, window)
        found.append(errors.variance)
        missed = y - design @ weighted_least_squares(design, y, ones)
        plain.append(missed @ missed / (len(y) - design.shape[1]))
    truth = float(window @ window)
    se = np.std(found) / np.sqrt(len(found))
    assert abs(np.mean(found) - truth) < 3 * se
    assert np.mean(plain) < truth - 3 * se

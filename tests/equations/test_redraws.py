import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models.equations import redraws
from models.equations.estimators.estimator import weighted_least_squares
from models.equations.redraws import redraw_pvalues, redraw_windows, resigned_sums

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "redraws.json").read_text())


def read_design(name):
    frame = pd.read_csv(REFERENCE / f"{name}.csv", index_col="period")
    weights = frame.pop("weight").to_numpy()
    y = frame.pop("y").to_numpy()
    full = frame[weights == 1]
    x = frame.clip(full.min(), full.max(), axis=1).to_numpy()
    return y, np.column_stack([np.ones(len(x)), x]), weights


def weighted_params(y, design, weights):
    root = np.sqrt(weights)
    return np.linalg.lstsq(design * root[:, None], y * root, rcond=None)[0]


def resigned_coefficients(design, weights, shocks, signs, *, block, window):
    sums = resigned_sums(shocks, signs, block=block, window=window)
    return weighted_least_squares(design, sums, weights).T


@pytest.fixture(scope="module")
def cases():
    y, design, weights = read_design("relative_return_12m")
    shocks = pd.read_csv(REFERENCE / "monthly_returns.csv")["shock"].to_numpy()
    return {
        "relative_return_12m": (
            y,
            design,
            weights,
            shocks - shocks.mean(),
            "signs_monthly",
            12,
            12,
        ),
    }


@pytest.mark.parametrize("name", EXPECTED)
def test_coefficients_covariance_and_pvalues_equal_r(cases, name):
    y, design, weights, shocks, signs_file, block, window = cases[name]
    signs = np.loadtxt(REFERENCE / f"{signs_file}.csv", delimiter=",")
    drawn = resigned_coefficients(design, weights, shocks, signs, block=block, window=window)
    expected = EXPECTED[name]
    # A coefficient may happen to be near zero: compare on the scale of its column.
    scale = np.std(expected["coefficients"], axis=0)
    assert_allclose(drawn / scale, expected["coefficients"] / scale, rtol=1e-8, atol=1e-10)
    assert_allclose(
        np.cov(drawn, rowvar=False) / np.outer(scale, scale),
        expected["cov"] / np.outer(scale, scale),
        rtol=1e-8,
        atol=1e-10,
    )
    params = weighted_params(y, design, weights)
    assert_allclose(params, expected["observed"], rtol=1e-8)
    assert_allclose(redraw_pvalues(params, drawn), expected["pvalues"], rtol=1e-12)


def test_pvalues_count_the_data_once_and_both_tails():
    drawn = np.array([[0.5, 2.0], [-3.0, 2.0], [1.0, -2.0], [0.0, 2.0]])
    assert_allclose(redraw_pvalues(np.array([-1.0, 5.0]), drawn), [3 / 5, 1 / 5])


def coefficients(design, weights, shocks, **keep):
    return weighted_least_squares(design, redraw_windows(shocks, **keep), weights).T


def test_own_signs_are_common_to_a_block_and_the_same_every_time(cases):
    _, design, weights, shocks, _, block, window = cases["relative_return_12m"]
    drawn = coefficients(design, weights, shocks, block=block, window=window)
    assert drawn.shape == (redraws.REDRAWS, design.shape[1])
    assert_array_equal(drawn, coefficients(design, weights, shocks, block=block, window=window))
    # Signs enter linearly: with every month its own block the spread would be another one.
    alone = coefficients(design, weights, shocks, block=1, window=window)
    assert not np.allclose(drawn.std(axis=0), alone.std(axis=0), rtol=0.02)
    # Half of the signs are negative, so that the mean redraw is within four standard errors of 0.
    assert (np.abs(drawn.mean(axis=0)) < 4 * drawn.std(axis=0) / np.sqrt(len(drawn))).all()


def test_redraw_of_all_positive_signs_is_the_data(cases):
    y, design, weights, shocks, _, block, window = cases["relative_return_12m"]
    raw = pd.read_csv(REFERENCE / "monthly_returns.csv")["shock"].to_numpy()
    signs = np.ones((-(-len(shocks) // block), 1))
    drawn = resigned_coefficients(design, weights, raw, signs, block=block, window=window)
    assert_allclose(drawn[0], weighted_params(y, design, weights), rtol=1e-7)


def test_windows_are_resigned_and_summed_over_the_months_they_hold(cases):
    _, _, _, shocks, _, block, window = cases["relative_return_12m"]
    found = redraw_windows(shocks, block=block, window=window, redraws=4)
    assert found.shape == (len(shocks) - window + 1, 4)
    signs = redraw_windows(np.ones(-(-len(shocks) // block)), block=1, window=1, redraws=4)
    assert set(signs.ravel()) == {-1.0, 1.0}
    for row in (0, 5, 300, len(found) - 1):
        months = range(row, row + window)
        expected = sum(signs[month // block] * shocks[month] for month in months)
        assert_allclose(found[row], expected, rtol=1e-9, atol=1e-9)

"""Slopes between eras: nothing where sampling explains all, near the truth where it does not."""

import numpy as np
import pytest

from models.equations.era_spread import era_covariance

RNG = np.random.default_rng(11)
INPUTS = RNG.normal(size=(300, 2))
SAMPLING = np.array([np.diag([0.04, 0.09])] * 3)


def drawn(truth_sd):
    """Slopes of three eras around a common mean, with their sampling noise."""
    true = RNG.normal(scale=truth_sd, size=(3, 2))
    return true + np.array([RNG.multivariate_normal([0, 0], v) for v in SAMPLING])


def size(matrix):
    return float(np.einsum("ni,ij,nj->n", INPUTS, matrix, INPUTS).mean())


def test_eras_of_one_model_differ_by_sampling_alone():
    """The share beyond sampling is cut at zero, so that a third of the noise is left on average."""
    kept = [size(era_covariance(drawn(0.0), SAMPLING, INPUTS)) for _ in range(200)]
    noise = size(SAMPLING[0])
    assert np.mean(np.array(kept) == 0) > 0.5
    assert np.mean(kept) < 0.6 * noise


def test_eras_that_differ_are_found():
    truth = np.array([2.0, 1.0])
    found = [size(era_covariance(drawn(truth), SAMPLING, INPUTS)) for _ in range(400)]
    assert np.mean(found) == pytest.approx(4 / 3 * size(np.diag(truth**2)), rel=0.15)


def test_one_era_says_nothing_about_others():
    assert np.array_equal(era_covariance(np.ones((1, 2)), SAMPLING[:1], INPUTS), np.zeros((2, 2)))


def test_noise_larger_than_the_spread_leaves_nothing():
    slopes = np.array([[1.0, 1.0], [1.1, 0.9], [0.9, 1.1]])
    assert np.array_equal(era_covariance(slopes, SAMPLING, INPUTS), np.zeros((2, 2)))


def test_without_noise_the_spread_of_the_next_era_is_a_third_wider():
    slopes = np.array([[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]])
    found = era_covariance(slopes, 0 * SAMPLING, INPUTS)
    assert np.allclose(found, [[4 / 3, 0], [0, 0]])

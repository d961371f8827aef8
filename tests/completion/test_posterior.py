"""The conjugate regression against least squares on stacked rows, quadrature and a textbook."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels
from numpy.testing import assert_allclose, assert_array_equal
from scipy.integrate import quad
from scipy.stats import invgamma, multivariate_normal

from models.common.errors import ModelError
from models.completion.design import Layout, dummy_observations, equation_design, structural_row
from models.completion.posterior import (
    NormalInverseGamma,
    draw,
    log_marginal_likelihood,
    log_marginal_likelihoods,
    moments,
    update,
    updates,
)
from models.completion.prior import Tightness, minnesota, with_dummies
from models.completion.system import assemble


@pytest.fixture
def regression():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(30, 3))
    y = x @ [1.0, -0.5, 0.2] + 0.7 * rng.normal(size=30)
    root = rng.normal(size=(3, 3))
    prior = NormalInverseGamma(
        np.array([0.5, 0.0, -0.1]), root @ root.T + np.eye(3), df=5.0, scale=2.0
    )
    return x, y, prior


def test_moments_equal_least_squares_on_data_and_prior_rows(regression):
    x, y, prior = regression
    factor = np.linalg.cholesky(prior.precision).T
    rows, target = np.vstack([x, factor]), np.concatenate([y, factor @ prior.mean])
    theta, loss, *_ = np.linalg.lstsq(rows, target, rcond=None)
    after = update(prior, moments(x, y))
    assert_allclose(after.mean, theta, rtol=1e-10)
    assert_allclose(after.precision, rows.T @ rows, rtol=1e-10)
    assert after.df == 35
    assert_allclose(after.scale, 2.0 + loss[0], rtol=1e-10)
    assert_allclose(after.error_variance, after.scale / 33)
    assert_allclose(after.covariance(), after.error_variance * np.linalg.inv(rows.T @ rows))


def test_marginal_likelihood_equals_quadrature_over_the_variance(regression):
    x, y, prior = regression
    weights = np.where(np.arange(30) < 10, 0.25, 1.0)
    data = moments(x[10:], y[10:]) + moments(x[:10], y[:10]).weighted(0.25)
    spread = np.diag(1 / weights) + x @ np.linalg.inv(prior.precision) @ x.T
    variance = invgamma(prior.df / 2, scale=prior.scale / 2)
    log_density = log_marginal_likelihood(prior, data)

    def integrand(s):
        at_s = multivariate_normal(x @ prior.mean, s * spread).logpdf(y)
        return np.exp(at_s - log_density) * variance.pdf(s)

    total, _ = quad(integrand, 0, 20, points=[0.3, 0.6, 1.0], epsabs=1e-12, epsrel=1e-11)
    assert_allclose(total, 1.0, rtol=1e-8)


def test_weights_equal_repeated_scaling_of_rows(regression):
    x, y, prior = regression
    scaled = update(prior, moments(0.5 * x, 0.5 * y))
    weighted = update(prior, moments(x, y).weighted(0.25))
    assert_allclose(weighted.mean, scaled.mean, rtol=1e-12)
    assert_allclose(weighted.scale, scaled.scale, rtol=1e-12)


def test_many_regressions_at_once_give_the_digits_of_each_alone():
    rng, n_terms = np.random.default_rng(8), 40
    priors, data = [], []
    for _ in range(9):
        root, x, y = (
            rng.normal(size=(n_terms, 60)),
            rng.normal(size=(99, n_terms)),
            rng.normal(size=99),
        )
        mean = rng.normal(size=n_terms)
        priors.append(NormalInverseGamma(mean, root @ root.T, rng.uniform(3, 9), rng.uniform(1, 5)))
        data.append(moments(x, y).weighted(rng.uniform(0.1, 2)))
    each = [log_marginal_likelihood(*one) for one in zip(priors, data, strict=True)]
    assert log_marginal_likelihoods(priors, data) == each
    for many, prior, one in zip(updates(priors, data), priors, data, strict=True):
        alone = update(prior, one)
        assert (many.df, many.scale) == (alone.df, alone.scale)
        for field in ("mean", "precision", "factor"):
            assert_array_equal(getattr(many, field), getattr(alone, field))


def test_one_singular_prior_among_many_is_refused(regression):
    x, y, prior = regression
    loose = NormalInverseGamma(prior.mean, np.zeros((3, 3)), 5.0, 2.0)
    with pytest.raises(ModelError, match="The prior is singular"):
        updates([prior, loose], [moments(x[:2], y[:2])] * 2)


def test_draws_have_the_posterior_s_moments(regression):
    x, y, prior = regression
    after = update(prior, moments(x, y))
    theta, sd = draw(after, 40_000, np.random.default_rng(0))
    assert_allclose(theta.mean(axis=0), after.mean, atol=0.005)
    assert_allclose(np.cov(theta.T), after.covariance(), atol=0.001)
    assert_allclose((sd**2).mean(), after.error_variance, rtol=0.01)


def test_a_singular_prior_without_enough_data_is_refused(regression):
    x, y, prior = regression
    loose = NormalInverseGamma(prior.mean, np.zeros((3, 3)), 5.0, 2.0)
    with pytest.raises(ModelError, match="The prior is singular"):
        update(loose, moments(x[:2], y[:2]))
    with pytest.raises(ModelError, match="finite number above zero"):
        Tightness(own=0.2, others=0.0)
    with pytest.raises(ModelError, match="The prior is singular"):
        log_marginal_likelihood(loose, moments(x, y))


# Luetkepohl (2005), New Introduction to Multiple Time Series Analysis, section 3.2.3: West German
# investment, income and consumption, log differences, VAR(2), 73 quarters to 1978Q4, as printed.
PRINTED_PHI = [
    [-0.320, 0.146, 0.961, -0.161, 0.115, 0.934],
    [0.044, -0.153, 0.289, 0.050, 0.019, -0.010],
    [-0.002, 0.225, -0.264, 0.034, 0.355, -0.022],
]
PRINTED_CONSTANT = [-0.017, 0.016, 0.013]
PRINTED_COVARIANCE_1E4 = [[21.30, 0.72, 1.23], [0.72, 1.37, 0.61], [1.23, 0.61, 0.89]]


def test_a_flat_prior_gives_luetkepohl_s_printed_var():
    results = Path(statsmodels.__file__).parent / "tsa" / "tests" / "results"
    frame = pd.read_stata(results / "lutkepohl2.dta")
    levels = frame.loc[frame["qtr"] <= "1978-12-31", ["inv", "inc", "consump"]]
    y = np.diff(np.log(levels.to_numpy(dtype=float)), axis=0)
    nothing = np.zeros(3)
    layout = Layout(
        ("investment", "income", "consumption"), 2, nothing, nothing > 1, np.zeros((3, 3))
    )
    posteriors = []
    for i in range(3):
        x, target = equation_design(y, layout, i, np.empty((len(y) - 2, 0)))
        k = x.shape[1]
        flat = NormalInverseGamma(np.zeros(k), np.zeros((k, k)), 0.0, 0.0)
        posteriors.append(update(flat, moments(x, target)))
    assert posteriors[0].df == 73
    sd = [np.sqrt([posterior.scale / (73 - 7)]) for posterior in posteriors]
    system = assemble([posterior.mean[None] for posterior in posteriors], sd, layout)
    assert_allclose(system.phi[0], PRINTED_PHI, atol=0.0005)
    assert_allclose(system.constant[0], PRINTED_CONSTANT, atol=0.0005)
    covariance = 1e4 * system.impact[0] @ system.impact[0].T
    assert_allclose(covariance, PRINTED_COVARIANCE_1E4, atol=0.005)


@pytest.mark.parametrize("kind", ["changes", "values", "surprises"])
def test_rows_of_the_system_say_the_same_as_the_regression(kind):
    rng = np.random.default_rng(1)
    n, p, i = 4, 3, 2
    persistent = np.full(n, float(kind == "changes"))
    layout = Layout(
        tuple("abcd"), p, persistent, np.full(n, kind == "surprises"), rng.normal(size=(n, n))
    )
    y, surprises = rng.normal(size=(9, n)), rng.normal(size=(6, i))
    x, _ = equation_design(y, layout, i, surprises)
    theta = rng.normal(size=layout.n_coefficients(i))
    a, u, c, b = structural_row(theta, layout, i)
    for t in range(p, 9):
        right = c + sum(b[lag - 1] @ y[t - lag] for lag in range(1, p + 1))
        shocks = np.concatenate([surprises[t - p], np.zeros(n - i)])
        left = a @ y[t] - y[t, i]  # everything but the regressand, with its sign changed
        assert_allclose(x[t - p] @ theta, right + u @ shocks - left, atol=1e-12)


@pytest.mark.parametrize("i", [0, 1, 2])
def test_lags_have_a_prior_in_error_sd_per_error_sd(i):
    """By loops: sd of the coefficient of lag l of j, times what an error of j is, in errors of i."""
    n, p, scales = 3, 2, np.array([0.1, 2.0, 30.0])
    layout = Layout(tuple("abc"), p, np.array([1, 1, 0]), np.array([0, 0, 1]) > 0, np.zeros((n, n)))
    prior = minnesota(layout, i, Tightness(own=0.3, others=0.1), scales)
    assert_allclose(prior.error_variance, scales[i] ** 2)
    assert_allclose(prior.precision, np.diag(np.diag(prior.precision)))
    for j in range(n):
        for lag in range(1, p + 1):
            of_lag = prior.precision[layout.lag_columns(i, j)[lag - 1], :].max()
            in_units = np.sqrt(prior.error_variance / of_lag)
            assert_allclose(in_units * scales[j] / scales[i], (0.3 if i == j else 0.1) / lag)


def test_dummies_agree_with_the_minnesota_prior_at_rest():
    """A random walk that stays where it starts fits both kinds of dummy without error."""
    n, p = 3, 2
    layout = Layout(tuple("abc"), p, np.ones(n), np.zeros(n, dtype=bool), np.zeros((n, n)))
    start = np.array([4.0, -2.0, 1.0])
    plain = minnesota(layout, 1, Tightness(own=0.3, others=0.1), np.ones(n))
    (after,) = with_dummies([plain], layout, 1, start)
    assert_allclose(after.mean, plain.mean, atol=1e-10)
    assert_allclose(after.scale, plain.scale, atol=1e-9)
    x, y = dummy_observations(start, layout, 1, sums=0.5, initial=2.0)
    assert_allclose(x[1], [0, 0, 0, -4, 0, 0, -4, 0][: x.shape[1]])
    assert_allclose(y, [0, -4, 0, -1])
    assert_allclose(x[3, 1:], [0.5, 2, -1, 0.5, 2, -1, 0.5])

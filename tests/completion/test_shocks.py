"""The volatility of returns: the recursion by hand, on numbers worked out and on the shipped sample."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models.completion.data import RETURNS
from models.completion.shocks import next_variance, return_shocks, standardised_errors


@pytest.mark.parametrize(
    ("variance", "error", "following"),
    [
        (1.0, 0.0, 0.90),  # calm: 0.05 + 0.85
        (1.0, 1.0, 1.00),  # usual: the long run stays
        (1.5, -2.0, 1.725),  # 0.05 + 0.10 x 4 + 0.85 x 1.5
        (0.2, 3.0, 1.12),  # 0.05 + 0.10 x 9 + 0.85 x 0.2
    ],
)
def test_next_month_s_variance_by_hand(variance, error, following):
    assert_allclose(next_variance(np.array([variance]), np.array([error])), [following], rtol=1e-14)


def test_errors_are_cleaned_and_today_s_variance_found_by_the_same_recursion(model):
    found = return_shocks(model.mean_system, model.data.sample)
    errors = standardised_errors(model.mean_system, model.data.sample.to_numpy())
    months = model.data.sample.index[-len(errors) :]
    for place, name in enumerate(RETURNS):
        column = model.names.index(name)
        assert found.columns[place] == column
        variance, cleaned = 1.0, []
        for error in errors[months >= "1985-01", column]:
            cleaned.append(error / variance**0.5)
            variance = 0.05 + 0.10 * error**2 + 0.85 * variance
        assert_allclose(found.variance[place], variance, rtol=1e-10)
        size = np.mean(np.square(cleaned)) ** 0.5
        assert_allclose(found.cleaned[:, place], np.array(cleaned) / size, rtol=1e-10)

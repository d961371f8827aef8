import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.earnings.identity import (
    EXACT_LOG_PCT,
    ROUNDING_LOG_PCT,
    identity_of_levels,
    log_change_pct,
    ratio_of_positives,
    shipped_identity,
    symmetric_growth_pct,
)
from models.panel import load_panel

N = 120
QUARTERS = pd.period_range("1995Q1", periods=N, freq="Q")


def level(seed, start, sd=0.08):
    steps = np.random.default_rng(seed).normal(0.01, sd, N)
    return pd.Series(start * np.exp(np.cumsum(steps)), QUARTERS)


@pytest.fixture(scope="module")
def shipped():
    return shipped_identity(load_panel())


def test_unrounded_levels_add_up_to_the_last_bits():
    found = identity_of_levels(level(1, 4000.0), level(2, 150.0), level(3, 1500.0))
    assert found.table.notna().all(axis=None)
    assert found.largest_residual < EXACT_LOG_PCT
    assert found.allowed_log_pct == EXACT_LOG_PCT


def test_small_minus_large_is_the_ratio_term_by_term():
    prices, eps, sales = ((level(s, 900.0), level(s + 1, 80.0)) for s in (1, 3, 5))
    small, large = (identity_of_levels(prices[i], eps[i], sales[i]) for i in (0, 1))
    relative = identity_of_levels(*(a / b for a, b in (prices, eps, sales)))
    assert_allclose(relative.table, small.table - large.table, atol=1e-11)
    assert relative.largest_residual < EXACT_LOG_PCT


def test_shipped_figures_add_up_to_what_their_rounding_allows(shipped):
    assert 0 < shipped.largest_residual <= ROUNDING_LOG_PCT
    assert shipped.residuals["price"].count() == 144
    assert shipped.residuals["eps"].count() == 96


def test_a_wrong_figure_would_show(shipped):
    table = shipped.table.copy()
    table.iloc[10, table.columns.get_loc("multiple")] += 0.001
    broken = type(shipped)(table, shipped.allowed_log_pct)
    assert broken.largest_residual > broken.allowed_log_pct


def test_no_logarithm_of_a_loss_and_the_split_goes_on_by_sales():
    eps = level(2, 150.0)
    eps.iloc[50] = -3.0
    eps.iloc[51] = 0.0
    found = identity_of_levels(level(1, 4000.0), eps, level(3, 1500.0))
    touched = QUARTERS[[50, 51, 54, 55]]
    for part in ("eps", "multiple", "margin"):
        assert list(found.table.index[found.table[part].isna()]) == list(touched)
    assert found.table[["price", "sales", "price_to_sales"]].notna().all(axis=None)
    assert found.residuals["price_by_sales"].abs().max() < EXACT_LOG_PCT


def test_two_losses_have_no_ratio():
    small, large = pd.Series([1.0, -1.0, -1.0, 2.0]), pd.Series([2.0, -2.0, 2.0, 0.0])
    assert list(ratio_of_positives(small, large).fillna(99.0)) == [0.5, 99.0, 99.0, 99.0]


def test_log_growth_by_hand():
    levels = pd.Series([10.0, 11.0, -1.0, 5.0, 20.0, 22.0, 4.0, -5.0])
    assert_allclose(log_change_pct(levels)[4:6], [69.31471805599453] * 2)
    assert log_change_pct(levels)[6:].isna().all()


def test_symmetric_growth_by_hand():
    levels = pd.Series([10.0, -2.0, 3.0, 0.0, 20.0, 2.0, -3.0, 4.0])
    assert_allclose(symmetric_growth_pct(levels)[4:], [200 / 3, 200.0, -200.0, 200.0])

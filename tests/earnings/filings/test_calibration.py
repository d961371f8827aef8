"""The slope of small on large growth and the spread around it, by a second path and on known worlds."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from models.common.errors import ModelError
from models.earnings.filings.calibration import calibrated
from models.earnings.filings.measure import COLUMNS
from models.earnings.filings.series import FilingsSeries


def series_of(large, small, first="2012Q4", symmetric=None):
    quarters = pd.period_range(first, periods=len(large), freq="Q")
    pieces = {}
    for bucket, growth in {"large": large, "middle": large, "small": small}.items():
        frame = pd.DataFrame(0.1, quarters, list(COLUMNS))
        frame["ratio_growth_log_pct"] = growth
        frame["symmetric_growth_pct"] = (
            0.9 * np.nan_to_num(growth) if symmetric is None else symmetric
        )
        pieces[bucket] = frame.assign(n_firms=500)
    detail = pd.concat(pieces, names=["bucket", "quarter"]).swaplevel().sort_index()
    return FilingsSeries(detail)


def overlapping(rng, n=56):
    """Four-quarter growth of two sides that share a slope of 1.3."""
    shocks = rng.normal(0, (5, 4), (n + 3, 2))
    large, own = (np.convolve(column, np.ones(4), "valid") for column in shocks.T)
    return 6 + large, 2 + 1.3 * large + own


def test_slope_and_newey_west_error_are_those_of_statsmodels():
    large, small = overlapping(np.random.default_rng(3))
    found = calibrated(series_of(large, small))
    options = {"maxlags": 10, "use_correction": True}
    by_hand = sm.OLS(small, sm.add_constant(large)).fit(cov_type="HAC", cov_kwds=options)
    assert (found.nobs, found.hac_lags, found.growth) == (56, 10, "ratio_growth_log_pct")
    assert [found.intercept_pp, found.slope] == pytest.approx(list(by_hand.params))
    assert found.newey_west_std_error == pytest.approx(by_hand.bse[1])
    assert found.other_slope == pytest.approx(found.slope)
    assert found.label == "measured on filings 2012–2026"


def test_errors_are_those_of_a_known_moving_sum():
    """The covariance of moving sums written out, and generalised least squares' sandwich by hand."""
    large, small = overlapping(np.random.default_rng(3))
    found = calibrated(series_of(large, small))
    n, weights = 56, np.array([1, 2, 3, 4, 3, 2, 1.0])
    sums = np.zeros((n, n + 6))
    for row in range(n):
        sums[row, row : row + 7] = weights
    omega = sums @ sums.T / (weights @ weights)
    design = np.column_stack([np.ones(n), large])
    hat = np.linalg.inv(design.T @ design) @ design.T
    annihilator = np.eye(n) - design @ hat
    residuals = annihilator @ small
    pattern = annihilator @ omega
    variance = residuals @ residuals / np.trace(pattern)
    assert found.spread_pp == pytest.approx(np.sqrt(variance))
    assert found.slope_std_error == pytest.approx(np.sqrt(variance * (hat @ omega @ hat.T)[1, 1]))
    dof = np.trace(pattern) ** 2 / np.trace(pattern @ pattern)
    assert found.dof == pytest.approx(dof)
    assert found.spread_std_error == pytest.approx(found.spread_pp / np.sqrt(2 * dof))
    assert found.slope_half_width(90) == pytest.approx(
        found.slope_std_error * stats.t.ppf(0.95, dof)
    )
    assert list(found.spread_half_widths) == pytest.approx(
        [found.spread_pp * stats.t.ppf(0.5 + level / 200, dof) for level in (50, 80, 90)]
    )
    assert 8 < dof < 20  # 14 years, not 56 quarters


def test_a_loss_anywhere_means_symmetric_growth_everywhere():
    large, small = overlapping(np.random.default_rng(3))
    small[30] = np.nan
    found = calibrated(series_of(large, small, symmetric=large))
    assert found.growth == "symmetric_growth_pct"
    assert found.slope == pytest.approx(1.0)
    assert found.nobs == 56


def test_too_few_rates_are_refused():
    large, small = overlapping(np.random.default_rng(3), 23)
    with pytest.raises(ModelError, match="give 23 growth rates"):
        calibrated(series_of(large, small))


def test_only_published_quarters_count():
    series = series_of(*overlapping(np.random.default_rng(3), 50))  # to 2025Q1
    known = series.known_by(pd.Timestamp("2025-03-30").date())
    assert str(calibrated(known).last) == "2024Q3"  # a fourth quarter is due after 90 days
    known = series.known_by(pd.Timestamp("2025-03-31").date())
    assert str(calibrated(known).last) == "2024Q4"

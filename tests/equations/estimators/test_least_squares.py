import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose

from models.common.errors import ModelError
from models.equations.estimators.least_squares import fit_least_squares
from models.equations.estimators.result import RegressionResult

REFERENCE = Path(__file__).parents[2] / "reference"
EXPECTED = json.loads((REFERENCE / "least_squares.json").read_text())
NOT_CAPPED = {"okun"}


def read_sample(name):
    frame = pd.read_csv(REFERENCE / f"{name}.csv", index_col="period")
    frame.index = pd.PeriodIndex(frame.index, freq="Q" if "Q" in frame.index[0] else "M")
    weights = frame.pop("weight").to_numpy()
    x = frame.drop(columns="y")
    if name not in NOT_CAPPED:
        full = x[weights == 1]
        x = x.clip(full.min(), full.max(), axis=1)
    return frame["y"], x, weights


@pytest.fixture(scope="module")
def fitted():
    def one(name):
        y, x, weights = read_sample(name)
        lags = EXPECTED[name]["hac_lags"]
        return fit_least_squares(y, x, weights=weights, hac_lags=lags)

    return {name: one(name) for name in EXPECTED}


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize(
    "statistic",
    ["params", "cov", "std_errors", "tstats", "pvalues", "conf_low", "conf_high"],
)
def test_estimates_equal_r(fitted, name, statistic):
    assert_allclose(getattr(fitted[name], statistic), EXPECTED[name][statistic], rtol=1e-8)


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize(
    "statistic",
    [
        "nobs",
        "rsquared",
        "rsquared_adj",
        "f_statistic",
        "f_pvalue",
        "durbin_watson",
        "breusch_pagan",
        "breusch_pagan_pvalue",
        "residual_sd",
    ],
)
def test_diagnostics_equal_r(fitted, name, statistic):
    assert_allclose(getattr(fitted[name], statistic), EXPECTED[name][statistic], rtol=1e-8)


@pytest.mark.parametrize("name", EXPECTED)
def test_variance_inflation_equals_r(fitted, name):
    assert np.isnan(fitted[name].vif[0])  # the constant has none
    assert_allclose(fitted[name].vif[1:], EXPECTED[name]["vif"], rtol=1e-8)


@pytest.mark.parametrize("name", EXPECTED)
def test_reference_has_the_same_terms_and_real_weights(fitted, name):
    assert list(fitted[name].terms[1:]) == EXPECTED[name]["terms"][1:]
    _, _, weights = read_sample(name)
    assert set(weights) == {0.1, 1.0}


def test_standard_errors_equal_the_published_ones_of_stata():
    """Newey-West with four lags, small-sample correction: statsmodels' reference from Stata."""
    data = sm.datasets.macrodata.load_pandas().data
    investment = 400 * np.log(data["realinv"]).diff()
    x = pd.DataFrame({"gdp": 400 * np.log(data["realgdp"]).diff(), "rate": data["realint"].shift()})
    result = fit_least_squares(
        investment[1:].rename("investment"), x[1:], weights=np.ones(len(x) - 1), hac_lags=4
    )
    assert result.terms == ("const", "gdp", "rate")
    assert_allclose(
        result.std_errors, [1.1859338088, 0.3312564488, 0.2958234759], rtol=0, atol=5.1e-11
    )


def test_too_few_observations_say_how_many_are_needed():
    y, x, weights = (part[:20] for part in read_sample("relative_return_12m"))
    with pytest.raises(ModelError, match=r"y: 20 complete observations, need 33 for 10 regressors"):
        fit_least_squares(y, x, weights=weights, hac_lags=3)


def test_collinear_regressors_are_named():
    y, x, weights = read_sample("okun")
    x = x.assign(twice=2 * x["payroll_growth_12m"])
    with pytest.raises(ModelError, match="payroll_growth_12m, twice are collinear"):
        fit_least_squares(y, x, weights=weights, hac_lags=3)


def test_result_survives_its_json_form(fitted):
    result = fitted["eps_growth"]
    back = RegressionResult.from_dict(json.loads(json.dumps(result.to_dict())))
    pd.testing.assert_frame_equal(back.table, result.table, check_exact=True)
    assert back.diagnostics.equals(result.diagnostics)
    assert_allclose(back.cov, result.cov, rtol=0)


def test_select_orders_as_asked_and_refuses_unknown_terms(fitted):
    result = fitted["okun"]
    params, cov = result.select(("payroll_growth_12m", "const"))
    assert_allclose(params, result.params[::-1], rtol=0)
    assert_allclose(cov, result.cov[::-1, ::-1], rtol=0)
    with pytest.raises(ModelError, match="no term 'payrolls'; it has const, payroll_growth_12m"):
        result.select(("payrolls",))

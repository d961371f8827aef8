"""Two lists kept apart: signs that the data support, and limits nobody may quote as findings.

Both are computed from the shipped fits. A supported sign has its direction in every specification
that handles the pandemic and a redraw p-value below 1 % in the default one. A limit is pinned so that
it cannot silently become a claim: when new data lift one, this file is where to say so.
"""

import numpy as np
import pytest

from models.engine import shipped_world
from models.fitted import ModelSpec

DEFAULT = ModelSpec()
SPECS = {
    "downweight": DEFAULT,
    "drop": ModelSpec(pandemic="drop"),
    "keep": ModelSpec(pandemic="keep"),
    "uncapped": ModelSpec(cap_inputs=False),
}
OTHER_TARGETS = {
    "etf": ModelSpec(target="small_cap_relative_return_etf"),
    "french": ModelSpec(target="small_cap_relative_return_french"),
}


def growth_of(spec, variable):
    return next(e for e in shipped_world(spec).fit.growth if e.variable == variable)


def estimate(equation, term):
    at = equation.estimates.terms.index(term)
    return equation.estimates.params[at], equation.redraw_pvalues[at]


# Signs the data support: (equation, term, sign).
SUPPORTED = [
    ("eps_growth_large_cap", "unemployment_change_4q", -1),  # growth falls as unemployment rises
    ("eps_growth_large_cap", "unemployment_change_4q_lag_4q", +1),  # and rebounds a year later
    ("eps_growth_large_cap", "policy_rate_change_4q", +1),  # rates rise in good times: no cause
    ("corporate_profit_growth", "unemployment_change_4q", -1),
    ("corporate_profit_growth", "unemployment_change_4q_lag_4q", +1),
]


@pytest.mark.parametrize(("variable", "term", "sign"), SUPPORTED)
def test_supported_sign(variable, term, sign):
    params, pvalue = estimate(growth_of(DEFAULT, variable), term)
    assert np.sign(params) == sign
    assert pvalue < 0.01


@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize(("variable", "term", "sign"), SUPPORTED)
def test_supported_sign_is_the_same_in_every_specification(variable, term, sign, name):
    params, _ = estimate(growth_of(SPECS[name], variable), term)
    assert np.sign(params) == sign


@pytest.mark.parametrize("name", SPECS)
def test_payrolls_lower_unemployment(name):
    okun = shipped_world(SPECS[name]).fit.okun
    at = okun.terms.index("payroll_growth_12m")
    assert okun.params[at] < 0
    assert okun.pvalues[at] < 1e-6


def test_levers_predict_earnings_growth_out_of_sample():
    assert growth_of(DEFAULT, "eps_growth_large_cap").record["rsquared_levers"] > 0.3
    assert growth_of(DEFAULT, "corporate_profit_growth").record["rsquared_levers"] > 0.1


# Limits.


@pytest.mark.parametrize("name", [*SPECS, *OTHER_TARGETS])
def test_limit_no_lever_term_of_the_twelve_month_return_is_significant(name):
    equation = shipped_world((SPECS | OTHER_TARGETS)[name]).fit.returns[11]
    for term in equation.lever_terms:
        _, pvalue = estimate(equation, term)
        assert pvalue > 0.05, term
    assert equation.record["rsquared_levers"] <= 0.02


def test_limit_significant_terms_of_returns_are_no_more_than_chance_would_give():
    """Over all 24 horizons; 5 % of independent true nulls would be rejected, these overlap."""
    pvalues = [
        estimate(equation, term)[1]
        for equation in shipped_world(DEFAULT).fit.returns
        for term in equation.lever_terms
    ]
    assert len(pvalues) == 23 * 6 + 3
    assert np.mean(np.array(pvalues) < 0.05) < 0.05
    assert min(pvalues) > 0.01


@pytest.mark.parametrize("name", SPECS)
def test_limit_levers_do_not_predict_returns_out_of_sample(name):
    for equation in shipped_world(SPECS[name]).fit.returns:
        assert equation.record["rsquared_levers"] <= 0.02, equation.horizon_months


def test_limit_levers_add_nothing_to_the_starting_state():
    for equation in shipped_world(DEFAULT).fit.returns:
        gain = equation.record["rsquared_levers_and_state"] - equation.record["rsquared_state"]
        assert gain <= 0.02, equation.horizon_months


@pytest.mark.parametrize("variable", ["eps_growth_large_cap", "corporate_profit_growth"])
def test_limit_the_sign_of_the_fiscal_impulse_on_growth_is_not_determined(variable):
    equation = growth_of(DEFAULT, variable)
    for term in ("fiscal_impulse", "fiscal_impulse_lag_4q"):
        _, pvalue = estimate(equation, term)
        assert pvalue > 0.05, term


def test_limit_with_the_pandemic_kept_unemployment_and_earnings_are_not_established():
    """The first supported sign rests on the handling of 2020."""
    equation = growth_of(SPECS["keep"], "eps_growth_large_cap")
    _, pvalue = estimate(equation, "unemployment_change_4q")
    assert pvalue > 0.05


def test_limit_without_the_cap_earnings_predictions_are_worse_than_the_mean():
    equation = growth_of(SPECS["uncapped"], "eps_growth_large_cap")
    assert equation.record["rsquared_levers"] < 0


def test_limit_earnings_bands_have_held_less_than_they_say():
    record = growth_of(DEFAULT, "eps_growth_large_cap").record
    assert [record[f"coverage_{level}"] < level / 100 for level in (50, 80, 90)] == [True] * 3
    assert record["n_coverage"] < 80


def test_return_bands_have_held_about_what_they_say():
    for equation in shipped_world(DEFAULT).fit.returns:
        for level in (50, 80, 90):
            held = 100 * equation.record[f"coverage_{level}"]
            assert level - 5 <= held <= level + 10, (equation.horizon_months, level)

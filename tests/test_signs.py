"""Two lists kept apart: signs that the data support, and limits nobody may quote as findings.

Both are computed from the shipped fits. A supported sign has its direction in every specification
that handles the pandemic and a redraw p-value below 1 % in the default one. A limit is pinned so that
it cannot silently become a claim: when new data lift one, this file is where to say so.
"""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from models.engine import shipped_world
from models.fitted import ModelSpec
from models.panel import cap_inputs, input_range, load_panel, pandemic_weights
from models.regression import small_cap
from models.regression.estimator import weighted_least_squares

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


ONE_SIDE_OF_THE_LINE = {"downweight": {"unemployment_change_first_half"}}  # p .0445; drop: .052


@pytest.mark.parametrize("name", [*SPECS, *OTHER_TARGETS])
def test_limit_no_lever_term_of_the_twelve_month_return_is_established(name):
    """One term is below 5 % by a hair under one handling of 2020, and under no other choice."""
    equation = shipped_world((SPECS | OTHER_TARGETS)[name]).fit.returns[11]
    below = {term for term in equation.lever_terms if estimate(equation, term)[1] < 0.05}
    assert below == ONE_SIDE_OF_THE_LINE.get(name, set())
    assert all(estimate(equation, term)[1] > 0.04 for term in below)
    assert equation.record["rsquared_levers"] <= 0.02


def chance_counts(draws):
    """How many lever terms of all horizons chance alone puts beyond 1.96 sd, in each draw.

    Independent normal months without any link to the levers go into every window that holds them, so
    that the counts of neighbouring horizons go together as they do in the data.
    """
    panel = load_panel()
    months = panel.monthly[DEFAULT.target].loc[small_cap.FIRST_MONTH :].dropna().index
    shocks = np.random.default_rng(1).normal(size=(len(months), draws))
    counts = np.zeros(draws)
    for h in small_cap.HORIZONS:
        seen = small_cap.observations(panel, DEFAULT.target, h)
        reach = h + small_cap.IMPULSE_REACH_MONTHS
        weights = pandemic_weights(seen.index, reach, DEFAULT.pandemic)
        x = seen.drop(columns="y").to_numpy()
        x, _ = cap_inputs(x, *input_range(x, weights))
        design = np.column_stack([np.ones(len(x)), x])
        first = months.get_loc(seen.index[0]) - h + 1
        run = slice(first, first + len(seen) + h - 1)
        windows = sliding_window_view(np.eye(run.stop - run.start), h, axis=0).sum(axis=2)
        of_shocks = weighted_least_squares(design, windows, weights)
        drawn = of_shocks[1 : 1 + len(small_cap.lever_terms(h))] @ shocks[run]
        counts += (np.abs(drawn) > 1.96 * drawn.std(axis=1, keepdims=True)).sum(axis=0)
    return counts


def test_limit_significant_terms_of_returns_are_no_more_than_chance_would_give():
    """15 of 141 are below 5 %, twice the 7 expected; but they are a few findings seen many times.

    Windows of neighbouring horizons share their months: with nothing to find, chance gives as many
    in nearly one sample in five.
    """
    found = {
        (equation.horizon_months, term): estimate(equation, term)[1]
        for equation in shipped_world(DEFAULT).fit.returns
        for term in equation.lever_terms
    }
    assert len(found) == 23 * 6 + 3
    assert min(found.values()) > 0.01
    below = [key for key, pvalue in found.items() if pvalue < 0.05]
    assert len(below) == 15
    runs = {"policy_rate_change_first_half": (2, 5), "unemployment_change_first_half": (12, 21)}
    alone = [(h, term) for h, term in below if term not in runs]
    assert alone == [(4, "unemployment_change_second_half")]
    for term, (first, last) in runs.items():
        assert [h for h, of in below if of == term] == list(range(first, last + 1))
    counts = chance_counts(2_000)
    assert counts.mean() / len(found) == pytest.approx(0.05, abs=0.005)
    assert np.mean(counts >= len(below)) > 0.1


@pytest.mark.parametrize("name", SPECS)
def test_limit_levers_do_not_predict_returns_out_of_sample(name):
    for equation in shipped_world(SPECS[name]).fit.returns:
        assert equation.record["rsquared_levers"] <= 0.02, equation.horizon_months


def test_limit_levers_add_nothing_to_the_starting_state():
    for equation in shipped_world(DEFAULT).fit.returns:
        gain = equation.record["rsquared_levers_and_state"] - equation.record["rsquared_state"]
        assert gain <= 0.02, equation.horizon_months


@pytest.mark.parametrize("variable", ["eps_growth_large_cap", "corporate_profit_growth"])
@pytest.mark.parametrize("term", ["fiscal_impulse", "fiscal_impulse_lag_4q"])
def test_limit_the_fiscal_impulse_on_growth_is_not_established(variable, term):
    """On profits, this year's is just below 5 % by default (.049) and under no other handling."""
    pvalues = {name: estimate(growth_of(spec, variable), term)[1] for name, spec in SPECS.items()}
    below = {name for name, pvalue in pvalues.items() if pvalue < 0.05}
    this_year_of_profits = (variable, term) == ("corporate_profit_growth", "fiscal_impulse")
    assert below == ({"downweight"} if this_year_of_profits else set())
    assert min(pvalues.values()) > 0.04


def test_limit_unemployment_of_the_year_on_profits_is_significant_at_5_not_at_1_percent():
    for spec in SPECS.values():
        params, pvalue = estimate(
            growth_of(spec, "corporate_profit_growth"), "unemployment_change_4q"
        )
        assert params < 0
        assert 0.01 < pvalue < 0.05


def test_limit_with_the_pandemic_kept_unemployment_on_earnings_halves():
    """The first supported sign keeps its direction but not its size: it rests on how 2020 is handled."""
    term = "unemployment_change_4q"
    params, pvalue = estimate(growth_of(SPECS["keep"], "eps_growth_large_cap"), term)
    by_default, _ = estimate(growth_of(DEFAULT, "eps_growth_large_cap"), term)
    assert by_default / 2 < params < 0
    assert 0.01 < pvalue < 0.05
    _, rebound = estimate(growth_of(SPECS["keep"], "eps_growth_large_cap"), f"{term}_lag_4q")
    assert rebound > 0.05


def test_limit_without_the_cap_earnings_predictions_are_worse_than_the_mean():
    equation = growth_of(SPECS["uncapped"], "eps_growth_large_cap")
    assert equation.record["rsquared_levers"] < 0


def test_limit_wide_earnings_bands_have_held_less_than_they_say():
    record = growth_of(DEFAULT, "eps_growth_large_cap").record
    assert [record[f"coverage_{level}"] < level / 100 for level in (50, 80, 90)] == [
        False,
        True,
        True,
    ]
    assert record["n_coverage"] == 63


def test_return_bands_have_held_about_what_they_say():
    for equation in shipped_world(DEFAULT).fit.returns:
        for level in (50, 80, 90):
            held = 100 * equation.record[f"coverage_{level}"]
            assert level - 5 <= held <= level + 10, (equation.horizon_months, level)

"""Two lists kept apart: signs that the data support, and limits nobody may quote as findings.

Both are computed from the shipped fits. A supported sign has its direction in every specification
that handles the pandemic and a redraw p-value below 1% in the default one. A limit is pinned so that
it cannot silently become a claim: when new data lift one, this file is where to say so. All of them are
findings (tests/findings.py): of another snapshot than the one that was read, what changed is told.
"""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from models.equations import relative_return
from models.equations.caps import cap_inputs, input_range
from models.equations.estimators.estimator import weighted_least_squares
from models.outcome.world import shipped_world
from models.panel import load_panel, pandemic_weights
from models.scenario.spec import ModelSpec

pytestmark = pytest.mark.finding

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


def growth_of(spec, variable, family=0):
    """The equation of one of the two families that growth averages, that of means unless asked."""
    return shipped_world(spec).fit.growth_model(variable).members[family]


def average_of(spec, variable):
    return shipped_world(spec).fit.growth_model(variable)


def estimate(equation, term):
    at = equation.estimates.terms.index(term)
    return equation.estimates.params[at], equation.redraw_pvalues[at]


# Signs the data support: (equation, term, sign).
SUPPORTED = [
    ("eps_growth_large_cap", "mean_unemployment_change_4q_lag_4q", +1),  # a rebound a year later
    (
        "eps_growth_large_cap",
        "mean_policy_rate_change_4q",
        +1,
    ),  # rates rise in good times: no cause
    ("eps_growth_large_cap", "mean_credit_spread_change_4q", -1),  # as completed from the levers
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
    assert average_of(DEFAULT, "eps_growth_large_cap").record["rsquared_levers"] > 0.5
    assert average_of(DEFAULT, "corporate_profit_growth").record["rsquared_levers"] > 0.2
    assert average_of(DEFAULT, "eps_growth_large_cap_reported").record["rsquared_levers"] > 0.2


# Limits.


ONE_SIDE_OF_THE_LINE = dict.fromkeys(  # p .0460 and .0485; drop: .0555
    ("downweight", "uncapped"), {"unemployment_change_first_half"}
)


@pytest.mark.parametrize("name", [*SPECS, *OTHER_TARGETS])
def test_limit_no_lever_term_of_the_twelve_month_return_is_established(name):
    """One term is below 5% by a hair, and not where 2020 is left out or counts in full."""
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
    months = panel.monthly[DEFAULT.target].loc[relative_return.FIRST_MONTH :].dropna().index
    shocks = np.random.default_rng(1).normal(size=(len(months), draws))
    counts = np.zeros(draws)
    for h in relative_return.HORIZONS:
        seen = relative_return.observations(panel, DEFAULT.target, h)
        lookback = h + relative_return.IMPULSE_LOOKBACK_MONTHS
        weights = pandemic_weights(seen.index, lookback, DEFAULT.pandemic)
        x = seen.drop(columns="y").to_numpy()
        x, _ = cap_inputs(x, *input_range(x, weights))
        design = np.column_stack([np.ones(len(x)), x])
        first = months.get_loc(seen.index[0]) - h + 1
        run = slice(first, first + len(seen) + h - 1)
        windows = sliding_window_view(np.eye(run.stop - run.start), h, axis=0).sum(axis=2)
        of_shocks = weighted_least_squares(design, windows, weights)
        drawn = of_shocks[1 : 1 + len(relative_return.lever_terms(h))] @ shocks[run]
        counts += (np.abs(drawn) > 1.96 * drawn.std(axis=1, keepdims=True)).sum(axis=0)
    return counts


def test_limit_significant_terms_of_returns_are_no_more_than_chance_would_give():
    """17 of 141 are below 5%, twice the 7 expected; but they are a few findings seen many times.

    Windows of neighbouring horizons share their months: with nothing to find, chance gives as many
    in more than one sample in seven.
    """
    found = {
        (equation.horizon_months, term): estimate(equation, term)[1]
        for equation in shipped_world(DEFAULT).fit.returns
        for term in equation.lever_terms
    }
    assert len(found) == 23 * 6 + 3
    assert min(found.values()) > 0.01
    below = [key for key, pvalue in found.items() if pvalue < 0.05]
    assert len(below) == 17
    runs = {"policy_rate_change_first_half": (2, 5), "unemployment_change_first_half": (11, 22)}
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


@pytest.mark.parametrize(
    "variable",
    ["eps_growth_large_cap", "corporate_profit_growth", "eps_growth_large_cap_reported"],
)
def test_limit_the_fiscal_impulse_on_growth_is_not_established(variable):
    for spec in SPECS.values():
        equation = growth_of(spec, variable)
        for term, driver in equation.lever_terms.items():
            if driver == "fiscal_impulse":
                assert estimate(equation, term)[1] > 0.05


def test_limit_unemployment_of_the_year_is_not_established_beside_the_spread():
    """Its sign is negative everywhere, but what it says the completed spread says too."""
    for variable, term in (
        ("eps_growth_large_cap", "mean_unemployment_change_4q"),
        ("corporate_profit_growth", "unemployment_change_4q"),
    ):
        for spec in SPECS.values():
            params, pvalue = estimate(growth_of(spec, variable), term)
            assert params < 0
            assert 0.05 < pvalue < 0.15


def test_the_record_of_earnings_does_not_rest_on_how_2020_is_handled():
    records = [
        average_of(s, "eps_growth_large_cap").record["rsquared_levers"]
        for s in SPECS.values()
        if s.cap_inputs
    ]
    assert min(records) > 0.5
    assert max(records) - min(records) < 0.06


def test_limit_without_the_cap_2020_takes_much_of_the_record_of_earnings():
    """Levers of single quarters were never as far out as then: the family of means does not mind."""
    free = ModelSpec(cap_inputs=False)
    assert average_of(free, "eps_growth_large_cap").record["rsquared_levers"] < 0.35
    assert growth_of(free, "eps_growth_large_cap").record["rsquared_levers"] > 0.5


def test_earnings_bands_have_held_within_eight_points_of_what_they_say():
    record = average_of(DEFAULT, "eps_growth_large_cap").record
    for one in record["by_ahead"]:
        for level in (50, 80, 90):
            assert abs(100 * one[f"coverage_{level}"] - level) < 8
    assert record["n_coverage"] == 69


def test_limit_the_rebound_of_profits_a_year_later_is_not_established_at_one_percent():
    """It was (p .0095) before the completion model's prior was free of units; its sign is the same."""
    for name, spec in SPECS.items():
        equation = growth_of(spec, "corporate_profit_growth")
        params, pvalue = estimate(equation, "unemployment_change_4q_lag_4q")
        assert params > 0
        if name == "downweight":
            assert 0.01 <= pvalue < 0.02


def test_limit_some_bands_of_reported_eps_and_of_profits_miss_by_more():
    """The inner band of reported EPS held 43%, the 80% band of profits 90%."""
    reported = growth_of(DEFAULT, "eps_growth_large_cap_reported").record
    profits = growth_of(DEFAULT, "corporate_profit_growth").record
    assert 0.41 < reported["coverage_50"] < 0.45
    assert 0.88 < profits["coverage_80"] < 0.93


def test_bands_of_least_squares_alone_have_held_about_what_they_say_up_to_22_months():
    """At 23 and 24 months its 80% band held 73.5%, short by more than five points."""
    *equations, before_last, last = shipped_world(DEFAULT).fit.returns
    for equation in (before_last, last):
        assert 73 < 100 * equation.record["coverage_80"] < 75
    for equation in equations:
        for level in (50, 80, 90):
            held = 100 * equation.record[f"coverage_{level}"]
            assert level - 5 <= held <= level + 10, (equation.horizon_months, level)

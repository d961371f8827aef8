"""Choices, posteriors and files of the fitted model on the project's own data."""

import datetime as dt
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.common.errors import ModelError
from models.completion import prior, tuning
from models.completion.completion import completion_of
from models.completion.data import (
    RETURNS,
    VARIABLES,
    CompletionData,
    completion_data,
    completion_frame,
)
from models.completion.design import equation_design
from models.completion.fit import fit_completion, scales_today
from models.completion.posterior import NormalInverseGamma
from models.completion.prior import error_scales
from models.completion.regime import capped, regimes
from models.completion.shocks import standardised_errors
from models.completion.stored import COMPLETION_FITS, load_completion, store_completion
from models.completion.system import (
    LARGEST_MODULUS,
    companion,
    draw_systems,
    explosive,
    mean_system,
)
from models.completion.tuning import OWN, equation_data, make_layout
from models.equations.stored_fit import SHIPPED
from tests.cases import JANUARY

ROOT = Path(__file__).parents[2]
MACRO = [i for i, name in enumerate(VARIABLES) if name not in RETURNS]


@pytest.fixture(scope="module")
def data(panel):
    return completion_data(panel)


def test_the_sample_is_complete_and_the_edge_ragged(panel, data):
    assert tuple(data.sample.columns) == VARIABLES
    assert str(data.sample.index[0]) == "1969-01"
    assert data.sample.notna().all(axis=None)
    assert data.edge.index[-1] == data.origin == panel.origin
    assert data.edge.iloc[0].isna().any()
    prices = panel.monthly["core_pce_price_index"]
    month = pd.Period("1980-03", "M")
    by_hand = 1200 * (np.log(prices[month]) - np.log(prices[month - 1]))
    assert_allclose(data.sample.loc[month, "core_pce_inflation"], by_hand)


def test_refit_equals_the_shipped_file(data, shipped_fit):
    again = fit_completion(data)
    assert again.layout.lags == shipped_fit.layout.lags
    assert again.choices == shipped_fit.choices
    for new, old in zip(again.posteriors, shipped_fit.posteriors, strict=True):
        scale = np.sqrt(np.diag(np.linalg.inv(old.precision)))
        assert_allclose((new.mean - old.mean) / scale, 0, atol=1e-6)
        assert_allclose([new.df, new.scale], [old.df, old.scale], rtol=1e-8)


def test_posteriors_equal_least_squares_on_weighted_and_prior_rows(data, shipped_fit):
    """Means recomputed by stacked rows, equation after equation, on the capped sample."""
    sample, layout = capped(data.sample), shipped_fit.layout
    scales, first = scales_today(sample), sample.index.get_loc(shipped_fit.first)
    values = sample.to_numpy()[first - layout.lags :]
    errors = np.empty((len(values) - layout.lags, layout.n))
    for i, (choice, posterior) in enumerate(
        zip(shipped_fit.choices, shipped_fit.posteriors, strict=True)
    ):
        x, y = equation_design(values, layout, i, errors[:, :i])
        marks = regimes(sample.index[first:], layout.names[i])
        root = np.sqrt(choice.ratios.weights(marks))
        prior = equation_data(sample, layout, i, scales, first, errors[:, :i]).prior(
            choice.tightness
        )
        factor = np.linalg.cholesky(prior.precision).T
        rows = np.vstack([root[:, None] * x, factor])
        theta = np.linalg.lstsq(rows, np.concatenate([root * y, factor @ prior.mean]), rcond=None)[
            0
        ]
        sd = np.sqrt(np.diag(np.linalg.inv(posterior.precision)))
        assert_allclose((theta - posterior.mean) / sd, 0, atol=1e-6)
        errors[:, i] = y - x @ theta
        late = x[marks == 0]
        leverage = np.einsum("ij,jk,ik->", late, np.linalg.inv(posterior.precision), late)
        assert_allclose(posterior.df, 4 + len(late) - leverage, rtol=1e-7)
        loss = (errors[marks == 0, i] ** 2).sum()
        assert_allclose(posterior.scale, 2 * scales[i] ** 2 + loss, rtol=1e-6)
    at_mean = mean_system(shipped_fit.posteriors, layout)
    sds = np.sqrt([posterior.error_variance for posterior in shipped_fit.posteriors])
    assert_allclose(standardised_errors(at_mean, values) * sds, errors, atol=1e-6)


def test_choices_are_the_best_nearby(data, shipped_fit):
    """No single step away from an equation's tightness scores it better, of own lags or of others'."""
    sample, layout = capped(data.sample), shipped_fit.layout
    scales, first = scales_today(sample), sample.index.get_loc(shipped_fit.first)
    nothing = np.empty((0, 0))  # equations of the economy do not look at others' errors
    for i, field in ((0, "others"), (3, "others"), *((i, "own") for i in MACRO)):
        equation, choice = (
            equation_data(sample, layout, i, scales, first, nothing),
            shipped_fit.choices[i],
        )
        for factor in (0.5, 2.0):
            moved = {field: getattr(choice.tightness, field) * factor}
            other = replace(choice, tightness=replace(choice.tightness, **moved))
            assert equation.score(other) < equation.score(choice)


def test_a_grid_of_choices_is_scored_at_once(data, monkeypatch):
    """Priors, ratios and tightness, both again: five calls an equation, whatever the grid holds."""
    calls = []
    both = tuning.log_marginal_likelihoods, prior.updates
    for module, function in zip((tuning, prior), both, strict=True):

        def counted(first, second, function=function):
            calls.append(len(first))
            return function(first, second)

        monkeypatch.setattr(module, function.__name__, counted)
    sample, lags = capped(data.sample), 2
    nothing = np.empty((0, 0))
    equation = equation_data(sample, make_layout(sample, lags), 0, scales_today(sample), 6, nothing)
    score, choice = tuning.choose(equation, 1.0)
    assert len(calls) <= 5
    assert sum(calls) > 150
    assert score == equation.score(choice)


@pytest.mark.parametrize("as_of", [None, JANUARY])
def test_own_lags_are_shrunk_by_a_choice_inside_the_grid(panel, as_of):
    known = panel.known_on(as_of) if as_of else panel
    fit = completion_of(known).fit
    for i in MACRO:
        assert OWN[0] < fit.choices[i].tightness.own < OWN[-1]


def test_the_fit_does_not_depend_on_units(data):
    """Spread in basis points, unemployment in thousandths: the same model in other words."""
    factors = {"credit_spread": 100.0, "unemployment_rate": 0.1, "fiscal_impulse": 7.0}
    by = np.array([factors.get(name, 1.0) for name in VARIABLES])
    other = CompletionData(data.origin, data.sample * by, data.edge * by, data.ahead * by)
    one, two = fit_completion(data, 2), fit_completion(other, 2)
    assert one.choices == two.choices
    months = (one.last - one.first).n + 1
    assert_allclose(
        one.log_marginal_likelihood - two.log_marginal_likelihood,
        months * np.log(by).sum(),
        rtol=0,
        atol=1e-6,
    )
    first, second = (mean_system(fit.posteriors, fit.layout) for fit in (one, two))
    assert_allclose(second.impact, by[:, None] * first.impact, rtol=1e-7, atol=1e-10)
    across = by[:, None] / np.tile(by, 2)
    assert_allclose(second.phi, across * first.phi, rtol=1e-6, atol=1e-9)
    assert_allclose(second.constant, by * first.constant, rtol=1e-6, atol=1e-8)


def test_few_draws_explode_and_the_bound_agrees_with_the_roots(shipped_fit):
    system, dropped = draw_systems(shipped_fit.posteriors, shipped_fit.layout, 300, 1)
    assert dropped <= 0.05
    assert len(system) == round(300 * (1 - dropped))
    stretched = system.phi[:60] * np.linspace(0.95, 1.05, 60)[:, None, None]
    roots = np.abs(np.linalg.eigvals(companion(stretched))).max(axis=1)
    assert np.array_equal(explosive(stretched), roots > LARGEST_MODULUS)
    assert 0 < explosive(stretched).sum() < 60


def test_a_sample_whose_draws_explode_is_refused(shipped_fit):
    wild = [
        NormalInverseGamma(one.mean * 1.1, one.precision, one.df, one.scale)
        for one in shipped_fit.posteriors
    ]
    with pytest.raises(ModelError, match=r"% of the 50 draws .* explode"):
        draw_systems(wild, shipped_fit.layout, 50, 1)


def test_the_stored_fits_are_of_the_dates_shipped_and_write_to_the_bytes_they_were_read_from(
    tmp_path, panel
):
    dates = {as_of for _, as_of in SHIPPED}
    for as_of in dates:
        known = panel.known_on(as_of) if as_of else panel
        stored = load_completion(known)
        assert stored is not None, f"the completion model of {known.vintage} is stale: run make fit"
        path = store_completion(stored, known, tmp_path)
        assert path.read_bytes() == (COMPLETION_FITS / path.name).read_bytes()
        assert load_completion(known, tmp_path).choices == stored.choices
    assert {p.name for p in COMPLETION_FITS.glob("*.json")} == {p.name for p in tmp_path.iterdir()}
    assert load_completion(panel.known_on(dt.date(2001, 1, 1)), tmp_path) is None


def test_the_alternative_fiscal_measure_is_its_four_quarter_mean(panel):
    frame = completion_frame(panel, "hutchins")
    quarters = panel.quarterly["hutchins_fiscal_impact"].loc["2010Q1":"2010Q4"]
    assert_allclose(frame.loc["2010-11", "fiscal_impulse"], quarters.mean())
    assert str(completion_data(panel, "hutchins").sample.index[0]) == "2000-07"
    with pytest.raises(ModelError, match="'deficit' or 'hutchins'"):
        completion_frame(panel, "mood")


def test_capping_touches_pandemic_months_alone(data):
    changed = (capped(data.sample) != data.sample).any(axis=1)
    assert changed.any()
    assert set(changed.index[changed].year) <= {2020, 2021, 2022}
    assert capped(data.sample)["unemployment_rate"].max() == 10.8


def test_a_constant_series_and_a_short_sample_are_refused(data):
    flat = data.sample.assign(policy_rate=1.0)
    with pytest.raises(ModelError, match="policy_rate is 1 in all"):
        fit_completion(replace(data, sample=flat))
    short = data.sample.iloc[:5]
    with pytest.raises(ModelError, match=r"has 5 months .* longer sample"):
        fit_completion(CompletionData(short.index[-1], short, short.iloc[:0], short.iloc[:0]))
    layout = make_layout(data.sample, 6)
    with pytest.raises(ModelError, match="more months than lags"):
        equation_design(short.to_numpy(), layout, 0, np.empty((0, 0)))
    with pytest.raises(ModelError, match="needs more than"):
        error_scales(short.to_numpy(), VARIABLES, 4)


def test_returns_alone_answer_to_surprises(data):
    layout = make_layout(data.sample, 6)
    assert tuple(np.array(VARIABLES)[layout.by_surprise]) == RETURNS
    assert np.array_equal(layout.persistent == 0, layout.by_surprise)


def test_a_loaded_model_imports_no_estimator():
    program = """
import sys
from models.completion.completion import make_completion
from models.completion.stored import load_completion
print([name for name in ("statsmodels", "sklearn", "scipy") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr

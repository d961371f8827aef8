import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.linear_model import ElasticNet, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from models.common.errors import ModelError
from models.equations.estimators.estimator import (
    Estimation,
    estimator_named,
    weighted_least_squares,
)
from models.equations.estimators.penalised import (
    ELASTIC_NET,
    NET_GRID,
    RIDGE,
    RIDGE_GRID,
    SPLITS,
    HeldPenalty,
)
from models.equations.growth import EMBARGO_QUARTERS
from models.equations.redraws import redraw_windows
from models.equations.walk_forward import Sample, walk_forward

REFERENCE = Path(__file__).parents[2] / "reference"
EXPECTED = json.loads((REFERENCE / "penalised.json").read_text())
GAPS = {"relative_return_12m": 12, "eps_growth": EMBARGO_QUARTERS}
ESTIMATORS = {"ridge": RIDGE, "elastic_net": ELASTIC_NET}
TOLERANCE = {"ridge": 1e-8, "elastic_net": 1e-6}
CASES = [(name, estimator) for name in EXPECTED for estimator in ESTIMATORS]


def read_frame(name):
    """Regressand, capped regressors and weights of a reference sample."""
    frame = pd.read_csv(REFERENCE / f"{name}.csv", index_col="period")
    frame.index = pd.PeriodIndex(frame.index, freq="Q" if "Q" in frame.index[0] else "M")
    weights = frame.pop("weight").to_numpy()
    y = frame.pop("y")
    full = frame[weights == 1]
    return y, frame.clip(full.min(), full.max(), axis=1), weights


def read_arrays(name):
    y, x, weights = read_frame(name)
    return y.to_numpy(), np.column_stack([np.ones(len(x)), x]), weights


def standardised(design, weights):
    x = design[:, 1:]
    centre = np.average(x, axis=0, weights=weights)
    scale = np.sqrt(np.average((x - centre) ** 2, axis=0, weights=weights))
    return (x - centre) / scale, scale


@pytest.mark.parametrize(("name", "estimator"), CASES)
@pytest.mark.parametrize("at", range(4))
def test_params_equal_r(name, estimator, at):
    y, design, weights = read_arrays(name)
    penalty = EXPECTED[name]["penalties"][at]
    found = HeldPenalty(ESTIMATORS[estimator], penalty)(design, y, weights)
    expected = np.array(EXPECTED[name][estimator][at])
    tolerance = TOLERANCE[estimator]
    assert_allclose(found, expected, rtol=tolerance, atol=tolerance * np.abs(expected).max())
    assert_array_equal(found == 0, expected == 0)


def test_the_reference_has_terms_set_to_zero():
    """The comparison of zeros above could not fail if the net kept every term."""
    zeros = [np.sum(np.array(EXPECTED[name]["elastic_net"]) == 0) for name in EXPECTED]
    assert min(zeros) > 0


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("penalty", [0.05, 0.7, 3.0])
def test_the_elastic_net_meets_its_first_order_conditions(name, penalty):
    """Gradient l1 sign(b) where a term is kept, no larger than l1 where it is not."""
    y, design, weights = read_arrays(name)
    params = HeldPenalty(ELASTIC_NET, penalty)(design, y, weights)
    z, scale = standardised(design, weights)
    b = params[1:] * scale
    share = weights / weights.sum()
    missed = y - design @ params
    assert share @ missed == pytest.approx(0, abs=1e-9)  # the constant is free
    gradient = z.T @ (share * missed) - penalty * 0.5 * b
    kept = b != 0
    assert_allclose(gradient[kept], penalty * 0.5 * np.sign(b[kept]), atol=1e-6)
    assert (np.abs(gradient[~kept]) <= penalty * 0.5 + 1e-6).all()


@pytest.mark.parametrize(("name", "estimator"), CASES)
@pytest.mark.parametrize("penalty", [0.02, 1.0, 20.0])
def test_the_quick_form_is_the_pipeline(name, estimator, penalty):
    y, design, weights = read_arrays(name)
    x = design[:, 1:]
    if estimator == "ridge":
        model = Ridge(alpha=penalty * weights.sum())
    else:
        model = ElasticNet(alpha=penalty, l1_ratio=0.5, tol=1e-13, max_iter=1_000_000)
    fitted = make_pipeline(StandardScaler(), model)
    fitted.fit(x, y, **{f"{step}__sample_weight": weights for step in fitted.named_steps})
    params = HeldPenalty(ESTIMATORS[estimator], penalty)(design, y, weights)
    assert_allclose(design @ params, fitted.predict(x), atol=1e-7)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_no_penalty_is_least_squares_and_a_huge_one_the_mean(estimator):
    y, design, weights = read_arrays("eps_growth")
    tiny, huge = (HeldPenalty(ESTIMATORS[estimator], p)(design, y, weights) for p in (1e-8, 1e9))
    assert_allclose(tiny, weighted_least_squares(design, y, weights), rtol=1e-5)
    assert_allclose(huge[1:], 0, atol=1e-6)
    assert huge[0] == pytest.approx(np.average(y, weights=weights), rel=1e-6)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_units_of_a_regressor_do_not_move_the_prediction(estimator):
    y, design, weights = read_arrays("eps_growth")
    rescaled = design * np.r_[1.0, 100.0, 1.0, 0.01, 1.0, 1.0, 7.0, 30.0, 0.2]
    before, after = (
        d @ ESTIMATORS[estimator].tune(d, y, weights, 5)(d, y, weights) for d in (design, rescaled)
    )
    assert_allclose(after, before, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_many_regressands_are_one_at_a_time(estimator):
    y, design, weights = read_arrays("eps_growth")
    held = HeldPenalty(ESTIMATORS[estimator], 0.5)
    both = held(design, np.column_stack([y, y[::-1]]), weights)
    assert_allclose(both[:, 0], held(design, y, weights), rtol=1e-10)
    assert_allclose(both[:, 1], held(design, y[::-1].copy(), weights), rtol=1e-10)


# The choice of the penalty.


def plain_blocks(n, embargo):
    """Rows to learn from and rows to predict, counted by hand."""
    size = (n - embargo) // (2 * SPLITS)
    starts = [n - size * (SPLITS - i) for i in range(SPLITS)]
    return [(list(range(start - embargo)), list(range(start, start + size))) for start in starts]


@pytest.mark.parametrize(("name", "estimator"), CASES)
def test_the_penalty_is_the_best_on_later_blocks(name, estimator):
    y, design, weights = read_arrays(name)
    embargo = GAPS[name]
    grid = RIDGE_GRID
    if estimator == "elastic_net":
        z, _ = standardised(design, weights)
        share = weights / weights.sum()
        grid = np.abs(z.T @ (share * (y - share @ y))).max() / 0.5 * NET_GRID
    errors = []
    for penalty in grid:
        held = HeldPenalty(ESTIMATORS[estimator], float(penalty))
        error = 0.0
        for seen, later in plain_blocks(len(y), embargo):
            params = held(design[seen], y[seen], weights[seen])
            error += sum(weights[t] * (y[t] - design[t] @ params) ** 2 for t in later)
        errors.append(error)
    chosen = ESTIMATORS[estimator].tune(design, y, weights, embargo).penalty
    assert chosen == pytest.approx(grid[int(np.argmin(errors))], rel=1e-9)


@pytest.mark.parametrize("name", EXPECTED)
def test_no_block_is_learnt_from_within_a_gap_of_what_it_predicts(name):
    """Rows in the embargo before a predicted block, changed beyond recognition, move nothing there."""
    y, design, weights = read_arrays(name)
    embargo = GAPS[name]
    calls = []

    class Spy(type(RIDGE)):
        def path(self, design, y, weights, penalties):
            calls.append(y.copy())
            return super().path(design, y, weights, penalties)

    Spy("ridge", 0.0, 1).tune(design, y, weights, embargo)
    blocks = plain_blocks(len(y), embargo)
    assert [len(seen) for seen in calls] == [len(seen) for seen, _ in blocks]
    for seen, (rows, later) in zip(calls, blocks, strict=True):
        assert_array_equal(seen, y[rows])
        assert later[0] - rows[-1] > embargo


def sample_of(name):
    frame = pd.read_csv(REFERENCE / f"{name}.csv", index_col="period")
    state = [column for column in frame if column.startswith("state_")]
    levers = [column for column in frame if column not in {"y", "weight", *state}]
    shocks = pd.read_csv(REFERENCE / "monthly_returns.csv")["shock"].to_numpy() if state else None
    sample = Sample(
        y=frame["y"].to_numpy(),
        levers=frame[levers].to_numpy(),
        state=frame[state].to_numpy(),
        weights=frame["weight"].to_numpy(),
        embargo=GAPS[name],
        window=12 if state else 1,
        shocks=shocks,
        cap=True,
        min_training=36,
    )
    return sample, frame.index


@pytest.mark.parametrize(("name", "estimator"), CASES)
@pytest.mark.slow
def test_nothing_after_the_training_end_enters_penalty_or_prediction(name, estimator):
    sample, index = sample_of(name)
    t = index.get_loc({"relative_return_12m": "2009-06", "eps_growth": "2012Q1"}[name])
    rows = np.arange(len(sample.y))
    unknown = rows > t - sample.embargo
    noise = np.random.default_rng(3).normal(scale=9.0, size=sample.levers.shape)
    changed = replace(
        sample,
        y=np.where(unknown, 40.0, sample.y),
        levers=np.where((unknown & (rows != t))[:, None], noise, sample.levers),
        weights=np.where(unknown, 0.1, sample.weights),
    )
    first = t - 7  # the penalty is chosen at `first` and again at t - 3
    tune = ESTIMATORS[estimator].tune
    before, after = (walk_forward(s, first, tune, 4) for s in (sample, changed))
    at = list(before.positions).index(t)
    for prediction in ("levers", "state", "levers_and_state", "mean"):
        # Sums over copies of rows may differ in the last digit; a leak would move the first ones.
        known = pytest.approx(getattr(before, prediction)[at], rel=1e-12)
        assert getattr(after, prediction)[at] == known
    last = sample.y.copy()
    last[t - sample.embargo] += 50.0  # the last outcome known at t does enter
    moved = walk_forward(replace(sample, y=last), first, tune, 4)
    assert abs(moved.levers_and_state[at] - before.levers_and_state[at]) > 1e-3


def test_the_penalty_is_held_between_the_yearly_choices():
    sample, index = sample_of("eps_growth")
    first = index.get_loc("2010Q1")
    sizes = []

    def tune(design, y, weights, embargo):
        sizes.append(len(y))
        return RIDGE.tune(design, y, weights, embargo)

    record = walk_forward(sample, first, tune, 4)
    start = first - sample.embargo + 1
    assert sizes == list(range(start, start + len(record.positions), 4))


# The result.


def result_of(name, estimator, penalty=0.5):
    y, x, weights = read_frame(name)
    chosen = HeldPenalty(ESTIMATORS[estimator], penalty)
    data = Estimation(regressand=y, regressors=x, weights=weights, hac_lags=6, solve=chosen)
    return estimator_named(estimator).result(data), chosen, (y, x, weights)


@pytest.mark.parametrize(("name", "estimator"), CASES)
def test_a_result_says_what_is_defined_and_nothing_else(name, estimator):
    found, chosen, (y, x, weights) = result_of(name, estimator)
    design = np.column_stack([np.ones(len(x)), x])
    assert found.estimator == estimator
    assert found.terms == ("const", *x.columns)
    assert found.penalty == 0.5
    assert_allclose(found.params, chosen(design, y.to_numpy(), weights), rtol=1e-7, atol=1e-8)
    for test in ("tstats", "pvalues", "conf_low", "conf_high", "std_errors", "cov"):
        assert np.isnan(getattr(found, test)).all()
    for test in ("f_statistic", "f_pvalue", "breusch_pagan", "rsquared_adj"):
        assert np.isnan(getattr(found, test))
    missed = y - design @ found.params
    centred = y - np.average(y, weights=weights)
    rsquared = 1 - (weights * missed**2).sum() / (weights * centred**2).sum()
    assert found.rsquared == pytest.approx(rsquared, rel=1e-8)
    n, k = design.shape
    scale = ((weights * missed**2).sum() / (n - k)) ** 0.5
    assert found.residual_sd == pytest.approx(scale, rel=1e-8)
    assert 0 < found.durbin_watson < 4


def test_what_is_not_defined_survives_its_json_form():
    found, _, _ = result_of("eps_growth", "ridge")
    text = json.dumps(found.to_dict()).replace("NaN", "null")
    back = type(found).from_dict(json.loads(text))
    pd.testing.assert_frame_equal(back.table, found.table, check_exact=True)
    assert np.isnan(back.f_statistic)
    assert back.penalty == found.penalty


def test_too_few_observations_are_refused_as_by_least_squares():
    y, x, weights = (part[:20] for part in read_frame("relative_return_12m"))
    held = HeldPenalty(RIDGE, 1.0)
    data = Estimation(regressand=y, regressors=x, weights=weights, hac_lags=6, solve=held)
    with pytest.raises(ModelError, match=r"y: 20 complete observations, need 33 for 10 regressors"):
        RIDGE.result(data)


def test_redraws_of_the_net_depend_on_where_it_stands_those_of_ridge_do_not():
    y, design, weights = read_arrays("eps_growth")
    spread = {}
    for name, estimator in ESTIMATORS.items():
        held = HeldPenalty(estimator, 2.0)
        fitted = design @ held(design, y, weights)
        errors = redraw_windows(y - fitted, block=8, window=1, redraws=60)
        null, around = (np.cov(held(design, at + errors, weights)) for at in (0.0, fitted[:, None]))
        spread[name] = np.trace(around) / np.trace(null)
    assert spread["ridge"] == pytest.approx(1, rel=1e-9)
    assert abs(spread["elastic_net"] - 1) > 0.02

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models.common.errors import ModelError
from models.equations.growth import EMBARGO_QUARTERS
from models.equations.walk_forward import (
    Sample,
    conformal_half_width,
    coverage,
    shrunk_mean,
    walk_forward,
)

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "walk_forward.json").read_text())
FIRST = {"relative_return_12m": "1985-01", "eps_growth": "2000Q1"}
PREDICTIONS = ("levers", "state", "levers_and_state", "mean")


def read_sample(name):
    frame = pd.read_csv(REFERENCE / f"{name}.csv", index_col="period")
    state = [column for column in frame if column.startswith("state_")]
    levers = [column for column in frame if column not in {"y", "weight", *state}]
    shocks = None
    if state:
        shocks = pd.read_csv(REFERENCE / "monthly_returns.csv")["shock"].to_numpy()
    sample = Sample(
        y=frame["y"].to_numpy(),
        levers=frame[levers].to_numpy(),
        state=frame[state].to_numpy(),
        weights=frame["weight"].to_numpy(),
        embargo=12 if state else EMBARGO_QUARTERS,
        window=12 if state else 1,
        shocks=shocks,
        cap=True,
        min_training=36,
        uncapped=tuple(at for at, name in enumerate(levers) if "credit_spread" in name),
    )
    return sample, frame.index


@pytest.fixture(scope="module")
def samples():
    return {name: read_sample(name) for name in EXPECTED}


@pytest.fixture(scope="module")
def records(samples):
    return {
        name: walk_forward(sample, index.get_loc(FIRST[name]))
        for name, (sample, index) in samples.items()
    }


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("prediction", PREDICTIONS)
def test_predictions_equal_lm_on_the_truncated_sample(samples, records, name, prediction):
    _, index = samples[name]
    record = records[name]
    for expected in EXPECTED[name]:
        position = index.get_loc(expected["target"])
        found = getattr(record, prediction)[record.positions == position]
        assert_allclose(found, expected[prediction], rtol=1e-8)


def plain_record(sample, first):
    """Every prediction of the levers by normal equations, capped and truncated row by row."""
    predictions = []
    x = np.column_stack([sample.levers, sample.state])
    k = sample.levers.shape[1]
    for t in range(first, len(sample.y)):
        rows = [i for i in range(len(sample.y)) if i <= t - sample.embargo]
        full = [i for i in rows if sample.weights[i] == 1]
        low = [min(x[i][j] for i in full) for j in range(x.shape[1])]
        high = [max(x[i][j] for i in full) for j in range(x.shape[1])]

        def capped(i, low=low, high=high):
            return [1.0, *(min(max(v, a), b) for v, a, b in zip(x[i], low, high, strict=True))]

        design = np.array([capped(i) for i in rows])
        w = sample.weights[rows]
        params = np.linalg.solve((design.T * w) @ design, (design.T * w) @ sample.y[rows])
        past = list(sample.shocks[: rows[-1] + sample.window])
        mean = sum(past) / len(past)
        variance = sum((r - mean) ** 2 for r in past) / (len(past) - 1)
        start = sample.window * mean / (1 + variance / len(past) / 0.1**2)
        now = capped(t)
        predictions.append(start + sum(now[j] * params[j] for j in range(1, k + 1)))
    return np.array(predictions)


def test_whole_record_equals_a_plain_second_one(samples, records):
    name = "relative_return_12m"
    sample, index = samples[name]
    record = records[name]
    first = index.get_loc(FIRST[name])
    expected = plain_record(sample, first)
    assert_allclose(record.levers, expected, rtol=1e-7, atol=1e-8)
    assert_array_equal(record.positions, np.arange(first, len(sample.y)))
    assert_array_equal(record.actual, sample.y[first:])
    since = index.get_loc("1995-01")
    errors = [a - p for a, p in zip(sample.y[since:], expected[since - first :], strict=True)]
    means = [
        sum(sample.weights[: t - 11] * sample.y[: t - 11]) / sum(sample.weights[: t - 11])
        for t in range(since, len(sample.y))
    ]
    benchmark = [a - m for a, m in zip(sample.y[since:], means, strict=True)]
    plain = 1 - sum(e * e for e in errors) / sum(b * b for b in benchmark)
    assert record.rsquared("levers", since) == pytest.approx(plain, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("relative_return_12m", "2001-09"),
        ("relative_return_12m", "2021-06"),
        ("eps_growth", "2010Q1"),
    ],
)
def test_nothing_after_the_training_end_enters_a_prediction(samples, name, target):
    """Change every value the forecaster could not know, except the levers the forecast is given."""
    sample, index = samples[name]
    t = index.get_loc(target)
    rng = np.random.default_rng(7)
    unknown = np.arange(len(sample.y)) > t - sample.embargo
    not_given = unknown & (np.arange(len(sample.y)) != t)

    def shaken(values, rows):
        values = values.copy()
        values[rows] += rng.normal(scale=5.0, size=values[rows].shape)
        return values

    changes = {
        "y": shaken(sample.y, unknown),
        "levers": shaken(sample.levers, not_given),
        "state": shaken(sample.state, not_given),
        "weights": np.where(unknown, 0.1, sample.weights),
    }
    if sample.shocks is not None:
        late = np.arange(len(sample.shocks)) > t - sample.embargo + sample.window - 1
        changes["shocks"] = shaken(sample.shocks, late)
    before, after = walk_forward(sample, t), walk_forward(replace(sample, **changes), t)
    for prediction in PREDICTIONS:
        assert getattr(after, prediction)[0] == getattr(before, prediction)[0]


def test_the_last_known_observation_does_enter(samples):
    """The leak test above could not fail if the training sample were cut too early."""
    sample, index = samples["relative_return_12m"]
    t = index.get_loc("2001-09")
    for field, last_known in (
        ("y", t - sample.embargo),
        ("shocks", t - sample.embargo + sample.window - 1),
    ):
        values = getattr(sample, field).copy()
        values[last_known] += 50.0
        changed = walk_forward(replace(sample, **{field: values}), t)
        assert changed.levers[0] != walk_forward(sample, t).levers[0]


def test_uncapped_prediction_uses_the_input_as_it_is(samples):
    sample, index = samples["eps_growth"]
    free = replace(sample, cap=False)
    t = index.get_loc("2020Q3")
    capped, uncapped = walk_forward(sample, t), walk_forward(free, t)
    train = slice(0, t - sample.embargo + 1)
    root = np.sqrt(sample.weights[train])
    design = np.column_stack([np.ones(train.stop), sample.levers[train]]) * root[:, None]
    params = np.linalg.lstsq(design, sample.y[train] * root, rcond=None)[0]
    assert uncapped.levers[0] == pytest.approx(params[0] + sample.levers[t] @ params[1:], rel=1e-9)
    assert abs(uncapped.levers[0] - capped.levers[0]) > 5  # the pandemic's unemployment


def test_a_column_that_is_never_cut_enters_as_it_is(samples):
    """The spread of 2008-09 is far outside all that came before, and is to count in full."""
    sample, index = samples["eps_growth"]
    t = index.get_loc("2009Q1")
    column = sample.uncapped[0]
    assert sample.levers[t, column] > 1.5 * sample.levers[: t - sample.embargo + 1, column].max()
    cut = replace(sample, uncapped=())
    higher = sample.levers.copy()
    higher[t, column] += 1.0
    for of, moves in ((sample, True), (cut, False)):
        before, after = walk_forward(of, t), walk_forward(replace(of, levers=higher), t)
        assert (after.levers[0] != before.levers[0]) == moves


def test_shrunk_mean_is_the_normal_posterior():
    values = np.array([0.3, -1.2, 2.0, 0.4, 0.9])
    precision_data = 5 / values.var(ddof=1)
    precision_prior = 1 / 0.1**2
    posterior = precision_data * values.mean() / (precision_data + precision_prior)
    assert shrunk_mean(values, 0.1) == pytest.approx(posterior, rel=1e-12)


@pytest.mark.parametrize("level", [50, 80, 90])
def test_half_width_is_the_conformal_rank(records, level):
    errors = records["relative_return_12m"].errors()
    width = conformal_half_width(errors, level)
    inside = sum(abs(e) <= width for e in errors)
    needed = (len(errors) + 1) * level / 100
    assert inside >= needed  # enough of them are held ...
    assert sum(abs(e) < width for e in errors) < needed  # ... and no smaller width would do


def test_half_width_of_few_errors_is_the_largest():
    assert conformal_half_width(np.array([1.0, -4.0, 2.0]), 90) == 4.0


@pytest.mark.parametrize("level", [50, 80, 90])
@pytest.mark.parametrize("name", EXPECTED)
def test_coverage_equals_a_plain_count(samples, records, name, level):
    sample, _ = samples[name]
    record, embargo, warm_up = records[name], sample.embargo, 40
    errors = list(record.actual - record.levers)
    held, judged = 0, 0
    for i, error in enumerate(errors):
        if i < warm_up + embargo:
            continue
        known = sorted(abs(e) for j, e in enumerate(errors) if j <= i - embargo)
        rank = min(math.ceil((len(known) + 1) * level / 100), len(known))
        held += abs(error) <= known[rank - 1]
        judged += 1
    share, count = coverage(record, level, embargo, warm_up)
    assert (share, count) == (pytest.approx(held / judged, rel=1e-12), judged)


def test_coverage_band_knows_only_errors_of_windows_that_had_ended(samples, records):
    sample, _ = samples["relative_return_12m"]
    record, embargo, warm_up = records["relative_return_12m"], sample.embargo, 100
    last = len(record.actual) - 1
    late = np.arange(last + 1) > last - embargo
    late[last] = False
    huge = replace(record, actual=record.actual + np.where(late, 1e6, 0.0))
    hits = [coverage(r, 50, embargo, last - embargo)[0] for r in (record, huge)]
    assert hits[0] == hits[1]
    assert coverage(huge, 50, embargo, warm_up)[0] < coverage(record, 50, embargo, warm_up)[0]


def test_a_record_needs_enough_training(samples):
    sample, _ = samples["eps_growth"]
    with pytest.raises(ModelError, match=r"start after 16 observations; it needs 36"):
        walk_forward(sample, 20)

"""The record by a second plain computation: no code of the project but its data."""

import json
import math
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.equations import growth, tried
from models.equations.completed_spread import load_completed_spread
from models.equations.growth_record import bootstrap_rsquared
from models.equations.stored_growth_record import (
    STORED,
    chosen_rsquared,
    load_record,
    record_lines,
    store_record,
)
from models.equations.tried import chosen_at_the_time
from models.outcome.world import shipped_world
from models.panel import load_panel
from models.scenario.spec import GROWTH_ESTIMATORS
from tests.reference import earnings_specs

PANDEMIC = ("2020Q1", "2020Q4")
PARTS = {"completed": 4, "realised": 4, "none": 3}


@pytest.fixture(scope="module")
def panel():
    return load_panel()


@pytest.fixture(scope="module")
def record(panel):
    found = load_record(panel)
    assert found is not None, "the earnings record is stale: run make fit"
    means = found[(found["inputs"] == "means") & (found["ahead"] == 3)]
    return means.set_index(["equation", "estimator", "spread", "span"]).sort_index()


@pytest.fixture(scope="module")
def of_inputs(panel):
    found = load_record(panel)
    kept = found[(found["spread"] != "realised") & (found["estimator"] == "fixed_ridge")]
    kept = kept[~((kept["inputs"] == "means") & (kept["spread"] == "none"))]
    return kept.set_index(["equation", "inputs", "ahead", "span"]).sort_index()


def plain_table(panel, target, spread):
    """Growth and inputs by quarter, from pandas alone."""
    names = ["policy_rate", "fiscal_impulse", "unemployment_rate", "credit_spread"]
    quarterly = (
        panel.monthly[names]
        .groupby(panel.monthly.index.asfreq("Q"))
        .agg(lambda months: months.mean() if months.count() == 3 else np.nan)
    )
    windows = load_completed_spread(panel)
    m = 1 if target == "corporate_profit_growth" else 4
    rows = {}
    for quarter, window in windows.iterrows():
        block = quarterly.loc[quarter - 11 : quarter].copy()
        if spread == "completed":
            block.loc[quarter - 3 : quarter, "credit_spread"] = list(window)
        change = block.diff(4).assign(fiscal_impulse=block["fiscal_impulse"]).rolling(m).mean()
        rows[quarter] = [
            change[name].iloc[at] for name in names[: PARTS[spread]] for at in (-1, -5)
        ]
    table = pd.DataFrame.from_dict(rows, orient="index").set_index(windows.index)
    return table.assign(y=panel.quarterly[target]).dropna()


def touches(quarter, span):
    return PANDEMIC[0] <= str(quarter) and str(quarter - span + 1) <= PANDEMIC[1]


def ridge(x, y, w, penalty):
    """Weighted ridge by augmented rows, constant free; penalty 0 is least squares."""
    share = w / w.sum()
    centre, level = share @ x, share @ y
    scale = np.sqrt(share @ (x - centre) ** 2)
    z, root = (x - centre) / scale, np.sqrt(share)[:, None]
    rows = np.vstack([root * z, math.sqrt(penalty) * np.eye(z.shape[1])])
    b = np.linalg.lstsq(rows, np.r_[root[:, 0] * (y - level), np.zeros(z.shape[1])], rcond=None)[0]
    return level - centre @ (b / scale), b / scale


def plain_record(panel, target, spread, penalty):
    table = plain_table(panel, target, spread)
    m = 1 if target == "corporate_profit_growth" else 4
    weights = np.array([0.1 if touches(q, 8 + m) else 1.0 for q in table.index])
    y, x = table["y"].to_numpy(), table.drop(columns="y").to_numpy()
    rows = {}
    for t in range(40, len(y)):
        seen, w = x[: t - 4], weights[: t - 4]
        low, high = seen[w == 1].min(axis=0), seen[w == 1].max(axis=0)
        low[6:], high[6:] = -np.inf, np.inf
        const, slopes = ridge(np.clip(seen, low, high), y[: t - 4], w, penalty)
        rows[table.index[t]] = (y[t], const + np.clip(x[t], low, high) @ slopes,
                                np.average(y[: t - 4], weights=w))  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index", columns=["actual", "predicted", "mean"])


CASES = [
    (target, spread, estimator)
    for target in growth.TARGETS
    for spread in PARTS
    for estimator in ("fixed_ridge", "ols")
]


@pytest.mark.parametrize(("target", "spread", "estimator"), CASES)
@pytest.mark.slow
def test_the_record_equals_a_second_plain_computation(panel, record, target, spread, estimator):
    plain = plain_record(panel, target, spread, 0.1 if estimator == "fixed_ridge" else 0.0)
    since = plain[plain.index >= pd.Period("2000Q1", "Q")]
    own_quarters = 5 if target == "corporate_profit_growth" else 8
    for span in ("all", "without pandemic"):
        calm = since[[span == "all" or not touches(q, own_quarters) for q in since.index]]
        error = ((calm["actual"] - calm["predicted"]) ** 2).sum()
        benchmark = ((calm["actual"] - calm["mean"]) ** 2).sum()
        row = record.loc[(target, estimator, spread, span)]
        assert row["rsquared"] == pytest.approx(1 - error / benchmark, abs=0.02)
        assert row["rsquared"] == pytest.approx(1 - error / benchmark, abs=2e-6)
        assert row["n"] == len(calm)
        assert (row["first"], row["last"]) == (str(calm.index[0]), str(calm.index[-1]))


def test_coverage_equals_a_plain_count(panel, record):
    plain = plain_record(panel, "eps_growth_large_cap", "completed", 0.1)
    errors = (plain["actual"] - plain["predicted"]).abs()
    for span in ("all", "without pandemic"):
        row = record.loc[("eps_growth_large_cap", "fixed_ridge", "completed", span)]
        judged = [i for i in range(35, len(errors)) if span == "all"
                  or not touches(errors.index[i], 8)]  # fmt: skip
        assert row["n_coverage"] == len(judged)
        for level in (50, 80, 90):
            held = 0
            for i in judged:
                known = sorted(errors.iloc[: i - 4])
                held += errors.iloc[i] <= known[math.ceil((len(known) + 1) * level / 100) - 1]
            assert row[f"coverage_{level}"] == pytest.approx(held / len(judged), abs=1e-6)


def test_the_fits_carry_the_same_record(record, of_inputs):
    for model in shipped_world().fit.growth:
        for ahead, mine in zip(growth.CLASSES, model.record["by_ahead"], strict=True):
            row = of_inputs.loc[(model.variable, "average", ahead, "all")]
            for name in ("rsquared", "coverage_50", "coverage_80", "coverage_90"):
                assert row[name] == pytest.approx(mine[name], abs=1e-6)
            assert row["n"] == model.record["n_judged"]
        member = model.members[0].record
        row = record.loc[(model.variable, "fixed_ridge", "completed", "all")]
        for stored, name in (("rsquared", "rsquared_levers"), ("coverage_80", "coverage_80")):
            assert row[stored] == pytest.approx(member[name], abs=1e-6)


# What was wanted of S&P 500 operating EPS by span: means, levels, half of each.
WANTED = {
    "all": (0.57, 0.50, 0.57),
    "without pandemic": (0.55, 0.56, 0.57),
    "without crisis and pandemic": (0.50, 0.68, 0.63),
}


@pytest.mark.parametrize("span", WANTED)
def test_the_record_cannot_separate_the_families_and_their_average_is_as_wanted(of_inputs, span):
    for inputs, wanted in zip(("means", "levels", "average"), WANTED[span], strict=True):
        found = of_inputs.loc[("eps_growth_large_cap", inputs, 3, span), "rsquared"]
        assert found == pytest.approx(wanted, abs=0.01)


def test_what_is_published_tells_the_next_two_quarters(of_inputs):
    """0.76 and 0.59 were wanted; the refitted completion model gives 0.75 and 0.60."""
    eps = of_inputs.loc["eps_growth_large_cap", "average"].xs("all", level="span")["rsquared"]
    assert 0.74 < eps[1] < 0.77
    assert 0.59 < eps[2] < 0.62
    profits = of_inputs.loc["corporate_profit_growth", "average"].xs("all", level="span")
    assert profits.loc[1, "rsquared"] > profits.loc[2, "rsquared"] > profits.loc[3, "rsquared"]


def test_limit_reported_eps_two_quarters_ahead_is_told_less_well_than_later_ones(of_inputs):
    reported = of_inputs.loc["eps_growth_large_cap_reported", "average"].xs("all", level="span")
    assert reported.loc[2, "rsquared"] < 0.15 < 0.2 < reported.loc[3, "rsquared"]
    assert reported.loc[1, "rsquared"] > 0.5
    assert reported.loc[1, "rsquared_low"] < 0.1


def test_chosen_at_the_time_the_equation_would_have_explained_less(panel, of_inputs):
    low, high = chosen_rsquared(load_record(panel))
    assert (round(low, 2), round(high, 2)) == (0.40, 0.55)
    assert high < of_inputs.loc[("eps_growth_large_cap", "average", 3, "all"), "rsquared"]


def test_a_choice_is_made_by_errors_published_before_the_target_alone():
    """Two specifications: one is right until 2005, the other from then on; five quarters lie between."""
    quarters = pd.period_range("1998Q1", "2012Q4", freq="Q")
    late = quarters >= pd.Period("2005Q1", "Q")
    frame = pd.DataFrame({"actual": 0.0, "mean": 1.0}, index=quarters)
    early_right, late_right = (
        frame.assign(predicted=np.where(late == flag, 2.0, 0.0)) for flag in (True, False)
    )
    found = chosen_at_the_time(
        {
            tried.PLAINEST: early_right,
            ("means, and the spread's change", "fixed_ridge"): late_right,
        },
        levers_alone=True,
    )
    # The second has erred 28 times by 2005 and not since: it leads once the first has erred as often.
    chosen_right = pd.Series(found.predicted == 0.0, index=found.quarters)
    assert chosen_right[:"2004Q4"].all()
    assert not chosen_right["2005Q1":].any()


def test_the_goal_of_the_completed_spread_is_met_and_the_realised_benchmark_is_not(record):
    """0.50 and 0.55 were asked for; of realised 0.68 and 0.67, ridge reaches 0.66 and 0.64."""
    completed, realised = (
        record.loc["eps_growth_large_cap", "fixed_ridge", spread]
        for spread in PARTS
        if spread != "none"
    )
    assert completed.loc["all", "rsquared"] >= 0.50
    assert completed.loc["without pandemic", "rsquared"] >= 0.55
    for span in ("all", "without pandemic"):
        for level in (50, 80, 90):
            assert abs(100 * completed.loc[span, f"coverage_{level}"] - level) < 8
    assert 0.64 < realised.loc["all", "rsquared"] < 0.68
    assert 0.61 < realised.loc["without pandemic", "rsquared"] < 0.67


def test_limit_the_median_does_not_reach_its_benchmark(record):
    """0.59 and 0.75 were found for another set of inputs; ours reaches 0.42 and 0.42."""
    median = record.loc["eps_growth_large_cap", "median", "realised"]
    assert median.loc["all", "rsquared"] < 0.5
    assert median.loc["without pandemic", "rsquared"] < 0.5


def test_intervals_hold_the_estimate_and_a_constant_ratio_has_none(record):
    assert (record["rsquared_low"] < record["rsquared"]).all()
    assert (record["rsquared"] < record["rsquared_high"]).all()
    benchmark = np.random.default_rng(1).uniform(1, 2, size=50)
    assert bootstrap_rsquared(0.4 * benchmark, benchmark) == pytest.approx((0.6, 0.6))


def test_the_interval_is_that_of_a_plain_block_bootstrap(record, panel):
    plain = plain_record(panel, "eps_growth_large_cap", "completed", 0.1)
    since = plain[plain.index >= pd.Period("2000Q1", "Q")]
    error = ((since["actual"] - since["predicted"]) ** 2).to_numpy()
    benchmark = ((since["actual"] - since["mean"]) ** 2).to_numpy()
    rng, n, found = np.random.default_rng(99), len(error), []
    for _ in range(4_000):
        at = []
        while len(at) < n:
            start = int(rng.integers(n))
            at += [(start + k) % n for k in range(12)]
        found.append(1 - error[at[:n]].sum() / benchmark[at[:n]].sum())
    row = record.loc["eps_growth_large_cap", "fixed_ridge", "completed", "all"]
    low, high = np.percentile(found, [2.5, 97.5])
    assert row["rsquared_low"] == pytest.approx(low, abs=0.02)
    assert row["rsquared_high"] == pytest.approx(high, abs=0.02)


def test_every_equation_estimator_and_spread_is_there_and_said(panel, record):
    assert len(record) == len(growth.TARGETS) * len(GROWTH_ESTIMATORS) * 3 * 3
    found = load_record(panel)
    assert len(found) == len(growth.TARGETS) * len(GROWTH_ESTIMATORS) * (3 * 3 + 2) * 3 + 2 * 3
    lines = record_lines(found)
    assert sum(" of 69" in line for line in lines) == 2 * len(GROWTH_ESTIMATORS) * 11
    assert load_record(panel.known_on(pd.Timestamp("2026-01-14").date())) is None


SPECS = pd.read_csv(Path(earnings_specs.__file__).with_name("earnings_specs.csv"))


def test_every_specification_tried_is_on_file_and_the_shipped_one_is_the_best_of_them():
    """So that the shipped record is read as that of a chosen one: its neighbours did less."""
    tried = set()
    for name, (_, _, form, _) in earnings_specs.INPUTS.items():
        spreads = earnings_specs.MODES if form else ("none",)
        tried |= set(product([name], SPECS["estimator"], spreads))
    assert sorted(zip(SPECS["inputs"], SPECS["estimator"], SPECS["spread"], strict=True)) == sorted(
        tried
    )
    assert set(SPECS["estimator"]) <= set(GROWTH_ESTIMATORS)
    keyed = SPECS.set_index(["inputs", "estimator", "spread"])["rsquared"]
    completed = keyed.xs("completed", level="spread")
    name, estimator, _ = earnings_specs.SHIPPED
    assert completed.idxmax() == (name, estimator)
    ridge_of_each = completed.xs("fixed_ridge", level="estimator")
    assert 0.37 < ridge_of_each.min() < ridge_of_each.median() < 0.47


@pytest.mark.parametrize(
    ("name", "estimator", "mode"),
    [earnings_specs.SHIPPED, ("levers now and a year ago", "ols", "realised")],
)
def test_the_quoted_specifications_are_what_the_script_finds(panel, name, estimator, mode):
    found = earnings_specs.record(panel, load_completed_spread(panel), name, estimator, mode)
    said = "none" if name == "levers now and a year ago" else mode
    (quoted,) = SPECS[
        (SPECS["inputs"] == name) & (SPECS["estimator"] == estimator) & (SPECS["spread"] == said)
    ].to_dict("records")
    if found["last"] != quoted["last"]:
        pytest.skip(f"the comparison was made with targets to {quoted['last']}")
    assert found["rsquared"] == pytest.approx(quoted["rsquared"], abs=6e-4)
    assert found["without_pandemic"] == pytest.approx(quoted["without_pandemic"], abs=6e-4)


def test_the_record_is_plain_json(panel):
    stored = json.loads((STORED / f"{panel.vintage}.json").read_text())
    assert len(stored["content"]) == len(load_record(panel))


def test_a_record_survives_its_file(panel, tmp_path):
    path = store_record(panel, load_record(panel), tmp_path)
    pd.testing.assert_frame_equal(load_record(panel, tmp_path), load_record(panel))
    assert path.read_bytes() == (STORED / path.name).read_bytes()

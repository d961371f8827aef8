"""The tidy table of the whole record, against plain arithmetic on what is stored."""

import numpy as np
import pytest

from models.equations.level_judge import MODELS
from models.equations.level_summary import N_BOOT, SEED, interval
from models.equations.record_table import COLUMNS, record_table
from models.equations.stored_growth_record import load_record
from models.equations.stored_level_record import load_level_record
from models.panel import load_panel
from models.scenario.spec import GROWTH_ESTIMATORS

RETURN = "small_cap_relative_return"
HORIZONS = (3, 12, 24)


@pytest.fixture(scope="module")
def stored():
    panel = load_panel()
    of_returns = load_level_record(panel)
    return of_returns[of_returns["horizon"].isin(HORIZONS)], load_record(panel)


@pytest.fixture(scope="module")
def table(stored):
    return record_table(*stored)


def test_every_outcome_answer_horizon_and_period_has_one_row(table, stored):
    assert tuple(table) == COLUMNS
    key = ["outcome", "answer", "inputs", "horizon_months", "period"]
    assert not table.duplicated(key).any()
    returns, growth = table[table["outcome"] == RETURN], table[table["outcome"] != RETURN]
    answers = {"state", "state_signed", "combined", "drift+combined"}
    assert set(returns["answer"]) == answers | {f"drift+{name}" for name in MODELS}
    assert len(returns) == len(HORIZONS) * 5 * (4 + len(MODELS))
    assert set(growth["answer"]) >= set(GROWTH_ESTIMATORS)
    assert len(growth) == len(stored[1])


def test_one_row_by_plain_arithmetic(table, stored):
    """The combination at twelve months over 2004 to 2012, from the windows of the record."""
    windows = stored[0]
    years = windows["end"].dt.year
    mine = windows[(windows["horizon"] == 12) & (years >= 2004) & (years <= 2012)]
    said = mine["state"] + (mine["ols"] + mine["ridge"] + mine["elastic_net"] + mine["bvar"]) / 4
    (row,) = table[
        (table["answer"] == "combined")
        & (table["horizon_months"] == 12)
        & (table["period"] == "2004 to 2012")
    ].to_dict("records")
    error = ((mine["actual"] - said) ** 2).sum()
    for of in ("mean", "drift", "state"):
        expected = 1 - error / ((mine["actual"] - mine[of]) ** 2).sum()
        assert row[f"rsquared_{of}"] == pytest.approx(expected, abs=1e-12)
        assert row[f"rsquared_{of}_low"] < expected < row[f"rsquared_{of}_high"]
    assert row["n"] == row["n_held"] == len(mine) == 108
    assert (row["first"], row["last"]) == ("2004-01", "2012-12")
    assert row["held_80_pct"] == pytest.approx(100 * mine["inside_80"].mean())
    skill = 1 - mine["crps_combined"].sum() / mine["crps_naive"].sum()
    assert row["crps_naive_pct"] == pytest.approx(100 * skill)
    assert row["hit_rate"] == pytest.approx(np.mean((said > 0) == (mine["actual"] > 0)))


def test_odds_are_judged_by_the_worst_tenth_with_cases_enough(table, stored):
    windows = stored[0]
    mine = windows[windows["horizon"] == 12].dropna(subset=["odds_state"])
    off, counted = [], 0
    for tenth in range(10):
        bin_ = mine[(mine["odds_state"] >= tenth / 10) & (mine["odds_state"] < (tenth + 1) / 10)]
        if len(bin_) >= 30:
            counted += len(bin_)
            off.append(abs(100 * bin_["odds_state"].mean() - 100 * (bin_["actual"] > 0).mean()))
    at = (table["answer"] == "state") & (table["horizon_months"] == 12) & (table["period"] == "all")
    (row,) = table[at].to_dict("records")
    assert row["odds_off_points"] == pytest.approx(max(off), abs=1e-9)
    assert row["odds_windows"] == counted


def test_growth_keeps_what_is_stored_of_it(table, stored):
    growth = table[table["outcome"] != RETURN].reset_index(drop=True)
    assert np.array_equal(growth["rsquared_mean"], stored[1]["rsquared"])
    assert np.allclose(growth["held_90_pct"], 100 * stored[1]["coverage_90"])
    assert growth["horizon_months"].isna().all()


def test_an_interval_is_that_of_blocks_drawn_one_by_one():
    rng = np.random.default_rng(3)
    loss, benchmark = rng.uniform(size=100), rng.uniform(size=100) + 0.1
    starts = np.random.default_rng(SEED).integers(100, size=(N_BOOT, 5))
    drawn = []
    for blocks in starts:
        at = np.concatenate([np.arange(s, s + 24) for s in blocks])[:100] % 100
        drawn.append(1 - loss[at].sum() / benchmark[at].sum())
    assert interval(loss, benchmark, 12) == pytest.approx(np.percentile(drawn, [5, 95]), abs=1e-12)

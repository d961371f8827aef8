"""The stored record of small minus large: scores by hand, and what it says of the answer."""

import numpy as np
import pandas as pd
import pytest

from models.equations.level_judge import MODELS, WARM_UP, crps, judge
from models.equations.level_record import effects_of_bvar, effects_of_equation
from models.equations.level_summary import reliability, return_summary, summary_lines
from models.equations.state_forecast import walk_forward_state
from models.equations.stored_level_record import (
    load_level_record,
    store_level_record,
)
from models.panel import load_panel
from models.scenario.spec import ModelSpec
from tests.cases import JANUARY

HORIZONS = (3, 6, 12, 24)


@pytest.fixture(scope="module")
def panel():
    return load_panel()


@pytest.fixture(scope="module")
def record(panel):
    return load_level_record(panel)


@pytest.fixture(scope="module")
def combined(record):
    table = return_summary(record[record["horizon"].isin(HORIZONS)])
    return table[(table["answer"] == "combined") & (table["period"] == "all")].set_index(
        "horizon_months"
    )


def test_crps_by_its_double_sum():
    draws, outcome = [3.0, -1.0, 0.5, 2.0], 1.0
    by_hand = sum(abs(x - outcome) for x in draws) / 4
    by_hand -= sum(abs(x - y) for x in draws for y in draws) / (2 * 16)
    assert crps(outcome, np.array(draws)) == pytest.approx(by_hand, abs=1e-12)


def test_the_store_gives_back_what_it_was_given(panel, record, tmp_path):
    store_level_record(panel, record.astype({"end": str}), tmp_path)
    pd.testing.assert_frame_equal(load_level_record(panel, tmp_path), record, rtol=1e-5)
    assert load_level_record(panel.known_on(JANUARY), tmp_path) is None


def test_what_is_stored_is_what_the_functions_give(panel, record):
    """One horizon by one equation, one year of the completion model, and the state."""
    at = record.set_index(["horizon", "end"])
    found = effects_of_equation(panel, ModelSpec(), "ridge", 18).set_index(["horizon", "end"])
    assert np.allclose(at.loc[found.index, "ridge"], found["effect"], atol=1e-4)
    found = effects_of_bvar(panel, 2003).set_index(["horizon", "end"])
    assert len(found) == 24 * 12
    assert np.allclose(at.loc[found.index, "bvar"], found["bvar"], atol=1e-4)
    found = walk_forward_state(panel, ModelSpec(), 18)
    assert np.allclose(at.loc[18].loc[found.index, "state"], found["state"], atol=1e-4)


def test_a_window_is_scored_on_windows_that_had_ended_before_it_began():
    ends = pd.period_range("1990-01", periods=120, freq="M")
    rng = np.random.default_rng(5)
    said = pd.DataFrame(
        {"actual": rng.normal(size=120), "state": 0.2, "drift": 0.1, "effect_variance": 1.0}
        | dict.fromkeys(MODELS, 0.1),
        index=ends,
    )
    returns = pd.Series(
        rng.normal(size=400), index=pd.period_range("1969-01", periods=400, freq="M")
    )
    found = judge(said, 6, returns)
    later = said.copy()
    later.loc[ends[80] :, "actual"] += 5.0
    moved = judge(later, 6, returns)
    same = found.index <= ends[79]
    assert (found[same] == moved[same]).all(axis=None)
    assert found.index[0] == max(pd.Period("1995-01", "M"), ends[WARM_UP + 5])
    end = ends[90]
    errors = (said["actual"] - 0.3).to_numpy()[: 90 - 6 + 1]
    both = np.concatenate([errors, -errors])
    assert found.loc[end, "crps_combined"] == pytest.approx(
        crps(said["actual"].iloc[90], 0.3 + both)
    )
    assert found.loc[end, "odds_combined"] == pytest.approx(np.mean(both > -0.3))


def test_skill_is_not_below_naive_history(combined):
    assert (combined.loc[[3, 6, 12], "crps_naive_pct"] >= 0).all()


@pytest.mark.parametrize(("horizon", "within"), [(3, 5), (12, 10)])
def test_bands_hold_what_they_say(combined, horizon, within):
    for level in (50, 80, 90):
        assert abs(combined.loc[horizon, f"held_{level}_pct"] - level) <= within


def test_outer_bands_have_held_about_what_they_say_at_every_horizon(record):
    """The inner ones hold too much beyond a year, up to 68% of outcomes in the 50% band."""
    table = return_summary(record)
    of = table[(table["answer"] == "combined") & (table["period"] == "all")]
    assert len(of) == 24
    assert of["held_80_pct"].between(75, 90).all()
    assert of["held_90_pct"].between(85, 95).all()
    assert of["held_50_pct"].between(45, 70).all()


def test_the_levers_add_nothing_to_the_state(combined):
    """Said on screen; should it cease to be so, the words have to change."""
    assert combined["increment"].abs().max() < 0.015


def test_twenty_four_months_are_withheld_and_the_others_stated(combined):
    assert combined["gate"].tolist() == [True, True, True, False]


def test_odds_of_the_state_are_reliable_over_the_year_pooled(record):
    bins = reliability(record, tuple(range(1, 13)), "state")
    bins = bins[bins["windows"] >= 30]
    assert len(bins) >= 3
    assert ((bins["said"] - bins["came"]).abs() <= 10).all()


def test_the_lines_name_every_answer(record):
    text = "\n".join(summary_lines(record))
    for answer in ("state", "combined", *(f"drift+{name}" for name in MODELS)):
        assert f" {answer} " in text

"""A lever beside the completion model: its effect by hand, alone, with others and in batches."""

import datetime as dt
import math

import numpy as np
import pytest

from models import FedLever, LabourLever, Request, Scenario
from models.__main__ import summary
from models.comparison.batch import evaluate_many
from models.comparison.event_odds import Event, event_odds, redrawn_paths
from models.comparison.pairwise import gap
from models.comparison.tornado import tornado
from models.completion.data import VARIABLES
from models.equations.outcomes import EPS, RETURN
from models.outcome.notes import beside_notes
from models.outcome.run import evaluate
from models.outcome.words import headline
from models.outcome.world import shipped_world
from models.scenario.levers import LEVERS
from models.scenario.levers.tech import TechLever
from models.scenario.spec import ModelSpec

UNWINDS = TechLever(peak_move_pp=-20.0, months_to_peak=10, recovery_half_life_months=6)
SLUMP = {"labour": LabourLever(peak_rise_pp=0.6), "fed": FedLever(direction="cut", moves=2)}
TECH = list(LEVERS).index("tech")


@pytest.fixture(scope="module")
def world():
    return shipped_world()


def outcome_of(world, **levers):
    return evaluate(Request(scenario=Scenario(**levers), horizon_months=24), world)


def by_hand() -> np.ndarray:
    """Down in a straight line for ten months, half of it made up each six months after."""
    return np.array(
        [-20 * m / 10 if m <= 10 else -20 * 0.5 ** ((m - 10) / 6) for m in range(1, 25)]
    )


def test_the_effect_is_slope_times_move_with_both_variances(world):
    slope, found = world.setting.own_slopes["tech"], outcome_of(world, tech=UNWINDS)
    move, path = by_hand(), found.combined
    sd = math.hypot(slope.now.std_error, math.sqrt(slope.between))
    np.testing.assert_allclose(path.difference, slope.now.value * move, atol=1e-12)
    np.testing.assert_allclose(path.difference_sd, sd * np.abs(move), atol=1e-12)
    np.testing.assert_allclose(path.within, (slope.now.std_error * move) ** 2, atol=1e-12)
    np.testing.assert_allclose(path.between, 0.0, atol=1e-12)
    assert not path.established.any()  # no sign is supported
    assert (np.abs(path.difference) > 0).all()


def test_nothing_else_moves(world):
    found = outcome_of(world, tech=UNWINDS)
    macro = found.macro
    assert not (macro.scenario(VARIABLES) - macro.baseline(VARIABLES)).any()
    np.testing.assert_allclose(macro.scenario(("technology_lead",))[:, 0], by_hand(), atol=1e-12)
    for path in found.paths:
        if path.variable != RETURN:
            assert not path.difference.any()
    rows = found.table.query("variable == 'technology_lead' and horizon_months == 10")
    mean = rows[rows["statistic"] == "mean"].set_index("scenario")["value"]
    assert mean.to_dict() == {"baseline": 0.0, "scenario": -20.0, "difference": -20.0}
    assert set(rows["model"]) == {"set"}
    assert "technology_lead" not in set(outcome_of(world, **SLUMP).table["variable"])


def test_with_others_each_keeps_its_own_part(world):
    alone, both = (
        outcome_of(world, **SLUMP).combined,
        outcome_of(world, tech=UNWINDS, **SLUMP).combined,
    )
    slope = world.setting.own_slopes["tech"]
    own = slope.now.value * by_hand()
    np.testing.assert_allclose(both.contributions[:, TECH], own, atol=1e-12)
    rest = np.delete(both.contributions, TECH, axis=1)
    np.testing.assert_allclose(rest, np.delete(alone.contributions, TECH, axis=1), atol=1e-12)
    variance = alone.difference_sd**2 + (slope.sd * by_hand()) ** 2
    np.testing.assert_allclose(both.difference_sd**2, variance, atol=1e-10)
    assert (both.half_widths("scenario") >= alone.half_widths("scenario")).all()


@pytest.mark.parametrize("spec", [ModelSpec(), ModelSpec(estimator="ols")], ids=["combined", "ols"])
def test_a_batch_says_what_each_alone_says(spec):
    world = shipped_world(spec)
    scenarios = [
        Scenario(tech=UNWINDS),
        Scenario(tech=TechLever(own_path=(-5.0, 3.0)), **SLUMP),
        Scenario(**SLUMP),
        Scenario(),
    ]
    requests = [Request(scenario=s, horizon_months=24, spec=spec) for s in scenarios]
    batch = evaluate_many(requests, world)
    for place, request in enumerate(requests):
        alone = evaluate(request, world).path(RETURN)
        many = batch[RETURN]
        np.testing.assert_allclose(many.of("difference")[place], alone.difference, atol=1e-12)
        for side in ("difference", "scenario"):
            low, high = alone.band(side)
            np.testing.assert_allclose(many.of(f"{side}_q05")[place], low, atol=1e-5)
            np.testing.assert_allclose(many.of(f"{side}_q95")[place], high, atol=1e-5)
    growth = batch[EPS].of("difference")
    np.testing.assert_array_equal(growth[0], growth[3])


def test_one_scenario_minus_another_shares_the_slope(world):
    one, other = (
        outcome_of(world, tech=UNWINDS),
        outcome_of(world, tech=TechLever(peak_move_pp=-4.0)),
    )
    slope, apart = world.setting.own_slopes["tech"], by_hand()[11] + 4.0
    found = gap(RETURN, one, other, world, 12)
    assert found.mean == pytest.approx(slope.now.value * apart, abs=1e-12)
    assert found.sd == pytest.approx(slope.sd * abs(apart), abs=1e-12)
    assert gap(EPS, one, other, world, 12).mean == 0.0


def test_a_usual_move_and_its_effect_in_the_tornado(world):
    """The tenth of past years from which it fell most, none of them touching March to December 2020."""
    monthly = world.panel.monthly
    lead = (
        monthly["small_cap_relative_return_russell"] - monthly["small_cap_relative_return_nasdaq"]
    ).loc[: world.panel.origin]
    lead = lead.dropna()
    years = [
        lead.iloc[at - 11 : at + 1]
        for at in range(12, len(lead))
        if not any("2020-03" <= str(m) <= "2020-12" for m in lead.index[at - 11 : at + 1])
    ]
    down = np.quantile([year.sum() for year in years], 0.1)
    found = tornado(Request(), world, months=(12,))
    row = found.effects(RETURN, 12).set_index("lever").loc["tech"]
    assert row["move_down"] == pytest.approx(down, abs=1e-9)
    slope = world.setting.own_slopes["tech"].now.value
    assert row["effect_down"] == pytest.approx(slope * down, abs=1e-9)
    assert found.effects(EPS, 12).set_index("lever").loc["tech", "effect_up"] == 0.0


def test_odds_are_those_of_a_walk_without_drift(world):
    paths = redrawn_paths(world, "technology_lead")
    monthly = world.panel.measured["technology_lead"].loc[: world.panel.origin].diff().std()
    assert paths.shape[1] == 24
    error = monthly * math.sqrt(24 / len(paths))
    assert abs(paths[:, 23].mean() - world.setting.last_published("technology_lead")) < 4 * error
    assert paths[:, 23].std() == pytest.approx(monthly * math.sqrt(24), rel=0.05)
    found = event_odds(Event("tech", -20.0, 12), world)
    assert found.probability == (paths[:, :12].min(axis=1) <= -20.0 + 1e-9).mean()
    assert found.history[0].first.year == 1987


def test_the_note_says_slope_sample_and_that_no_sign_is_supported(world):
    (note,) = beside_notes(world.setting, ("fed", "tech"))
    assert "short sample" in note
    assert "no sign is supported" in note
    assert "Nothing else moves with it." in note
    assert note in outcome_of(world, tech=UNWINDS).notes
    assert note not in outcome_of(world, **SLUMP).notes


def test_a_start_in_the_past_has_the_slope_of_its_own_time():
    then = shipped_world(as_of=dt.date(2026, 1, 14)).setting.own_slopes["tech"].now
    assert then.nobs < shipped_world().setting.own_slopes["tech"].now.nobs


def test_words_say_the_short_sample_and_claim_no_episodes(world):
    """The shell has no notes below its lines; no past stretch is like a lever beside the model."""
    alone = summary(outcome_of(world, tech=UNWINDS))
    assert any("short sample" in line and "no sign is supported" in line for line in alone)
    assert "episodes" not in headline(outcome_of(world, tech=TechLever(peak_move_pp=-20.0)))
    both = {"tech": UNWINDS, **SLUMP}
    assert any("short sample" in line for line in summary(outcome_of(world, **both)))
    assert not any("short sample" in line for line in summary(outcome_of(world, **SLUMP)))
    for levers in (both, SLUMP):
        found = evaluate(Request(scenario=Scenario(**levers), horizon_months=12), world)
        assert headline(found).startswith("In past episodes like this, ")
    found = evaluate(Request(scenario=Scenario(tech=UNWINDS), horizon_months=12), world)
    assert headline(found).startswith("By the slope of single months, small caps led")

"""Levers that few ask for: off until moved, known everywhere by their row, and silent while off."""

import numpy as np
import pytest

from models import LabourLever, Request, Scenario
from models.comparison.sweep import sweep
from models.comparison.usual_moves import usual_moves
from models.equations.outcomes import EPS, RETURN
from models.outcome.run import evaluate
from models.outcome.words import lever_words
from models.outcome.world import shipped_world
from models.scenario.attribution import levers_shown
from models.scenario.levers import LEVERS
from models.scenario.levers.inflation import InflationLever
from models.scenario.link import flatten

OPTIONAL = [row for row in LEVERS.values() if not row.pinned_in_baseline]
HOT = InflationLever(peak_rise_pp=2.0, start_month=3, months_to_peak=4, recovery_half_life_months=6)


@pytest.fixture(scope="module")
def world():
    return shipped_world()


def test_inflation_rises_straight_and_half_of_it_is_gone_after_the_half_life(world):
    """In percentage points of the monthly annual rate, against what the model expects."""
    setting, baseline = world.setting, np.linspace(2.0, 3.0, 24)
    path = LEVERS["inflation"].path(HOT, setting, baseline)
    published = int(np.isfinite(setting.known_of("core_pce_inflation")).sum())
    rise = (path - baseline)[published:]
    by_hand = [0, 0, 0.5, 1.0, 1.5, 2.0] + [2.0 * 0.5 ** (k / 6) for k in range(1, 19)]
    np.testing.assert_allclose(rise, by_hand[: len(rise)], atol=1e-12)
    assert rise[11] == pytest.approx(1.0)
    assert (path - baseline)[:published].tolist() == [0.0] * published


def test_inflation_is_the_log_change_of_the_price_index_at_an_annual_rate(world):
    prices = world.panel.monthly["core_pce_price_index"].dropna()
    last = 1200 * np.log(prices.iloc[-1] / prices.iloc[-2])
    assert world.setting.last_published("core_pce_inflation") == pytest.approx(last)
    last_twelve = 100 * np.log(prices.iloc[-1] / prices.iloc[-13])
    assert world.setting.last_published("core_pce_inflation", 12) == pytest.approx(last_twelve)


def test_the_whole_economy_meets_the_path_and_the_split_is_all_inflation_s(world):
    outcome = evaluate(Request(scenario=Scenario(inflation=HOT), horizon_months=12), world)
    macro, variable = outcome.macro, ("core_pce_inflation",)
    apart = (macro.scenario(variable) - macro.baseline(variable))[:, 0]
    published = int(np.isfinite(world.setting.known_of("core_pce_inflation")).sum())
    assert apart[published + 5] == pytest.approx(2.0)
    for name in (RETURN, EPS):
        path, own = outcome.path(name), list(LEVERS).index("inflation")
        np.testing.assert_allclose(path.contributions[:, own], path.difference, atol=1e-9)
        assert np.abs(path.difference).max() > 0
        assert not np.delete(path.contributions, own, axis=1).any()


@pytest.mark.parametrize("row", OPTIONAL, ids=lambda row: row.id)
def test_an_optional_lever_is_off_until_it_is_moved(row, world):
    field, step = next(iter(row.steps.items()))
    part = row.part(**{field: 10 * step})
    off, on = Scenario(), Scenario(**{row.id: part})
    assert row.id not in off.moved
    assert row.id not in off.in_play
    assert row.id not in levers_shown(off)
    assert row.id in on.in_play
    assert row.id in levers_shown(off, on)
    held = Scenario(**{row.id: row.part(otherwise="hold")})
    assert row.id in held.in_play
    assert row.id not in levers_shown(held)
    assert not evaluate(Request(scenario=off), world).path(EPS).difference.any()
    at_rest = "no change" if row.id == "tech" else "follows history"
    assert lever_words(off, world.setting)[row.id] == f"not set, {at_rest}"
    key = f"{row.id}_{field}"
    assert flatten(Request(scenario=on))[key] != flatten(Request())[key]
    assert Request.from_json(Request(scenario=on).to_json()).scenario == on


def test_the_split_stands_in_the_order_of_joining(world):
    moved = Scenario(labour=LabourLever(peak_rise_pp=1.0), inflation=HOT)
    assert levers_shown(moved) == ("labour", "fiscal", "inflation", "fed")
    assert levers_shown(Scenario()) == ("labour", "fiscal", "fed")


def test_inflation_is_swept_along_its_steps(world):
    request = Request(scenario=Scenario(inflation=HOT), horizon_months=12)
    found = sweep(request, world, "inflation", months=(12,), values=(-1.0, 0.0, 2.0))
    effects = found.batch[EPS].of("difference")[:, 0]
    alone = evaluate(request, world).path(EPS)
    assert found.now == 2.0
    assert effects[1] == 0.0
    assert effects[2] == pytest.approx(alone.difference[alone.stated(12)], abs=1e-9)
    assert effects[0] < 0 < effects[2]  # nominal earnings


def test_a_usual_move_of_inflation_is_that_of_its_twelve_month_mean(world):
    """By plain loops: windows that began since 1985, none of whose changes is in the pandemic months."""
    monthly = world.completion.data.sample["core_pce_inflation"]
    moves = []
    for at in range(23, len(monthly)):
        months = monthly.index[at - 23 : at + 1]
        in_pandemic = any("2020-03" <= str(month) <= "2020-12" for month in months[1:])
        if str(months[11]) >= "1985-01" and not in_pandemic:
            moves.append(
                monthly.iloc[at - 11 : at + 1].mean() - monthly.iloc[at - 23 : at - 11].mean()
            )
    assert usual_moves(world, LEVERS["inflation"], None)[1] == pytest.approx(np.std(moves, ddof=1))
    assert usual_moves(world, LEVERS["inflation"], 10)[1] == pytest.approx(np.quantile(moves, 0.9))

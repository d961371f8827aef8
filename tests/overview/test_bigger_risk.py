"""The comparison of the note's two risks: same start, same equations, honest about its sign."""

import datetime as dt

import pandas as pd
import pytest

from models.outcome.run import run_scenario
from models.overview.bigger_risk import BiggerRisk, Growth, bigger_risk
from models.overview.claims_scenario import LABOUR, LATE, Effect, gap
from models.scenario.presets import preset


def test_it_is_the_difference_of_both_presets_from_the_newest_data():
    found = bigger_risk()
    slow, late = (
        run_scenario(preset(name).scenario.model_copy(update={"as_of": None}), horizon_months=12)
        for name in (LABOUR, LATE)
    )
    assert found.as_of == slow.setting.as_of == late.setting.as_of
    assert found.gaps == tuple(gap(slow, late, horizon) for horizon in (3, 6, 12))
    path = slow.growth_path("eps_growth_large_cap")
    assert found.slowdown.mean_pp == path.difference[path.at(12)]


def risk(*gaps: tuple[float, float], slowdown=(0.0, 0.0), delay=(0.0, 0.0)) -> BiggerRisk:
    return BiggerRisk(
        as_of=dt.date(2026, 1, 14),
        gaps=tuple(Effect(3, 0.0, low, high) for low, high in gaps),
        quarter=pd.Period("2027Q2"),
        slowdown=Growth(0.0, *slowdown),
        delay=Growth(0.0, *delay),
    )


@pytest.mark.parametrize(
    ("gaps", "bigger"),
    [
        ([(-1, 1), (-2, 2)], "not established"),
        ([(-1, 1), (-2, -1)], "jobs slowdown"),
        ([(0.5, 1), (-2, 1)], "delayed Fed"),
        ([(0.5, 1), (-2, -1)], "not established"),
    ],
)
def test_a_range_that_holds_zero_establishes_nothing(gaps, bigger):
    assert risk(*gaps).for_returns == bigger


@pytest.mark.parametrize(
    ("slowdown", "delay", "bigger"),
    [
        ((-9, -2), (-1, 0), "jobs slowdown"),
        ((-1, 0), (-9, -2), "delayed Fed"),
        ((-9, -1), (-2, 0), "not established"),
    ],
)
def test_earnings_say_which_only_where_the_bands_lie_apart(slowdown, delay, bigger):
    assert risk(slowdown=slowdown, delay=delay).for_earnings == bigger

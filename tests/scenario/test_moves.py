"""Presets that depend on where they start: changes of another time, added to today's levels."""

import csv
import datetime as dt
from statistics import mean

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models import Scenario
from models.common.errors import ScenarioError
from models.completion.floor import FLOOR_PCT
from models.panel import load_panel
from models.panel.load import SNAPSHOT
from models.scenario.levers import EQUATION_DRIVERS, VARIABLE_OF
from models.scenario.moves import Replay, Supervisory, own_paths
from models.scenario.paths import lever_paths
from models.scenario.presets import preset, presets
from models.scenario.supervisory import supervisory_path
from tests.scenario.starts import known_of_drivers, setting_on

DATES = (None, dt.date(2026, 1, 14), dt.date(2013, 5, 20))
MOVING = [name for name, entry in presets().items() if entry.move]
REPLAYS = [name for name in MOVING if name.startswith("replay")]


@pytest.fixture(scope="module")
def panel():
    return load_panel()


@pytest.fixture(scope="module")
def settings(panel):
    return {day: setting_on(panel, day) for day in DATES}


@pytest.fixture(scope="module")
def published():
    """The levers of the snapshot by month, without the program's reader."""
    with (SNAPSHOT / "monthly.csv").open() as file:
        rows = list(csv.DictReader(file))
    names = (*EQUATION_DRIVERS, "treasury_3m")
    return {n: {r["month"]: float(r[n]) for r in rows if r[n]} for n in names}


def today(setting):
    """Flat baseline, and the number of months after the origin with something published."""
    baseline = lever_paths(Scenario(baseline="flat"), setting, 24).baseline
    return baseline, int(np.isfinite(setting.known).any(axis=1).sum())


@pytest.mark.parametrize("day", DATES)
@pytest.mark.parametrize("name", REPLAYS)
def test_a_replay_is_history_s_changes_added_to_today(name, day, settings, published):
    setting = settings[day]
    scenario = preset(name).scenario_in(setting)
    baseline, n_published = today(setting)
    peak = pd.Period(preset(name).move.peak, "M")
    lowest = min(v for m, v in published["policy_rate"].items() if m <= str(setting.origin))
    for lever in ("fed", "fiscal", "labour"):
        series, column = published[VARIABLE_OF[lever]], EQUATION_DRIVERS.index(VARIABLE_OF[lever])
        path = getattr(scenario, lever).own_path
        assert len(path) == 24
        for month in range(24):
            expected = baseline[month, column]
            if month >= n_published:
                k = month - n_published + 1
                expected += series[str(peak + k)] - series[str(peak)]
            if lever == "fed":
                expected = max(expected, lowest)
            assert path[month] == pytest.approx(expected, abs=0.00501)  # to a hundredth


def test_the_peaks_are_the_nber_s(panel):
    peaks = {str(month) for month in panel.recessions["peak"]}
    assert {preset(name).move.peak for name in REPLAYS} < peaks
    assert len(REPLAYS) == 3


@pytest.mark.parametrize("day", [None, dt.date(2026, 1, 14)])
@pytest.mark.parametrize("name", [name for name in MOVING if name not in REPLAYS])
def test_a_supervisory_preset_is_its_changes_from_the_jump_off(name, day, settings, published):
    setting = settings[day]
    move = preset(name).move
    path = supervisory_path(move.vintage, move.path)
    scenario = preset(name).scenario_in(setting)
    assert not scenario.fiscal.active
    baseline, n_published = today(setting)
    for lever, series, quarterly in (
        ("fed", published["treasury_3m"], path.treasury_3m_pct),
        ("labour", published["unemployment_rate"], path.unemployment_rate_pct),
    ):
        start = mean(series[str(month)] for month in path.jump_off)
        today_level = baseline[-1, EQUATION_DRIVERS.index(VARIABLE_OF[lever])]
        own = getattr(scenario, lever).own_path
        for i, level in enumerate(quarterly):
            at = n_published + 3 * i + 1  # the middle month of the path's i-th quarter
            if at < 24:
                expected = today_level + level - start
                expected = max(expected, FLOOR_PCT) if lever == "fed" else expected
                assert own[at] == pytest.approx(expected, abs=0.00501)
        first = today_level + (quarterly[0] - start) / 2  # half way to the first middle month
        assert own[n_published] == pytest.approx(first, abs=0.00501)


@pytest.mark.parametrize("name", MOVING)
def test_what_is_published_stays_and_the_floor_holds(name, settings):
    setting = settings[None]
    scenario = preset(name).scenario_in(setting)
    moved = lever_paths(scenario, setting, 24).scenario
    published = known_of_drivers(setting)
    known = np.isfinite(published)
    assert known.any()
    assert_array_equal(moved[known], published[known])
    assert moved[:, 0].min() >= FLOOR_PCT
    assert_allclose(
        moved[~known[:, 0], 0],
        np.array(scenario.fed.own_path)[~known[:, 0]],
    )


def test_some_paths_reach_the_floor_and_it_is_the_lowest_month_on_record(settings):
    setting = settings[None]
    assert setting.history["policy_rate"].min() == FLOOR_PCT
    for name in ("supervisory-severely-adverse-2025", "replay-2008"):
        assert min(preset(name).scenario_in(setting).fed.own_path) == FLOOR_PCT


def test_the_same_move_from_another_start_has_other_levels(settings):
    now, then = (preset("replay-2001").scenario_in(settings[day]) for day in DATES[:2])
    assert now != then
    assert now.labour.own_path[23] != then.labour.own_path[23]


@pytest.mark.slow
def test_a_replay_that_was_not_yet_published_is_one_sentence(panel):
    setting = setting_on(panel, dt.date(2010, 3, 15))
    with pytest.raises(
        ScenarioError, match="when its 24 months were not all published: start after Jun 2010"
    ):
        preset("replay-2008").scenario_in(setting)
    assert preset("replay-2001").scenario_in(setting).labour.active


def test_a_replay_from_before_the_fiscal_history_is_one_sentence(settings):
    with pytest.raises(ScenarioError, match="from Aug 1957 needs .* begins in 1969"):
        own_paths(Replay("1957-08"), settings[None])


@pytest.mark.slow
def test_a_jump_off_that_was_not_yet_published_is_one_sentence(panel):
    setting = setting_on(panel, dt.date(2025, 12, 20))
    with pytest.raises(ScenarioError, match="counted from 2025 Q4, which was not yet published"):
        own_paths(Supervisory("2026-proposed", "severely_adverse"), setting)
    assert own_paths(Supervisory("2025", "severely_adverse"), setting)["labour"].active


def test_a_preset_that_moves_has_no_scenario_without_a_setting():
    for name, entry in presets().items():
        if name in MOVING:
            with pytest.raises(ScenarioError, match=f"{name} depends on where it starts"):
                entry.scenario  # noqa: B018
        else:
            assert entry.scenario == entry.stated


def test_no_two_presets_share_a_name():
    names = [entry.stated.name for entry in presets().values()]
    assert sorted(set(names)) == sorted(names)


def test_stagflation_is_hikes_into_rising_unemployment(settings):
    paths = lever_paths(preset("stagflation").scenario_in(settings[None]), settings[None], 18)
    assert paths.frame("policy_rate")["difference"].iloc[-1] == pytest.approx(1.5)
    assert paths.frame("unemployment_rate")["difference"].max() == pytest.approx(2.0)
    assert preset("stagflation").note.endswith("; inflation itself is not set.")
    assert not preset("stagflation").scenario_in(settings[None]).inflation.active

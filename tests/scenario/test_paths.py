import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models.common.errors import ScenarioError
from models.completion.completion import make_completion
from models.completion.data import completion_data
from models.completion.fit import fit_completion
from models.scenario.calendar import latest_projection
from models.scenario.levers.fed import FedLever, target_range, target_upper_after_moves
from models.scenario.levers.fiscal import FiscalLever
from models.scenario.levers.labour import LabourLever
from models.scenario.paths import make_setting
from tests.scenario.conftest import DATES, run
from tests.scenario.starts import OKUN, completed, known_of_drivers


def daily_average_path(setting, fed):
    """The target day by day, averaged over each month's days, minus the usual gap to its top."""
    level, changes = setting.target_upper_pct, {}
    chosen = setting.meetings[fed.first_meeting - 1 :: fed.every][: fed.moves]
    for meeting in chosen:
        step = fed.size_pp if fed.direction == "hike" else -fed.size_pp
        after = level + step
        if fed.direction == "cut" and after < fed.floor_pct:
            after = min(level, fed.floor_pct)
        changes[meeting.decision_day + dt.timedelta(days=1)] = after
        level = after
    path = []
    for month in setting.months:
        days = pd.date_range(month.start_time, month.end_time.normalize())
        targets = []
        for day in days.date:
            in_force = [value for when, value in sorted(changes.items()) if when <= day]
            targets.append(in_force[-1] if in_force else setting.target_upper_pct)
        path.append(sum(targets) / len(targets) - setting.target_minus_rate_pp)
    return np.array(path)


@pytest.mark.parametrize("as_of", DATES)
@pytest.mark.parametrize(
    "fed",
    [
        FedLever(direction="cut"),
        FedLever(direction="cut", first_meeting=2, moves=4, size_pp=0.5, every=2),
        FedLever(direction="cut", moves=12, size_pp=0.5, floor_pct=1.1),
        FedLever(direction="hike", first_meeting=3, moves=6, size_pp=0.5, every=2),
        FedLever(direction="hike", first_meeting=16, moves=12),
        FedLever(direction="hold"),
    ],
)
def test_policy_rate_is_the_average_over_the_days_of_each_month(settings, as_of, fed):
    setting = settings[as_of]
    if fed.direction == "hold":
        expected = np.full(24, setting.target_upper_pct - setting.target_minus_rate_pp)
    else:
        expected = daily_average_path(setting, fed)
    known = setting.known[:, 0]
    expected = np.where(np.isfinite(known), known, expected)
    assert_allclose(run(setting, fed=fed).scenario[:, 0], expected, rtol=1e-12)


def test_cuts_stop_at_the_floor_and_say_so(settings):
    setting = settings[None]
    top = setting.target_upper_pct
    fed = FedLever(direction="cut", moves=12, size_pp=0.5, floor_pct=top - 0.75)
    moves = target_upper_after_moves(fed, setting)
    assert [after for _, after in moves] == [top - 0.5, top - 0.75]
    assert run(setting, fed=fed).scenario[:, 0].min() == pytest.approx(
        top - 0.75 - setting.target_minus_rate_pp
    )


def test_a_range_below_the_floor_does_not_rise(settings):
    setting = settings[dt.date(2010, 6, 15)]
    assert setting.target_upper_pct == 0.25
    assert target_upper_after_moves(FedLever(direction="cut", floor_pct=2.0), setting) == []
    paths = run(setting, fed=FedLever(direction="cut", floor_pct=2.0))
    assert_array_equal(paths.scenario, paths.baseline)


def test_hikes_have_dates_and_levels(settings):
    fed = FedLever(direction="hike", first_meeting=2, moves=3, every=2)
    moves = target_upper_after_moves(fed, settings[dt.date(2026, 1, 14)])
    assert [(str(meeting), after) for meeting, after in moves] == [
        ("18 Mar 2026", 4.0),
        ("17 Jun 2026", 4.25),
        ("16 Sep 2026", 4.5),
    ]
    assert target_range(moves[0][1]) == "3.75 to 4.00%"
    assert target_upper_after_moves(FedLever(direction="hold"), settings[None]) == []


def deficit(fiscal, month):
    """Extra deficit in a month, by walking through the programme's months one by one."""
    if month < fiscal.start_month:
        return 0.0
    shape = [step / (fiscal.ramp_months + 1) for step in range(1, fiscal.ramp_months + 1)]
    if fiscal.shape == "sustained":
        shape += [1.0] * 100
    else:
        shape += [1.0] * fiscal.duration_months
        shape += [1 - step / (fiscal.fade_months + 1) for step in range(1, fiscal.fade_months + 1)]
        shape += [0.0] * 100
    return fiscal.size_pct_gdp * shape[month - fiscal.start_month]


@pytest.mark.parametrize(
    "fiscal",
    [
        FiscalLever(size_pct_gdp=1.0),
        FiscalLever(
            size_pct_gdp=2.0, start_month=5, ramp_months=0, duration_months=1, fade_months=0
        ),
        FiscalLever(size_pct_gdp=-1.5, ramp_months=12, duration_months=24, fade_months=12),
        FiscalLever(size_pct_gdp=0.7, shape="sustained", start_month=3, ramp_months=6),
        FiscalLever(size_pct_gdp=0.7, shape="sustained", start_month=24, ramp_months=0),
    ],
)
@pytest.mark.parametrize("as_of", DATES)
def test_impulse_is_the_twelve_month_change_of_the_extra_deficit(settings, as_of, fiscal):
    setting = settings[as_of]
    published = int(np.isfinite(setting.known[:, 1]).sum())
    expected = [0.0] * published + [
        deficit(fiscal, m) - (deficit(fiscal, m - 12) if m > 12 else 0.0)
        for m in range(1, 25 - published)
    ]
    paths = run(setting, fiscal=fiscal)
    assert_allclose(paths.frame("fiscal_impulse")["difference"], expected, rtol=1e-12, atol=1e-12)


def test_impulse_of_a_pulse_sums_to_nothing_once_it_is_over(settings):
    """What a pulse adds in its first year it takes away in the second."""
    fiscal = FiscalLever(size_pct_gdp=1.0, ramp_months=2, duration_months=4, fade_months=2)
    difference = run(settings[None], fiscal=fiscal).frame("fiscal_impulse")["difference"]
    assert difference.sum() == pytest.approx(0.0, abs=1e-12)
    assert difference.max() == pytest.approx(1.0)
    assert difference.min() == pytest.approx(-1.0)


@pytest.mark.parametrize(
    "labour",
    [
        LabourLever(peak_rise_pp=1.0),
        LabourLever(peak_rise_pp=2.5, start_month=4, months_to_peak=6, recovery_half_life_months=9),
        LabourLever(peak_rise_pp=-0.6, start_month=24, months_to_peak=1),
        LabourLever(measure="payrolls", peak_payroll_loss_pct=3.0, months_to_peak=24),
    ],
)
@pytest.mark.parametrize("as_of", DATES)
def test_unemployment_rises_straight_and_recovers_by_half_lives(settings, as_of, labour):
    setting = settings[as_of]
    peak = labour.peak_rise_pp
    if labour.measure == "payrolls":
        peak = 0.4 * labour.peak_payroll_loss_pct
    expected, level = [], 0.0
    for month in range(1, 25):
        since = month - (labour.start_month - 1)
        if 0 < since <= labour.months_to_peak:
            level = peak * since / labour.months_to_peak
        elif since > labour.months_to_peak and labour.recovery_half_life_months:
            level *= 2 ** (-1 / labour.recovery_half_life_months)
        expected.append(level)
    published = int(np.isfinite(setting.known[:, 2]).sum())
    expected = [0.0] * published + expected[: 24 - published]
    paths = run(setting, labour=labour)
    assert_allclose(paths.frame("unemployment_rate")["difference"], expected, rtol=1e-9, atol=1e-12)
    assert setting.month_of("unemployment_rate", 1) == setting.origin + published + 1


def test_published_months_are_the_same_in_baseline_and_scenario(panel, settings):
    setting = settings[None]
    assert np.isfinite(setting.known).any()  # unemployment comes before the month's returns
    paths = run(
        setting,
        fed=FedLever(direction="cut"),
        fiscal=FiscalLever(size_pct_gdp=3.0, ramp_months=0),
        labour=LabourLever(peak_rise_pp=3.0, months_to_peak=1),
        baseline="sep",
    )
    known = known_of_drivers(setting)
    published = np.isfinite(known)
    assert_array_equal(paths.baseline[published], known[published])
    assert_array_equal(paths.scenario[published], known[published])
    after_origin = panel.monthly.loc[setting.origin + 1, ["policy_rate", "unemployment_rate"]]
    assert_array_equal(paths.scenario[0, [0, 2]], after_origin)
    assert (paths.scenario != paths.baseline)[~published].any()


@pytest.mark.parametrize("as_of", DATES)
def test_flat_baseline_keeps_the_last_published_values(panel, settings, as_of):
    setting = settings[as_of]
    known = panel.known_on(as_of).monthly if as_of else panel.monthly
    baseline = run(setting).baseline
    assert baseline[-1, 2] == known["unemployment_rate"].dropna().iloc[-1]
    assert baseline[-1, 0] == setting.target_upper_pct - setting.target_minus_rate_pp
    assert baseline[-1, 1] == 0.0
    # The gap between target and rate is that of the last month in which no target changed.
    both = known[["policy_rate_target_upper", "policy_rate"]].dropna()
    month = max(m for m in both.index[1:] if both.loc[m].iloc[0] == both.loc[m - 1].iloc[0])
    gap = both.loc[month, "policy_rate_target_upper"] - both.loc[month, "policy_rate"]
    assert setting.target_minus_rate_pp == gap


@pytest.mark.slow
def test_nothing_known_later_is_in_an_earlier_setting(panel):
    """Every number after the date is changed; the setting of the date is not."""
    date = dt.date(2026, 1, 14)
    monthly = panel.monthly.copy()
    monthly.loc["2026-01":] += 7.0
    monthly.loc["2026-01":] = monthly.loc["2026-01":].fillna(7.0)
    before, after = (
        make_setting(known, OKUN, *completed(make_completion(data, fit_completion(data))))
        for known in (panel.known_on(date), replace(panel, monthly=monthly).known_on(date))
        for data in [completion_data(known)]
    )
    assert before.origin == after.origin == pd.Period("2025-12", "M")
    assert before.history.equals(after.history)
    assert_array_equal(before.known, after.known)
    assert_array_equal(before.forecast, after.forecast)
    assert before.notes == after.notes
    assert before.target_upper_pct == after.target_upper_pct == 3.75
    assert before.target_minus_rate_pp == after.target_minus_rate_pp
    assert before.meetings == after.meetings
    assert before.meetings[0].decision_day == dt.date(2026, 1, 28)


@pytest.mark.parametrize("as_of", [None, dt.date(2026, 1, 14)])
def test_sep_baseline_goes_through_the_medians(settings, as_of):
    setting = settings[as_of]
    medians = latest_projection(setting.as_of)
    paths = run(setting, baseline="sep")
    rate = paths.frame("policy_rate")["baseline"]
    unemployment = paths.frame("unemployment_rate")["baseline"]
    seen = 0
    for year, value in medians.policy_rate_year_end.items():
        if (month := pd.Period(f"{year}-12", "M")) in rate.index:
            assert rate[month] == pytest.approx(value, abs=1e-12)
            seen += 1
    for year, value in medians.unemployment_rate_fourth_quarter.items():
        if (month := pd.Period(f"{year}-11", "M")) in unemployment.index:
            assert unemployment[month] == pytest.approx(value, abs=1e-12)
            seen += 1
    assert seen >= 4
    # Between two medians the path is straight.
    between = rate["2027-01":"2027-11"].diff().dropna()
    assert_allclose(between, between.iloc[0], atol=1e-12)
    assert_array_equal(paths.baseline, paths.scenario)  # no lever is moved


def test_sep_baseline_starts_at_the_last_published_value(settings):
    setting = settings[dt.date(2026, 1, 14)]
    start = setting.target_upper_pct - setting.target_minus_rate_pp
    rate = run(setting, baseline="sep").frame("policy_rate")["baseline"]
    assert rate["2026-06"] == pytest.approx(start + (3.4 - start) * 6 / 12)


@pytest.mark.parametrize("horizon", [0, 25, 999, -1, 12.5, "12", None, float("nan")])
def test_horizons_beyond_reach_are_refused(settings, horizon):
    with pytest.raises(ScenarioError, match="allowed are whole months from 1 to 24") as refusal:
        run(settings[None], horizon)
    assert repr(horizon) in str(refusal.value)


@pytest.mark.parametrize("horizon", [1, 7, 24])
def test_a_shorter_horizon_is_the_beginning_of_the_longer_one(settings, horizon):
    levers = {
        "fed": FedLever(direction="hike"),
        "fiscal": FiscalLever(size_pct_gdp=1.0),
        "labour": LabourLever(peak_rise_pp=1.0),
    }
    short, long = (run(settings[None], h, **levers) for h in (horizon, 24))
    assert len(short.months) == horizon
    assert_array_equal(short.scenario, long.scenario[:horizon])
    assert_array_equal(short.baseline, long.baseline[:horizon])

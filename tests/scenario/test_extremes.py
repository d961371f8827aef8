"""How far history has gone, against loops over the months of the panel."""

import math

import pytest

from models.outcome.world import shipped_world
from models.scenario.extremes import extreme_of
from models.scenario.levers import LEVERS
from models.scenario.link import bounds

WORLD = shipped_world()
SETTING = WORLD.setting


def history(variable, since):
    """Return a variable by months counted from year 0, no later than the origin."""
    series = SETTING.history[variable]
    months = series.dropna().items()
    return {12 * m.year + m.month - 1: x for m, x in months if m.year >= since}


def is_apart(first, last):
    """Whether a stretch of months, both ends included, keeps clear of March to December 2020."""
    return last < 12 * 2020 + 2 or first > 12 * 2020 + 11


def widest(values, span, sign=1):
    pairs = ((t - span, t) for t in values if t - span in values and is_apart(t - span, t))
    return max(sign * (values[end] - values[start]) for start, end in pairs)


@pytest.mark.parametrize("span", [1, 6, 9, 24])
@pytest.mark.parametrize("lever", ["labour", "credit"])
def test_the_widest_rise_within_the_months_to_the_peak(lever, span):
    found = extreme_of(lever, {"months_to_peak": span}, SETTING)
    past = history(LEVERS[lever].variable, 1969)
    most = max(widest(past, taken) for taken in range(1, span + 1))
    assert found.value == pytest.approx(most, abs=1e-12)
    assert (found.span, found.since) == (span, 1969)


@pytest.mark.parametrize("span", [1, 12, 24])
@pytest.mark.parametrize("sign", [-1, 1])
def test_technology_is_measured_on_the_side_it_is_moved_to(sign, span):
    found = extreme_of("tech", {"months_to_peak": span, "peak_move_pp": 5.0 * sign}, SETTING)
    past = history("technology_lead", 1987)
    most = sign * max(widest(past, taken, sign) for taken in range(1, span + 1))
    assert found.value == pytest.approx(most, abs=1e-9)
    assert found.is_passed(most + 0.01 * sign)
    assert not found.is_passed(most - 0.01 * sign)
    assert not found.is_passed(0.0)


def test_more_months_never_have_a_smaller_record():
    """Spreads rose by 3.04 pp in six months of 2008, and by less in any nine."""
    records = [extreme_of("credit", {"months_to_peak": n}, SETTING).value for n in range(1, 25)]
    assert records == sorted(records)
    assert records[8] == records[5] == pytest.approx(3.04)


@pytest.mark.parametrize("span", [3, 12])
def test_inflation_is_that_over_a_year(span):
    monthly = history("core_pce_inflation", 1969)
    yearly = {
        t: sum(monthly[t - k] for k in range(12)) / 12
        for t in monthly
        if t - 11 in monthly and is_apart(t - 11, t)
    }
    rises = [
        yearly[t] - yearly[t - taken]
        for taken in range(1, span + 1)
        for t in yearly
        if t - taken in yearly and is_apart(t - taken - 11, t)
    ]
    found = extreme_of("inflation", {"months_to_peak": span}, SETTING)
    assert found.value == pytest.approx(max(rises), abs=1e-12)
    assert "core inflation over 12 months" in found.said


def test_the_fiscal_record_is_the_largest_year_of_deficit_and_gap():
    """The second path: from the quarterly deficit and output gap that the impulse is made of."""
    quarterly = WORLD.panel.quarterly
    deficit, gap = quarterly["federal_deficit"].dropna(), quarterly["output_gap"].dropna()
    adjusted = (deficit + 0.4 * gap).dropna()
    rises = [
        adjusted[q] - adjusted[q - 4]
        for q in adjusted.index
        if q.year >= 1970 and not (2020 <= q.year <= 2021)
    ]
    found = extreme_of("fiscal", {}, SETTING)
    assert found.value == pytest.approx(max(rises), abs=1e-9)


@pytest.mark.parametrize("every", [1, 2])
@pytest.mark.parametrize("size", [0.25, 0.5])
@pytest.mark.parametrize(("direction", "sign"), [("cut", -1), ("hike", 1)])
def test_the_most_moves_that_the_rate_has_gone_in_as_long(direction, sign, size, every):
    rate = history("policy_rate", 1985)
    within = [n for n in range(1, 13) if n * size <= widest(rate, -(-n * every * 3 // 2), sign)]
    fields = {"direction": direction, "size_pp": size, "every": every}
    found = extreme_of("fed", fields, SETTING)
    assert found.value == (math.inf if within[-1] == 12 else within[-1])
    assert f"{within[-1]} {direction}s of {100 * size:.0f} bp" in found.amount


def test_a_rate_that_stays_has_no_record_of_moves():
    for direction in ("baseline", "hold"):
        fields = {"direction": direction, "size_pp": 0.25, "every": 1}
        assert extreme_of("fed", fields, SETTING) is None


def test_each_record_is_of_a_slider():
    moves = {"direction": "cut", "size_pp": 0.5, "every": 1, "peak_move_pp": -1.0}
    for lever in LEVERS:
        if found := extreme_of(lever, {"months_to_peak": 6} | moves, SETTING):
            assert found.value > bounds(f"{lever}_{found.field}")[0]
    assert extreme_of("another", moves, SETTING) is None

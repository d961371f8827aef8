"""What small caps respond to: the slope on technology by hand, and the rule of its verdict."""

import datetime as dt
import math
import statistics

import pytest

from models.equations.technology import technology_slope
from models.overview.claims_response import side_of_zero
from models.overview.overview import shipped_overview


def test_the_response_to_technology_by_era(days):
    """Month-end changes from the two ratios alone, a slope a stretch of years, by covariance."""
    ratios = [dict(days(f"relative_price_{of}")) for of in ("sp500", "nasdaq")]
    ends = {}
    for day in sorted(set(ratios[0]) & set(ratios[1])):
        if day < dt.date(2026, 8, 1):  # closes of both stop on 21 August, within a month
            ends[day.year, day.month] = [math.log(ratio[day]) for ratio in ratios]
    months = sorted(ends)
    rows = [
        (now[0], 100 * (ends[now][0] - ends[old][0]), 100 * (ends[now][1] - ends[old][1]))
        for old, now in zip(months, months[1:], strict=False)
    ]
    found = technology_slope(shipped_overview().panel).eras
    for slope, (first, last) in zip(found, [(0, 1999), (2000, 2008), (2009, 9999)], strict=True):
        y = [small for year, small, _ in rows if first <= year <= last]
        x = [small - tech for year, small, tech in rows if first <= year <= last]
        by_hand = statistics.covariance(x, y) / statistics.variance(x)
        assert slope.nobs == len(y)
        assert slope.value == pytest.approx(by_hand, abs=1e-10)
    assert [round(slope.value, 2) for slope in found] == [0.31, 0.25, -0.15]
    assert round(found[-1].std_error, 2) == 0.11


@pytest.mark.parametrize(
    ("bands", "verdict"),
    [
        ([(1, 2), (0.1, 3)], "true"),
        ([(-2, -1), (-3, -0.1)], "false"),
        ([(1, 2), (-0.1, 3)], "undecided"),
        ([(0, 2)], "undecided"),
    ],
)
def test_which_side_of_zero(bands, verdict):
    assert side_of_zero(bands) == verdict

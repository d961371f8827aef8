import datetime as dt
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.common.errors import ScenarioError
from models.scenario import calendar
from models.scenario.calendar import latest_projection, meetings_after, share_of_month_in_effect

FILE = tomllib.loads(Path(calendar.__file__).with_name("calendar.toml").read_text())


def test_published_days_are_used_as_they_are():
    found = [m.decision_day for m in meetings_after(dt.date(2025, 12, 31)) if not m.assumed]
    published = [
        dt.date.fromisoformat(f"{year}-{day}")
        for year in ("2026", "2027", "2028")
        for day in FILE["decision_days"][year]
    ]
    assert found == published[:16]
    assert len(meetings_after(dt.date(2025, 12, 31))) == 16


def test_after_the_last_published_meeting_the_rhythm_is_assumed_and_marked():
    ahead = meetings_after(dt.date(2026, 10, 3))
    published = {dt.date(2026, 10, 28), dt.date(2026, 12, 9), dt.date(2028, 1, 26)} | {
        dt.date.fromisoformat(f"2027-{day}") for day in FILE["decision_days"]["2027"]
    }
    assert {m.decision_day for m in ahead if not m.assumed} == published
    assumed = [m for m in ahead if m.assumed]
    assert len(assumed) == 5
    rhythm = [dt.date.fromisoformat(f"2027-{day}") for day in FILE["decision_days"]["2027"]][1:6]
    for meeting, before in zip(assumed, rhythm, strict=True):
        assert meeting.decision_day.isocalendar()[1:] == before.isocalendar()[1:]  # week, weekday
        assert str(meeting).endswith("2028 (assumed)")
    assert "assumed" not in str(ahead[0])
    days = [m.decision_day for m in ahead]
    assert days == sorted(set(days))


def test_the_day_of_a_decision_is_already_past():
    assert meetings_after(dt.date(2026, 1, 28))[0].decision_day == dt.date(2026, 3, 18)
    assert meetings_after(dt.date(2026, 1, 27))[0].decision_day == dt.date(2026, 1, 28)


def test_a_decision_holds_from_the_following_day():
    assert meetings_after(dt.date(2026, 1, 1))[0].effective_day == dt.date(2026, 1, 29)


def test_shares_equal_a_count_over_days():
    months = pd.period_range("2027-11", periods=6, freq="M")
    days = [
        dt.date(2027, 10, 3),  # before all of them
        dt.date(2027, 11, 1),  # a month's first day
        dt.date(2027, 12, 31),  # a last day
        dt.date(2028, 2, 29),  # leap day
        dt.date(2028, 3, 17),
        dt.date(2028, 5, 1),  # after all of them
    ]
    expected = np.zeros((len(months), len(days)))
    for row, month in enumerate(months):
        every = [ts.date() for ts in pd.date_range(month.start_time, month.end_time.normalize())]
        for column, day in enumerate(days):
            expected[row, column] = sum(d >= day for d in every) / len(every)
    np.testing.assert_allclose(share_of_month_in_effect(months, days), expected, rtol=1e-15)


@pytest.mark.parametrize(
    ("day", "published"),
    [
        (dt.date(2025, 12, 10), dt.date(2025, 12, 10)),
        (dt.date(2026, 6, 16), dt.date(2025, 12, 10)),
        (dt.date(2026, 6, 17), dt.date(2026, 6, 17)),
        (dt.date(2026, 10, 3), dt.date(2026, 6, 17)),
    ],
)
def test_projections_are_the_last_known_ones(day, published):
    assert latest_projection(day).published == published


def test_december_2025_medians_are_the_published_ones():
    projection = latest_projection(dt.date(2026, 1, 14))
    assert projection.policy_rate_year_end == {2026: 3.4, 2027: 3.1, 2028: 3.1}
    assert projection.unemployment_rate_fourth_quarter == {2026: 4.4, 2027: 4.2, 2028: 4.2}


def test_without_projections_the_sentence_says_what_to_choose():
    with pytest.raises(ScenarioError, match=r"as of 2025-12-09.*2025-12-10: choose the baseline"):
        latest_projection(dt.date(2025, 12, 9))

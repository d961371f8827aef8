"""Age and delay against a count on the calendar."""

import datetime as dt

import pytest

from models.overview.freshness import age_sentence


def month_end(year, month):
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "last", "months", "lag"),
    [
        ("payrolls", (2026, 7), 1, 5),
        ("credit_spread", (2026, 5), 1, 1),
        ("smb", (2025, 11), 1, 60),
        ("unemployment_rate", (2026, 9), 1, 5),
        ("eps_growth_large_cap", (2025, 9), 3, 75),
        ("fiscal_impulse", (2026, 6), 3, 60),
        ("natural_unemployment_rate", (2025, 9), 3, 60),
    ],
)
def test_periods_behind(overview, name, last, months, lag):
    vintage, behind = dt.date(2026, 10, 3), 0
    year, month = last
    while True:
        month += months
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
        if month_end(year, month) + dt.timedelta(days=lag) > vintage:
            break
        behind += 1
    row = overview.freshness.loc[name]
    assert row["behind"] == behind
    assert row["age_days"] == (vintage - month_end(*last)).days
    words = {1: "month", 3: "quarter"}[months]
    expected = f"{behind} {words}{'' if behind == 1 else 's'} behind" if behind else "up to date"
    assert row["status"] == expected


def test_a_daily_series_counts_weekdays(overview):
    row = overview.freshness.loc[
        "relative_price_sp500"
    ]  # Monday 14 September to Saturday 3 October
    assert (row["last"], row["age_days"], row["behind"]) == ("2026-09-14", 19, 14)
    assert row["status"] == "14 days behind"


def test_every_series_has_a_row(overview):
    assert list(overview.freshness.index) == list(overview.panel.catalog.index)


@pytest.mark.parametrize(("day", "said"), [(3, ""), (4, "1 day old"), (13, "10 days old"), (1, "")])
def test_the_age_of_a_snapshot(day, said):
    assert age_sentence(dt.date(2026, 10, 3), dt.date(2026, 10, day)) == said

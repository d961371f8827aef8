"""Age and delay against a count on the calendar."""

import datetime as dt

import pytest

from models.overview.freshness import age_sentence


def month_end(year, month):
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "months", "lag"),
    [
        ("payrolls", 1, 5),
        ("credit_spread", 1, 1),
        ("smb", 1, 60),
        ("unemployment_rate", 1, 5),
        ("eps_growth_large_cap", 3, 75),
        ("fiscal_impulse", 3, 60),
        ("natural_unemployment_rate", 3, 60),
    ],
)
def test_periods_behind(overview, name, months, lag):
    vintage, behind = overview.panel.vintage, 0
    stated = overview.panel.manifest["series"][name]["last"]
    year, month = int(stated[:4]), 3 * int(stated[-1]) if "Q" in stated else int(stated[5:])
    last = (year, month)
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
    row, vintage = overview.freshness.loc["relative_price_sp500"], overview.panel.vintage
    last = dt.date.fromisoformat(overview.panel.manifest["series"]["relative_price_sp500"]["last"])
    age = (vintage - last).days
    later = [last + dt.timedelta(days=n) for n in range(1, age)]  # of today there is no close yet
    behind = sum(day.weekday() < 5 for day in later)
    assert (row["last"], row["age_days"], row["behind"]) == (str(last), age, behind)
    assert row["status"] == f"{behind} days behind"


def test_every_series_has_a_row(overview):
    assert list(overview.freshness.index) == list(overview.panel.catalog.index)


@pytest.mark.parametrize(("day", "said"), [(3, ""), (4, "1 day old"), (13, "10 days old"), (1, "")])
def test_the_age_of_a_snapshot(day, said):
    assert age_sentence(dt.date(2026, 10, 3), dt.date(2026, 10, day)) == said

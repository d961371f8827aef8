import datetime

import numpy as np
import pandas as pd
import pytest

from models.common.errors import PanelError

NOTE = datetime.date(2026, 1, 14)


@pytest.fixture(scope="module")
def note(panel):
    return panel.known_on(NOTE)


def last(panel, name):
    return str(panel.require([name])[name].last_valid_index())


def test_origin_of_the_january_2026_note(note):
    assert note.origin == pd.Period("2025-12", "M")
    assert note.vintage == NOTE


def test_each_series_ends_where_its_release_lag_says(note):
    """Worked out by hand for 14 January 2026."""
    assert last(note, "unemployment_rate") == "2025-12"  # 31 December + 5 days
    assert last(note, "cpi") == "2025-12"  # + 14 days: out on the day itself
    assert last(note, "industrial_production") == "2025-11"  # + 16 days
    assert last(note, "core_pce_price_index") == "2025-11"  # 30 November + 29 days
    assert last(note, "small_cap_relative_return") == "2025-12"
    assert last(note, "smb") == "2025-10"  # 60 days
    assert last(note, "gdp_real") == "2025Q3"  # + 28 days
    assert last(note, "treasury_statement_deficit") == "2025Q4"  # 31 December + 14 days
    assert last(note, "eps_growth_large_cap") == "2025Q3"  # 30 September + 75 days
    assert note.daily.index[-1] == pd.Timestamp("2026-01-14")


def test_a_day_before_release_the_value_is_not_there(panel):
    assert last(panel.known_on(datetime.date(2026, 1, 13)), "cpi") == "2025-11"
    assert last(panel.known_on(datetime.date(2026, 1, 4)), "unemployment_rate") == "2025-11"
    assert panel.known_on(datetime.date(2026, 1, 4)).origin == pd.Period("2025-11", "M")


def test_a_quarterly_value_spread_to_months_waits_for_its_quarter(panel):
    """July to September carry one number, out 60 days after September (29 November)."""
    assert last(panel.known_on(datetime.date(2025, 11, 28)), "fiscal_impulse") == "2025-06"
    assert last(panel.known_on(datetime.date(2025, 11, 29)), "fiscal_impulse") == "2025-09"


@pytest.mark.parametrize("date", ["1995-01-01", "2008-02-29", "2026-05-03"])
@pytest.mark.slow
def test_every_last_period_agrees_with_a_plain_count(panel, date):
    date = datetime.date.fromisoformat(date)
    view = panel.known_on(date)
    for name, row in panel.catalog.iterrows():
        whole = panel.require([name])[name].dropna()
        kept = view.require([name])[name].dropna()
        for period in whole.index:
            if isinstance(period, pd.Period):
                end = period.asfreq(row["native_frequency"]).end_time.date()
            else:
                end = period.date()
            out = end + datetime.timedelta(days=row["release_lag_days"]) <= date
            assert (period in kept.index) == out, (name, period)


def test_values_are_those_of_the_current_vintage(panel, note):
    for name in ("monthly", "quarterly", "daily"):
        view, whole = getattr(note, name), getattr(panel, name)
        kept = view.notna().to_numpy()
        values = whole.loc[view.index].to_numpy()
        np.testing.assert_array_equal(view.to_numpy()[kept], values[kept])


def test_the_whole_panel_is_left_alone(panel, note):
    stated = panel.manifest["series"]["unemployment_rate"]["last"]
    assert str(panel.monthly["unemployment_rate"].last_valid_index()) == stated
    assert stated > str(note.monthly["unemployment_rate"].last_valid_index())
    assert panel.vintage == datetime.date.fromisoformat(panel.manifest["vintage"]) > note.vintage
    assert not np.shares_memory(panel.monthly.to_numpy(), note.monthly.to_numpy())


def test_shutdown_fill_is_known_only_with_its_later_neighbour(panel):
    month = pd.Period("2025-10", "M")
    before = panel.known_on(datetime.date(2025, 12, 4))
    after = panel.known_on(datetime.date(2025, 12, 5))
    assert np.isnan(before.monthly.loc[month, "unemployment_rate"])
    assert before.origin == pd.Period("2025-09", "M")
    assert after.monthly.loc[month, "unemployment_rate"] == pytest.approx(4.45)
    assert after.fills["series"].tolist() == ["unemployment_rate"]
    assert after.provenance("unemployment_rate").n_filled == 1
    assert before.provenance("unemployment_rate").n_filled == 0


def test_recessions_appear_when_they_could_have_been_dated(panel):
    trough = pd.Period("2009-06", "M")
    early = panel.known_on(datetime.date(2010, 6, 30)).recessions
    late = panel.known_on(datetime.date(2011, 3, 31)).recessions
    assert trough not in early["trough"].tolist()
    assert trough in late["trough"].tolist()


def test_the_vintage_itself_is_the_whole_panel(panel):
    assert panel.known_on(panel.vintage) is panel


def test_a_view_can_be_cut_further_but_not_extended(note):
    assert note.known_on(datetime.date(2025, 1, 14)).origin == pd.Period("2024-12", "M")
    with pytest.raises(PanelError, match="2026-01-15.*1995-01-01 to 2026-01-14"):
        note.known_on(datetime.date(2026, 1, 15))


@pytest.mark.parametrize("date", [datetime.date(1994, 12, 31), None])
def test_dates_outside_the_data_are_refused(panel, date):
    date = date or panel.vintage + datetime.timedelta(days=1)
    with pytest.raises(PanelError, match=f"as-of date is {date}.*choose a day"):
        panel.known_on(date)


def test_a_timestamp_means_its_day(panel, note):
    view = panel.known_on(pd.Timestamp("2026-01-14 16:00"))
    pd.testing.assert_frame_equal(view.monthly, note.monthly)
    assert view.snapshot_hash == note.snapshot_hash


def test_snapshot_hash_tells_views_apart(panel, note):
    other = panel.known_on(datetime.date(2026, 1, 13))
    assert len({panel.snapshot_hash, note.snapshot_hash, other.snapshot_hash}) == 3
    assert panel.snapshot_hash == panel.manifest["sha256"][:12]
    assert len(note.snapshot_hash) == 12
    assert note.snapshot_hash == panel.known_on(NOTE).snapshot_hash


def test_series_not_yet_published_say_so(panel):
    early = panel.known_on(datetime.date(2000, 1, 31))
    with pytest.raises(PanelError, match="sector_xlc had no published value on 2000-01-31"):
        early.provenance("sector_xlc")

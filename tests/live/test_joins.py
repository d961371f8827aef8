"""How columns are formed from feeds, and the four rules by which they join the snapshot."""

import datetime as dt
import subprocess

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.common.errors import PanelError
from models.common.progress import silent
from models.live import provider
from models.live.assembled import panel_of, published
from models.live.chains import Rule, chains
from models.live.form import complete_months, formed
from models.live.refit import refit
from models.live.splice import spliced
from models.outcome.world import prepare
from models.scenario.spec import ModelSpec
from tests.cases import JANUARY
from tests.live.publishers import MONTH, figures
from tests.live.twists import edited

MONTHS = pd.period_range("2020-01", periods=60, freq="M")


def rule(join, tolerance=0.1, make="as_published", series="treasury_10y"):
    return Rule(series=series, feeds=("x",), make=make, join=join, tolerance=tolerance)


def walk(seed=0, level=100.0):
    steps = np.random.default_rng(seed).normal(0.002, 0.004, len(MONTHS))
    return pd.Series(level * np.exp(steps.cumsum()), MONTHS)


def test_revise_takes_live_values_and_keeps_what_live_lacks():
    snapshot = walk()[:58]
    live = walk()[12:].copy()
    live.iloc[-10] += 0.5
    joined, change = spliced(rule("revise"), snapshot, live)
    assert joined[:12].equals(snapshot[:12])
    assert joined[12:].equals(live)
    assert (change.n_new, change.last) == (2, "2024-12")
    assert (change.n_revised, change.revised_period) == (1, str(live.index[-10]))
    assert_allclose(change.largest_revision, 0.5)


def test_revise_of_a_past_date_drops_what_was_not_known():
    joined, change = spliced(rule("revise"), walk(), walk()[:50], past=True)
    assert joined.index[-1] == MONTHS[49]
    assert change.n_new == 0


def test_rebase_brings_a_new_base_year_back_and_leaves_a_revision_alone():
    snapshot = walk()[:58]
    joined, change = spliced(rule("rebase", 0.01), snapshot, walk() * 1.12)
    assert_allclose(change.factor, 1.12)
    assert_allclose(joined, walk())
    revised, change = spliced(rule("rebase", 0.01), snapshot, walk() * 1.004)
    assert change.factor == 1
    assert_allclose(revised, walk() * 1.004)
    assert change.n_revised == 58


@pytest.mark.parametrize("factor", [1000, 1 / 1000])
def test_another_unit_is_no_new_base_year(factor):
    with pytest.raises(PanelError, match="a new base year moves it by 0.2 to 5"):
        spliced(rule("rebase", 0.01), walk(), walk() * factor)


def test_extend_never_touches_what_is_there():
    live = walk() + 0.04
    joined, change = spliced(rule("extend"), walk()[:50], live)
    assert joined[:50].equals(walk()[:50])
    assert joined[50:].equals(live[50:])
    assert (change.n_new, change.n_revised) == (10, 0)


def test_chain_carries_the_level_on_by_the_live_changes():
    live = walk() * 37
    joined, change = spliced(rule("chain", 0.003), walk()[:50], live)
    assert_allclose(joined, walk())
    assert_allclose(change.factor, 37)


@pytest.mark.parametrize("join", ["revise", "extend"])
def test_another_series_is_refused(join):
    with pytest.raises(PanelError, match="differ by 5 in the median of their last 24"):
        spliced(rule(join), walk(), walk() + 5)


def test_too_little_in_common_and_a_hole_are_refused():
    with pytest.raises(PanelError, match="share 3 periods, 6 are needed"):
        spliced(rule("revise"), walk(), walk()[:3])
    with pytest.raises(PanelError, match="no value in 2024-06"):
        spliced(rule("revise"), walk()[:50], walk().drop(MONTHS[53]))


def test_a_month_is_whole_once_its_last_weekday_is_there():
    assert complete_months(pd.bdate_range("2026-09-01", "2026-10-29"))[-1] == pd.Period(
        "2026-09", "M"
    )
    assert complete_months(pd.bdate_range("2026-09-01", "2026-10-30"))[-1] == pd.Period(
        "2026-10", "M"
    )


def test_returns_are_of_both_legs_on_the_same_day():
    days = pd.bdate_range("2026-01-01", "2026-03-31")
    small = pd.Series(np.linspace(100, 130, len(days)), days)
    large = pd.Series(np.linspace(200, 190, len(days)), days).drop(days[days == "2026-02-27"])
    got = formed(rule("extend", make="log_return_difference"), "M", [small, large])
    at = pd.DatetimeIndex(["2026-01-30", "2026-02-26", "2026-03-31"])
    expected = 100 * np.diff(np.log(small[at].to_numpy()) - np.log(large[at].to_numpy()))
    assert list(got.index.astype(str)) == ["2026-02", "2026-03"]
    assert_allclose(got, expected)


def test_means_of_days_and_weeks_take_whole_months_only():
    days = pd.Series(1.0, pd.bdate_range("2026-01-01", "2026-03-20"))
    assert list(formed(rule("extend", make="month_mean"), "M", [days]).index.astype(str)) == [
        "2026-01",
        "2026-02",
    ]
    weeks = pd.Series([2.0, 4.0, 6.0, 8.0], pd.date_range("2026-03-07", periods=4, freq="7D"))
    assert formed(rule("extend", make="month_mean"), "M", [weeks]).to_dict() == {
        pd.Period("2026-03", "M"): 5.0
    }
    assert formed(rule("extend", make="month_mean"), "M", [weeks[:3]]).empty


def test_a_deficit_is_the_sum_of_three_months_of_surplus_turned_round():
    surplus = pd.Series(
        [-1000.0, 500.0, -2500.0, 9.0], pd.date_range("2026-01-01", periods=4, freq="MS")
    )
    got = formed(rule("revise", make="deficit_of_quarter_bn"), "Q", [surplus])
    assert got.to_dict() == {pd.Period("2026Q1", "Q"): 3.0}


def test_returns_before_the_russell_keep_the_scale_that_the_snapshot_gives_them(refreshed, base):
    panel = refreshed("french_small", "french_large").panel
    name, large = "small_cap_relative_return", "size_high30"
    assert panel.monthly[large].last_valid_index() > base.monthly[large].last_valid_index()
    before = slice(None, "1987-09")
    assert panel.monthly[name][before].equals(base.monthly[name][before])
    assert panel.manifest["splices"][name] == base.manifest["splices"][name]


def test_price_indices_and_funds_never_meet_in_one_ratio():
    feeds = chains().feeds
    for one in chains().rules.values():
        kinds = {
            series.startswith("^")
            for feed in one.feeds
            for provider, series in ((link.provider, link.series) for link in feeds[feed].chain)
            if provider == "yahoo"
        }
        assert len(kinds) <= 1, one.series


def test_every_rule_names_a_series_and_feeds_that_exist(base):
    for one in chains().rules.values():
        assert one.series in base.catalog.index
        assert set(one.feeds) <= set(chains().feeds)
    raw = {name for frame in published(base).values() for name in frame}
    assert set(chains().rules) <= raw  # derived columns are computed, never fetched


def test_the_builder_gives_the_snapshot_back_when_nothing_is_new(base):
    same, _ = panel_of(base, {}, vintage=base.vintage, target_days=None, provenance={})
    for frame in ("monthly", "quarterly", "daily"):
        assert_allclose(getattr(same, frame), getattr(base, frame), rtol=1e-8, atol=1e-8)
    assert same.fills.equals(base.fills)
    assert same.recessions.equals(base.recessions)


@pytest.mark.slow
def test_an_engine_runs_on_a_refreshed_panel_unchanged(refreshed, base):
    done = refreshed("unemployment_rate", "federal_funds_rate", "russell_2000", "sp500", "payrolls")
    assert done.panel.snapshot_hash != base.snapshot_hash
    spec = ModelSpec(estimator="ols")  # the average is estimated by the tests of the session
    world = prepare(done.panel, spec)
    assert world.setting.origin == MONTH
    assert world.fit.snapshot_hash == done.panel.snapshot_hash
    n_new = (MONTH - base.monthly["payrolls"].last_valid_index()).n
    assert world.fit.okun.nobs == n_new + prepare(base, spec).fit.okun.nobs


def test_equations_as_of_a_past_date_are_read_where_the_refresh_left_what_was_known_then(
    refreshed, base, monkeypatch
):
    done = refreshed("unemployment_rate", "russell_2000", "sp500", "payrolls")
    assert done.changes
    monkeypatch.setattr(subprocess, "Popen", None)  # no process is started
    world = refit(done.panel, done.files, ModelSpec(), JANUARY, silent)
    stored = prepare(base, as_of=JANUARY).fit
    assert_allclose(world.fit.okun.params, stored.okun.params, rtol=0)
    assert world.fit.snapshot_hash == done.panel.known_on(JANUARY).snapshot_hash
    assert world.fit.snapshot_hash != stored.snapshot_hash


def test_figures_as_known_on_a_past_date(refreshed, publishers, base):
    day = dt.date(2025, 3, 10)
    monthly = published(base)["monthly"]["unemployment_rate"].dropna()[:"2025-02"] + 0.1
    known = monthly.set_axis(monthly.index.to_timestamp())
    index = published(base)["monthly"]["core_pce_price_index"].dropna()[:"2024-12"] / 1.05
    publishers.vintages = {
        "UNRATE": {str(day): known},
        "PCEPILFE": {str(day): index.set_axis(index.index.to_timestamp())},
    }
    done = refreshed(as_of=day)
    assert set(done.changes) == {"unemployment_rate", "core_pce_price_index"}
    assert done.panel.vintage == day
    assert_allclose(done.panel.monthly["unemployment_rate"].dropna(), monthly)
    assert_allclose(done.changes["core_pce_price_index"].factor, 1 / 1.05)
    prices = done.panel.monthly["core_pce_price_index"].dropna()
    assert str(prices.index[-1]) == "2024-12"
    assert {name.split(":")[0] for name in publishers.asked} == {"fred"}
    assert "no series of this name, or not at this date" in done.kept["payrolls"]
    assert done.panel.monthly.index[-1] <= base.known_on(day).monthly.index[-1]


def test_figures_of_days_to_come_cost_their_series(refreshed, publishers):
    """Else a publisher's slip would date the whole panel by it, and all else would be overdue."""
    publishers.close_the_agencies()
    last = figures()["unemployment_rate"].index[-1]
    months = pd.date_range(last + pd.offsets.MonthBegin(), "2040-01-01", freq="MS")
    ahead = "".join(f'<observation date="{day:%Y-%m-%d}" value="4.4"/>' for day in months)
    publishers.faults["fred:UNRATE"] = edited("</observations>", f"{ahead}</observations>")
    done = refreshed("unemployment_rate", "treasury_10y")
    assert done.bad["unemployment_rate"].reason.startswith(
        "FRED's UNRATE has a value dated 2040-01-01, which lies ahead."
    )
    assert set(done.changes) == {"treasury_10y"}
    assert done.panel.vintage <= provider.utc_now().date()

"""No figure carries a date that it does not have: every dated label, and the series behind it."""

import datetime as dt
import re
from pathlib import Path

from models.common.text import day, month
from models.live.assembled import published
from models.live.chains import chains
from models.overview.claims_macro import macro_claims
from models.overview.claims_response import response_claims
from models.panel.register import series_table
from models.panel.vintages import MADE_OF, but_older, dated, known_on, older
from pages.parts import shared_figures
from tests.live.publishers import MONTH, NOW

ROOT = Path(__file__).parents[2]
TODAY = NOW.date()
EVERY = "every series: how many are older is said"
# Every place that dates figures by their panel: the words, and the series that the date must hold for.
LABELS = {
    "pages/views/overview_view.py": ("Data as of {dated(overview.panel, age)}", EVERY),
    "pages/views/data_view.py": ("series in {what} of {dated(panel, age)}", EVERY),
    "pages/views/refresh_view.py": ("newer figures than these of {dated(panel)}", EVERY),
    "pages/views/stress_view.py": ("Data as of {world.setting.dated}", EVERY),
    "pages/views/sweep_view.py": ("Data as of {world.setting.dated}", EVERY),
    "pages/views/equal_odds_view.py": ("Data as of {world.setting.dated}", EVERY),
    "pages/views/compare_view.py": ("Data as of {self.found.world.setting.dated}", EVERY),
    "pages/views/scenario_view.py": ("as known on {setting.dated}", EVERY),
    "pages/parts/source_text.py": ("Data as of {outcome.setting.dated}", EVERY),
    "pages/parts/live.py": ("{dated(live.in_use.panel)}", EVERY),
    "pages/report/page.py": ('"as_of": outcome.setting.dated', EVERY),
    "pages/method.py": ("Data as of {dated(panel)}", EVERY),
    "pages/views/earnings_history_view.py": (
        "Data as of {day(vintage)}",
        "its own, pages/earnings.py",
    ),
    "pages/earnings.py": ("min(dates[EPS], dates[", "earnings and closes"),
    "pages/views/record_view.py": ("shipped_world().panel", "the snapshot's"),
    "pages/views/filings_multiplier.py": ("known_by(world.panel.vintage)", "no label"),
}


def test_every_dated_label_is_listed():
    """A new one either dates by the oldest of its series, or says why it need not."""
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "pages").rglob("*.py")
        if re.search(r"[Dd]ata as of|vintage\)|dated\(|\.dated|known_on\(", path.read_text())
    }
    assert found == set(LABELS)
    for file, (words, _) in LABELS.items():
        assert words in (ROOT / file).read_text(), file


def test_what_the_builder_computes_is_dated_by_its_parts(base):
    raw = {name for frame in published(base).values() for name in frame}
    assert set(MADE_OF) == set(base.catalog.index) - raw
    assert {part for parts in MADE_OF.values() for part in parts} <= set(base.catalog.index)


def test_the_snapshot_has_one_date(base):
    assert older(base) == {}
    assert dated(base) == day(base.vintage)
    january = base.known_on(dt.date(2026, 1, 14))
    assert set(known_on(january).values()) == {dt.date(2026, 1, 14)}


def test_after_a_partial_refresh_each_series_has_its_own_date(refreshed, base):
    done = refreshed("unemployment_rate", "russell_2000", "sp500", key="")
    dates = known_on(done.panel)
    assert done.panel.vintage == TODAY
    now = {name for name, known in dates.items() if known == TODAY}
    assert now == set(done.changes)
    # Made of live closes and of the library's older portfolios: as old as these.
    assert dates["small_cap_relative_return"] == base.vintage
    assert dates["small_cap_relative_return_russell"] == TODAY
    assert set(older(done.panel).values()) == {base.vintage}
    n = len(base.catalog)
    assert dated(done.panel) == (
        f"{day(TODAY)}, {n - len(now)} of {n} series as of {day(base.vintage)} or later"
    )


def test_a_claim_is_dated_by_the_oldest_of_its_series(refreshed, base):
    """Its figures may all be of the snapshot, or only one of them, though the panel is of today."""
    done = refreshed("unemployment_rate", "payrolls", "target_upper", key="")
    assert done.panel.vintage == TODAY
    known = {
        claim.id: claim.now.as_of
        for make in (macro_claims, response_claims)
        for claim in make(base, done.panel)
    }
    assert known.pop("fed-looser") == TODAY
    assert set(known.values()) == {base.vintage}


def test_whatever_leaves_a_scenario_says_how_many_series_are_older(refreshed):
    from models.outcome.export import metadata
    from models.outcome.run import evaluate
    from models.outcome.words import scenario_words
    from models.outcome.world import make_world, shipped_world
    from models.scenario.request import Request
    from pages.parts.source_text import source_text

    done = refreshed("unemployment_rate", key="")
    world = make_world(done.panel, shipped_world().fit)
    outcome = evaluate(Request(), world)
    for said in (
        source_text(outcome, "BLS"),
        scenario_words(outcome.scenario, outcome.setting),
        metadata(outcome, "0")["snapshot"]["older"],
    ):
        assert but_older(done.panel).removeprefix(", ") in said
    assert "older" not in metadata(evaluate(Request(), shipped_world()), "0")["snapshot"]


def test_the_register_dates_each_series_by_itself(refreshed, base):
    table = series_table(refreshed("unemployment_rate", key="").panel)
    assert table.pop("vintage").to_dict() == dict.fromkeys(table.index, str(base.vintage)) | {
        "unemployment_rate": str(TODAY)
    }


def test_what_stands_beside_the_panel_does_not_date_it(refreshed, publishers, monkeypatch):
    """Asked a day later, when only the premium answers, that is in no equation."""
    from models.live import provider
    from models.live.last_good import LastGood

    memory = LastGood()
    refreshed("unemployment_rate", key="", last_good=memory)
    monkeypatch.setattr(provider, "utc_now", lambda: NOW + dt.timedelta(days=1))
    publishers.close_the_agencies("ebp")
    done = refreshed("unemployment_rate", "excess_bond_premium", key="", last_good=memory)
    assert done.good["excess_bond_premium"].vintage > TODAY
    assert done.panel.vintage == TODAY
    assert done.renewed == set()


def test_a_sector_that_ends_before_the_others_is_named(base):
    from models.overview.rotation import SECTORS, rotation
    from pages.views.overview_view import _reach

    table = rotation(base).table.loc[list(SECTORS.values())]
    assert _reach(table["last"]) == month(table["last"].max())
    table.loc["Technology", "last"] -= 5
    last = table["last"]
    assert _reach(last) == f"{month(last.max())}, technology to {month(last['Technology'])}"


def test_the_close_of_a_day_is_due_on_the_next(base):
    from models.overview.freshness import periods_behind

    known = base.provenance("relative_price_sp500")  # on a Monday
    last = known.last.date()
    assert [periods_behind(known, last + dt.timedelta(days)) for days in range(6)] == [
        0,
        0,
        1,
        2,
        3,
        4,
    ]


def test_figures_of_another_day_keep_their_day(refreshed, publishers, monkeypatch, base):
    """Kept from an earlier refresh: fetched then, known as of then."""
    from models.live import provider
    from models.live.fetch_many import LastGood

    memory = LastGood()
    refreshed("unemployment_rate", "cpi", key="", last_good=memory)
    later = NOW + dt.timedelta(days=2)
    monkeypatch.setattr(provider, "utc_now", lambda: later)
    publishers.close_the_agencies()
    done = refreshed("unemployment_rate", "cpi", "sp500", key="", last_good=memory)
    dates = known_on(done.panel)
    assert dates["unemployment_rate"] == TODAY
    assert dates["large_cap_return_sp500"] == later.date() == done.panel.vintage


def test_the_next_meeting_of_live_figures_is_after_the_day_they_were_fetched(refreshed):
    from models.outcome.world import make_world, shipped_world

    done = refreshed("unemployment_rate", "federal_funds_rate", "russell_2000", "sp500", key="")
    setting = make_world(done.panel, shipped_world().fit).setting
    assert setting.meetings[0].effective_day > TODAY
    assert setting.origin == MONTH  # the last complete month: the scenario starts after it


def test_each_row_of_what_changed_says_as_known_and_fetched_when(refreshed, base):
    from models.live.report import series_report

    table = series_report(refreshed("unemployment_rate", "cpi", key=""), base)
    live = table[table["source"] != "snapshot"]
    assert set(live["known_on"]) == {TODAY}
    assert {at.isoformat() for at in live["fetched_at"]} == {NOW.isoformat()}
    assert set(table[table["source"] == "snapshot"]["known_on"]) == {base.vintage}


def test_the_pages_say_how_many_series_are_older(refreshed, monkeypatch, open_app):
    from models.live.shared import Served, Shared

    done = refreshed("unemployment_rate", "russell_2000", "sp500", key="")
    one = Shared()
    one.served = Served(done.panel, done.files, NOW, done)
    monkeypatch.setattr(shared_figures, "shared", lambda: one)
    monkeypatch.setattr(one, "keep_fresh", lambda *_: False)
    assert len(chains().rules) > len(done.changes)
    for page in ("pages/overview.py", "pages/data.py"):
        app = open_app(page)
        said = "\n".join(text.value for text in (*app.markdown, *app.caption))
        assert but_older(done.panel) in said.replace("\\", ""), page

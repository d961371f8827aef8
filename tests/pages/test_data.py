"""The Data page: every series, filters, fills, limits, downloads."""

import datetime as dt
from types import SimpleNamespace

import pytest

from models.common.text import day
from models.live import provider
from models.outcome.world import shipped_world
from models.panel.register import panel_files
from pages.parts.draw import plain
from pages.views import refresh_view

PAGE = "pages/data.py"
PANEL = shipped_world().panel


def register(app):
    return next(
        table for table in (element.value for element in app.dataframe) if "licence_note" in table
    )


@pytest.fixture
def app(open_app):
    opened = open_app(PAGE)
    assert not opened.exception
    assert not opened.error
    return opened


def test_every_series_is_listed_with_source_and_licence(app):
    table = register(app)
    assert list(table["name"]) == list(PANEL.catalog.index)
    for column in ("publisher", "unit", "vintage", "release_lag_days", "first", "last", "url"):
        assert table[column].notna().all()
    assert (table["licence_note"].str.len() > 10).all()


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("CLAIMS labor", {"initial_claims"}),
        ("hutchins state", {"hutchins_state_local"}),
        ("payems", {"payrolls"}),
    ],
)
def test_a_filter_finds_every_word_anywhere(app, words, names):
    app.text_input(key="series_filter").set_value(words).run()
    assert set(register(app)["name"]) == names


def test_a_filter_that_finds_nothing_says_what_to_do(app):
    app.text_input(key="series_filter").set_value("(no such [series]").run()
    assert not app.exception
    said = plain("No series mentions '(no such [series]'. Try a publisher")
    assert [box.value.startswith(said) for box in app.info].count(True) == 1


def test_one_series_in_full_by_link(open_app):
    app = open_app(PAGE, series="Consumer price index")
    facts = next(text.value for text in app.markdown if "Release lag" in text.value)
    assert "14 days after the period ends" in facts
    assert plain("2025-10: mean of neighbours") in facts
    assert "<https://www.bls.gov/>" in facts


def test_an_unknown_series_in_a_link_is_dropped(open_app):
    app = open_app(PAGE, series="<script>")
    assert not app.exception
    assert app.selectbox(key="series").value == PANEL.catalog.index[0]


def test_fills_and_limits(app):
    tables = [element.value for element in app.dataframe]
    fills = next(table for table in tables if "Why" in table)
    assert len(fills) == len(PANEL.fills)
    limits = next(table for table in tables if "ends_with" in table)
    row = limits.set_index("part").loc["Good-news sensitivity"]
    assert (row["starts_with"], row["last"]) == (
        "Russell 2000 minus S&P 500",
        PANEL.manifest["series"]["small_cap_relative_return"]["last"],
    )


def test_the_buttons_offer_the_files_of_the_shell(app, monkeypatch):
    offered = {}
    import streamlit as st

    class Column:
        def download_button(self, *given, **options):
            offered[options["file_name"]] = given[1]()

    from pages.views import data_view

    monkeypatch.setattr(st, "columns", lambda count: [Column()] * count)
    monkeypatch.setattr(st, "caption", lambda _: None)
    data_view.downloads(PANEL)
    assert offered == panel_files(PANEL)


def test_a_banner_says_that_figures_are_overdue_and_nothing_was_fetched(open_app, monkeypatch):
    at = dt.datetime.combine(PANEL.vintage, dt.time(12), dt.UTC) + dt.timedelta(60)
    monkeypatch.setattr(provider, "utc_now", lambda: at)
    app = open_app(PAGE)
    (banner,) = [box.value for box in app.info if "release calendars" in box.value]
    assert f"should have newer figures than these of {day(PANEL.vintage)}" in banner
    assert any("The FRED API" in c.value or "FRED® API" in c.value for c in app.caption)
    assert (
        app.text_input(key="live_key_field").proto.type
        == app.text_input(key="live_key_field").proto.PASSWORD
    )


@pytest.mark.parametrize(
    ("renewed", "kept", "said"),
    [
        ({"a"}, {"b": "", "c": ""}, "2 asked for in vain; 1 as new as their publishers have them."),
        (set(), {}, "Of these: 4 without a live source of their own, hence not asked for."),
        (set("abcd"), {}, "Of these: 4 as new as their publishers have them."),
    ],
)
def test_the_banner_tells_apart_who_was_not_asked_who_refused_and_who_has_nothing(
    renewed, kept, said
):
    done = SimpleNamespace(renewed=renewed, kept=kept, changes=dict.fromkeys(renewed))
    assert said in refresh_view._why_late(list("abcd"), done)

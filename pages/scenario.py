"""Scenario: what a mix of policy, fiscal and labour-market moves has meant for small caps."""

from pages.parts.frame import require_frame

require_frame()

import streamlit as st

from models.outcome.run import evaluate
from pages.parts.comparison import pin_button
from pages.parts.draw import plain
from pages.parts.follow_levers import follow_levers, redraw_if_different, remember_elsewhere
from pages.parts.lever_controls import elsewhere
from pages.parts.lever_layouts import (
    lever_settings,
    lever_strip,
    notes_on_arrival,
    preset_menu,
    way_back,
    words_of,
)
from pages.parts.levers import current_request, read_levers
from pages.parts.thumb import WATCHED
from pages.parts.typed_paths import hold_back_odd
from pages.parts.world import world_of
from pages.views import drivers_view as drivers
from pages.views import scenario_view as view
from pages.views import strip_view as strip
from pages.views.combined_view import models_agree
from pages.views.evidence import evidence
from pages.views.macro_view import macro_paths
from pages.views.report_button import report_button
from pages.views.scenario_downloads import Shown, copy_link, download_row

world = world_of(current_request())
asked = hold_back_odd(current_request(), world.setting)
outcome = evaluate(asked, world)
shown = Shown(outcome)
remember_elsewhere((elsewhere(), bool(outcome.scenario.moved)))

with st.container(horizontal=True, vertical_alignment="center", gap="small", key="opening"):
    st.title(plain(asked.scenario.name), anchor=False, width="content")
    with st.container(width=300):
        preset_menu()
    changed = st.container(width="content")
arrival = st.container()
instrument = st.container()
st.header("More settings of the levers", anchor=False)
lever_settings(world.setting)
st.header("Small vs large: outlook and drivers", anchor=False)
outlook = st.container()
growth_places = drivers.growth_places(outcome)
split_places = drivers.contribution_places(outcome)
economy = st.container()
st.header("Scenario table", anchor=False)
table = st.container()
download_row(shown)
report_button(lambda: shown.outcome, world_of(asked))
last = st.container()


def draw() -> None:
    """Draw the levers, and all that a move of one of them changes."""
    chart, levers, cards = view.instrument(instrument)
    with levers:
        lever_strip(world.setting)
    with cards:
        view.horizon()
    request = read_levers()
    redraw_if_different((elsewhere(), bool(request.scenario.moved)))
    if request != shown.outcome.request:
        shown.outcome = evaluate(request, world)
    outcome = shown.outcome
    with changed.container():
        way_back(request)
    with arrival.container():
        notes_on_arrival(request)
    with chart.container(key=WATCHED):
        source = view.watched_chart(outcome, world)
    with cards:
        view.headline_numbers(outcome)
        view.in_words(outcome, words_of(request), source)
    with outlook.container():
        view.beyond_history(outcome)
        models_agree(outcome)
        view.record(outcome)
    drivers.growth(growth_places, outcome, world)
    drivers.contributions(split_places, outcome)
    with economy:
        macro_paths(outcome, world)
        evidence(outcome)
    with table:
        drivers.table(outcome)
    with last:
        with st.container(horizontal=True):
            copy_link(request)
            pin_button(request)
        view.notes(outcome)
        strip.drawn(outcome)


follow_levers(draw)
strip.follow_thumb(shown)

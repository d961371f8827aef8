"""Earnings: what a scenario means for profits, and what earnings have meant for prices."""

from pages.parts.frame import require_frame

require_frame()

import streamlit as st

from models.earnings.history import PriceHistory, large_cap_history
from models.earnings.small_assumption import BASIS
from models.equations.outcomes import EPS
from models.outcome.run import evaluate
from models.panel.vintages import known_on
from pages.parts.draw import plain
from pages.parts.follow_levers import follow_levers, redraw_if_different, remember_elsewhere
from pages.parts.lever_layouts import notes_on_arrival, sidebar_levers
from pages.parts.levers import current_request
from pages.parts.world import world_of
from pages.views import earnings_history_view as history_view
from pages.views import earnings_record_view as record_view
from pages.views import earnings_view as view
from pages.views.earnings_downloads import earnings_downloads
from pages.views.earnings_split_view import relative_split
from pages.views.filings_multiplier import measured_multiplier
from pages.views.own_eps import own_history, own_world
from pages.views.own_eps_upload import upload

world = world_of(current_request())
dates = known_on(world.panel)
vintage = min(dates[EPS], dates["small_cap_relative_return"])  # of what the history is made of

arrival = st.container()
st.title("Earnings", anchor=False)
answer = st.container()
st.header("Large caps", anchor=False)
path, tail = st.columns(2, gap="medium")
st.header("Small caps", anchor=False)
upload()
small_caps = st.container()
st.header("Profits and reported EPS", anchor=False)
other_measures = st.container()

large, relative = large_cap_history(world.panel), own_history(world)
if isinstance(relative, str):
    st.info(plain(relative))
known = relative if isinstance(relative, PriceHistory) else None
history_view.identity(large, known, vintage)
history_view.drove(large, own=False, vintage=vintage)
if known is not None:
    history_view.drove(known, own=True, vintage=vintage)
history_view.shares(large, known, vintage)
record_view.record(world)
downloads = st.container()
st.caption(
    "Associations in history, not causal effects, and not investment advice. The Method page says how "
    "the numbers are made."
)
charts_in_it: set[tuple[bool, bool]] = set()  # which of those that are at times left out


def draw() -> None:
    """Draw the levers, and all that a move of one of them changes."""
    sidebar_levers()
    request = current_request()
    redraw_if_different((request.spec, request.scenario.as_of))
    with arrival.container():
        notes_on_arrival(request)
    outcome = evaluate(request, world)
    with answer:
        view.answer(outcome)
    with path:
        view.large_caps(outcome, world)
    with tail:
        record_view.at_risk(outcome)
    with small_caps.container():
        own = own_world(world)
        if own is not None and not own.why_not:
            outcome = evaluate(request, own.world)
            times, assumed, measured = 1.0, None, None
            view.estimates(outcome, own)
        else:
            if own is not None:
                st.info(
                    plain(
                        f"The loaded series has no estimates. {own.why_not} The assumption stays."
                    )
                )
            measured = measured_multiplier(world)
            times = measured.slope if measured else view.sensitivity()
            assumed = view.assumed_paths(outcome, world, times, measured)
            if times != 1.0:  # else they are those of large caps, and a table of zeros
                view.assumption(outcome, assumed, times, measured)
                view.assumption_rows(outcome, assumed)
        splits = relative_split(outcome, world, assumed)
    charts_in_it.add((times != 1.0, splits is not None))
    if len(charts_in_it) > 1:  # the menu that saves charts lists those of the whole run
        st.rerun()
    with other_measures:
        view.other_measures(outcome, world)
    with downloads:
        earnings_downloads(
            outcome,
            assumed,
            times,
            splits,
            large,
            known,
            BASIS + (f", {measured.label}" if measured else ""),
        )


remember_elsewhere((current_request().spec, current_request().scenario.as_of))
follow_levers(draw)

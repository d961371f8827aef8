"""The frame: page config, levers, navigation, error boundary; no maths."""

from pathlib import Path

import streamlit as st

from pages.parts.boundary import error_boundary
from pages.parts.delivery import deliver_whole_runs
from pages.parts.draw import forget_charts
from pages.parts.frame import PAPER, TITLE, framed, navigation, screen_of
from pages.parts.left_pages import drop_messages_of_left_pages
from pages.parts.lever_layouts import notes_on_arrival, sidebar_levers
from pages.parts.levers import PAGE_KEYS, carry_address, current_request, take_request
from pages.parts.live import live_line
from pages.parts.open_files import prepare_open_files
from pages.parts.page_choices import asked_of_page, say_refused
from pages.parts.run_lock import run_lock
from pages.parts.save_chart import save_chart_menu
from pages.parts.shared_figures import settle_figures
from pages.parts.warm_up import warm_up_once

# A local icon: a named one would be fetched from a font host.
st.set_page_config(
    page_title=TITLE,
    page_icon=Path(__file__).parent / "pages" / "icon.png",
    layout="wide",
    initial_sidebar_state=340,
)

st.html(PAPER)
prepare_open_files()
deliver_whole_runs()
drop_messages_of_left_pages()
with run_lock():
    carry_address()
    page = navigation()
    with error_boundary(), framed():
        forget_charts()
        settle_figures()
        levers = screen_of(page).levers
        take_request(page.title, levers_follow=levers != "none")
        if levers == "sidebar":
            sidebar_levers()
        live_line()
        if levers == "sidebar":
            notes_on_arrival(current_request())
        asked, place = asked_of_page(PAGE_KEYS), st.empty()
        page.run()
        say_refused(asked, place)
        save_chart_menu()
warm_up_once()

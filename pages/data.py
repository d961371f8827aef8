"""Data: every series, where it comes from, how fresh it is, what it limits; live figures on request."""

from pages.parts.frame import require_frame

require_frame()

import streamlit as st

from models.live import provider
from pages.parts.levers import current_request
from pages.parts.live import live_session
from pages.parts.shared_figures import refresh_setting, served
from pages.parts.world import panel_in_use, world_of
from pages.views import data_view as view
from pages.views import refresh_view
from pages.views.filings_view import filings

today = provider.utc_now().date()
live = live_session().in_use is not None or served() is not None
panel, world = panel_in_use(), world_of(current_request())

st.title("The data behind every number", anchor=False)
view.vintage_line(panel, live, refresh_setting() != "off", today)
refresh_view.freshness_banner(panel, today)
view.downloads(panel)
refresh_view.live_figures()
filings()
view.register(panel)
view.one_series(panel)
view.fills(panel)
view.limits(panel, world.fit)

"""Data: every series, where it comes from, how fresh it is, and what it limits."""

from pages.parts.frame import require_frame

require_frame()

import datetime as dt  # noqa: E402

import streamlit as st  # noqa: E402

from models.engine import shipped_world  # noqa: E402
from pages.parts import data_view as view  # noqa: E402

world = shipped_world()

st.title("The data behind every number", anchor=False)
view.vintage_line(world, dt.datetime.now(dt.UTC).date())
view.downloads(world)
view.register()
view.one_series()
view.fills(world)
view.limits(world)

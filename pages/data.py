"""Data: every series, where it comes from, how fresh it is, and what it limits."""

from pages.parts.frame import require_frame

require_frame()

import datetime as dt

import streamlit as st

from models.engine import shipped_world
from pages.parts import data_view as view

world = shipped_world()

st.title("The data behind every number", anchor=False)
view.vintage_line(world, dt.datetime.now(dt.UTC).date())
view.downloads(world)
view.register()
view.one_series()
view.fills(world)
view.limits(world)

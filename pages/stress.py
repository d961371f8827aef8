"""Stress: two levers at once, every lever by a usual move, one lever along its steps."""

from pages.parts.frame import require_frame

require_frame()

import streamlit as st

from pages.parts.draw import plain
from pages.parts.levers import current_request
from pages.parts.world import world_of
from pages.views import stress_view as view
from pages.views import sweep_view

request = current_request()
world = world_of(request)

st.title("How far would it have to go?", anchor=False)
st.markdown(plain(view.around(request)))
st.header("Two levers at once", anchor=False)
asked = view.questions(request)
view.map_of_two_levers(request, world, asked)
sweep_view.usual_moves(request, world, asked)
sweep_view.one_lever(request, world, asked)

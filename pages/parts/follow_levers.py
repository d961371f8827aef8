"""The part of a page that a lever reruns: the levers beside the chart and what follows from them.

Everything else of the page is drawn once. The part writes into places that the whole run has made, and
asks for a whole run where what it does not draw would look different. A place has to be written in every
run: what is at times empty goes into a container of its own in it.
"""

from collections.abc import Callable

import streamlit as st
from streamlit.errors import StreamlitInvalidLayoutContextError

from pages.parts.boundary import error_boundary
from pages.parts.run_lock import run_lock
from pages.parts.shared_figures import is_swap_waiting

_SEEN = "seen_elsewhere"


@st.fragment
def follow_levers(draw: Callable[[], None]) -> None:
    """Run `draw` now and at each move of a lever in it; alone, it takes its turn and shows its errors."""
    with run_lock(), error_boundary():
        try:
            if is_swap_waiting():
                st.rerun()  # the parts that stay have to take them too
            draw()
        except StreamlitInvalidLayoutContextError:
            st.rerun()  # a whole run was cut off before it made the places that are written here


def remember_elsewhere(seen: object) -> None:
    """Keep what the parts that stay show; the whole run says it."""
    st.session_state[_SEEN] = seen


def redraw_if_different(seen: object) -> None:
    """Have the whole page drawn anew if the parts that stay would show something else."""
    if st.session_state[_SEEN] != seen:
        st.rerun()

"""The prepared world behind a request: instant where its fit is stored, with progress where not."""

import streamlit as st

from models.engine import World, is_ready, shipped_world
from models.scenario.link import Request
from pages.parts.turn import aside


def world_of(request: Request) -> World:
    """Return data, fitted equations and starting point; estimate with a progress bar if needed.

    Estimating can be interrupted: any change of a widget stops it between two equations.
    """
    spec, as_of = request.spec, request.scenario.as_of
    if is_ready(spec, as_of):
        return shipped_world(spec, as_of)
    bar = st.progress(0.0, "Estimating the equations with these choices")
    with aside():
        world = shipped_world(
            spec, as_of, lambda share, words: bar.progress(share, f"Estimating: {words}")
        )
    bar.empty()
    return world

"""Notes on values replaced when a link or file was loaded; shown until a lever is moved."""

import streamlit as st

from models.scenario.request import Request
from pages.parts.draw import plain

OF_A_LINK = "Not everything in the link could be used:"
_KEY = "arrival_notes"


def leave_notes(heading: str, notes: list[str]) -> None:
    """Keep sentences for the next run to show; they replace those left before."""
    st.session_state[_KEY] = (heading, notes, None)


def show_notes(request: Request) -> None:
    """Show what was left, as long as the request stays what it was when first shown."""
    heading, notes, first = st.session_state.get(_KEY, ("", [], None))
    first = first or request
    if request != first:
        notes = []
    st.session_state[_KEY] = (heading, notes, first)
    list_notes(heading, notes)


def list_notes(heading: str, notes: list[str]) -> None:
    """List sentences under a heading, where this is called, if there are any."""
    if notes:
        lines = "\n".join(f"- {plain(note)}" for note in notes)
        st.info(f"{heading}\n{lines}", icon=":material/info:")

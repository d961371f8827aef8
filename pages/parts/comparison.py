"""The comparison of this session: taken from the address, changed by controls, written back."""

from collections.abc import Callable

import streamlit as st

from models.common.errors import ExplorerError
from models.comparison.comparison_link import (
    KEYS,
    NOTHING_MOVED,
    THE_QUESTION,
    ComparisonRequest,
    entry_of,
    link_values,
    read_link,
)
from models.scenario.link import LATEST
from models.scenario.request import Request
from pages.parts.draw import plain

_ASKED, _WRITTEN = "comparison", "comparison_written"
_NOTES, _PINNED = "comparison_notes", "comparison_pinned"


def take_comparison() -> ComparisonRequest:
    """Return what the page compares: that of the address where it has one that is not known yet."""
    given = {key: text for key, text in st.query_params.to_dict().items() if key in KEYS}
    if given and given != st.session_state.get(_WRITTEN):
        st.session_state[_ASKED], st.session_state[_NOTES] = read_link(given)
    return st.session_state.get(_ASKED, THE_QUESTION)


def write_comparison(comparison: ComparisonRequest) -> None:
    """Put the comparison into the address, so that reload and a copied address restore it."""
    wanted, given = link_values(comparison), st.query_params.to_dict()
    st.session_state[_WRITTEN] = wanted
    for key in KEYS:
        if key in wanted and given.get(key) != wanted[key]:
            st.query_params[key] = wanted[key]
        elif key in given and key not in wanted:
            del st.query_params[key]


def comparison_notes() -> list[str]:
    """Return what is to be said since the last change."""
    return st.session_state.get(_NOTES, [])


def change_comparison(make: Callable[[ComparisonRequest], ComparisonRequest]) -> None:
    """Change the comparison of the session, or leave a sentence why not; for callbacks."""
    try:
        st.session_state[_ASKED] = make(st.session_state.get(_ASKED, THE_QUESTION))
        st.session_state[_NOTES] = []
    except ExplorerError as error:
        st.session_state[_NOTES] = [str(error)]


def pin(request: Request) -> None:
    """Add a scenario to the comparison; the first one begins a comparison of the reader's own."""
    if _ASKED in st.session_state:
        change_comparison(lambda before: before.with_entry(entry_of(request)))
        return
    start = ComparisonRequest((), str(request.scenario.as_of) if request.scenario.as_of else LATEST)
    change_comparison(lambda _: start.with_entry(NOTHING_MOVED).with_entry(entry_of(request)))


def pin_button(request: Request) -> None:
    """Offer to put a scenario beside others on the Compare page."""
    st.button(
        "Pin to Compare",
        icon=":material/push_pin:",
        key="pin",
        on_click=_pin,
        args=(request,),
        help="Keeps this scenario on the Compare page, beside up to three others.",
    )
    if said := st.session_state.pop(_PINNED, ""):
        st.toast(plain(said), icon=":material/push_pin:")


def _pin(request: Request) -> None:
    pin(request)
    said = comparison_notes() or [f"{request.scenario.name} is on the Compare page."]
    st.session_state[_PINNED] = said[0]

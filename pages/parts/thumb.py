"""The chart follows the thumb: what a page shows at every step of a slider, drawn while it moves.

Two mounts of one component. One keeps the answers along the slider that is being touched and asks for
them by itself: the part of the page it stands in is rerun alone, so that a lever's own rerun carries
none of it. The other tells, at the end of every run, what has been drawn. Without the component sliders
work as ever.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from pages.charts.fan import FOLLOWED
from pages.parts.boundary import error_boundary
from pages.parts.levers import levers_unread
from pages.parts.run_lock import run_lock

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "thumb",
    js=(_HERE / "thumb.js").read_text(),
    isolate_styles=False,
)
_STYLE = _HERE / "thumb.css"
WATCHED = "watched"  # key of the container of the watched chart and its title
_MOUNT, _ASKED, _STRIP = "thumb", "thumb_asked", "thumb_held"


@st.fragment
def keep_strip(
    keys: tuple[str, ...], context: Callable[[str], str], strip: Callable[[str], dict[str, Any]]
) -> None:
    """Send the strip of the slider that was touched last; `context` says what a strip depends on.

    It is made only when it is asked for: any other run sends the one that is held, if it still holds.
    """
    with run_lock(), error_boundary():
        if levers_unread():  # a browser that sends both at once has this part alone rerun
            st.rerun()
        asked = st.session_state.pop(_ASKED, None)
        held = st.session_state.get(_STRIP)
        if asked in keys:
            held = {"key": asked, "context": context(asked), **strip(asked)}
        elif held and held["context"] != context(held["key"]):
            held = None
        st.session_state[_STRIP] = held
        st.html(_STYLE)
        _component(
            key=_MOUNT,
            data={
                "chart": f".st-key-{WATCHED}",
                "signal": FOLLOWED,
                "levers": keys,
                "strip": held,
            },
            on_ask_change=_take,
        )


def tell_drawn(of: Callable[[str], dict[str, Any]]) -> None:
    """Tell what a run has drawn, by which the strip that is held is kept or dropped.

    `of` returns the ``context`` of a slider's strip and where the slider is ``now``.
    """
    held = st.session_state.get(_STRIP)
    drawn = {"key": held["key"], **of(held["key"])} if held else {"key": ""}
    _component(key="thumb_drawn", data={"answered": drawn})


def _take() -> None:
    if _MOUNT in st.session_state:  # else its page has been left meanwhile
        st.session_state[_ASKED] = st.session_state[_MOUNT].ask

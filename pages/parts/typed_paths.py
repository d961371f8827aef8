"""Own paths typed into a lever's field: what is odd is asked about, and not used before an answer.

What came by link, file, table or preset was answered there, or is another's to answer for.
"""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from models.scenario.own_path_meaning import PathStart, ignored, odd
from models.scenario.request import Request
from models.scenario.setting import Setting
from pages.parts.draw import plain

_TYPED = "typed_own_paths"


def remember_typed(key: str) -> None:
    """Keep what was typed into a field; the callback of its change."""
    st.session_state.setdefault(_TYPED, {})[key] = st.session_state[key]


def hold_back_odd(
    request: Request, setting: Setting, places: Mapping[str, DeltaGenerator]
) -> Request:
    """Return the request without typed paths that are still asked about; ask in the lever's place.

    Months of a path that are published, and so not used, are named there as well.
    """
    start, held = PathStart.of(setting), {}
    for lever, part in request.scenario.parts.items():
        if not part.own_path:
            continue
        key = f"{lever}_own_path"
        if note := ignored(lever, len(part.own_path), start):
            places[lever].caption(plain(note))
        typed = st.session_state.get(_TYPED, {}).get(key)
        questions = odd(lever, part.own_path, start) if typed == st.session_state[key] else []
        if questions:
            places[lever].warning(plain(" ".join(questions)), icon=":material/help:")
            places[lever].button(
                "Use this path", key=f"use_{key}", on_click=_answered, args=(key,), width="stretch"
            )
            held[lever] = part.model_copy(update={"own_path": ()})
    return replace(request, scenario=request.scenario.model_copy(update=held))


def _answered(key: str) -> None:
    st.session_state[_TYPED].pop(key, None)

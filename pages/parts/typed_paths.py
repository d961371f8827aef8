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


def hold_back_odd(request: Request, setting: Setting) -> Request:
    """Return the request without typed paths that are still asked about."""
    held = {
        lever: part.model_copy(update={"own_path": ()})
        for lever, part in request.scenario.parts.items()
        if part.own_path and _questions(request, setting, lever)
    }
    return replace(request, scenario=request.scenario.model_copy(update=held)) if held else request


def ask_of_odd(request: Request, setting: Setting, places: Mapping[str, DeltaGenerator]) -> None:
    """Ask about typed paths, each in its lever's place.

    Months of a path that are published, and so not used, are named there as well.
    """
    for lever, part in request.scenario.parts.items():
        if not part.own_path:
            continue
        if note := ignored(lever, len(part.own_path), PathStart.of(setting)):
            places[lever].caption(plain(note))
        if questions := _questions(request, setting, lever):
            key = f"{lever}_own_path"
            places[lever].warning(plain(" ".join(questions)), icon=":material/help:")
            places[lever].button(
                "Use this path", key=f"use_{key}", on_click=_answered, args=(key,), width="stretch"
            )


def _questions(request: Request, setting: Setting, lever: str) -> list[str]:
    """Return what is odd about a path as it was typed; what came otherwise was answered there."""
    key, path = f"{lever}_own_path", request.scenario.parts[lever].own_path
    typed = st.session_state.get(_TYPED, {}).get(key)
    return odd(lever, path, PathStart.of(setting)) if typed == st.session_state.get(key) else []


def _answered(key: str) -> None:
    st.session_state[_TYPED].pop(key, None)

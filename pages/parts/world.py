"""The world behind a request: from the cache, or estimated with a progress bar."""

import datetime as dt
from collections.abc import Callable

import streamlit as st

from models.common.errors import ExplorerError
from models.common.progress import Progress, silent
from models.outcome.world import World, is_ready, shipped_world
from models.panel import Panel
from models.scenario.request import Request
from models.scenario.setting import Setting
from models.scenario.spec import ModelSpec
from pages.parts.draw import plain
from pages.parts.live import live_session
from pages.parts.run_lock import run_lock_released


def world_of(request: Request) -> World:
    """Return data, fitted equations and starting point; estimate with a progress bar if needed.

    Those of the reader's live figures where there are some, of the snapshot otherwise. Estimating can
    be interrupted: any change of a widget stops it between two equations.
    """
    spec, as_of = request.spec, request.scenario.as_of
    if is_at_hand(spec, as_of):
        return _world(spec, as_of, silent)
    bar = st.progress(0.0, "Estimating the equations with these choices")
    with run_lock_released():
        world = _world(
            spec, as_of, lambda share, words: bar.progress(share, f"Estimating: {words}")
        )
    bar.empty()
    return world


def is_at_hand(spec: ModelSpec, as_of: dt.date | None) -> bool:
    """Whether the world of this reader's figures can be had without estimating."""
    live = live_session()
    if live.in_use:
        return live.is_ready(spec, as_of)
    return is_ready(spec, as_of)


def setting_maker(request: Request) -> Callable[[], Setting]:
    """Return what makes the starting point of a request for a download.

    A download is made in a thread that has no session: the reader's live figures are taken here.
    """
    live, spec, as_of = live_session(), request.spec, request.scenario.as_of

    def make() -> Setting:
        try:
            world = live.world(spec, as_of)
        except ExplorerError:  # the page says so, and shows the snapshot
            world = None
        return (world or shipped_world(spec, as_of)).setting

    return make


def panel_in_use() -> Panel:
    """Return the reader's live figures, or the snapshot."""
    live = live_session()
    return live.in_use.panel if live.in_use else shipped_world().panel


def _world(spec: ModelSpec, as_of: dt.date | None, progress: Progress) -> World:
    try:
        live = live_session().world(spec, as_of, progress)
    except ExplorerError as error:
        st.warning(plain(f"{error} The snapshot is shown."), icon=":material/history:")
        live = None
    return live or shipped_world(spec, as_of, progress)

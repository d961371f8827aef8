"""The world behind a request: from the cache, or estimated with a progress bar."""

import datetime as dt
from collections.abc import Callable

import streamlit as st

from models.common.errors import ExplorerError
from models.common.progress import Progress, silent
from models.live.session import LiveSession
from models.live.shared import Served
from models.outcome.world import World, is_ready, shipped_world
from models.panel import Panel
from models.scenario.request import Request
from models.scenario.setting import Setting
from models.scenario.spec import ModelSpec
from pages.parts.draw import plain
from pages.parts.live import live_session
from pages.parts.run_lock import run_lock_released
from pages.parts.shared_figures import served


def world_of(request: Request) -> World:
    """Return data, fitted equations and starting point; estimate with a progress bar if needed.

    Those of the reader's live figures where there are some, else of the server's, else of the
    snapshot. Estimating can be interrupted: any change of a widget stops it between two equations.
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
    figures = figures_in_use(as_of)
    return figures.is_ready(spec, as_of) if figures else is_ready(spec, as_of)


def setting_maker(request: Request) -> Callable[[], Setting]:
    """Return what makes the starting point of a request for a download.

    A download is made in a thread that has no session: the reader's live figures are taken here.
    """
    spec, as_of = request.spec, request.scenario.as_of
    figures = figures_in_use(as_of)

    def make() -> Setting:
        try:
            world = figures.world(spec, as_of) if figures else None
        except ExplorerError:  # the page says so, and shows the snapshot
            world = None
        return (world or shipped_world(spec, as_of)).setting

    return make


def panel_in_use() -> Panel:
    """Return the reader's live figures, else those of the server, else the snapshot."""
    live = live_session()
    if live.in_use:
        return live.in_use.panel
    figures = served()
    return figures.panel if figures else shipped_world().panel


def figures_in_use(as_of: dt.date | None) -> LiveSession | Served | None:
    """Return whose live figures make the worlds of this page; None for the snapshot.

    A past date stands on the snapshot, whose equations of that date are stored.
    """
    if as_of:
        return None
    live, shared = live_session(), served()
    if live.in_use:
        return live
    return shared if shared and shared.covers(as_of) else None


def _world(spec: ModelSpec, as_of: dt.date | None, progress: Progress) -> World:
    try:
        figures = figures_in_use(as_of)
        live = figures.world(spec, as_of, progress) if figures else None
    except ExplorerError as error:
        st.warning(plain(f"{error} The snapshot is shown."), icon=":material/history:")
        live = None
    return live or shipped_world(spec, as_of, progress)

"""The server's own live figures: begun by the first page, taken by each page as it starts to run."""

import os
from functools import lru_cache
from pathlib import Path

import platformdirs
import streamlit as st

from models.common.errors import PanelError
from models.live.kept import Kept
from models.live.shared import Every, Served, Shared, how_often
from models.outcome.world import shipped_world
from models.overview.overview import claims_now, overview_of
from models.panel import Panel
from pages.parts.draw import plain

SETTING = "EXPLORER_REFRESH"
EVERY_SECONDS = 5.0  # a page that waits for a refresh asks for it so often
_TAKEN, _SNAPSHOT_ONLY = "shared_figures_taken", "shared_figures_refused"


@lru_cache(maxsize=1)
def shared() -> Shared:
    """Return the refresh of this process."""
    return Shared(Kept(Path(platformdirs.user_cache_path("small-cap-scenarios")) / "figures"))


def refresh_setting() -> Every:
    """Return how often the server refreshes: from the environment or the secrets, daily without.

    A server that a test starts does not, unless the test says so.
    """
    text = os.environ.get(SETTING, "")
    if not text:
        try:
            text = str(st.secrets.get(SETTING, ""))
        except (FileNotFoundError, KeyError):  # no file of secrets at all
            text = ""
    try:
        return how_often(text or ("off" if "PYTEST_VERSION" in os.environ else "daily"))
    except PanelError as error:
        st.warning(plain(str(error)), icon=":material/settings:")
        return "off"


def settle_figures() -> None:
    """Begin a refresh if one is due, and fix which figures this run of the page stands on.

    They do not change while a page is drawn: a swap shows at the next move.
    """
    shared().keep_fresh(lambda: shipped_world().panel, refresh_setting(), _prepare)
    refused = st.session_state.get(_SNAPSHOT_ONLY)
    st.session_state[_TAKEN] = None if refused else shared().served


def served() -> Served | None:
    """Return the server's live figures that this run stands on, if there are any."""
    return st.session_state.get(_TAKEN)


def stay_on_snapshot(wanted: bool) -> None:
    """Leave the server's live figures aside in this browser session, or take them again."""
    st.session_state[_SNAPSHOT_ONLY] = wanted


def is_refused() -> bool:
    """Whether this reader stays on the snapshot though the server has newer figures."""
    return bool(st.session_state.get(_SNAPSHOT_ONLY)) and shared().served is not None


def is_swap_waiting() -> bool:
    """Whether the server has other figures by now than those that this page was drawn with."""
    return not is_refused() and shared().served is not served()


def shared_line() -> None:
    """Say quietly what the server's figures are; watch for them while they come."""
    watch = shared().running
    st.fragment(_line, run_every=EVERY_SECONDS if watch else None)()


def _line() -> None:
    if is_refused() or not (now := shared().served):
        return
    follow = "" if now.estimated else " Scenarios follow once the equations are estimated."
    await_move = " This page takes them at your next move." if is_swap_waiting() else ""
    st.caption(plain(f"{now.line}.{follow}{await_move}"))


def _prepare(panel: Panel) -> None:
    """Compute what the Overview shows before anybody asks."""
    overview_of(panel)
    claims_now(panel)

"""The reader's live figures on screen: where their key comes from, and how far a refresh is."""

import os

import streamlit as st

from models.live.command import KEY_VARIABLE
from models.live.session import LiveSession
from models.panel.vintages import dated
from pages.parts.draw import plain
from pages.parts.shared_figures import shared_line

_SESSION, _TYPED = "live_session", "live_typed_key"
EVERY_SECONDS = 1.0


def live_session() -> LiveSession:
    """Return what belongs to this browser session and to no other."""
    if _SESSION not in st.session_state:
        st.session_state[_SESSION] = LiveSession()
    return st.session_state[_SESSION]


def remember_key(key: str) -> None:
    """Keep a typed key for this browser session; an empty one forgets it."""
    st.session_state[_TYPED] = key.strip()


def is_typed() -> bool:
    """Whether the key in use was typed in this browser session."""
    return bool(st.session_state.get(_TYPED))


def key_and_origin() -> tuple[str, str]:
    """Return the FRED key to use and where it comes from, in words; both empty if there is none."""
    if typed := st.session_state.get(_TYPED, ""):
        return typed, "typed here, kept for this browser session only"
    try:
        secret = str(st.secrets.get(KEY_VARIABLE, ""))
    except (FileNotFoundError, KeyError):  # no file of secrets at all
        secret = ""
    if secret:
        return secret, "from the app's secrets"
    return os.environ.get(KEY_VARIABLE, ""), "from the environment"


def live_line() -> None:
    """Say over a page whether live figures are used or on their way; nothing on the snapshot."""
    live = live_session()
    with st.container():
        if live.job and live.job.running:
            _while_running()
        elif live.in_use is None:
            shared_line()
        else:
            done = live.in_use.refreshed
            asked = "as known on" if done.as_of else "of"
            st.caption(
                plain(
                    f"Live figures {asked} {dated(live.in_use.panel)}: {len(done.changes)} "
                    f"series, {len(done.kept)} on the snapshot. The Data page says which."
                )
            )


@st.fragment(run_every=EVERY_SECONDS)
def _while_running() -> None:
    job = live_session().job
    if job is None or not job.running:
        st.rerun()
    st.caption(plain(f"Refresh: {job.words}. What you see stands until it is ready."))

"""The frame every screen stands in: the list of pages, the menu, and cold deep links.

A link into a process that has served nothing yet runs the page's own file *without* ``app.py``,
because Streamlit finds the folder ``pages/`` before anyone has called ``st.navigation``. Hence two
rules: the list of pages lives here, where both callers reach it, and the first line of every page,
above heavy imports, is ``require_frame()``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

TITLE = "Small-cap macro scenarios"
PAPER = Path(__file__).with_name("paper.css")  # what settings cannot say; what print leaves out


@dataclass(frozen=True, slots=True)
class Screen:
    """One entry of the menu; its address is the stem of its file, ``/stem``."""

    file: str
    title: str
    # Where its levers stand, only where they act: in the sidebar, where a move reruns the whole page or,
    # drawn by the page, a part of it; or in the page.
    levers: Literal["none", "sidebar", "part", "page"] = "none"


SCREENS = (
    Screen("pages/overview.py", "Overview"),
    Screen("pages/scenario.py", "Scenario", levers="page"),
    Screen("pages/compare.py", "Compare"),
    Screen("pages/stress.py", "Stress", levers="sidebar"),
    Screen("pages/earnings.py", "Earnings", levers="part"),
    Screen("pages/evidence.py", "Evidence", levers="sidebar"),
    Screen("pages/data.py", "Data"),
    Screen("pages/method.py", "Method"),
)
HOME = SCREENS[0]  # what "/" shows

_inside_frame: ContextVar[bool] = ContextVar("inside_frame", default=False)


def _menu(*, at_root: bool) -> StreamlitPage:
    home = st.Page(
        HOME.file,
        title=HOME.title,
        url_path="home",
        default=True,
        visibility="visible" if at_root else "hidden",
    )
    screens = [
        st.Page(
            screen.file,
            title=screen.title,
            visibility="hidden" if at_root and screen is HOME else "visible",
        )
        for screen in SCREENS
    ]
    return st.navigation([home, *screens], position="top")


def navigation() -> StreamlitPage:
    """Draw the menu at the top and return the page that the address asks for.

    Streamlit serves a default page at ``/`` only. So that the home screen also answers at its own
    address, and links to it stay good when another screen becomes home, it has two entries for the
    same file. The menu shows one of them: at ``/`` the default one, so that it is marked as the
    page being read, elsewhere the one with an address of its own.
    """
    page = _menu(at_root=False)
    return page if page.url_path else _menu(at_root=True)


def screen_of(page: StreamlitPage) -> Screen:
    """Return the entry of the menu that a page is."""
    return next(screen for screen in SCREENS if screen.title == page.title)


@contextmanager
def framed() -> Iterator[None]:
    """Mark that ``app.py`` is running a page right now."""
    token = _inside_frame.set(True)
    try:
        yield
    finally:
        _inside_frame.reset(token)


def require_frame() -> None:
    """Hand over to ``app.py`` unless it is running this page: the same address, frame drawn."""
    if not _inside_frame.get():
        navigation()
        st.rerun()

"""Any chart of the page as a picture: title, scenario and levers in words, source and date inside.

A lever redraws charts without redrawing this menu: what is saved is looked up when it is asked for.
"""

import re
from collections.abc import Callable
from functools import partial

import streamlit as st

from models.outcome.words import scenario_words
from pages.charts.figure import Figure
from pages.charts.render import Format, render
from pages.parts.draw import DRAWN
from pages.parts.levers import current_request, latest_request
from pages.parts.world import world_of

_MIME: dict[Format, str] = {"png": "image/png", "svg": "image/svg+xml"}


def save_chart_menu() -> None:
    """Offer the charts that this run has drawn; the picture is made when the button is pressed."""
    drawn: dict[str, Figure] = st.session_state.get(DRAWN, {})
    if not drawn:
        return
    with st.expander("Save a chart as a picture"):
        which = st.selectbox("Chart", list(drawn), key="save_chart")
        name = re.sub(r"\W+", "-", which.lower()).strip("-")
        for column, file_format in zip(st.columns(2), _MIME, strict=True):
            column.download_button(
                file_format.upper(),
                partial(_file_now, drawn, which, file_format, _words(drawn[which])),
                file_name=f"{name}.{file_format}",
                mime=_MIME[file_format],
                key=f"save_{file_format}",
                on_click="ignore",
                width="stretch",
            )


def _words(figure: Figure) -> Callable[[], str]:
    """Return what says which scenario a chart shows, as known when; of history, what it says itself."""
    if figure.words or figure.of_history:
        return partial(str, figure.words)
    request, setting = latest_request(), world_of(current_request()).setting
    return lambda: scenario_words(request().scenario, setting)


def _file_now(
    drawn: dict[str, Figure], which: str, file_format: Format, words: Callable[[], str]
) -> bytes:
    return picture_file(drawn[which], file_format, words())


def picture_file(figure: Figure, file_format: Format, words: str) -> bytes:
    """Return a chart as a file with its words inside."""
    return render(figure.alone(words), file_format=file_format)[0]

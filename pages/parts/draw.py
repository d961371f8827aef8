"""Draw a chart with its title and source; every chart on screen goes through here."""

import re
from collections.abc import Callable
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.charts.figure import Figure
from pages.charts.rows import arrow_table
from pages.charts.spec import Datasets, Picture, spec_of

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-!$~<>|:&])")
# Where bare addresses begin to be links, after all escapes are undone: http://, www., me@
_ADDRESS = re.compile(r"(?<=:/)(?=/)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
# Read in the finished text, escaped or not: arrows, dashes and comparisons, :icon: and :emoji:
_DRAWN_AS_SIGNS = re.compile(r"(?<=[-<>~])(?=[-=>])|(?<=:)(?=[\w+/-]+:)")
_WORD_JOINER = "\N{WORD JOINER}"  # no width, no break

DRAWN = "drawn_charts"


def plain(text: str) -> str:
    """Escape text for Streamlit's Markdown, so that a scenario's name cannot link or embed.

    A backslash keeps marks and character references from meaning anything; bare addresses, which
    turn into links without any mark, and what turns into arrows, icons or emoji in spite of one, are
    interrupted by an invisible character.
    """
    for drawn in (_ADDRESS, _DRAWN_AS_SIGNS):
        text = drawn.sub(_WORD_JOINER, text)
    return _MARKDOWN.sub(r"\\\1", text)


def unbroken(text: str) -> str:
    """Keep a number and its unit on one line."""
    return re.sub(r"(?<=\d) (?=%|pp\b)", "\N{NO-BREAK SPACE}", text)


def forget_charts() -> None:
    """Begin a run with no chart to save."""
    st.session_state[DRAWN] = {}


def draw(picture: Picture, datasets: Datasets, *, title: str, source: str, **given: Any) -> Any:
    """Draw a picture between its title and its source; `given` is as for `draw_chart`."""
    with st.container(gap="xsmall"):
        st.subheader(plain(unbroken(title)), anchor=False)
        event = draw_chart(picture, datasets, title=title, source=source, **given)
        st.caption(plain(source))
    return event


def frame_chart(title: str, source: str) -> DeltaGenerator:
    """Draw title and source of a chart that is drawn later, and again at each move, between them."""
    with st.container(gap="xsmall"):
        st.subheader(plain(unbroken(title)), anchor=False)
        place = st.container()
        st.caption(plain(source))
    return place


def draw_chart(
    picture: Picture,
    datasets: Datasets,
    *,
    key: str,
    title: str,
    source: str,
    alt: str,
    of_history: bool = False,
    words: str = "",
    on_select: Literal["ignore", "rerun"] | Callable[[], None] = "ignore",
    **options: Any,
) -> Any:
    """Draw a picture with live data; its spec is built once, only data travel at a rerun.

    Title and source are drawn elsewhere and go along when it is saved.

    Parameters
    ----------
    picture : callable
        A function of ``pages.charts``; ``options`` are its keyword arguments, all hashable.
    datasets : mapping of str to DataFrame or to columns by name
        One table for each ``alt.NamedData`` name in the picture; sent as Arrow.
    key : str
        Identity of the chart on its page, as of any widget.
    title : str
        The finding or the question.
    source : str
        Publishers and vintage of what is shown.
    alt : str
        What kind of chart this is, unchanging: a screen reader's label and the tests' selector.
    of_history : bool, default=False
        Whether it shows what was, whatever the levers: a saved picture then names no scenario.
    words : str, default=""
        What a saved picture says of scenarios, if it is of others than the one that is set; of history,
        the date of the data where the source does not have it.
    on_select : {"ignore", "rerun"} or callable, default="ignore"
        With "rerun" the return value holds the picture's named selections; a function is called
        before the rerun.
    """
    st.session_state.setdefault(DRAWN, {})[alt] = Figure(
        picture, datasets, title, source, alt, options, of_history, words
    )
    tables = {name: arrow_table(rows) for name, rows in datasets.items()}
    spec = {**spec_of(picture, datasets, **options), "datasets": tables}
    return st.vega_lite_chart(spec, key=key, alt=alt, width="stretch", on_select=on_select)

"""Any chart of the page as a picture, with its title and source inside.

A lever redraws charts without redrawing this menu: what is saved is looked up when it is asked for.
"""

import re
from functools import partial

import streamlit as st

from pages.charts.render import Format, render
from pages.charts.spec import standalone_spec
from pages.parts.draw import DRAWN, Drawn


def save_chart_menu() -> None:
    """Offer the charts that this run has drawn; the picture is made when the button is pressed."""
    drawn: dict[str, Drawn] = st.session_state.get(DRAWN, {})
    if not drawn:
        return
    with st.expander("Save a chart as a picture"):
        which = st.selectbox("Chart", list(drawn), key="save_chart")
        name = re.sub(r"\W+", "-", which.lower()).strip("-")
        for column, file_format in zip(st.columns(2), ("svg", "png"), strict=True):
            column.download_button(
                file_format.upper(),
                partial(_picture, drawn, which, file_format),
                file_name=f"{name}.{file_format}",
                mime="image/svg+xml" if file_format == "svg" else "image/png",
                key=f"save_{file_format}",
                on_click="ignore",
                width="stretch",
            )


def _picture(drawn: dict[str, Drawn], which: str, file_format: Format) -> bytes:
    chart = drawn[which]
    spec = standalone_spec(
        chart.picture, chart.datasets, title=chart.title, source=chart.source, **chart.options
    )
    colors = st.get_option("theme.light.chartCategoricalColors")
    return render(spec, file_format, colors=colors)

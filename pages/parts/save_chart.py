"""Any chart of the page as a picture, with its title and source inside."""

import re
from functools import partial

import streamlit as st

from pages.charts.render import Format, render
from pages.charts.spec import standalone_spec
from pages.parts.draw import DRAWN, Drawn
from pages.parts.levers import current_request


def save_chart_menu() -> None:
    """Offer the charts that this run has drawn; the picture is made when the button is pressed."""
    drawn: dict[str, Drawn] = st.session_state.get(DRAWN, {})
    if not drawn:
        return
    with st.expander("Save a chart as a picture"):
        which = st.selectbox(
            "Chart", list(drawn), format_func=lambda alt: drawn[alt].title, key="save_chart"
        )
        name = re.sub(r"\W+", "-", which.lower()).strip("-")
        for column, file_format in zip(st.columns(2), ("svg", "png"), strict=True):
            column.download_button(
                file_format.upper(),
                partial(_picture, drawn[which], file_format, current_request().scenario.name),
                file_name=f"{name}.{file_format}",
                mime="image/svg+xml" if file_format == "svg" else "image/png",
                key=f"save_{file_format}",
                on_click="ignore",
                width="stretch",
            )


def _picture(chart: Drawn, file_format: Format, scenario: str) -> bytes:
    spec = standalone_spec(
        chart.picture,
        chart.datasets,
        title=chart.title,
        source=f"{scenario}. {chart.source}",
        **chart.options,
    )
    colors = st.get_option("theme.light.chartCategoricalColors")
    return render(spec, file_format, colors=colors)

"""The button that makes the report: the same bytes as the command `report` writes."""

from collections.abc import Callable

import streamlit as st

from models.outcome.export import file_name
from models.outcome.outcome import Outcome
from models.outcome.world import World
from pages.report.page import report_html


def report_button(outcome: Callable[[], Outcome], world: World) -> None:
    """Offer what the page shows when the button is pressed as two pages to print or send.

    `world` is the one that the outcomes of this page come from.
    """
    st.download_button(
        "Report",
        lambda: report_html(outcome(), world),
        file_name=file_name(outcome(), "report.html"),
        mime="text/html",
        icon=":material/print:",
        key="download_report",
        on_click="ignore",
        help="One HTML file of two printed pages: headline, figures, two charts, table, track record. It "
        "opens without a network; print it to PDF from the browser.",
    )

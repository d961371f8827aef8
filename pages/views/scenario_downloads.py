"""The same files as the command line writes, one button each, made when pressed."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from models import __version__
from models.outcome.export import file_name, files
from models.outcome.outcome import Outcome
from models.outcome.workbook import workbook_bytes
from models.scenario.link import query
from models.scenario.request import Request

_BUTTONS = {
    "scenario.xlsx": (
        "Summary and tables (XLSX)",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "scenario_table.csv": ("Paths with bands (CSV)", "text/csv"),
    "contributions.csv": ("Split by lever (CSV)", "text/csv"),
    "scenario.json": ("Scenario, to load again (JSON)", "application/json"),
    "metadata.json": ("Audit file (JSON)", "application/json"),
}


@dataclass
class Shown:
    """What the page shows now: a file made when its button is pressed is of this."""

    outcome: Outcome


def download_row(shown: Shown) -> None:
    """Offer every file of what is shown; a lever changes what is in them, not the buttons."""
    for column, (name, (label, mime)) in zip(
        st.columns(len(_BUTTONS)), _BUTTONS.items(), strict=True
    ):
        column.download_button(
            label,
            partial(_content_now, shown, name),
            file_name=file_name(shown.outcome, name),
            mime=mime,
            icon=":material/download:",
            key=f"download_{name}",
            on_click="ignore",
            width="stretch",
        )


def copy_link(request: Request) -> None:
    """Offer the address that restores a request, whole, with a button that copies it."""
    address = st.context.url
    if address is None:  # no browser has told its address
        return
    with st.popover("Copy link", icon=":material/link:"):
        st.code(f"{address}?{query(request)}".rstrip("?"), language=None, wrap_lines=True)
        st.caption("The copy button is at the right of the address; it restores every lever.")


def _content_now(shown: Shown, name: str) -> bytes:
    return _content(shown.outcome, name)


def _content(outcome: Outcome, name: str) -> bytes:
    if name == "scenario.xlsx":
        return workbook_bytes(outcome, __version__)
    return files(outcome, __version__)[name]

"""The same files as the command line writes, one button each, made when pressed."""

from functools import partial

import streamlit as st

from models import __version__
from models.outcome.export import files
from models.outcome.outcome import Outcome
from models.outcome.workbook import workbook_bytes

_BUTTONS = {
    "scenario.xlsx": (
        "Workbook",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "scenario_table.csv": ("Scenario table", "text/csv"),
    "contributions.csv": ("Contributions", "text/csv"),
    "scenario.json": ("Scenario", "application/json"),
    "metadata.json": ("Stamp and link", "application/json"),
}


def download_row(outcome: Outcome) -> None:
    """Offer every file of the run."""
    for column, (name, (label, mime)) in zip(
        st.columns(len(_BUTTONS)), _BUTTONS.items(), strict=True
    ):
        column.download_button(
            label,
            partial(_content, outcome, name),
            file_name=name,
            mime=mime,
            icon=":material/download:",
            key=f"download_{name}",
            on_click="ignore",
            width="stretch",
        )


def _content(outcome: Outcome, name: str) -> bytes:
    if name == "scenario.xlsx":
        return workbook_bytes(outcome, __version__)
    return files(outcome, __version__)[name]

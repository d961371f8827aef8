"""The line under a chart: who published the data, and as of when."""

from models.common.text import day
from models.outcome.outcome import Outcome
from models.panel.vintages import but_older
from pages.parts.world import panel_in_use


def source_line(outcome: Outcome, *publishers: str) -> str:
    """Name the publishers and the date of the data."""
    return (
        f"Source: {', '.join(publishers)}; our estimates. "
        f"Data as of {day(outcome.setting.as_of)}{_but_older(outcome)}."
    )


def _but_older(outcome: Outcome) -> str:
    panel = panel_in_use()
    return but_older(panel) if panel.vintage == outcome.setting.as_of else ""

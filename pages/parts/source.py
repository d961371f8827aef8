"""The line under a chart: who published the data, and as of when."""

from models.common.text import day
from models.outcome.outcome import Outcome
from models.panel import Panel
from models.panel.vintages import but_older
from pages.parts.world import panel_in_use


def source_line(outcome: Outcome, *publishers: str, panel: Panel | None = None) -> str:
    """Name the publishers and the date of the data.

    A file is made in a thread that has no session: it says which `panel` its outcome comes from.
    """
    return (
        f"Source: {', '.join(publishers)}; our estimates. "
        f"Data as of {day(outcome.setting.as_of)}{_but_older(outcome, panel or panel_in_use())}."
    )


def _but_older(outcome: Outcome, panel: Panel) -> str:
    return but_older(panel) if panel.vintage == outcome.setting.as_of else ""

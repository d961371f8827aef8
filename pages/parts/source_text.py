"""The line under a chart in words: who published the data, and as of when."""

from models.common.text import day
from models.outcome.outcome import Outcome
from models.panel import Panel
from models.panel.vintages import but_older


def source_text(outcome: Outcome, panel: Panel, *publishers: str) -> str:
    """Name the publishers and the date of the data, which `panel` holds unless the start is past."""
    older = but_older(panel) if panel.vintage == outcome.setting.as_of else ""
    return (
        f"Source: {', '.join(publishers)}; our estimates. "
        f"Data as of {day(outcome.setting.as_of)}{older}."
    )

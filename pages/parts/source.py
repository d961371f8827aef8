"""The line under a chart: who published the data, and as of when."""

from models.common.text import day
from models.outcome.outcome import Outcome


def source_line(outcome: Outcome, *publishers: str) -> str:
    """Name the publishers and the date of the data."""
    return (
        f"Source: {', '.join(publishers)}; our estimates. Data as of {day(outcome.setting.as_of)}."
    )

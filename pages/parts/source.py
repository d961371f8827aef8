"""The line under a chart: who published the data in use, and as of when."""

from models.outcome.outcome import Outcome
from pages.parts.source_text import source_text
from pages.parts.world import panel_in_use


def source_line(outcome: Outcome, *publishers: str) -> str:
    """Name the publishers and the date of the data in use."""
    return source_text(outcome, panel_in_use(), *publishers)

"""The line under a chart in words: who published the data, and as of when."""

from models.outcome.outcome import Outcome


def source_text(outcome: Outcome, *publishers: str) -> str:
    """Name the publishers and the date of the data that an outcome rests on."""
    return f"Source: {', '.join(publishers)}; our estimates. Data as of {outcome.setting.dated}."

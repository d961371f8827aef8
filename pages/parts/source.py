"""The line under a chart: who published the data, and as of when."""

from models.outcome.outcome import Outcome


def source_line(outcome: Outcome, *publishers: str) -> str:
    """Name the publishers and the date of the data."""
    return f"Source: {', '.join(publishers)}; own estimates. Data as of {outcome.fit.as_of}."

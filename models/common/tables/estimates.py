"""Which figures a file marks as estimates: by a letter E behind, a cell "est.", a heading over rows."""

import re

from models.common.tables.grid import Row

_WORDS = r"estimates?|estimated|est\.?|forecasts?|consensus|projections?|projected|forward|fwd|ntm"
_WORDS += r"|schätzung(?:en)?|geschätzt|prognosen?"
_ESTIMATE = re.compile(rf"\b(?:{_WORDS})(?![a-z])", re.IGNORECASE)
_ACTUAL = re.compile(r"\b(?:actuals?|reported|historical|published)\b", re.IGNORECASE)
_MARK = re.compile(rf"\(?(?:e|f|{_WORDS})\)?", re.IGNORECASE)
_SUFFIX = re.compile(r"(?<=[%0-9])\s*\(?(?P<mark>e|f|est\.?|a)\)?", re.IGNORECASE)


def says_estimate(heading: str) -> bool:
    """Whether a heading names estimates."""
    return bool(_ESTIMATE.search(heading))


def section_of(row: Row) -> bool | None:
    """Return True for a heading over estimates, False for one over actual figures, else None."""
    first = next(cell.text for cell in row.cells if not cell.empty)
    estimate, actual = bool(_ESTIMATE.search(first)), bool(_ACTUAL.search(first))
    return estimate if estimate != actual else None


def marked(row: Row) -> bool:
    """Whether a cell of the row is a mark by itself, or shows one through its number format."""
    return any(
        cell.estimate or (isinstance(cell.value, str) and _MARK.fullmatch(cell.value))
        for cell in row.cells
    )


def without_mark(text: str) -> tuple[str, bool]:
    """Return a date or number without the letter behind it, and whether that says estimate."""
    found = _SUFFIX.search(text)
    if not found or found.end() < len(text):
        return text, False
    return text[: found.start()], found["mark"].lower() != "a"

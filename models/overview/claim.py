"""One claim of the January 2026 note: how it is checked, and the findings at two dates."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["true", "false", "undecided", "cannot be computed"]
NOTE_DATE = dt.date(2026, 1, 14)  # the close that the note speaks of


@dataclass(frozen=True, slots=True)
class Finding:
    """What the data say of a claim, and the day as of which the oldest of its series is known."""

    as_of: dt.date
    figure: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with its verdict at the note's date and at the end of the data."""

    id: str
    text: str
    computation: str
    then: Finding
    now: Finding
    preset: str = ""  # id of the preset that puts it to the models, if one does


def decide(passed: list[bool]) -> Verdict:
    """All of several readings agree: true or false. They do not: undecided."""
    return "true" if all(passed) else "undecided" if any(passed) else "false"

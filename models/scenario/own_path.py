"""A lever's own path as one line of text: monthly values, in any usual way of writing a list."""

import re

from models.common.errors import ScenarioError
from models.common.tables.number_dialect import NotANumber, TwoReadings, read_numbers
from models.scenario.levers import LEVERS
from models.scenario.part import MAX_HORIZON_MONTHS

MAX_PATH_CHARS = 700  # 24 numbers with all their digits, with commas and blanks
_LINES = re.compile(r"[;\t\r\n]")


def parse_values(lever: str, text: str) -> tuple[float, ...]:
    """Read "3.6, 3.5, 3.4" (commas, semicolons, spaces or lines between) as monthly values.

    Commas may also be decimal, as in "3,6 3,5" or "3,6; 3,5". Where a text can be read in two ways
    ("3,5": one month or two) it is refused; an empty place never closes up. Raises ScenarioError for
    anything that is not 1 to 24 finite numbers within the lever's bounds.
    """
    if len(text) > MAX_PATH_CHARS:
        raise ScenarioError(
            f"The own path of {lever} has {len(text):,} characters; at most {MAX_PATH_CHARS} are "
            "allowed: give fewer months or fewer digits."
        )
    if not text.strip():
        return ()
    pieces = _pieces(lever, text.strip())
    if len(pieces) > MAX_HORIZON_MONTHS:
        raise ScenarioError(
            f"The own path of {lever} has {len(pieces):,} values; at most {MAX_HORIZON_MONTHS} "
            "months are allowed."
        )
    for place, piece in enumerate(pieces, 1):
        if not piece:
            raise ScenarioError(
                f"There is no value in month {place} of {lever}; every month needs one: fill the "
                "empty place."
            )
    bounds = LEVERS[lever].part.own_path_bounds
    try:
        values = read_numbers(pieces, bounds).numbers
    except NotANumber as fault:
        raise outside(f"Month {fault.index + 1} of {lever}", pieces[fault.index], lever) from None
    except TwoReadings as fault:
        one, other = fault.readings
        raise ScenarioError(
            f"Month {fault.index + 1} of {lever} is {pieces[fault.index][:30]!r}, which can be "
            f"{one:.10g} or {other:.10g}: write decimals with a point."
        ) from None
    for place, (value, piece) in enumerate(zip(values, pieces, strict=True), 1):
        if not bounds[0] <= value <= bounds[1]:
            raise outside(f"Month {place} of {lever}", piece, lever)
    return values


def outside(where: str, given: str, lever: str) -> ScenarioError:
    """Return the error of a value that is no number, or none that the lever may take."""
    low, high = LEVERS[lever].part.own_path_bounds
    return ScenarioError(
        f"{where} is {given[:30]!r}; allowed is a number from {low:g} to {high:g}."
    )


def _pieces(lever: str, text: str) -> list[str]:
    """Cut a text into places, empty ones included; refuse one that can be cut in two ways."""
    text = re.sub(r",\s+", ", ", text).rstrip(",; ")
    if _LINES.search(text):
        return [piece.strip() for piece in _LINES.split(text.replace("\r\n", "\n"))]
    ways = _ways(text)
    readable = [way for way in ways if _readable(way)]
    if len(readable) > 1:
        raise ScenarioError(
            f"The own path of {lever}, {text[:40]!r}, can be read as {_listed(readable[0])} or as "
            f"{_listed(readable[1])}: write decimals with a point, or put semicolons between months."
        )
    return (readable or ways)[0]


def _ways(text: str) -> list[list[str]]:
    """Return the ways to cut a text without semicolons and lines; the plain one first.

    Either every comma ends a month; or commas with a blank behind them do, or blanks alone do, or every
    second one, and the other commas are decimal. Where blanks stand between pieces that all have one
    decimal comma, nothing else makes sense.
    """
    by_blanks, by_comma_and_blank = text.split(), re.split(" *, +", text)
    for pieces in (by_blanks, by_comma_and_blank):
        if len(pieces) > 1 and all(re.fullmatch("[^,]*[0-9],[0-9]+", piece) for piece in pieces):
            return [pieces]
    plain = [piece.strip() for piece in re.split(r" *, *| +", text)]
    ways = [plain, by_comma_and_blank, by_blanks] if "," in text else [plain]
    if "." not in text and len(by_blanks) == 1 and len(plain) > 1:
        ways.append([",".join(plain[i : i + 2]) for i in range(0, len(plain), 2)])
    return [way for i, way in enumerate(ways) if way not in ways[:i]]


def _readable(pieces: list[str]) -> bool:
    """Whether every place is a number; one that begins with a comma is an empty place before another."""
    if any(re.match("[^0-9]*,", piece) for piece in pieces):
        return False
    try:
        read_numbers(pieces)
    except NotANumber:
        return False
    except TwoReadings:
        pass
    return True


def _listed(pieces: list[str]) -> str:
    more = f" and {len(pieces) - 3} more" if len(pieces) > 3 else ""
    return f"{len(pieces)} month{'s' * (len(pieces) > 1)} ({'; '.join(pieces[:3])}{more})"

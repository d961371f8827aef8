r"""Numbers as people write them: which mark is the decimal one is decided for a whole column.

A column is read in every dialect: decimal point or decimal comma, thousands set apart by the other mark,
an apostrophe, a blank or nothing. Where one reading is left it is taken; where two are left that give
different numbers (`998`, `1.004`: one or a thousand) the column is refused. Nothing here guesses.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

_BLANKS = str.maketrans(
    dict.fromkeys("\u00a0\u202f\u2009", " ") | {"’": "'", "\N{MINUS SIGN}": "-"}
)
_DECIMAL_MARKS = {"decimal point": (".", ",' "), "decimal comma": (",", ".' ")}
_DRESS = re.compile(  # a sign, a currency, brackets for a loss, a percent sign
    r"(?P<sign>[+-]?) ?(?:US)?[$€£]? ?(?P<open>\(?)(?:US)?[$€£]?(?P<digits>[.,]?[0-9][^()%$€£]*?)"
    r"(?P<close>\)?) ?[%$€£]?"
)


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """The numbers of a column, and its decimal mark.

    `decimal` is "decimal point", "decimal comma", or "" where no cell had to tell.
    """

    numbers: tuple[float, ...]
    decimal: str


class NotANumber(ValueError):
    """No dialect reads all cells; `index` is the first that none, or not the others', reads."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


class TwoReadings(ValueError):
    """The column can be read as either of two lists of numbers; they differ first at `index`."""

    def __init__(self, index: int, readings: tuple[float, float]) -> None:
        super().__init__(index, readings)
        self.index, self.readings = index, readings


def read_numbers(
    texts: Sequence[str], allowed: tuple[float, float] = (-math.inf, math.inf)
) -> NumberColumn:
    """Read all cells of a column in one dialect.

    A reading with values outside `allowed` gives way to one without; that is the only use of the
    bounds, so a value outside them may be returned. Raises NotANumber or TwoReadings.
    """
    readings: dict[tuple[float, ...], str] = {}
    first_fault = 0
    for name, (mark, separators) in _DECIMAL_MARKS.items():
        for separator in separators:
            values: list[float] = []
            for text in texts:
                value = _number(text, mark, separator)
                if value is None:
                    break
                values.append(value)
            else:
                told = mark + separator.strip("' ")
                decimal = name if any(c in told for text in texts for c in text) else ""
                readings.setdefault(tuple(values), decimal)
            first_fault = max(first_fault, len(values))
    if not readings:
        raise NotANumber(first_fault)
    low, high = allowed
    if len(readings) > 1:
        inside = {v: n for v, n in readings.items() if all(low <= x <= high for x in v)}
        readings = inside if len(inside) == 1 else readings
    if len(readings) > 1:
        first, second, *_ = readings
        index = next(i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b)
        raise TwoReadings(index, (first[index], second[index]))
    ((read, decimal),) = readings.items()
    return NumberColumn(read, decimal)


def read_number(text: str) -> float:
    """Return a number in plain decimal or exponent notation with a point; NaN for anything else.

    Python's own `float` also takes digits of other scripts and underscores, which are slips here.
    """
    text = text.strip()
    return float(text) if _PLAIN.fullmatch(text) else math.nan


_PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def _number(text: str, mark: str, separator: str) -> float | None:
    """Return one cell's number in one dialect, None where it is none."""
    found = _DRESS.fullmatch(text.translate(_BLANKS).strip())
    if (
        not found
        or bool(found["open"]) != bool(found["close"])
        or (found["open"] and found["sign"])
    ):
        return None
    digits = _without_separators(found["digits"], mark, separator)
    if digits is None or math.isinf(float(digits)):
        return None
    return -float(digits) if found["sign"] == "-" or found["open"] else float(digits)


def _without_separators(digits: str, mark: str, separator: str) -> str | None:
    m, s = re.escape(mark), re.escape(separator)
    behind = "[0-9]*" if mark == "." else "[0-9]+"  # "10." is a number, "10," the end of one
    plain = rf"(?:(?:0|[1-9][0-9]*)(?:{m}{behind})?|{m}[0-9]+)(?:[eE][+-]?[0-9]+)?"
    if re.fullmatch(plain, digits):
        return digits.replace(mark, ".")
    if re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:{s}[0-9]{{3}})+(?:{m}[0-9]+)?", digits):
        return digits.replace(separator, "").replace(mark, ".")
    return None

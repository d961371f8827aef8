"""A lever's own path: monthly values that a person pastes, types or uploads."""

import csv
import math
import re
from io import StringIO

import pandas as pd

from models.common.errors import ScenarioError
from models.scenario.levers import LEVERS, VARIABLE_OF
from models.scenario.part import MAX_HORIZON_MONTHS
from models.scenario.scenario import MAX_JSON_BYTES

MAX_PATH_CHARS = 700  # 24 numbers with all their digits, with commas and blanks
COLUMNS = {variable: lever for lever, variable in VARIABLE_OF.items()}
_SEPARATORS = re.compile(r"[\s;]+|,\s*")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def parse_values(lever: str, text: str) -> tuple[float, ...]:
    """Read "3.6, 3.5, 3.4" (commas, semicolons, spaces or lines between) as monthly values.

    Raises ScenarioError for anything that is not 1 to 24 finite numbers within the lever's bounds.
    """
    if len(text) > MAX_PATH_CHARS:
        raise ScenarioError(
            f"The own path of {lever} has {len(text):,} characters; at most {MAX_PATH_CHARS} are "
            "allowed: give fewer months or fewer digits."
        )
    if ";" in text and re.search("[0-9],[0-9]", text):
        raise ScenarioError(
            f"The own path of {lever} has semicolons between values and commas inside them; write "
            "decimals with a point, as in 3.5; 3.25."
        )
    pieces = [piece for piece in _SEPARATORS.split(text.strip()) if piece]
    if len(pieces) > MAX_HORIZON_MONTHS:
        raise ScenarioError(
            f"The own path of {lever} has {len(pieces):,} values; at most {MAX_HORIZON_MONTHS} "
            "months are allowed."
        )
    low, high = LEVERS[lever].part.own_path_bounds
    return tuple(
        _number(piece, f"month {i} of {lever}", low, high) for i, piece in enumerate(pieces, 1)
    )


def parse_table(text: str, first_month: pd.Period) -> dict[str, tuple[float, ...]]:
    """Read a pasted table or CSV of lever paths; return the values by lever.

    The first line names the columns: `month` (optional, like 2026-09) and one or more of
    `policy_rate` (%), `fiscal_impulse` (% of GDP), `unemployment_rate` (%). Rows run month by month
    from `first_month`, at most 24. Raises ScenarioError with one sentence.
    """
    if len(text.encode("utf-8", "replace")) > MAX_JSON_BYTES:
        raise ScenarioError(
            f"The table has {len(text):,} characters; at most {MAX_JSON_BYTES:,} are allowed."
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip()
    first_line, _, below = text.partition("\n")
    if not below:
        raise ScenarioError(
            "The table needs a line of column names and at least one month below it; the columns "
            f"are month, {', '.join(COLUMNS)}."
        )
    separator = next((mark for mark in "\t;," if mark in first_line), ",")
    header, *rows = _rows(text, separator)
    names = [name.strip().lower() for name in header]
    unknown = [name for name in names if name not in {"month", *COLUMNS}]
    if unknown or len(set(names)) < len(names) or names == ["month"]:
        raise ScenarioError(
            f"The table has the columns {', '.join(map(repr, names))[:120]}; allowed are month, "
            f"{', '.join(COLUMNS)}, each once, and at least one of the levers."
        )
    if len(rows) > MAX_HORIZON_MONTHS:
        raise ScenarioError(
            f"The table has {len(rows):,} rows; at most {MAX_HORIZON_MONTHS} months are allowed."
        )
    columns: dict[str, list[float]] = {name: [] for name in names if name != "month"}
    for number, row in enumerate(rows, 1):
        if len(row) != len(names):
            raise ScenarioError(
                f"Row {number} of the table has {len(row)} cells, the header has {len(names)}: "
                "fill the gap or remove the row."
            )
        for name, cell in zip(names, row, strict=True):
            if name == "month":
                _check_month(cell.strip(), first_month + number - 1, number)
            else:
                low, high = LEVERS[COLUMNS[name]].part.own_path_bounds
                columns[name].append(_number(cell, f"row {number} of {name}", low, high))
    return {COLUMNS[name]: tuple(values) for name, values in columns.items()}


def _rows(text: str, separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise ScenarioError(
            f"The table cannot be read ({error}); write one line a month, with commas between the "
            "cells and no quotes."
        ) from None


def _check_month(cell: str, expected: pd.Period, number: int) -> None:
    """Accept 2026-09 or a day of that month, 2026-09-30, and nothing else."""
    if not re.fullmatch(rf"{expected}(-(0[1-9]|[12][0-9]|3[01]))?", cell):
        raise ScenarioError(
            f"Row {number} of the table is for {cell[:20]!r}; it must be {expected}: months run "
            "one by one from the first after the data."
        )


def read_number(text: str) -> float:
    """Return a number in plain decimal or exponent notation; NaN for anything else.

    Python's own `float` also takes digits of other scripts and underscores, which are slips here.
    """
    text = text.strip()
    return float(text) if _NUMBER.fullmatch(text) else math.nan


def _number(cell: str, where: str, low: float, high: float) -> float:
    cell = cell.strip()
    if not cell:
        raise ScenarioError(
            f"There is no value in {where}; every month needs one from {low:g} to {high:g}."
        )
    value = read_number(cell)
    if not (math.isfinite(value) and low <= value <= high):
        raise ScenarioError(
            f"{where[0].upper()}{where[1:]} is {cell[:30]!r}; allowed is a number from {low:g} to "
            f"{high:g}."
        )
    return value

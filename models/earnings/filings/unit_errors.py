"""Values a thousand or a million times too large or too small, found and mended, each with a line.

Filers state dollars, and some state thousands, or multiply twice. A value is judged by what does not
depend on it: the firm's size (the larger of its median total assets and median quarterly revenue) and
its own other values within two years. A value that no power mends is dropped.
"""

from dataclasses import dataclass

import numpy as np

POWERS = (3, 6)
INCOME_TIMES_SIZE = 5.0  # income of a quarter or a year beyond this many times the firm's size
OWN_TIMES = 300.0  # beyond this many times, or parts, of the firm's own other values
WITHIN_TIMES = 30.0  # a mended value lies within this factor of what it is compared with
NEAR_QUARTERS = 8  # own values that count, on both sides
MIN_OWN = 2
FLOAT_TIMES_SIZE, FLOAT_PART_OF_SIZE = 300.0, 1 / 3000
LARGE_ACCELERATED_FLOOR_USD = 560e6  # below it a filer leaves the class: 17 CFR 240.12b-2


@dataclass(frozen=True, slots=True)
class Correction:
    """One value mended or dropped; `row` and `column` are its place, `used` is NaN where dropped."""

    item: str
    row: int
    column: int
    reported: float
    used: float
    rule: str


def size_of(assets: np.ndarray, revenue: np.ndarray) -> np.ndarray:
    """Return each firm's size (n,): the larger of median assets and median revenue; NaN if unknown."""
    return np.fmax(_median(assets), _median(np.abs(revenue)))


def mend_revenue(revenue: np.ndarray, item: str) -> list[Correction]:
    """Mend revenue (n, Q) in place, by the firm's own other values."""
    return [
        _put(revenue, row, column, used, item, "own history")
        for row, column, used in _beside_own(revenue)
    ]


def mend_income(
    income: np.ndarray, size: np.ndarray, corrected: list[Correction], item: str
) -> list[Correction]:
    """Mend income (n, Q) in place.

    Too large is more than five times the firm's size, or more than the size and 300 times its own other
    values; too small is less than a 300th of these in a period whose revenue (`corrected`) was too small.
    """
    done = []
    rule = f"|income| above {INCOME_TIMES_SIZE:g} x size"
    with np.errstate(invalid="ignore"):
        bound = INCOME_TIMES_SIZE * size
        beyond = np.abs(income) > bound[:, None]
    usual = _median(np.where(beyond | (income == 0), np.nan, np.abs(income)))
    for row, column in np.argwhere(beyond):
        value = income[row, column]
        fits = [value / 10**p for p in POWERS if abs(value) / 10**p <= bound[row]]
        used = _nearest(fits, usual[row])
        done.append(_put(income, row, column, used, item, rule))
    small = {(c.row, c.column) for c in corrected if abs(c.used) > abs(c.reported)}
    for row, column, used in _beside_own(np.abs(income)):
        value = income[row, column]
        if abs(value) > size[row] or (used > abs(value) and (row, column) in small):
            signed = np.copysign(used, value)
            done.append(_put(income, row, column, signed, item, "own history"))
    return done


def mend_floats(floats: np.ndarray, size: np.ndarray) -> list[Correction]:
    """Mend public floats (n, Q) in place: by the firm's size first, then by its own other floats.

    A float below a 3,000th of the size is raised only where that makes a large accelerated filer of the
    firm, whose float is 560 million dollars at least: the small floats of closely held firms are real.
    """
    done, item = [], "public float"
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = floats / size[:, None]
        odd = (ratio > FLOAT_TIMES_SIZE) | ((ratio < FLOAT_PART_OF_SIZE) & (floats > 0))
    for row, column in np.argwhere(odd & (size > 0)[:, None]):
        value = floats[row, column]
        if value > size[row]:
            fits = [value / 10**p for p in POWERS if value / 10**p <= WITHIN_TIMES * size[row]]
            rule = f"float above {FLOAT_TIMES_SIZE:g} x size"
        else:
            raised = [value * 10**p for p in POWERS]
            fits = [
                new
                for new in raised
                if new >= LARGE_ACCELERATED_FLOOR_USD
                and 1 / WITHIN_TIMES <= new / size[row] <= WITHIN_TIMES
            ]
            if not fits:
                continue
            rule = f"float of a large filer below 1/{1 / FLOAT_PART_OF_SIZE:,.0f} of size"
        done.append(_put(floats, row, column, fits[0] if fits else np.nan, item, rule))
    for row, column, used in _beside_own(floats):
        done.append(_put(floats, row, column, used, item, "own history"))
    return done


def _nearest(fits: list[float], usual: float) -> float:
    """Return the value nearest in size to what is usual, the first where nothing is; NaN for none."""
    if not fits or not usual > 0:
        return fits[0] if fits else np.nan
    return min(fits, key=lambda value: abs(np.log(max(abs(value), 1.0) / usual)))


def _beside_own(values: np.ndarray) -> list[tuple[int, int, float]]:
    """Return row, column and mended value where a value is a power away from its neighbours."""
    positive = np.where(values > 0, values, np.nan)
    with np.errstate(invalid="ignore"):
        away = positive / _median(positive)[:, None]
        candidates = np.argwhere((away > OWN_TIMES / 10) | (away < 10 / OWN_TIMES))
    found = []
    for row, column in candidates:
        near = positive[row, max(column - NEAR_QUARTERS, 0) : column + NEAR_QUARTERS + 1].copy()
        value = positive[row, column]
        near[min(column, NEAR_QUARTERS)] = np.nan
        near = near[np.isfinite(near)]
        if len(near) < MIN_OWN:
            continue
        usual = float(np.median(near))
        if 1 / OWN_TIMES <= value / usual <= OWN_TIMES:
            continue
        sign = -1 if value > usual else 1
        fits = (value * 10.0 ** (sign * p) for p in POWERS)
        fits = (new for new in fits if 1 / WITHIN_TIMES <= new / usual <= WITHIN_TIMES)
        if (used := next(fits, None)) is not None:
            found.append((int(row), int(column), used))
    return found


def _put(table: np.ndarray, row: int, column: int, used: float, item: str, rule: str) -> Correction:
    reported = float(table[row, column])
    table[row, column] = used
    return Correction(item, int(row), int(column), reported, float(used), rule)


def _median(table: np.ndarray) -> np.ndarray:
    """Median of each row's known values, NaN where there is none."""
    found = np.full(len(table), np.nan)
    known = np.isfinite(table).any(axis=1)
    if known.any():
        found[known] = np.nanmedian(table[known], axis=1)
    return found

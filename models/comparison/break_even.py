"""Where a sweep crosses zero: the value of a lever at which it makes no difference, or breaks even."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.common.bands import SHOWN_PCT, ends
from models.common.text import signed
from models.comparison.sweep import Sweep

SIDES = ("difference", "scenario")  # scenario minus baseline, and the level itself
NONE_WITHIN = "no break-even within bounds"


@dataclass(frozen=True)
class Point:
    """A value at which the mean is zero; `stated` says whether both steps around it may be stated."""

    value: float
    stated: bool


@dataclass(frozen=True)
class Span:
    """Values from `low` to `high`; an end is open where zero is still inside the band at the bound."""

    low: float
    high: float
    open_low: bool
    open_high: bool


@dataclass(frozen=True, eq=False)
class BreakEven:
    """Break-even of one outcome at one horizon along one lever.

    `side` is "difference" (scenario minus baseline) or "scenario" (the level). `points` are the crossings
    of the mean, between two steps on the straight line through them; `spans` where zero lies inside
    the shown band; `recorded` whether this far ahead there is a record to state them. A crossing
    where nothing is moved is one by construction and is left out.
    """

    variable: str
    period: pd.Period
    horizon_months: int
    side: str
    points: tuple[Point, ...]
    spans: tuple[Span, ...]
    recorded: bool

    @property
    def words(self) -> str:
        """Say the crossings, or that there are none."""
        return ", ".join(signed(point.value, 2) for point in self.points) or NONE_WITHIN


def break_even(found: Sweep, variable: str, horizon_months: int, side: str) -> BreakEven:
    """Find where a sweep's outcome crosses zero at a horizon that it holds."""
    many = found.batch[variable]
    row = many.at(horizon_months)
    mean = many.of(side)[:, row]
    low, high = (many.of(f"{side}_{end}")[:, row] for end in ends(SHOWN_PCT))
    moved = np.array([bool(request.scenario.moved) for request in found.batch.requests])
    by_construction = ~moved if side == "difference" else np.zeros_like(moved)
    return BreakEven(
        variable=variable,
        period=many.periods[row],
        horizon_months=int(many.horizon_months[row]),
        side=side,
        points=crossings(found.values, mean, many.stated[:, row], by_construction),
        recorded=bool(many.recorded[row]),
        spans=spans(found.values, (low <= 0) & (high >= 0)),
    )


def crossings(
    values: np.ndarray, mean: np.ndarray, stated: np.ndarray, by_construction: np.ndarray
) -> tuple[Point, ...]:
    """Return where a curve (S,) crosses zero, lowest value first; gaps (NaN) are not bridged."""
    found = []
    for i in range(len(values)):
        if mean[i] == 0 and not by_construction[i]:
            found.append(Point(float(values[i]), bool(stated[i])))
        if i + 1 < len(values) and mean[i] * mean[i + 1] < 0:
            share = mean[i] / (mean[i] - mean[i + 1])
            value = values[i] + share * (values[i + 1] - values[i])
            found.append(Point(float(value), bool(stated[i] and stated[i + 1])))
    return tuple(found)


def spans(values: np.ndarray, inside: np.ndarray) -> tuple[Span, ...]:
    """Return the runs of values (S,) that are marked; open where one reaches the first or last."""
    padded = np.concatenate([[False], inside, [False]])
    starts = np.flatnonzero(padded[1:-1] & ~padded[:-2])
    stops = np.flatnonzero(padded[1:-1] & ~padded[2:])
    last = len(values) - 1
    return tuple(
        Span(float(values[a]), float(values[b]), bool(a == 0), bool(b == last))
        for a, b in zip(starts, stops, strict=True)
    )

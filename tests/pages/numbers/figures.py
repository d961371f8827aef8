"""Figures in words and a path's own arithmetic, written a second time: nothing of the product's."""

import calendar
from dataclasses import dataclass

import numpy as np
import pandas as pd

MINUS = "\N{MINUS SIGN}"
# Half-widths of central bands of a standard normal, as tables print them.
NORMAL = {50: 0.6744897501960817, 80: 1.2815515655446004, 90: 1.6448536269514722}
MONTH_NAMES = calendar.month_name
_PLACE = {50: 0, 80: 1, 90: 2}


def plus(value: float, digits: int = 1) -> str:
    """A figure with its sign, as "+1.2"; zero has none."""
    size = f"{abs(value):.{digits}f}"
    if not size.strip("0."):
        return size
    return ("+" if value > 0 else MINUS) + size


def bare(value: float, digits: int = 1) -> str:
    """A figure without a plus."""
    return plus(value, digits).lstrip("+")


def whole(share: float) -> str:
    """A share as whole percent."""
    return f"{share * 100:.0f}"


def simple(log_points: float) -> float:
    """Percent of 100 x log."""
    return (np.exp(log_points / 100) - 1) * 100


def measured(number: str, unit: str) -> str:
    """A figure and its unit: no space before the sign for percent."""
    return number + (unit if unit[0] == "%" else f" {unit}")


def to(low: float, high: float, digits: int = 1) -> str:
    return f"{plus(low, digits)} to {plus(high, digits)}"


def period(of: pd.Period) -> str:
    """ "Aug 2027" or "2027 Q2"."""
    if of.freqstr[0] == "Q":
        return f"{of.year} Q{of.quarter}"
    return f"{calendar.month_abbr[of.month]} {of.year}"


def date(of) -> str:
    return f"{of.day} {calendar.month_abbr[of.month]} {of.year}"


def months(count: int) -> str:
    return f"{count} month" + "s" * (count != 1)


def firsts(periods: pd.PeriodIndex) -> list[pd.Timestamp]:
    """First days of months or quarters."""
    return [p.start_time.normalize() for p in periods]


def with_one_before(periods: pd.PeriodIndex) -> list[pd.Timestamp]:
    return [(periods[0] - 1).start_time.normalize(), *firsts(periods)]


@dataclass(frozen=True)
class At:
    """One row of an outcome's path."""

    baseline: float
    difference: float
    half_widths: dict[str, np.ndarray]

    @property
    def scenario(self) -> float:
        return self.baseline + self.difference

    def ends(self, of: str, level: int = 90) -> tuple[float, float]:
        centre, half = getattr(self, of), self.half_widths[of][_PLACE[level]]
        return centre - half, centre + half

    def band(self, of: str, level: int = 90) -> str:
        return to(*self.ends(of, level))


def row(path, i: int) -> At:
    """Return one row of an OutcomePath."""
    return At(
        float(path.baseline[i]),
        float(np.sum(path.contributions[i])),
        {
            "baseline": path.baseline_half_widths[i],
            "scenario": path.scenario_half_widths[i],
            "difference": path.difference_sd[i] * np.array(list(NORMAL.values())),
        },
    )


def rows(path) -> list[At]:
    return [row(path, i) for i in range(len(path.periods))]


def last_row(path, horizon_months: int) -> int | None:
    """Row of the last period that ends after the origin and within the horizon."""
    inside = [i for i, h in enumerate(path.horizon_months) if 1 <= h <= horizon_months]
    return inside[-1] if inside else None

"""Whether a lever's own path means what it seems to: what is asked before one is taken.

Form is not meaning: `0.043` is a number, and as an unemployment rate a slip. Nothing here changes a
path; it says what is odd and which other reading there is.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from models.common.text import in_unit
from models.scenario.levers import LEVERS, VARIABLE_OF
from models.scenario.setting import Setting


@dataclass(frozen=True)
class PathStart:
    """Where own paths start: the first month after the data, and what is published from there on.

    `published` holds the values of each lever's months after the origin that are known, `last` its
    last known value.
    """

    first_month: pd.Period
    published: dict[str, tuple[float, ...]]
    last: dict[str, float]

    @classmethod
    def of(cls, setting: Setting) -> "PathStart":
        """Read a setting."""
        published, last = {}, {}
        for lever, variable in VARIABLE_OF.items():
            known = setting.known_of(variable)
            published[lever] = tuple(map(float, known[np.isfinite(known)]))
            last[lever] = setting.last_published(variable)
        return cls(setting.months[0], published, last)

    def first_free(self, lever: str) -> pd.Period:
        """Return the first month that nothing is published for."""
        return self.first_month + len(self.published[lever])


def free_part(lever: str, values: tuple[float, ...], start: PathStart) -> tuple[float, ...]:
    """Return the values of a path, given from the first month on, that count."""
    return values[len(start.published[lever]) :]


def inside(lever: str, values: tuple[float, ...], start: PathStart) -> bool:
    """Whether the lever may take all values that count."""
    low, high = LEVERS[lever].part.own_path_bounds
    return all(low <= value <= high for value in free_part(lever, values, start))


def looks_like_fractions(lever: str, values: tuple[float, ...], start: PathStart) -> bool:
    """Whether percentages seem to be written as fractions, 0.043 for 4.3%."""
    low, high = LEVERS[lever].part.own_path_bounds
    free = free_part(lever, values, start)
    below = LEVERS[lever].fractions_below
    small = any(free) and all(abs(value) < below for value in free)
    return small and all(low <= value <= high for value in _hundredfold(free))


def times_100(lever: str, values: tuple[float, ...], start: PathStart) -> tuple[float, ...]:
    """Return the path with its fractions as percentages; one that has none as it is."""
    if not looks_like_fractions(lever, values, start):
        return values
    free = free_part(lever, values, start)
    return (*values[: len(values) - len(free)], *_hundredfold(free))


def _hundredfold(values: tuple[float, ...]) -> tuple[float, ...]:
    """Move the decimal point, to the last digit: 0.043 is 4.3, which 100 times its double is not."""
    return tuple(float(100 * Decimal(repr(value))) for value in values)


def odd(lever: str, values: tuple[float, ...], start: PathStart) -> list[str]:
    """Return a sentence for each thing about a path, given from the first month on, to ask about.

    Parameters
    ----------
    values : tuple of float
        One value a month from `start.first_month` on; those of published months are not looked at.
    """
    name, unit = LEVERS[lever].series, LEVERS[lever].unit
    free = free_part(lever, values, start)
    if not free:
        return []
    if looks_like_fractions(lever, values, start):
        return [
            f"The {name} begins with {free[0]:g}: a fraction? {free[0]:g} as a fraction is "
            f"{in_unit(f'{100 * free[0]:.4g}', unit)}; the last published is "
            f"{in_unit(f'{start.last[lever]:.4g}', unit)}."
        ]
    if abs(free[0] - start.last[lever]) > LEVERS[lever].far + 1e-9:
        last = in_unit(f"{start.last[lever]:.4g}", unit)
        return [
            f"The {name} jumps from {last}, the last published, to {free[0]:.4g} "
            f"in {start.first_free(lever):%b %Y}, further than in any month of our data since 1985 "
            "outside the pandemic: a level, or a change?"
        ]
    return []


def ignored(lever: str, n_values: int, start: PathStart) -> str:
    """Name the months of a path that are published already, whose values are not used; "" for none."""
    n = min(len(start.published[lever]), n_values)
    if not n:
        return ""
    last = start.first_month + n - 1
    until = f" to {last:%b %Y}" if n > 1 else ""
    stay = "are published and stay as they are" if n > 1 else "is published and stays as it is"
    name = LEVERS[lever].series
    return (
        f"{name[0].upper()}{name[1:]}: {start.first_month:%b %Y}{until} {stay} "
        f"({in_unit(f'{start.published[lever][n - 1]:.4g}', LEVERS[lever].unit)})."
    )

"""What a lever is: one row that everything else about it is derived from."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from models.common.text import MINUS, in_unit, months
from models.scenario.part import LeverPart
from models.scenario.setting import Setting

OTHERWISE = {"follow": "follows history", "hold": "stays at baseline"}


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much a lever is moved, as one number: what sweeps, grids and break-evens vary.

    Steps run from `low` to `high`; `of` reads the number off a part, None where it has no such number;
    `fields` are the fields of a part moved by a number, an own path left out.
    """

    unit: str
    low: float
    high: float
    step: float
    of: Callable[[Any], float | None]
    fields: Callable[[Any, float], Mapping[str, object]]


_UNIT_OF_NAME = {"_pct_gdp": "% of GDP", "_pct": "%", "_pp": "pp", "_months": "months"}


def unit_of(name: str) -> str:
    """Return the unit that a field's name ends with, empty where it has none."""
    return next((unit for end, unit in _UNIT_OF_NAME.items() if name.endswith(end)), "")


def _no_reason(_part: LeverPart) -> str:
    return ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Lever:
    """One thing a reader may set.

    Attributes
    ----------
    id : str
        Its name in files, links and on the command line.
    variable : str
        The monthly series that it sets: one of the completion model's, unless it stands `beside` it.
    part : type of LeverPart
        The fields of a scenario that set it, with their bounds.
    path : callable
        (part, setting, baseline (24,)) -> the moved path (24,), in the variable's unit; months
        already published and an own path are taken care of elsewhere.
    flat_level : callable
        (setting) -> where a flat baseline stays, in the variable's unit.
    phrase : callable
        (part, setting) -> the moved lever in words.
    steps : dict
        Step of every numeric field on sliders and in links.
    choices : dict
        How the values of a field with few values are spelt on screen and in links.
    reason : callable
        (part) -> what is said after the path, however it is set.
    in_equations : bool
        Whether the variable is a regressor of the estimated equations, beyond history and all.
    pinned_in_baseline : bool
        Whether the baseline sets its path; otherwise the completion model does.
    joins : int
        Its turn in the attribution of an effect: lower ones join first, equal ones in the order of
        the registry (see models.scenario.attribution).
    headings : tuple of str
        What a column of a table may be called besides the variable, in lower case without units.
    far : float
        Change from the last published value, in the variable's unit, above which an own path is
        asked about.
    is_change : bool
        Whether the variable is itself a change over a year, so that "nothing new" is zero.
    odds_by : {"own", "others", ""}
        Which shocks of the completion model make the odds of its move: those of its own variable, all
        but those of levers with shocks of their own, or none, and then it has no odds.
    moves : Size, optional
        How much it is moved as one number; the first of `steps` if left out.
    averaged_months : int
        Months over which odds, windows of history and usual moves average the variable: of a monthly
        rate of change a single month is mostly noise.
    beside : bool
        Whether the variable stands outside the completion model and small minus large moves with it by
        a slope of its own (models.scenario.beside).
    fractions_below : float
        Size below which all values of an own path look like fractions of what is meant in percent;
        0 where that is not asked about.
    """

    id: str
    variable: str
    label: str
    noun: str  # in running text, such as "the policy rate"
    series: str  # of the published series, such as "policy rate"
    unit: str
    part: type[LeverPart]
    path: Callable[[Any, Setting, np.ndarray], np.ndarray]
    flat_level: Callable[[Setting], float]
    phrase: Callable[[Any, Setting], str]
    steps: Mapping[str, float | int]
    own_path_unit: str  # what the months of an own path are, such as "effective rate, %"
    own_path_example: str
    in_equations: bool
    pinned_in_baseline: bool
    choices: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    reason: Callable[[Any], str] = _no_reason
    joins: int = 3
    headings: tuple[str, ...] = ()
    far: float = math.inf
    fractions_below: float = 0.0
    is_change: bool = False
    averaged_months: int = 1
    beside: bool = False
    odds_by: Literal["own", "others", ""] = ""
    moves: Size | None = None

    @property
    def measured_noun(self) -> str:
        """What odds and windows of history speak of."""
        if self.averaged_months == 1:
            return self.noun
        return f"{self.noun} over {months(self.averaged_months)}"

    @property
    def size(self) -> Size:
        """How much the lever is moved, as one number."""
        return self.moves or self.size_by(next(iter(self.steps)))

    def size_by(self, name: str) -> Size:
        """Return what one of the lever's numeric fields says, as sweeps vary it."""
        low, high = self.part.bounds(name) or (-math.inf, math.inf)
        return Size(
            unit=unit_of(name),
            low=low,
            high=high,
            step=self.steps[name],
            of=lambda part: None if part.own_path else getattr(part, name),
            fields=lambda _part, value: {name: value},
        )

    def words(self, part: LeverPart, setting: Setting) -> str:
        """Say what the lever does, moved or not."""
        if not part.active:
            left = self.choices["otherwise"][part.otherwise]
            return f"not set, {left.replace('at baseline', 'at its baseline')}"
        if not part.own_path:
            return self.phrase(part, setting) + self.reason(part)
        first, last = (
            f"{v:.2f}".replace("-", MINUS) for v in (part.own_path[0], part.own_path[-1])
        )
        span = months(len(part.own_path))
        path = f"own path of {span}, from {first} to {in_unit(last, self.unit)}, then unchanged"
        return path + self.reason(part)

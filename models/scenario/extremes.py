"""How far history has gone: the widest move on record of what each lever moves, one row a lever."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from models.common.text import in_unit, months, signed
from models.scenario.levers import LEVERS
from models.scenario.levers.fed import FedLever
from models.scenario.levers.lever import unit_of
from models.scenario.setting import Setting

_PANDEMIC = ("2020-03", "2020-12")  # no other moves come near theirs
_MONTHS_OF_IMPULSE = 12  # a fiscal impulse is a change over a year
_MEETINGS_A_YEAR = 8
Fields = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Extreme:
    """The widest move on record, in the unit of the slider `field`; above all its steps, infinity.

    `amount` says it in words, over `span` months between the start of the year `since` and the origin.
    `sign` is -1 where moves below zero are meant.
    """

    field: str
    value: float
    amount: str
    span: int
    since: int
    sign: int = 1

    def is_passed(self, at: float) -> bool:
        """Whether a value of the slider goes further."""
        return self.sign * at > self.sign * self.value

    @property
    def said(self) -> str:
        """The record in a clause."""
        return f"Since {self.since}, 2020 aside, the most in {months(self.span)} was {self.amount}"

    @property
    def exceeded(self) -> str:
        """What is said of a lever that goes further."""
        return (
            f"Beyond the most since {self.since}, 2020 aside: {self.amount} in {months(self.span)}."
        )


def extreme_of(lever: str, fields: Fields, setting: Setting) -> Extreme | None:
    """Return the record of a lever whose fields are these; None for a lever without one."""
    return _RECORDS[lever](lever, fields, setting) if lever in _RECORDS else None


@lru_cache(maxsize=256)
def changes(setting: Setting, lever: str, span: int, since: int) -> pd.Series:
    """Return x(t) - x(t - `span`) of a lever's variable, by month t, in the variable's unit.

    x is the mean over the lever's `averaged_months`; a variable that is itself a change over a year
    is returned as it is. Left out is a change of which any month, all that is averaged included, lies
    before the year `since` or in March to December 2020.
    """
    row = LEVERS[lever]
    values = setting.history[row.variable].loc[f"{since}-01" :]
    averaged = row.averaged_months
    change = values if row.is_change else values.rolling(averaged).mean().diff(span)
    touched = pd.Series(0.0, index=values.index)
    touched.loc[_PANDEMIC[0] : _PANDEMIC[1]] = 1.0
    return change[touched.rolling(span + averaged).max() == 0]


def _rise(lever: str, fields: Fields, setting: Setting) -> Extreme:
    """Return the largest rise within the months to the peak, a quicker one included."""
    span, since = fields["months_to_peak"], 1969
    return _in_words(lever, "peak_rise_pp", _widest(lever, span, since, setting), span, since)


def _lead(lever: str, fields: Fields, setting: Setting) -> Extreme:
    """Return the widest move within the months to the peak, to the side that the lever is moved to."""
    span, since, field = fields["months_to_peak"], 1987, "peak_move_pp"
    sign = -1 if fields[field] < 0 else 1
    widest = sign * _widest(lever, span, since, setting, sign)
    return _in_words(lever, field, widest, span, since, sign)


def _widest(lever: str, span: int, since: int, setting: Setting, sign: int = 1) -> float:
    """Return how far to one side the variable has gone within so many months, as a size."""
    quicker = (sign * changes(setting, lever, taken, since) for taken in range(1, span + 1))
    return max(float(change.max()) for change in quicker)


def _impulse(lever: str, _fields: Fields, setting: Setting) -> Extreme:
    """Return the largest fiscal impulse: the rise of the adjusted deficit over twelve months.

    A ramp of up to eleven months is complete within them, whatever its length.
    """
    span, since = _MONTHS_OF_IMPULSE, 1969
    widest = float(changes(setting, lever, span, since).max())
    return _in_words(lever, "size_pct_gdp", widest, span, since)


def _moves(lever: str, fields: Fields, setting: Setting) -> Extreme | None:
    """Return the most moves of a size and rhythm that go no further than the rate has in as long.

    Eight meetings a year. Since 1985, from where the odds of its moves are measured: swings before were
    several times as wide.
    """
    if fields["direction"] not in {"cut", "hike"}:
        return None
    sign, since, size = -1 if fields["direction"] == "cut" else 1, 1985, fields["size_pp"]
    low, high = FedLever.bounds("moves") or (1, 1)

    def span_of(moves: int) -> int:
        return math.ceil(moves * fields["every"] * 12 / _MEETINGS_A_YEAR)

    most = max(
        (
            moves
            for moves in range(int(low), int(high) + 1)
            if moves * size <= (sign * changes(setting, lever, span_of(moves), since)).max()
        ),
        default=0,
    )
    amount = f"{most} {fields['direction']}{'s' * (most != 1)} of {100 * size:.0f} bp"
    beyond = most == high
    return Extreme(
        field="moves",
        value=math.inf if beyond else float(most),
        amount="more than " * beyond + amount,
        span=span_of(max(most, 1)),
        since=since,
    )


def _in_words(
    lever: str, field: str, value: float, span: int, since: int, sign: int = 1
) -> Extreme:
    amount = in_unit(signed(value), unit_of(field))
    if LEVERS[lever].averaged_months > 1:
        amount += f" ({LEVERS[lever].measured_noun})"
    return Extreme(field=field, value=value, amount=amount, span=span, since=since, sign=sign)


_RECORDS: dict[str, Callable[[str, Fields, Setting], Extreme | None]] = {
    "fed": _moves,
    "fiscal": _impulse,
    "labour": _rise,
    "credit": _rise,
    "inflation": _rise,
    "tech": _lead,
}

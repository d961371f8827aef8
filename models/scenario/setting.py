"""Where the levers start: history, published values and calendar, independent of the scenario."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from models.common.bands import NORMAL_QUANTILES, SHOWN_COLUMN
from models.common.text import day, signed
from models.scenario.calendar import Meeting


@dataclass(frozen=True, slots=True)
class EraSlope:
    """A slope in pp for each pp with its standard error, over `nobs` months of one era."""

    era: str
    value: float
    std_error: float
    nobs: int

    @property
    def ends(self) -> tuple[float, float]:
        """Ends of the shown band."""
        half = float(NORMAL_QUANTILES[SHOWN_COLUMN]) * self.std_error
        return self.value - half, self.value + half

    def __str__(self) -> str:
        return f"{self.era} {signed(self.value, 2)} ({self.std_error:.2f})"


@dataclass(frozen=True, slots=True)
class OwnSlope:
    """How small minus large moves with a variable beside the completion model.

    `eras` run from the first to the one of the start; `between` is the variance of slopes between them.
    `by_period` are slopes in the stretches of the equations, NaN where there are too few months.
    """

    eras: tuple[EraSlope, ...]
    between: float
    by_period: tuple[float, ...]

    @property
    def now(self) -> EraSlope:
        """The slope of the era that runs."""
        return self.eras[-1]

    @property
    def sd(self) -> float:
        """Standard deviation of the slope, by its error and between eras."""
        return float(np.hypot(self.now.std_error, np.sqrt(self.between)))

    @property
    def settled(self) -> bool:
        """Whether the shown band of the slope lies on one side of zero."""
        return abs(self.now.value) > float(NORMAL_QUANTILES[SHOWN_COLUMN]) * self.sd


@dataclass(frozen=True, eq=False)
class Setting:
    """The starting point of every lever as of one date.

    `variables` are those of the levers, n of them. `history` holds them up to the origin, monthly,
    unpublished months of its end completed by the model; `known` (24, n) the values already published
    for months after it, NaN elsewhere, and `forecast` (24, n) the completion model's own. Rates in
    percent, impulse in percent of GDP. `treasury_3m` is the published bill rate by month, percent, and
    `policy_rate_minus_bill_pp` the usual gap of the policy rate to it. `own_slopes` are those of levers
    beside the completion model, by id; these have no column in `forecast`, in which they stay where
    they are. `older` says, for what stands behind the date, how many series are older than `as_of`.
    """

    as_of: dt.date
    origin: pd.Period
    months: pd.PeriodIndex
    variables: tuple[str, ...]
    history: pd.DataFrame
    known: np.ndarray
    forecast: np.ndarray
    target_upper_pct: float
    target_minus_rate_pp: float
    meetings: tuple[Meeting, ...]
    share_in_effect: np.ndarray
    okun_pp_per_pct: float
    treasury_3m: pd.Series
    policy_rate_minus_bill_pp: float
    notes: tuple[str, ...]
    own_slopes: Mapping[str, OwnSlope] = field(default_factory=dict)
    older: str = ""

    @property
    def dated(self) -> str:
        """The date of the data in words, and how many of its series are older where some are."""
        return f"{day(self.as_of)}{self.older}"

    def known_of(self, variable: str) -> np.ndarray:
        """Return a variable's values published after the origin, (24,), NaN elsewhere."""
        return self.known[:, self.variables.index(variable)]

    def month_of(self, variable: str, start_month: int) -> pd.Period:
        """Return the calendar month of a lever's month 1, 2, ...: the first is the first unpublished."""
        published = int(np.isfinite(self.known_of(variable)).sum())
        return self.origin + published + start_month

    def last_published(self, variable: str, months: int = 1) -> float:
        """Return a variable's last published value; where its history is completed, that.

        With `months`, the mean of the last so many.
        """
        observed = np.concatenate([self.history[variable].to_numpy(), self.known_of(variable)])
        return float(observed[np.isfinite(observed)][-months:].mean())

    def from_first_unpublished(self, deviation: np.ndarray, variable: str) -> np.ndarray:
        """Shift a deviation (24,) so that month 1 is the first month nothing has been published for."""
        published = int(np.isfinite(self.known_of(variable)).sum())
        return np.concatenate([np.zeros(published), deviation[: len(deviation) - published]])

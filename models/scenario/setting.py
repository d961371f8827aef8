"""Where the levers start: history, published values and calendar, independent of the scenario."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.scenario.calendar import Meeting


@dataclass(frozen=True, eq=False)
class Setting:
    """The starting point of every lever as of one date.

    `variables` are those of the levers, n of them. `history` holds them up to the origin, monthly,
    unpublished months of its end completed by the model; `known` (24, n) the values already published
    for months after it, NaN elsewhere, and `forecast` (24, n) the completion model's own. Rates in
    percent, impulse in percent of GDP. `treasury_3m` is the published bill rate by month, percent, and
    `policy_rate_minus_bill_pp` the usual gap of the policy rate to it.
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

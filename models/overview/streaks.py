"""Runs of days on which small caps beat large caps, and how the current one ranks."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

LONG_DAYS = 9  # a run worth listing: the length that the January 2026 note was about


@dataclass(frozen=True, slots=True)
class Streak:
    """Consecutive closes, each above the one before it; an unchanged close ends a run."""

    days: int
    first: pd.Timestamp  # the first day that rose
    last: pd.Timestamp  # the last day that rose


@dataclass(frozen=True, slots=True)
class StreakRecord:
    """Every run of a ratio, in order of time, and the one that its last close belongs to."""

    runs: tuple[Streak, ...]
    current: Streak | None  # None when the last close did not rise

    @property
    def n_longer(self) -> int:
        """How many runs were longer than the current one."""
        return sum(run.days > self.current_days for run in self.runs)

    @property
    def rank(self) -> int | None:
        """Rank of the current run by length, 1 is the longest; ties share the better rank."""
        return self.n_longer + 1 if self.current else None

    @property
    def current_days(self) -> int:
        """Length of the current run, 0 if there is none."""
        return self.current.days if self.current else 0

    def long_runs(self, days: int = LONG_DAYS) -> tuple[Streak, ...]:
        """Return the runs of at least so many days, longest first, then newest first."""
        return tuple(
            sorted(
                (run for run in self.runs if run.days >= days),
                key=lambda run: (-run.days, -run.last.value),
            )
        )

    def last_before_current(self, at_least_days: int) -> Streak | None:
        """Return the newest run of at least so many days that is not the current one."""
        past = [run for run in self.runs if run.days >= at_least_days and run != self.current]
        return past[-1] if past else None


def streaks(ratio: pd.Series) -> StreakRecord:
    """Return every run of rising closes of a gap-free daily ratio."""
    rose = np.diff(ratio.to_numpy(), prepend=np.inf) > 0  # the first close has none before it
    edges = np.flatnonzero(np.diff(rose, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2] - 1
    runs = tuple(
        Streak(int(days), first, last)
        for days, first, last in zip(
            ends - starts + 1, ratio.index[starts], ratio.index[ends], strict=True
        )
    )
    current = runs[-1] if runs and runs[-1].last == ratio.index[-1] else None
    return StreakRecord(runs, current)

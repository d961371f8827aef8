"""A comparison run anew: plain runs for levels, tables of every two scenarios for differences."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from models.comparison.compare import compare
from models.outcome.run import evaluate
from models.outcome.world import shipped_world
from tests.pages.numbers.view import RETURN

LETTERS = ("A", "B", "C", "D")


@dataclass(frozen=True)
class Asked:
    """Scenarios in the order of their letters, all from one start, by one outcome over one horizon."""

    requests: tuple
    variable: str = RETURN
    horizon: int = 12
    one_in: int | None = None

    @cached_property
    def world(self):
        return shipped_world(self.requests[0].spec, self.requests[0].scenario.as_of)

    @cached_property
    def paths(self) -> list:
        runs = [evaluate(replace(r, horizon_months=24), self.world) for r in self.requests]
        return [next(p for p in run.paths if p.variable == self.variable) for run in runs]

    @property
    def labels(self) -> list[str]:
        names = [request.scenario.name for request in self.requests]
        return [f"{letter} {name}" for letter, name in zip(LETTERS, names, strict=False)]

    @property
    def rows(self) -> list[int]:
        """Rows of the periods that end last within each shown horizon."""
        ends = self.paths[0].horizon_months
        wanted = {h for h in (3, 6, 12, 24) if h < self.horizon} | {self.horizon}
        return sorted(
            {int(np.flatnonzero(ends <= h)[-1]) for h in wanted if (ends <= h).any()}
            - {row for row, end in enumerate(ends) if end < 1}
        )

    def hidden(self, row: int) -> bool:
        return any(bool(getattr(p, "withheld", [""] * 99)[row]) for p in self.paths)

    @property
    def last(self) -> int:
        ends = self.paths[0].horizon_months
        within = [r for r, end in enumerate(ends) if 1 <= end <= self.horizon]
        return max(row for row in within if not self.hidden(row))

    def months_of(self, row: int) -> int:
        return int(self.paths[0].horizon_months[row])

    @cached_property
    def tables(self) -> dict:
        """Downloads of every two scenarios, by place."""
        spans = tuple(sorted({self.months_of(row) for row in (*self.rows, self.last)}))
        pairs = [(p, v) for v in (0, 1) for p in range(v + 1, len(self.requests))]
        return {
            (p, v): compare([self.requests[v], self.requests[p]], self.world, spans).table
            for p, v in pairs
        }

    def minus(self, place: int, row: int, versus: int = 0):
        """The line of a download that compares two scenarios."""
        table = self.tables[place, versus]
        mine = table[(table["variable"] == self.variable) & table["minus_first"].notna()]
        (line,) = mine[mine["horizon_months"] == self.months_of(row)].itertuples()
        return line

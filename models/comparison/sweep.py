"""One lever along its steps: what each outcome is at some horizons, with bands."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.comparison.axis import Axis, axis_of
from models.comparison.batch import Batch, evaluate_many
from models.comparison.batch_table import batch_table
from models.equations.outcomes import EPS, RETURN
from models.outcome.combination import HORIZONS_MONTHS
from models.outcome.world import World
from models.scenario.request import Request


@dataclass(frozen=True, eq=False)
class Sweep:
    """Outcomes along an axis: row s of the batch is the request with the lever at `values[s]` (S,).

    `now` is where the request itself stands, None on a path of its own.
    """

    axis: Axis
    values: np.ndarray
    now: float | None
    batch: Batch

    @property
    def table(self) -> pd.DataFrame:
        """One row a value, outcome and horizon: what stands on the axis, then `STATISTICS`."""
        table = batch_table(self.batch)
        table.insert(0, "value", self.values[table.pop("place").to_numpy()])
        table.insert(0, "lever", self.axis.name)
        return table


def sweep(
    request: Request,
    world: World,
    lever: str,
    *,
    months: Sequence[int] = HORIZONS_MONTHS,
    values: Sequence[float] | None = None,
    variables: Sequence[str] = (RETURN, EPS),
    hold: bool = True,
) -> Sweep:
    """Vary one lever of a request over the steps of its slider, or over `values`.

    `lever` is an id or the key of a field (models.comparison.axis). At zero a lever stays at its
    baseline, so that the sweep is one curve; with `hold` False it follows history there, as on the
    slider. Raises ScenarioError for an unknown lever or a value out of bounds.
    """
    axis = axis_of(lever)
    steps = axis.steps() if values is None else tuple(values)
    batch = evaluate_many(axis.requests(request, steps, hold=hold), world, months, variables)
    return Sweep(axis, np.array(steps, dtype=float), axis.now(request), batch)

"""Two levers at once: outcomes on a grid, and the line on which one of them is zero."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.common.errors import ScenarioError
from models.comparison.axis import MOST_STEPS, Axis, axis_of
from models.comparison.batch import Batch, evaluate_many
from models.comparison.batch_table import batch_table
from models.equations.outcomes import EPS, RETURN
from models.outcome.combination import HORIZONS_MONTHS
from models.outcome.world import World
from models.scenario.request import Request

Segment = tuple[tuple[float, float], tuple[float, float]]  # from (x, y) to (x, y)


@dataclass(frozen=True, eq=False)
class Grid:
    """Outcomes over two axes: scenario `i * len(y_values) + j` of the batch is at (x_i, y_j)."""

    x: Axis
    y: Axis
    x_values: np.ndarray
    y_values: np.ndarray
    now: tuple[float | None, float | None]
    batch: Batch

    def of(self, variable: str, statistic: str, horizon_months: int) -> np.ndarray:
        """Return one statistic at a horizon that the grid holds, (X, Y), NaN where refused."""
        many = self.batch[variable]
        cells = many.of(statistic)[:, many.at(horizon_months)]
        return cells.reshape(len(self.x_values), len(self.y_values))

    def frontier(self, variable: str, statistic: str, horizon_months: int) -> list[Segment]:
        """Return the line on which a statistic is zero, in pieces; none where it crosses nowhere."""
        return zero_line(self.x_values, self.y_values, self.of(variable, statistic, horizon_months))

    @property
    def table(self) -> pd.DataFrame:
        """One row a cell, outcome and horizon: both levers, then as `batch_table`."""
        table = batch_table(self.batch)
        place = table.pop("place").to_numpy()
        table.insert(0, self.y.name, self.y_values[place % len(self.y_values)])
        table.insert(0, self.x.name, self.x_values[place // len(self.y_values)])
        return table


def grid(
    request: Request,
    world: World,
    x: str,
    y: str,
    *,
    months: Sequence[int] = HORIZONS_MONTHS,
    x_values: Sequence[float] | None = None,
    y_values: Sequence[float] | None = None,
    variables: Sequence[str] = (RETURN, EPS),
) -> Grid:
    """Vary two levers of a request together, at most 41 steps each; at zero a lever is held.

    Raises ScenarioError for an unknown lever, for two axes of one lever and for values out of bounds.
    """
    across, up = axis_of(x), axis_of(y)
    if across.name == up.name:
        raise ScenarioError(
            f"Both axes are {x}; a grid needs two different levers: choose another for one of them."
        )
    xs = across.steps(MOST_STEPS) if x_values is None else tuple(x_values)
    ys = up.steps(MOST_STEPS) if y_values is None else tuple(y_values)
    columns = across.requests(request, xs)
    rows = [getattr(each.scenario, up.lever.id) for each in up.requests(request, ys)]
    if across.lever is up.lever:  # two fields of one lever: each cell is made by itself
        requests = [each for column in columns for each in up.requests(column, ys)]
    else:
        requests = [_with(column, up.lever.id, part) for column in columns for part in rows]
    return Grid(
        x=across,
        y=up,
        x_values=np.array(xs, dtype=float),
        y_values=np.array(ys, dtype=float),
        now=(across.now(request), up.now(request)),
        batch=evaluate_many(requests, world, months, variables),
    )


def _with(request: Request, lever: str, part: object) -> Request:
    scenario = request.scenario.model_copy(update={lever: part})
    return Request(scenario=scenario, horizon_months=request.horizon_months, spec=request.spec)


def zero_line(xs: np.ndarray, ys: np.ndarray, cells: np.ndarray) -> list[Segment]:
    """Return the zero contour of values (X, Y) by marching squares, straight within a square.

    In a square whose corners alternate, the mean of the four says which corners belong together.
    Squares with a value missing are left out; a corner at exactly zero counts as above.
    """
    up = np.where(cells >= 0, 1, -1)
    found: list[Segment] = []
    for i in range(len(xs) - 1):
        for j in range(len(ys) - 1):
            corners = cells[[i, i + 1, i + 1, i], [j, j, j + 1, j + 1]]
            if not np.isfinite(corners).all() or abs(up[i : i + 2, j : j + 2].sum()) == 4:
                continue
            around = [
                (xs[i], ys[j]),
                (xs[i + 1], ys[j]),
                (xs[i + 1], ys[j + 1]),
                (xs[i], ys[j + 1]),
            ]
            cut = [_cut(around[k], around[k - 3], corners[k], corners[k - 3]) for k in range(4)]
            points = [point for point in cut if point is not None]
            if len(points) == 4 and (corners.mean() >= 0) != (corners[0] >= 0):
                points = points[1:] + points[:1]
            found += zip(points[::2], points[1::2], strict=True)
    return found


def _cut(
    start: tuple[float, float], end: tuple[float, float], at_start: float, at_end: float
) -> tuple[float, float] | None:
    """Return where an edge crosses zero, None where it does not."""
    if (at_start >= 0) == (at_end >= 0):
        return None
    share = at_start / (at_start - at_end)
    return (
        float(start[0] + share * (end[0] - start[0])),
        float(start[1] + share * (end[1] - start[1])),
    )

r"""The windows of history that went most like a scenario, and what came with and after them.

The distance of a window is the root mean square, over the moved levers and the months of the horizon, of
the difference between both changes since the start, each in standard deviations of such changes in
windows that do not touch the pandemic.
Windows nearer to one already chosen than their own length are passed over.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.common.errors import ScenarioError
from models.comparison.averaged import averaged_changes, averaged_history
from models.equations.outcomes import EPS
from models.outcome.macro import complete_scenario
from models.outcome.world import World
from models.panel.pandemic import PANDEMIC_MONTHS
from models.scenario.levers import LEVERS
from models.scenario.request import Request

FIRST = pd.Period("1948-01", "M")
AFTER_MONTHS = 12
MOST = 5


@dataclass(frozen=True, eq=False)
class Analogues:
    """The nearest windows, nearest first.

    `table` has a row a window: its first and last month, `distance`, the change of every moved lever to
    its end, small minus large (pp, 100 x log) over the window and over the twelve months after it, EPS
    growth of large caps in the quarter it ends in; NaN where not known. `windows` were compared.
    """

    table: pd.DataFrame
    windows: int


def analogues(request: Request, world: World, most: int = MOST) -> Analogues:
    """Find the windows nearest to a request's moved levers over its horizon.

    Raises ScenarioError where no lever is moved.
    """
    levers, horizon = request.scenario.moved, request.horizon_months
    if not levers:
        raise ScenarioError("No lever is moved; move one to ask for windows of history like it.")
    rows_of = [LEVERS[lever] for lever in levers]
    macro = complete_scenario(request.scenario, world.setting, world.completion)
    ahead = macro.scenario(tuple(row.variable for row in rows_of)).T
    asked = np.column_stack(
        [averaged_changes(path, row, world) for path, row in zip(ahead, rows_of, strict=True)]
    )[:horizon]
    measured = world.panel.measured.loc[: world.panel.origin]
    of_each = [averaged_history(measured[row.variable].dropna(), row) for row in rows_of]
    history = pd.concat(of_each, axis=1).dropna().loc[FIRST:]
    blocks = np.lib.stride_tricks.sliding_window_view(history.to_numpy(), horizon + 1, axis=0)
    blocks = blocks.transpose(0, 2, 1)
    changes = blocks[:, 1:] - blocks[:, :1]
    ends = history.index[horizon:]
    calm = (ends < PANDEMIC_MONTHS[0]) | (ends - horizon >= PANDEMIC_MONTHS[1])
    scaled = (changes - asked) / changes[calm].std(axis=0)
    distance = np.sqrt((scaled**2).mean(axis=(1, 2)))
    rows: list[dict] = []
    chosen: list[int] = []
    for place in np.argsort(distance, kind="stable"):
        if len(chosen) == most:
            break
        if all(abs(place - other) > horizon for other in chosen):
            chosen.append(int(place))
            begins, last = history.index[place] + 1, ends[place]
            of_levers = dict(zip(levers, changes[place, -1], strict=True))
            rows.append(
                {"first": begins, "last": last, "distance": float(distance[place])}
                | {f"{lever}_change": float(change) for lever, change in of_levers.items()}
                | _followed(world, begins, last)
            )
    return Analogues(pd.DataFrame(rows), len(changes))


def _followed(world: World, begins: pd.Period, ends: pd.Period) -> dict[str, float]:
    returns = world.panel.monthly[world.fit.spec.target].loc[: world.panel.origin]
    growth = world.panel.quarterly[EPS]
    quarter = ends.asfreq("Q")
    return {
        "small_minus_large": _sum(returns, begins, ends),
        "small_minus_large_after": _sum(returns, ends + 1, ends + AFTER_MONTHS),
        EPS: float(growth.get(quarter, np.nan)),
    }


def _sum(returns: pd.Series, begins: pd.Period, ends: pd.Period) -> float:
    """Sum of monthly log returns, NaN where a month is not known."""
    known = returns.loc[begins:ends].dropna()
    whole = len(known) == (ends - begins).n + 1
    return float(known.sum()) if whole else float("nan")

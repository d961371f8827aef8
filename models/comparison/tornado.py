"""Every lever alone by a usual move of its own, the largest effect first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from models.comparison.batch import Batch, evaluate_many
from models.comparison.batch_table import batch_table
from models.comparison.usual_moves import straight_to, usual_moves
from models.equations.outcomes import EPS, RETURN
from models.outcome.combination import HORIZONS_MONTHS
from models.outcome.macro import complete_baseline
from models.outcome.world import World
from models.scenario.levers import LEVERS
from models.scenario.request import Request


@dataclass(frozen=True, eq=False)
class Tornado:
    """Effects of every lever's usual move down and up over a year, each lever alone.

    `moves` (n, 2) are the moves in the unit of each of `levers`; scenario `2 i` of the batch is lever i
    down, `2 i + 1` up. `one_in` is the odds of such a move to that side, None for one standard deviation.
    """

    levers: tuple[str, ...]
    moves: np.ndarray
    one_in: int | None
    batch: Batch

    def effects(self, variable: str, horizon_months: int) -> pd.DataFrame:
        """Return lever, unit, both moves and both effects at a horizon, the largest effect first."""
        many = self.batch[variable]
        effect = many.of("difference")[:, many.at(horizon_months)].reshape(-1, 2)
        table = pd.DataFrame(
            {
                "lever": self.levers,
                "unit": ["pp" if LEVERS[x].unit == "%" else LEVERS[x].unit for x in self.levers],
                "move_down": self.moves[:, 0],
                "move_up": self.moves[:, 1],
                "effect_down": effect[:, 0],
                "effect_up": effect[:, 1],
            }
        )
        order = np.argsort(-np.abs(effect).max(axis=1), kind="stable")
        return table.iloc[order].reset_index(drop=True)

    @property
    def table(self) -> pd.DataFrame:
        """One row a lever, direction, outcome and horizon, then as `batch_table`."""
        table = batch_table(self.batch)
        place = table.pop("place").to_numpy()
        table.insert(0, "move", self.moves.ravel()[place])
        table.insert(0, "lever", np.array(self.levers, dtype=object)[place // 2])
        return table


def tornado(
    request: Request,
    world: World,
    *,
    one_in: int | None = 10,
    months: Sequence[int] = HORIZONS_MONTHS,
    variables: Sequence[str] = (RETURN, EPS),
) -> Tornado:
    """Move every lever alone from the request's baseline, straight to its usual move in a year.

    What levers do while they are not moved, and why the Fed moves, is as in the request. The move
    is one time in `one_in` to each side in history, or one standard deviation if None.
    """
    bare = nothing_moved(request)
    baseline = complete_baseline(bare.scenario.baseline, world.setting, world.completion)
    moves, requests = [], []
    for lever in LEVERS.values():
        part, start = getattr(bare.scenario, lever.id), baseline.path(lever.variable)
        moves.append(usual_moves(world, lever, one_in))
        for move in moves[-1]:
            path = straight_to(start, move, part.own_path_bounds)
            moved = part.model_copy(update={"own_path": path})
            scenario = bare.scenario.model_copy(update={lever.id: moved})
            requests.append(replace(bare, scenario=scenario))
    batch = evaluate_many(requests, world, months, variables)
    return Tornado(tuple(LEVERS), np.array(moves), one_in, batch)


def nothing_moved(request: Request) -> Request:
    """Return the request with no lever moved; what levers do meanwhile, and why, stays."""
    parts = {}
    for lever, part in request.scenario.parts.items():
        kept = {"otherwise": part.otherwise}
        if hasattr(part, "why"):
            kept["why"] = part.why
        parts[lever] = type(part)().model_copy(update=kept)
    return replace(request, scenario=request.scenario.model_copy(update=parts))

"""Up to four scenarios from one start: their outcomes side by side, and each minus the first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from models.common.bands import LEVELS_PCT, NORMAL_QUANTILES, QUANTILES
from models.common.errors import ModelError, ScenarioError
from models.comparison.batch import Batch, evaluate_many
from models.comparison.batch_table import as_exported, batch_table
from models.comparison.pairwise import Gap, gap
from models.equations.outcomes import RETURN
from models.outcome.combination import HORIZONS_MONTHS
from models.outcome.outcome import Outcome
from models.outcome.run import evaluate
from models.outcome.world import World
from models.scenario.part import MAX_HORIZON_MONTHS
from models.scenario.request import Request

MOST_SCENARIOS = 4
MINUS = "minus_first"


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios of one world, the first of which the others are measured against.

    `outcomes` are plain evaluations, split by lever and all; `batch` the same at `months`.
    """

    world: World
    outcomes: tuple[Outcome, ...]
    batch: Batch
    months: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What the scenarios are called; the same name twice gets a number behind it."""
        seen: list[str] = []
        for outcome in self.outcomes:
            name, number = outcome.scenario.name, 2
            while name in seen:
                name, number = f"{outcome.scenario.name} ({number})", number + 1
            seen.append(name)
        return tuple(seen)

    def gap(self, variable: str, place: int, horizon_months: int, versus: int = 0) -> Gap:
        """Return one scenario minus another, by default the first."""
        pair = self.outcomes[place], self.outcomes[versus]
        return gap(variable, *pair, self.world, horizon_months)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a scenario, outcome and horizon.

        Columns as `batch_table`, the scenario's name before them; behind them the scenario minus the
        first, the ends of the band of this difference, and the probability that it is below the first.
        """
        table = batch_table(self.batch)
        place = table.pop("place").to_numpy()
        rows = []
        for number, variable, horizon in zip(
            place, table["variable"], table["horizon_months"], strict=True
        ):
            rows.append(_columns(self.gap(variable, number, horizon)) if number else {})
        table.insert(0, "name", np.array(self.names, dtype=object)[place])
        minus = pd.DataFrame(rows, columns=list(_columns(Gap(0.0, 0.0))))
        return pd.concat([table, minus.apply(as_exported)], axis=1)


def _columns(found: Gap) -> dict[str, float]:
    ends = {
        f"{MINUS}_{name}": found.mean
        + np.sign(level) * found.sd * NORMAL_QUANTILES[LEVELS_PCT.index(abs(level))]
        for name, level in QUANTILES.items()
        if level
    }
    return {MINUS: found.mean, **ends, "odds_below_first": found.odds_below}


def compare(
    requests: Sequence[Request], world: World, months: Sequence[int] = HORIZONS_MONTHS
) -> Comparison:
    """Compare two to four requests that share a start and the choices about the equations.

    Each horizon is 24 months here, whatever the requests say. A scenario minus another is the effect of
    going from the one's paths to the other's, also where they have different baselines. Raises
    ScenarioError where there are too few, too many or of different starts, or where one has no answer.
    """
    if not 2 <= len(requests) <= MOST_SCENARIOS:
        raise ScenarioError(
            f"{len(requests)} scenarios are given; a comparison takes 2 to {MOST_SCENARIOS}: "
            f"{'add one' if len(requests) < 2 else 'leave some out'}."
        )
    asked = [replace(request, horizon_months=MAX_HORIZON_MONTHS) for request in requests]
    variables = (RETURN, *(model.variable for model in world.fit.growth))
    batch = evaluate_many(asked, world, months, variables)
    for request, reason in zip(asked, batch.refused, strict=True):
        if reason:
            raise ModelError(f"{request.scenario.name}: {reason}")
    outcomes = tuple(evaluate(request, world) for request in asked)
    return Comparison(world, outcomes, batch, tuple(months))

"""The completion model's own answer to a scenario, to stand beside the regressions'."""

from functools import lru_cache

from models.completion.answer import Answer
from models.completion.completion import Completion, make_completion
from models.completion.data import completion_data
from models.completion.fit import fit_completion
from models.completion.stored import FitKey, load_completion
from models.engine import World
from models.outcome import Outcome
from models.scenario.paths import LEVER_OF, LEVERS, lever_paths
from models.scenario.scenario import MAX_HORIZON_MONTHS


@lru_cache(maxsize=2)
def completion_of(world: World) -> Completion:
    """Return the completion model of a world, stored or, where it is not, estimated in a second."""
    panel = world.panel
    data = completion_data(panel)
    key = FitKey(as_of=str(panel.vintage), snapshot_hash=panel.snapshot_hash)
    return make_completion(data, load_completion(key) or fit_completion(data))


def answer_beside(outcome: Outcome, world: World, *, others_follow: bool) -> Answer:
    """Complete a scenario over 24 months by history's mix of shocks.

    With `others_follow` only the levers that the scenario moves are set and the rest moves with them
    as history says; otherwise all three levers are set, as in the regressions. Raises ModelError
    where the paths ask for shocks that history does not hold.
    """
    paths = lever_paths(outcome.scenario, world.setting, MAX_HORIZON_MONTHS)
    part = {variable: getattr(outcome.scenario, lever) for lever, variable in LEVER_OF.items()}
    wanted = [v for v in LEVERS if part[v].active or not others_follow]
    baseline = {v: paths.baseline[:, LEVERS.index(v)] for v in wanted}
    scenario = {v: paths.scenario[:, LEVERS.index(v)] for v in wanted}
    return completion_of(world).answer(baseline, scenario, horizon_months=MAX_HORIZON_MONTHS)

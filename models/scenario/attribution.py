r"""Attribution: which part of a scenario is due to which lever, in an order that answers a question.

The moved levers join one after another, in :data:`JOINING_ORDER`, and each is given what changes when it
joins,

.. math:: \phi_i = v(L_i) - v(L_{i-1}), \quad v(\emptyset) = 0

with L_i the levers joined so far. A moved lever that has not joined yet follows history. So the labour
market comes first, with the Fed as it would react by itself, and the Fed comes last: against what it
would do by itself. The parts add up to v of all moved levers; a lever that alone is moved has all of it.
"""

from collections.abc import Mapping

import numpy as np

from models.scenario.levers import LEVERS
from models.scenario.scenario import Scenario

JOINING_ORDER = tuple(sorted(LEVERS, key=lambda lever: LEVERS[lever].joins))


def levers_shown(*scenarios: Scenario) -> tuple[str, ...]:
    """Return whose parts of an effect are worth a bar, in the order of joining.

    Those that the baseline sets, and others where one of the scenarios moves them.
    """
    moved = {lever for scenario in scenarios for lever in scenario.moved}
    return tuple(x for x in JOINING_ORDER if LEVERS[x].pinned_in_baseline or x in moved)


def increments(joined: Mapping[str, np.ndarray], n_periods: int) -> np.ndarray:
    """Split an effect by lever, (P, n), in the order of `LEVERS`; zero for levers not moved.

    Parameters
    ----------
    joined : dict of ndarray of shape (P,)
        For each moved lever, in the order of joining, scenario minus baseline with it and those
        before it moved.
    """
    parts = np.zeros((n_periods, len(LEVERS)))
    before = np.zeros(n_periods)
    for lever, effect in joined.items():
        parts[:, list(LEVERS).index(lever)] = effect - before
        before = effect
    return parts

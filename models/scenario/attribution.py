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

JOINING_ORDER = tuple(sorted(LEVERS, key=lambda lever: LEVERS[lever].joins))


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

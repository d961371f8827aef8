r"""Shapley values: split a joint effect among its causes.

.. math:: \phi_i = \sum_{S \subseteq N \setminus i} \frac{|S|! (n - |S| - 1)!}{n!}
          (v(S \cup i) - v(S)), \quad v(\emptyset) = 0

They add up to v(N). Where effects add, each gets its own. Source: Shapley (1953), "A value for
n-person games".
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import factorial

import numpy as np


def coalitions(players: Sequence[str]) -> Iterator[frozenset[str]]:
    """Yield every set of players but the empty one, the largest last."""
    for size in range(1, len(players) + 1):
        yield from map(frozenset, combinations(players, size))


def shapley(
    players: Sequence[str], value: Mapping[frozenset[str], np.ndarray]
) -> dict[str, np.ndarray]:
    """Split value[all players] among them; `value` holds an array for each of `coalitions`."""
    n = len(players)
    shares = {}
    for player in players:
        total = np.zeros(())
        for coalition in coalitions(players):
            if player in coalition:
                others = coalition - {player}
                weight = factorial(len(others)) * factorial(n - len(coalition)) / factorial(n)
                before = value[others] if others else 0.0
                total = total + weight * (value[coalition] - before)
        shares[player] = total
    return shares

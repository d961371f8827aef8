"""Buckets by public float, formed each 30 June and held for four quarters, as an index is.

A firm's rank is by the last float dated up to that day, at most six quarters old. The float stands on
the first page of the next annual report, so that a rank was known some months after it is used here:
buckets say which firms were large then, not what a reader could have bought.
"""

import numpy as np

from models.earnings.filings.firms import Firms

RANKS = {"large": (1, 500), "middle": (601, 1500), "small": (1001, 3000)}
OLDEST_QUARTERS = 6


def ranked(firms: Firms, june: int) -> np.ndarray:
    """Return the rows of firms by falling float at the second quarter in column `june`."""
    window = firms.floats[:, max(june - OLDEST_QUARTERS + 1, 0) : june + 1]
    known = np.isfinite(window)
    last = window.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    value = np.where(known.any(axis=1), window[np.arange(len(window)), last], 0.0)
    order = np.lexsort((firms.ciks, -value))
    return order[: int(np.count_nonzero(value > 0))]  # zero is: not listed


def members(firms: Firms) -> list[dict[str, np.ndarray]]:
    """Return the rows in each bucket for each quarter (Q), by the 30 June at or before its end.

    Quarters before the first June have empty buckets.
    """
    held = {name: np.array([], dtype=int) for name in RANKS}
    found = []
    for column, quarter in enumerate(firms.quarters):
        if quarter.quarter == 2:
            order = ranked(firms, column)
            held = {name: order[first - 1 : last] for name, (first, last) in RANKS.items()}
        found.append(held)
    return found

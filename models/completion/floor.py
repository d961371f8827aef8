"""The policy rate cannot fall below its floor: months that would are held there by policy shocks."""

import numpy as np

from models.errors import ModelError

FLOOR_PCT = 0.05  # lowest monthly average of the federal funds rate on record
MOST_PASSES = 3


def floor_lift(rate: np.ndarray, lifts: np.ndarray, set_months: np.ndarray) -> np.ndarray:
    """Policy shocks that keep a following rate at or above the floor.

    Parameters
    ----------
    rate : ndarray of shape (H,)
        Policy rate without the floor, percent.
    lifts : ndarray of shape (H, H)
        Response of the rate to a policy shock of each month while all conditions hold.
    set_months : boolean ndarray of shape (H,)
        Months whose rate is a condition; no shock moves it.

    Returns
    -------
    ndarray of shape (H,)
        Size of each month's shock, zero where the floor does not bind.

    Notes
    -----
    Active set: months below the floor are fixed at it; that may push others below, which join, in at
    most three passes.
    """
    below = (rate < FLOOR_PCT - 1e-12) & ~set_months
    shocks = np.zeros(len(rate))
    for _ in range(MOST_PASSES):
        if not below.any():
            return shocks
        shocks = np.zeros(len(rate))
        shocks[below] = np.linalg.solve(lifts[np.ix_(below, below)], FLOOR_PCT - rate[below])
        more = (rate + lifts @ shocks < FLOOR_PCT - 1e-9) & ~set_months & ~below
        if not more.any():
            return shocks
        below |= more
    raise ModelError(
        f"The policy rate that follows stays below its floor of {FLOOR_PCT:g} % after {MOST_PASSES} "
        "passes; hold or set the policy rate, or choose a milder scenario."
    )

"""The floor of the policy rate: months that would fall below are held there by policy shocks."""

import numpy as np

from models.common.errors import ModelError

FLOOR_PCT = 0.05  # lowest monthly average of the federal funds rate on record
MOST_PASSES = 3
TOLERANCE_PP = 1e-9


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
    Active set: going forward, months still below the floor after the shocks before them are fixed at it;
    where the conditions carry that back to earlier months, these join, in at most three passes. The
    last check is on the path itself.
    """
    fixed = np.zeros(len(rate), dtype=bool)
    ahead = rate.copy()
    for month in np.flatnonzero(~set_months):
        if ahead[month] < FLOOR_PCT - TOLERANCE_PP:
            fixed[month] = True
            ahead += lifts[:, month] * (FLOOR_PCT - ahead[month]) / lifts[month, month]
    for _ in range(MOST_PASSES):
        shocks = np.zeros(len(rate))
        inside = lifts[np.ix_(fixed, fixed)]
        shocks[fixed] = np.linalg.solve(inside, FLOOR_PCT - rate[fixed])
        below = (rate + lifts @ shocks < FLOOR_PCT - TOLERANCE_PP) & ~set_months & ~fixed
        if not below.any():
            return shocks
        fixed |= below
    raise ModelError(
        f"The policy rate that follows stays below its floor of {FLOOR_PCT:g}% after {MOST_PASSES} "
        "passes; hold or set the policy rate, or choose a milder scenario."
    )

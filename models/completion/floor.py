"""The floor of the policy rate: months that would fall below are held there by policy shocks."""

import numpy as np

from models.common.errors import ModelError

FLOOR_PCT = 0.05  # lowest monthly average of the federal funds rate on record
MOST_PASSES = 3
TOLERANCE_PP = 1e-9


REFUSAL = (
    f"The policy rate that follows stays below its floor of {FLOOR_PCT:g}% after {MOST_PASSES} "
    "passes; hold or set the policy rate, or choose a milder scenario."
)


def floor_lift(rate: np.ndarray, lifts: np.ndarray, set_months: np.ndarray) -> np.ndarray:
    """Return the policy shocks (H,) that keep one following rate (H,) at or above the floor.

    As `floor_lifts`; raises ModelError where three passes do not do.
    """
    shocks, refused = floor_lifts(rate[None], lifts, set_months)
    if refused[0]:
        raise ModelError(REFUSAL)
    return shocks[0]


def floor_lifts(
    rates: np.ndarray, lifts: np.ndarray, set_months: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Policy shocks that keep following rates at or above the floor, many paths at once.

    Parameters
    ----------
    rates : ndarray of shape (S, H)
        Policy rates without the floor, percent.
    lifts : ndarray of shape (H, H)
        Response of the rate to a policy shock of each month while all conditions hold.
    set_months : boolean ndarray of shape (H,)
        Months whose rate is a condition; no shock moves it.

    Returns
    -------
    (shocks, refused) : ndarray of shape (S, H) and boolean ndarray of shape (S,)
        Size of each month's shock, zero where the floor does not bind; and the paths that stay below
        the floor after three passes.

    Notes
    -----
    Active set: going forward, months still below the floor after the shocks before them are fixed at it;
    where the conditions carry that back to earlier months, these join, in at most three passes. The
    last check is on the path itself.
    """
    fixed = np.zeros(rates.shape, dtype=bool)
    ahead = rates.copy()
    for month in np.flatnonzero(~set_months):
        low = np.flatnonzero(ahead[:, month] < FLOOR_PCT - TOLERANCE_PP)
        fixed[low, month] = True
        gap = FLOOR_PCT - ahead[low, month]
        ahead[low] += lifts[:, month] * gap[:, None] / lifts[month, month]
    shocks = np.zeros(rates.shape)
    at_work = np.flatnonzero(fixed.any(axis=1))
    for _ in range(MOST_PASSES):
        masks, mask_of = np.unique(fixed[at_work], axis=0, return_inverse=True)
        for number, mask in enumerate(masks):
            rows = at_work[mask_of.ravel() == number]
            gaps = FLOOR_PCT - rates[np.ix_(rows, mask)]
            shocks[np.ix_(rows, mask)] = np.linalg.solve(lifts[np.ix_(mask, mask)], gaps.T).T
        below = rates[at_work] + shocks[at_work] @ lifts.T < FLOOR_PCT - TOLERANCE_PP
        below &= ~set_months & ~fixed[at_work]
        again = below.any(axis=1)
        fixed[at_work] |= below
        at_work = at_work[again]
        if not len(at_work):
            break
    refused = np.zeros(len(rates), dtype=bool)
    refused[at_work] = True
    return shocks, refused

"""The levels of bands: which are computed, which one is shown, and what their ends are called.

A level is the share of outcomes that a central band holds, in percent. Arrays of half-widths have a
column for each of `LEVELS_PCT`; the ends of a band are quantiles, q05 and q95 of the level 90.
"""

from statistics import NormalDist

import numpy as np

LEVELS_PCT = (50, 80, 90)  # ascending
SHOWN_PCT = 90
SHOWN = f"{SHOWN_PCT}%"
SHOWN_ODDS = {50: "one time in two", 80: "eight times in ten", 90: "nine times in ten"}[SHOWN_PCT]
WIDE_PCT = LEVELS_PCT[-2:]  # whose record is told in sentences
SHOWN_COLUMN = LEVELS_PCT.index(SHOWN_PCT)
ALL_SHOWN = f"{', '.join(map(str, LEVELS_PCT))}%"
# Half-widths of central bands of a standard normal, in the order of LEVELS_PCT.
NORMAL_QUANTILES = np.array([NormalDist().inv_cdf(0.5 + level / 200) for level in LEVELS_PCT])


def ends(level_pct: int) -> tuple[str, str]:
    """Return the names of the quantiles that bound a band, ("q05", "q95") of 90%."""
    return f"q{(100 - level_pct) // 2:02}", f"q{(100 + level_pct) // 2:02}"


# Each quantile with its band's level, negative below the middle; lowest first.
QUANTILES = {
    **{ends(level)[0]: -level for level in reversed(LEVELS_PCT)},
    "q50": 0,
    **{ends(level)[1]: level for level in LEVELS_PCT},
}

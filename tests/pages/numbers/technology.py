"""What is said of the lever on technology: its slopes by month-end changes, on a second path."""

import numpy as np
import pandas as pd

from tests.pages.numbers.claims_response import era_slopes
from tests.pages.numbers.figures import NORMAL, plus, to
from tests.pages.numbers.matching import Says


def lead_of_technology(panel) -> pd.Series:
    """Nasdaq-100 over S&P 500 by adding up months, zero in the last one."""
    monthly = panel.monthly
    lead = (
        (monthly["small_cap_relative_return_russell"] - monthly["small_cap_relative_return_nasdaq"])
        .dropna()
        .cumsum()
    )
    return lead - lead.iloc[-1]


def technology_note(world) -> Says:
    """Slope, months, earlier slopes and the range with the spread between eras."""
    *before, (era, slope, error, months) = era_slopes(world.panel)
    slopes = [row[1] for row in (*before, (era, slope))]
    errors = [row[2] for row in before] + [error]
    count = len(slopes)
    spread = np.var(slopes, ddof=1) - np.mean(np.square(errors))
    between = (1 + 1 / count) * max(spread, 0.0)
    half = NORMAL[90] * np.sqrt(error**2 + between)
    supported = abs(slope) > half
    return Says(
        "Technology, on a short sample: small minus large moves by {slope} pp per pp of the Nasdaq-100 "
        "against the S&P 500 in the {months} single months {era} ({earlier}). With the spread between "
        "eras {range} (90%): {verdict}. Nothing else moves with it.",
        slope=plus(slope, 2),
        era=era,
        months=months,
        earlier=", ".join(f"{plus(row[1], 2)} {row[0]}" for row in before),
        range=to(slope - half, slope + half, 2),
        verdict="the sign is supported" if supported else "no sign is supported",
    )

"""The note's claim about relative EPS growth, put to the test on a loaded series."""

from dataclasses import dataclass

from models.common.bands import SHOWN
from models.common.text import MINUS, signed
from models.earnings.history import PriceHistory
from models.earnings.variance_shares import VarianceShares
from models.overview.claim import Verdict

CLAIM = "Relative EPS growth has driven small caps most, more than margins or multiples."
DECIDED_AT_QUARTERS = (4, 8, 12)  # a year or more, the claim speaks of no quarter


@dataclass(frozen=True, slots=True)
class DriverVerdict:
    """What the shares say of the claim, and the sentence that says why."""

    verdict: Verdict
    reason: str


def relative_verdict(relative: PriceHistory | None) -> DriverVerdict:
    """Judge the claim on small minus large; without a loaded series it cannot be computed.

    True when at every horizon of one to three years that the sample allows the interval of the share
    of earnings less that of the multiple lies above zero, false when it lies below zero at each of
    them, else undecided.
    """
    if relative is None:
        return DriverVerdict(
            "cannot be computed",
            "It needs a history of small-cap earnings per share, and no free one exists: load a series "
            "above, or build one from filings on the Data page. The small-cap assumption cannot stand "
            "in: it takes relative growth from large caps.",
        )
    if relative.shares is None:
        return DriverVerdict("cannot be computed", relative.why_no_shares)
    horizons = [h for h in relative.shares.horizons if h in DECIDED_AT_QUARTERS]
    if not horizons:
        return DriverVerdict(
            "cannot be computed",
            "The loaded series is too short for windows of a year; a quarter's move says little of "
            "trailing earnings: load a longer series.",
        )
    lows = [relative.shares.lead_low[h] for h in horizons]
    highs = [relative.shares.lead_high[h] for h in horizons]
    verdict: Verdict = "undecided"
    if min(lows) > 0:
        verdict = "true"
    elif max(highs) < 0:
        verdict = "false"
    said = f"On the {relative.basis}: {shares_sentence(relative.shares)}"
    if verdict == "undecided":
        said += " " + _too_wide(relative.shares, horizons)
    return DriverVerdict(verdict, said)


def _too_wide(shares: VarianceShares, horizons: list[int]) -> str:
    """Say why the shares decide nothing: how far the lead of earnings may lie to either side."""
    h = horizons[-1]
    low, high = (signed(100 * end[h], 0) for end in (shares.lead_low, shares.lead_high))
    return (
        f"The intervals are too wide to decide: the share of earnings less that of the multiple lies "
        f"between {low} and {high} points over {h} quarters ({SHOWN}), on {shares.n_windows[h]} separate "
        "windows."
    )


def plain_percent(share: float) -> str:
    """Return a share as "59", a negative one with a true minus."""
    return f"{100 * share:.0f}".replace("-", MINUS)


def shares_sentence(shares: VarianceShares) -> str:
    """Say the share of earnings at the horizons of one to three years, with its interval."""
    said = []
    for h in shares.horizons:
        if h in DECIDED_AT_QUARTERS:
            eps = shares.share("eps", h)
            said.append(
                f"over {h} quarters earnings carry {plain_percent(eps.share)}% of the variance of price "
                f"changes ({SHOWN} interval {signed(100 * eps.low, 0)} to {signed(100 * eps.high, 0)}%)"
            )
    return "; ".join(said) + f". {shares.first.year} to {shares.last.year}."

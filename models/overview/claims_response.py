r"""Claims about what small caps respond to: good news of the economy, and the lead of technology.

The response to technology is the slope of Russell 2000 minus S&P 500 on Nasdaq-100 minus S&P 500, both
100 x log changes from month end to month end, by least squares with a constant in each era; standard
errors by Newey and West (models.overview.news).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.common.bands import NORMAL_QUANTILES, SHOWN, SHOWN_COLUMN
from models.common.text import month, signed
from models.overview.claim import Claim, Finding, Verdict
from models.overview.news import HAC_LAGS, WINDOW_MONTHS, news_sensitivity, slope_and_error
from models.overview.relative import NASDAQ, SP500, closes
from models.panel import Panel

ERAS = {"to 1999": (1987, 1999), "2000 to 2008": (2000, 2008), "since 2009": (2009, 2100)}
_HALF_WIDTH_SD = float(NORMAL_QUANTILES[SHOWN_COLUMN])


@dataclass(frozen=True, slots=True)
class Slope:
    """A response in pp with its standard error, over months of one era."""

    era: str
    value: float
    std_error: float
    nobs: int

    @property
    def ends(self) -> tuple[float, float]:
        """Ends of the shown band."""
        half = _HALF_WIDTH_SD * self.std_error
        return self.value - half, self.value + half

    def __str__(self) -> str:
        return f"{self.era} {signed(self.value, 2)} ({self.std_error:.2f})"


def response_claims(then: Panel, now: Panel) -> tuple[Claim, ...]:
    """Return the claims on the panel of each date."""
    return (
        Claim(
            "good-news",
            "Good news of the economy helps small caps more than large ones.",
            "Response of small minus large to a month whose news is one standard deviation better than "
            f"usual, over the last {WINDOW_MONTHS} months and over all; true if both {SHOWN} bands "
            "lie above zero, false if both lie below.",
            _good_news(then),
            _good_news(now),
        ),
        Claim(
            "ai-fading-helps",
            "A fading AI theme helps small caps.",
            "Slope of Russell 2000 minus S&P 500 on Nasdaq-100 minus S&P 500, month by month, in three "
            f"eras (standard error, Newey-West, {HAC_LAGS} lags). Below zero, small caps gain when "
            f"technology lags. True if the {SHOWN} band of the last era lies below zero, "
            "false if above.",
            _technology(then),
            _technology(now),
        ),
    )


def side_of_zero(bands: list[tuple[float, float]]) -> Verdict:
    """Judge "above zero": true or false where every band lies on one side, else undecided."""
    if all(low > 0 for low, _ in bands):
        return "true"
    return "false" if all(high < 0 for _, high in bands) else "undecided"


def _good_news(panel: Panel) -> Finding:
    found = news_sensitivity(panel)
    last, whole = found.rolling.iloc[-1], found.whole
    figure = "; ".join(
        f"{words} {signed(of['beta'], 2)} ({signed(of['low'], 2)} to {signed(of['high'], 2)})"
        for words, of in (
            (f"{WINDOW_MONTHS} months to {month(found.last)}", last),
            (f"all {found.nobs} months", whole),
        )
    )
    bands = [(float(of["low"]), float(of["high"])) for of in (last, whole)]
    return Finding(panel.vintage, f"{figure} pp", side_of_zero(bands))


def technology_slopes(panel: Panel) -> tuple[Slope, ...]:
    """Return the slope in each of `ERAS`; the month that the closes have not finished is left out."""
    to_sp500, to_nasdaq = (100 * np.log(closes(panel, series)) for series in (SP500, NASDAQ))
    both = pd.DataFrame({"y": to_sp500, "x": to_sp500 - to_nasdaq}).dropna()
    months = pd.DatetimeIndex(both.index).to_period("M")
    ended = months <= panel.origin
    changes = both[ended].groupby(months[ended]).last().diff().dropna()
    found = []
    for era, (first, last) in ERAS.items():
        years = pd.PeriodIndex(changes.index).year
        inside = changes[(years >= first) & (years <= last)]
        slope, error = slope_and_error(inside["y"].to_numpy(), inside["x"].to_numpy())
        found.append(Slope(era, slope, error, len(inside)))
    return tuple(found)


def _technology(panel: Panel) -> Finding:
    slopes = technology_slopes(panel)
    low, high = slopes[-1].ends
    figure = "; ".join(map(str, slopes)) + " pp for each pp"
    return Finding(panel.vintage, figure, side_of_zero([(-high, -low)]))

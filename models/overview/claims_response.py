"""Claims about what small caps respond to: good news of the economy, and the lead of technology."""

from models.common.bands import SHOWN
from models.common.newey_west import HAC_LAGS
from models.common.text import month, signed
from models.equations.technology import technology_slope
from models.overview.claim import Claim, Finding, Verdict
from models.overview.news import SERIES, WINDOW_MONTHS, news_sensitivity
from models.overview.relative import AGAINST
from models.panel import Panel
from models.panel.vintages import oldest


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
    return Finding(oldest(panel, *SERIES), f"{figure} pp", side_of_zero(bands))


def _technology(panel: Panel) -> Finding:
    slopes = technology_slope(panel).eras
    low, high = slopes[-1].ends
    figure = "; ".join(map(str, slopes)) + " pp for each pp"
    return Finding(oldest(panel, *AGAINST), figure, side_of_zero([(-high, -low)]))

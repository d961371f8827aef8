"""Claims about policy, the economy, the AI theme and earnings, on what was published by each date."""

import numpy as np
import pandas as pd

from models.common.text import day, in_unit, month, signed
from models.equations.outcomes import EPS
from models.overview.claim import Claim, Finding, decide
from models.overview.relative import AGAINST, closes
from models.panel import Panel
from models.panel.vintages import oldest

HALF_YEAR_MONTHS = 6
TREND_GROWTH_PCT = 2.0
SAHM_PP = 0.5  # Sahm (2019): a rise by this much has come with every recession since 1970
THEME_MONTHS = 3
_MARGIN = "operating_margin_change_large_cap"


def macro_claims(then: Panel, now: Panel) -> tuple[Claim, ...]:
    """Return the claims that published series can judge, on the panel of each date."""
    return (
        Claim(
            "fed-looser",
            "The Fed is loosening.",
            "Change of the target's upper bound over six months, and direction of its last move; "
            "true if down by both.",
            _fed(then),
            _fed(now),
        ),
        Claim(
            "fiscal-looser",
            "Fiscal policy is loosening.",
            "Mean of the last two published quarters of this project's fiscal impulse (% of GDP) and "
            "of the Hutchins measure (pp of growth); true if both are above zero. The tax "
            "refunds of 2026 were still ahead at the note's date.",
            _fiscal(then),
            _fiscal(now),
        ),
        Claim(
            "economy-robust",
            "The economy is robust.",
            f"Four readings: real GDP up {TREND_GROWTH_PCT:.0f}% or more on a year; unemployment, "
            f"three-month mean, less than {SAHM_PP} pp above its low of the twelve months before; "
            "payrolls up over three months; industrial production up on a year.",
            _economy(then),
            _economy(now),
        ),
        Claim(
            "ai-fading",
            "The AI theme is fading.",
            "Nasdaq-100 against S&P 500 over three months of closes, and the technology sector "
            "against the S&P 500 over its last three published months; true if both fell by more than "
            "one standard deviation of such changes, false if neither fell.",
            _theme(then),
            _theme(now),
        ),
        Claim(
            "relative-eps",
            "Relative EPS growth has driven small caps most, more than margins or multiples.",
            "Would split the relative return into earnings, margins and multiples of small minus "
            "large. No small-cap EPS, sales or multiple series is in the data, only large-cap ones; the "
            "Earnings page does it on a series that you load.",
            _earnings(then),
            _earnings(now),
        ),
    )


def _fed(panel: Panel) -> Finding:
    target = panel.monthly["policy_rate_target_upper"].dropna()
    over_half_year = float(target.iloc[-1] - target.iloc[-1 - HALF_YEAR_MONTHS])
    moves = target.diff()
    last_move = moves[moves != 0].dropna()
    figure = (
        f"{signed(over_half_year, 2)} pp over six months to {target.iloc[-1]:.2f}%; "
        f"last move {signed(last_move.iloc[-1], 2)} in {month(last_move.index[-1])}"
    )
    known = oldest(panel, "policy_rate_target_upper")
    return Finding(known, figure, decide([over_half_year < 0, last_move.iloc[-1] < 0]))


def _fiscal(panel: Panel) -> Finding:
    said, positive = [], []
    measures = {
        "fiscal_impulse_quarterly": ("fiscal impulse", "% of GDP"),
        "hutchins_fiscal_impact": ("Hutchins", "pp of growth"),
    }
    for name, (label, unit) in measures.items():
        quarters = panel.quarterly[name].dropna().iloc[-2:]
        mean = float(quarters.mean())
        said.append(f"{label} {in_unit(signed(mean), unit)} to {month(quarters.index[-1])}")
        positive.append(mean > 0)
    return Finding(oldest(panel, *measures), "; ".join(said), decide(positive))


def unemployment_rise(unemployment: pd.Series) -> float:
    """Three-month mean of unemployment minus its lowest value in the twelve months before, pp."""
    mean = unemployment.rolling(3).mean()
    return float(mean.iloc[-1] - mean.iloc[-13:-1].min())


def _economy(panel: Panel) -> Finding:
    gdp = panel.quarterly["gdp_real"].dropna()
    growth = 100 * float(gdp.iloc[-1] / gdp.iloc[-5] - 1)
    rise = unemployment_rise(panel.monthly["unemployment_rate"].dropna())
    payrolls = panel.monthly["payrolls"].dropna()
    jobs = float(payrolls.iloc[-1] - payrolls.iloc[-4]) / 3
    production = panel.monthly["industrial_production"].dropna()
    output = 100 * float(production.iloc[-1] / production.iloc[-13] - 1)
    figure = (
        f"GDP {signed(growth)}% ({month(gdp.index[-1])}); unemployment {signed(rise, 2)} pp above its "
        f"low; payrolls {signed(jobs, 0)} thousand a month ({month(payrolls.index[-1])}); "
        f"production {signed(output)}% ({month(production.index[-1])})"
    )
    passed = [growth >= TREND_GROWTH_PCT, rise < SAHM_PP, jobs > 0, output > 0]
    known = oldest(panel, "gdp_real", "unemployment_rate", "payrolls", "industrial_production")
    return Finding(known, figure, decide(passed))


def large_technology(panel: Panel) -> pd.Series:
    """100 x log of the Nasdaq-100 over the S&P 500, up to a constant, on days with both closes."""
    both = closes(panel, "relative_price_sp500") / closes(panel, "relative_price_nasdaq")
    return 100 * np.log(both.dropna())


def _theme(panel: Panel) -> Finding:
    ratio = large_technology(panel)
    end = ratio.index[-1]
    start = ratio.index[
        ratio.index.searchsorted(end - pd.DateOffset(months=THEME_MONTHS), "right") - 1
    ]
    index_change = float(ratio[end] - ratio[start])
    month_ends = ratio.groupby([ratio.index.year, ratio.index.month]).last()
    index_sd = float(month_ends.diff(THEME_MONTHS).std())
    sums = panel.monthly["sector_xlk"].rolling(THEME_MONTHS).sum().dropna()
    sector_change, sector_sd = float(sums.iloc[-1]), float(sums.std())
    figure = (
        f"Nasdaq-100 {signed(index_change)} pp from {day(start)} to {day(end)} (one sd {index_sd:.1f}); "
        f"technology sector {signed(sector_change)} pp to {month(sums.index[-1])} "
        f"(one sd {sector_sd:.1f})"
    )
    fell = [index_change < -index_sd, sector_change < -sector_sd]
    verdict = decide(fell)
    if verdict == "false" and (index_change < 0 or sector_change < 0):
        verdict = "undecided"  # a fall inside the usual noise
    return Finding(oldest(panel, *AGAINST, "sector_xlk"), figure, verdict)


def _earnings(panel: Panel) -> Finding:
    eps, margin = (panel.quarterly[name].dropna() for name in (EPS, _MARGIN))
    figure = (
        f"S&P 500 only: operating EPS {signed(eps.iloc[-1])}%, of it margins "
        f"{signed(margin.iloc[-1])}%, four quarters to {month(eps.index[-1])}"
    )
    return Finding(oldest(panel, EPS, _MARGIN), figure, "cannot be computed")

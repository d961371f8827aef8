"""What the Overview shows of drivers, sectors and good news."""

import numpy as np
import pandas as pd

from models.common.bands import SHOWN
from models.overview.news import observations
from tests.pages.numbers import pictures
from tests.pages.numbers.figures import NORMAL, bare, firsts, period, plus
from tests.pages.numbers.matching import Draws, Holds, Says, Stated


def shades(panel, first: pd.Timestamp, last: pd.Timestamp) -> dict[str, list]:
    found = [
        (max(peak.start_time, first), trough.start_time)
        for peak, trough in zip(panel.recessions["peak"], panel.recessions["trough"], strict=True)
        if trough.start_time > first and peak.start_time < last
    ]
    return {"peak": [a for a, _ in found], "trough": [b for _, b in found]}


_DRIVERS = (
    # what the table says, series, digits, form
    ("Fed target, upper bound (%)", "policy_rate_target_upper", 2, "as published"),
    ("2-year Treasury yield (%)", "treasury_2y", 2, "as published"),
    ("10-year Treasury yield (%)", "treasury_10y", 2, "as published"),
    ("Credit spread, Baa minus 10-year (pp)", "credit_spread", 2, "as published"),
    ("Fiscal impulse (% of GDP)", "fiscal_impulse_quarterly", 1, "as published"),
    ("Hutchins fiscal measure (pp of GDP growth)", "hutchins_fiscal_impact", 1, "as published"),
    ("Unemployment rate (%)", "unemployment_rate", 1, "as published"),
    ("Payrolls, 3-month mean (thousand a month)", "payrolls", 0, "monthly change"),
    ("Initial claims (thousand a week)", "initial_claims", 0, "thousands"),
    ("Industrial production (% on a year)", "industrial_production", 1, "on a year"),
    ("Real GDP (% on a year)", "gdp_real", 1, "on a year"),
    ("Core PCE prices (% on a year)", "core_pce_price_index", 1, "on a year"),
    ("S&P 500 operating EPS (log %, 4 quarters)", "eps_growth_large_cap", 1, "as published"),
    ("Corporate profits (log %, 4 quarters)", "corporate_profit_growth", 1, "as published"),
)


def drivers(panel) -> Holds:
    lines = []
    for words, series, digits, form in _DRIVERS:
        values = (panel.monthly if series in panel.monthly else panel.quarterly)[series].dropna()
        a_year = 12 if values.index.freqstr[0] == "M" else 4
        values = {
            "as published": values,
            "monthly change": values.diff(3) / 3,
            "thousands": values / 1000,
            "on a year": 100 * values.diff(a_year) / values.shift(a_year),
        }[form].dropna()
        last = values.index[-1]
        now, before = float(values.iloc[-1]), float(values.iloc[-1 - a_year])
        fills = panel.fills[panel.fills["series"] == series]
        lines.append(
            [
                words,
                bare(now, digits),
                bare(before, digits),
                plus(now - before, digits),
                tuple(values.iloc[-3 * a_year :]),
                period(last) + " (filled)" * (str(last) in set(fills["period"].astype(str))),
                panel.catalog.loc[series, "publisher"],
            ]
        )
    names = ("Driver", "Now", "A year before", "Change", "Three years", "Of", "Publisher")
    return Holds.rows(names, lines)


_SECTORS = {
    "sector_xlb": "Materials",
    "sector_xlc": "Communication services",
    "sector_xle": "Energy",
    "sector_xlf": "Financials",
    "sector_xli": "Industrials",
    "sector_xlk": "Technology",
    "sector_xlp": "Consumer staples",
    "sector_xlre": "Real estate",
    "sector_xlu": "Utilities",
    "sector_xlv": "Health care",
    "sector_xly": "Consumer discretionary",
}


def rotation(panel) -> list:
    monthly = panel.monthly
    up = monthly[["sector_xlb", "sector_xlf", "sector_xli", "sector_xly"]].mean(
        axis=1, skipna=False
    )
    down = monthly[["sector_xlp", "sector_xlu", "sector_xlv"]].mean(axis=1, skipna=False)
    pairs = {
        "Cyclical minus defensive": up - down,
        "Value minus growth": monthly["value_minus_growth"],
    }
    sums = {
        name: (of.dropna().index[-1], *(float(of.dropna().tail(n).sum()) for n in (1, 3, 12)))
        for name, of in {**{w: monthly[s] for s, w in _SECTORS.items()}, **pairs}.items()
    }
    sectors = sorted(_SECTORS.values(), key=lambda name: -sums[name][3])
    order = [*sectors, *pairs]
    best, worst = sectors[0], sectors[-1]
    sums_12 = pd.DataFrame({name: of.rolling(12).sum() for name, of in pairs.items()}).dropna(
        how="all"
    )
    dates = firsts(sums_12.index)
    lines = {name: sums_12[name].to_numpy() for name in pairs} | {"date": dates}
    cyclical, value = sums["Cyclical minus defensive"], sums["Value minus growth"]
    return [
        Says(
            "{best} led over twelve months ({high} pp), {worst} came last ({low} pp)",
            best=best,
            high=plus(sums[best][3]),
            worst=worst.lower(),
            low=plus(sums[worst][3]),
        ),
        Says(
            "Bars: twelve months, marks: three. Sectors vs the S&P 500 fund to {last}; faint: pairs, "
            "value minus growth to {value}. Source: *",
            last=period(max(sums[name][0] for name in sectors)),
            value=period(value[0]),
        ),
        Draws(
            "Sector rotation",
            {
                "rows": {
                    "label": order,
                    "to": [period(sums[name][0]) for name in order],
                    "pp_1m": [sums[name][1] for name in order],
                    "pp_3m": [sums[name][2] for name in order],
                    "pp_12m": [sums[name][3] for name in order],
                    "is_pair": [name in pairs for name in order],
                }
            },
            pictures.ROTATION,
        ),
        Says(
            "Cyclicals {pp} pp against defensives over twelve months to {last}",
            pp=plus(cyclical[3]),
            last=period(cyclical[0]),
        ),
        Draws(
            "Rotation through time",
            {"series": lines, "recessions": shades(panel, dates[0], dates[-1])},
            pictures.lines(list(pairs), "Twelve-month sum (pp, log)", "%b %Y"),
        ),
    ]


def _response(frame: pd.DataFrame) -> tuple[float, float, float]:
    """Slope on the news and its 90% band: least squares, Newey-West with three lags."""
    scaled = [(frame[n] - frame[n].mean()) / frame[n].std() for n in ("claims", "production")]
    x = (scaled[0] + scaled[1]) / 2
    x = (x / x.std()).to_numpy()
    y = frame["y"].to_numpy() - frame["y"].mean()
    n, spread = len(x), float(x @ x)  # the news have mean zero
    slope = float(x @ y) / spread
    score = x * (y - slope * x)
    long_run = float(score @ score)
    long_run += sum(2 * (1 - lag / 4) * float(score[lag:] @ score[:-lag]) for lag in (1, 2, 3))
    half = NORMAL[90] * np.sqrt(n / (n - 2) * long_run) / spread
    return slope, slope - half, slope + half


def news(panel) -> list:
    frame = observations(panel)
    ends = range(60, len(frame) + 1)
    rolling = pd.DataFrame(
        [_response(frame.iloc[end - 60 : end]) for end in ends],
        columns=["value", "low", "high"],
        index=frame.index[59:],
    )
    every = pd.period_range(rolling.index[0], rolling.index[-1], freq="M")
    data = rolling.reindex(every)
    beta, low, high = rolling.iloc[-1]
    of_all = _response(frame)
    dates = firsts(every)
    return [
        Says(
            "A month of good news: {beta} pp for small vs large (60 months to {last}; the band "
            "{includes} zero)",
            beta=plus(beta, 2),
            last=period(frame.index[-1]),
            includes="includes" if low <= 0 <= high else "excludes",
        ),
        Draws(
            "Good-news sensitivity",
            {
                "estimates": {name: data[name].to_numpy() for name in data} | {"date": dates},
                "recessions": shades(panel, dates[0], dates[-1]),
            },
            pictures.NEWS,
        ),
        Says(
            "All {n} months from {first}: {beta} pp ({low} to {high}). Changes stand in for surprises.",
            n=len(frame),
            first=period(frame.index[0]),
            beta=plus(of_all[0], 2),
            low=plus(of_all[1], 2),
            high=plus(of_all[2], 2),
        ),
        Stated(
            f"Least squares * over rolling windows of 60 months; Newey-West band, 3 lags, {SHOWN}. March "
            "to December 2020 are left out. *"
        ),
    ]

"""As known when: live figures are newer than the snapshot's; what is made of both is as old as these."""

import datetime as dt

from models.common.text import day
from models.panel.panel import Panel

# Series that the builder computes, and what of: the oldest of them dates the result.
MADE_OF = {
    "small_cap_relative_return": (
        "small_cap_relative_return_russell",
        "size_low30_minus_high30",
        "size_high30",
    ),
    "small_cap_relative_return_french": ("size_low30_minus_high30", "size_high30"),
    "large_cap_excess_return": (
        "size_high30",
        "risk_free_rate",
        "large_cap_return_etf",
        "treasury_3m",
    ),
    "natural_unemployment_rate": ("natural_unemployment_rate_quarterly",),
    "treasury_statement_deficit_ratio": ("treasury_statement_deficit", "gdp_nominal"),
    "fiscal_impulse_quarterly": (
        "federal_deficit",
        "output_gap",
        "treasury_statement_deficit",
        "gdp_nominal",
        "gdp_real",
    ),
    "fiscal_impulse": ("fiscal_impulse_quarterly",),
    "corporate_profit_growth": ("corporate_profits",),
}


def known_on(panel: Panel) -> dict[str, dt.date]:
    """Return, by series, the day as of which its figures are known.

    On the snapshot, and on a panel cut at a past date, that is the panel's own date.
    """
    live = panel.manifest.get("live_series")
    if live is None or str(panel.vintage) != panel.manifest["vintage"]:
        return dict.fromkeys(panel.catalog.index, panel.vintage)
    before = dt.date.fromisoformat(panel.manifest["built_from"]["vintage"])
    dates: dict[str, dt.date] = {}

    def date(name: str) -> dt.date:
        if name not in dates:
            dates[name] = (
                min(date(part) for part in MADE_OF[name])
                if name in MADE_OF
                else dt.date.fromisoformat(live[name])
                if name in live
                else before
            )
        return dates[name]

    return {name: date(name) for name in panel.catalog.index}


def target_upper(panel: Panel) -> tuple[dt.date, float]:
    """Return the upper bound of the Fed's target, percent, and the last day for which it is known.

    By day on live figures, since a decision in a month under way is in no whole month; else that of
    the end of the last month.
    """
    stated = panel.manifest.get("target_upper")
    if stated and str(panel.vintage) == panel.manifest["vintage"]:
        return dt.date.fromisoformat(stated["day"]), float(stated["pct"])
    months = panel.monthly["policy_rate_target_upper"].dropna()
    return months.index[-1].end_time.date(), float(months.iloc[-1])


def oldest(panel: Panel, *names: str) -> dt.date:
    """Return the day as of which a figure made of some series is known: that of the oldest of them."""
    dates = known_on(panel)
    return min(dates[name] for name in names)


def older(panel: Panel) -> dict[str, dt.date]:
    """Return the series that are known as of an earlier day than the panel's, with that day."""
    return {name: known for name, known in known_on(panel).items() if known < panel.vintage}


def dated(panel: Panel, age: str = "") -> str:
    """Say as of when a panel's figures are known, and how many of its series as of an earlier day.

    `age` in words belongs to the first of these dates and stands behind it.
    """
    return f"{day(panel.vintage)}{', ' + age if age else ''}{but_older(panel)}"


def but_older(panel: Panel) -> str:
    """Say how many of a panel's series are known as of an earlier day only; empty where none is."""
    behind = older(panel)
    if not behind:
        return ""
    return (
        f", {len(behind)} of {len(panel.catalog)} series as of {day(min(behind.values()))} or later"
    )

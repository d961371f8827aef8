"""Fill values that were not published; each is listed in fills.csv with rule and reason."""

import calendar
import datetime

import numpy as np
import pandas as pd

from models.common.errors import PanelError

COLUMNS = ["series", "period", "rule", "reason", "known_from"]
SHUTDOWN_MONTH = pd.Period("2025-10", "M")
SHUTDOWN_SERIES = ("unemployment_rate", "cpi")
NEIGHBOURS = "No household survey or price collection took place in October 2025 (shutdown)."
POLICY_EDGE = "The effective rate of the month was not yet in the sources; the target is known."
EXTENDED = "The FRB/US history of deficit and output gap ends earlier."


def fill_neighbours(monthly: pd.DataFrame, lags: pd.Series) -> list[dict]:
    """Give October 2025 the mean of September and November, in place; known once November is."""
    rows: list[dict] = []
    if SHUTDOWN_MONTH + 1 not in monthly.index:  # figures as known before
        return rows
    for name in SHUTDOWN_SERIES:
        before, after = monthly[name][SHUTDOWN_MONTH - 1], monthly[name][SHUTDOWN_MONTH + 1]
        if not np.isnan(monthly.loc[SHUTDOWN_MONTH, name]) or np.isnan(after):
            continue
        monthly.loc[SHUTDOWN_MONTH, name] = (before + after) / 2
        known_from = _published(SHUTDOWN_MONTH + 1, lags[name])
        rows.append(_row(name, SHUTDOWN_MONTH, "mean of neighbours", NEIGHBOURS, known_from))
    return rows


def fill_policy_rate(
    monthly: pd.DataFrame, change_effective: dict[pd.Period, datetime.date], lags: pd.Series
) -> list[dict]:
    r"""Derive the policy rate for months that have a target but no effective rate yet, in place.

    .. math:: r_t = \bar u_t - (\bar u_s - r_s)

    with :math:`\bar u_t` the target's upper bound averaged over the days of the month and s the
    last month with a published effective rate.
    """
    rate, upper = monthly["policy_rate"], monthly["policy_rate_target_upper"]
    last = rate.last_valid_index()
    rows: list[dict] = []
    ahead = upper[upper.index > last].dropna().index
    if not len(ahead):
        return rows
    gap = _mean_upper(upper, last, change_effective) - rate[last]
    for month in ahead:
        mean_upper = _mean_upper(upper, month, change_effective)
        monthly.loc[month, "policy_rate"] = mean_upper - gap
        known_from = _published(month, lags["policy_rate"])
        rows.append(_row("policy_rate", month, "derived from target", POLICY_EDGE, known_from))
    return rows


def _mean_upper(
    upper: pd.Series, month: pd.Period, change_effective: dict[pd.Period, datetime.date]
) -> float:
    """Average the month-end target over days; a change within needs its effective day."""
    before, after = upper[month - 1], upper[month]
    if before == after:
        return float(after)
    if month not in change_effective:
        days = ", ".join(map(str, change_effective.values())) or "no day"
        raise PanelError(
            f"The target moved in {month}, but sources.toml gives {days} as the day "
            "of the newest move; the month's mean needs that day: correct sources.toml."
        )
    n_days = calendar.monthrange(month.year, month.month)[1]
    n_before = change_effective[month].day - 1
    return float((n_before * before + (n_days - n_before) * after) / n_days)


def fill_fiscal(
    main: pd.Series, extended: pd.Series, lag_days: int
) -> tuple[pd.Series, list[dict]]:
    """Continue the fiscal impulse with the extended measure after its last quarter."""
    tail = extended[extended.index > main.last_valid_index()].dropna()
    filled = main.copy()
    filled[tail.index] = tail
    rows = [
        _row("fiscal_impulse_quarterly", q, "extended", EXTENDED, _published(q, lag_days))
        for q in tail.index
    ]
    return filled, rows


def spread_fills(rows: list[dict], name: str) -> list[dict]:
    """List the months that carry an extended quarter."""
    return [
        row | {"series": name, "period": str(month)}
        for row in rows
        for month in pd.period_range(
            pd.Period(row["period"], "Q").asfreq("M", "start"), periods=3, freq="M"
        )
    ]


def _published(period: pd.Period, lag_days: int) -> datetime.date:
    return period.end_time.date() + datetime.timedelta(days=int(lag_days))


def _row(series: str, period: pd.Period, rule: str, reason: str, known_from: datetime.date) -> dict:
    return {
        "series": series,
        "period": str(period),
        "rule": rule,
        "reason": reason,
        "known_from": str(known_from),
    }

"""Numbers and dates in words: signs, percent, months and days as every screen and file writes them."""

import datetime as dt

import numpy as np
import pandas as pd

MINUS = "\N{MINUS SIGN}"


def signed(value: float, digits: int = 1) -> str:
    """Return a number with its sign and a true minus; nothing is ever "-0.0"."""
    text = f"{value:+.{digits}f}"
    if float(text) == 0:
        return f"{0:.{digits}f}"
    return text.replace("-", MINUS)


def in_unit(number: str, unit: str) -> str:
    """Return "4.2 pp", "4.2%" or "1.0% of GDP"."""
    return f"{number}{unit}" if unit.startswith("%") else f"{number} {unit}"


def percent(log_points: float) -> float:
    """Turn 100 x log into percent: 100 (exp(x / 100) - 1)."""
    return 100 * np.expm1(log_points / 100)


def month(period: pd.Period) -> str:
    """Return a month as "Jan 2026", a quarter as "2026 Q1"."""
    return (
        f"{period:%b %Y}" if period.freqstr.startswith("M") else f"{period.year} Q{period.quarter}"
    )


def day(date: dt.date) -> str:
    """Return a date as "14 Jan 2026"."""
    return f"{date.day} {date:%b %Y}"


def months(count: int) -> str:
    """Return "1 month", "9 months"."""
    return "1 month" if count == 1 else f"{count} months"

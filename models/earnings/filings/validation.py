"""What a build says of itself: against S&P 500 reported EPS growth, how sure, and what was tried."""

import numpy as np
import pandas as pd

from models.common.text import MINUS, signed
from models.earnings.filings.measure import FIRST_RATE
from models.earnings.filings.series import FilingsSeries

REPORTED = "eps_growth_large_cap_reported"


def validation(series: FilingsSeries, reported: pd.Series) -> list[str]:
    """Return the sentences. `reported` is S&P 500 reported EPS growth, 100 x log, by quarter."""
    n = series.rates("n_firms")
    measured = series.rates("measure")
    spread = np.hypot(*(series.rates("std_error")[name] for name in ("small", "large")))
    return [
        _against(series, reported),
        f"Firms matched a quarter: large {_span(n['large'])}, small {_span(n['small'])}. Bootstrap "
        f"standard error of small minus large: {100 * spread.mean():.1f} pp on average, "
        f"{100 * spread.max():.1f} pp at most.",
        *_filled(series, measured),
    ]


def _against(series: FilingsSeries, reported: pd.Series) -> str:
    found = series.rates("ratio_growth_log_pct")["large"]
    both = pd.DataFrame({"found": found, "reported": reported}).dropna()
    if len(both) < 3:
        return (
            f"Large bucket against S&P 500 reported EPS growth: {len(both)} common quarters, too few "
            "to compare."
        )
    gap = (both["found"] - both["reported"]).mean()
    return (
        f"Large bucket, unclipped, against S&P 500 reported EPS growth, {len(both)} quarters "
        f"{both.index[0]} to {both.index[-1]}: correlation {_correlation(both)}, "
        f"mean gap {signed(gap)} pp."
    )


def _filled(series: FilingsSeries, measured: pd.DataFrame) -> list[str]:
    """Say how four quarterly changes compare with the change of trailing years, and what they fill."""
    quarterly = series.rates("quarterly_measure")
    said = []
    for bucket in ("small", "large"):
        both = pd.DataFrame({"a": quarterly[bucket], "b": measured[bucket]}).dropna()
        early = quarterly.loc[quarterly.index < FIRST_RATE, bucket].dropna()
        if len(both) < 3:
            continue
        words = ", ".join(f"{quarter} {signed(value, 2)}" for quarter, value in early.items())
        said.append(
            f"Four quarterly year-on-year changes instead of trailing years, {bucket}: correlation "
            f"{_correlation(both)}, mean gap {signed((both['a'] - both['b']).mean(), 3)}; before "
            f"{FIRST_RATE}: {words or 'none'} (not used)."
        )
    return said


def _correlation(both: pd.DataFrame) -> str:
    return f"{both.iloc[:, 0].corr(both.iloc[:, 1]):.2f}".replace("-", MINUS)


def _span(n: pd.Series) -> str:
    known = n[n > 0].dropna()
    return f"{known.min():,.0f} to {known.max():,.0f}" if len(known) else "none"

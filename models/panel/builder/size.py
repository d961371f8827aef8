"""Size and market returns: logs from the legs, the long small-minus-large splice, the excess."""

import numpy as np
import pandas as pd

SPLICE_MONTH = pd.Period("1987-10", "M")  # first month of the Russell 2000


def french_legs_log(monthly: pd.DataFrame) -> pd.Series:
    r"""Relative return of the French size legs, in log pp.

    .. math:: 100 [\log(1 + (d_t + h_t) / 100) - \log(1 + h_t / 100)]

    with d the smallest minus the largest 30% and h the largest 30% (percent, simple). Small and
    large average differently in logs and in simple returns, hence the two legs.
    """
    large = monthly["size_high30"]
    small = monthly["size_low30_minus_high30"] + large
    return 100 * (np.log1p(small / 100) - np.log1p(large / 100))


def splice_slope(russell: pd.Series, french: pd.Series) -> dict:
    """Regress the Russell on the French relative return: OLS with intercept, all common months.

    The slope is rounded to four decimals, so that a rebuild elsewhere gives the same history.
    """
    both = pd.DataFrame({"russell": russell, "french": french}).dropna()
    x, y = both["french"] - both["french"].mean(), both["russell"] - both["russell"].mean()
    slope = float((x * y).sum() / (x * x).sum())
    return {
        "slope": round(slope, 4),
        "intercept_log_pp": round(float(both["russell"].mean() - slope * both["french"].mean()), 4),
        "correlation": round(float(both["russell"].corr(both["french"])), 4),
        "n_months": len(both),
        "first": str(both.index[0]),
        "last": str(both.index[-1]),
    }


def splice(russell: pd.Series, french: pd.Series, slope: float) -> pd.Series:
    """Small minus large in Russell-minus-S&P units: Russell, before it slope x French.

    The intercept is left out: it mixes dividends (the Russell leg has none) with the drift.
    """
    return russell.where(russell.index >= SPLICE_MONTH, slope * french)


def large_cap_excess(monthly: pd.DataFrame) -> tuple[pd.Series, dict]:
    r"""Log return of large caps over the risk-free rate, from three sources in turn.

    .. math:: 100 [\log(1 + h_t / 100) - \log(1 + f_t / 100)], \quad
              100 \log(1 + h_t / 100) - b_t / 12, \quad s_t - b_t / 12

    with h the French largest 30%, f the French risk-free return (percent, simple), b the bill
    rate (% a year) and s the SPY log total return.

    Returns
    -------
    (excess, first_months)
        The series, and the first month of each source.
    """
    high, bill = 100 * np.log1p(monthly["size_high30"] / 100), monthly["treasury_3m"] / 12
    french = high - 100 * np.log1p(monthly["risk_free_rate"] / 100)
    excess = french.copy()
    first_months: dict[str, str | None] = {"french": str(french.first_valid_index())}
    etf = monthly["large_cap_return_etf"] - bill
    for source, series in (("french_minus_bill", high - bill), ("etf_minus_bill", etf)):
        after = excess.last_valid_index()
        tail = series[series.index > after].dropna()
        excess[tail.index] = tail
        first_months[source] = str(tail.index[0]) if len(tail) else None
    return excess, first_months

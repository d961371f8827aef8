"""Compare the compiled French factors with an older, independent copy; nothing is taken from it."""

import pandas as pd

COLUMNS = {
    "Mkt-RF": "market_excess_return",
    "SMB": "smb",
    "HML": "hml",
    "RF": "risk_free_rate",
}


def compare_factors(monthly: pd.DataFrame, older: pd.DataFrame) -> dict:
    """Report correlation and largest difference (pp a month) over the months both have.

    ``older`` is indexed by integers YYYYMM and in percent, as in the factor file itself.
    """
    older = older.rename(columns=COLUMNS)[list(COLUMNS.values())]
    older.index = pd.PeriodIndex(older.index.astype(str), freq="M")
    report: dict[str, object] = {"first": str(older.index[0]), "last": str(older.index[-1])}
    for name in COLUMNS.values():
        both = pd.DataFrame({"panel": monthly[name], "older": older[name]}).dropna()
        gap = (both["panel"] - both["older"]).abs()
        report[name] = {
            "correlation": round(float(both["panel"].corr(both["older"])), 5),
            "max_abs_difference_pp": round(float(gap.max()), 3),
            "month_of_max": str(gap.idxmax()),
            "n_months": len(both),
        }
    return report

"""The fiscal impulse: what the budget adds to demand, beyond what a slump adds to the budget."""

import numpy as np
import pandas as pd

# % of GDP by which one point more of output gap lowers the deficit: fixed, not estimated.
CYCLE_COEFFICIENT = 0.4
QUARTERS = 4


def treasury_ratio(quarterly: pd.DataFrame) -> pd.Series:
    """Deficit of the Treasury statement over four quarters, in % of the same quarters' GDP."""
    deficit = quarterly["treasury_statement_deficit"].rolling(QUARTERS).sum()
    return 100 * deficit / quarterly["gdp_nominal"].rolling(QUARTERS).mean()


def impulse(quarterly: pd.DataFrame) -> pd.Series:
    r"""Compute the main measure, in % of GDP; positive is stimulus.

    .. math:: f_q = (d_q - d_{q-4}) + 0.4 (g_q - g_{q-4})

    with d the federal deficit (% of GDP) and g the output gap (%).
    """
    gap_change = quarterly["output_gap"].diff(QUARTERS)
    return quarterly["federal_deficit"].diff(QUARTERS) + CYCLE_COEFFICIENT * gap_change


def extended_impulse(quarterly: pd.DataFrame) -> tuple[pd.Series, dict]:
    r"""Compute a stand-in for the quarters after the FRB/US history, over the whole sample.

    .. math:: \tilde f_q = (m_q - m_{q-4}) + 0.4 (\Delta_4 y_q - y^*)

    with m the four-quarter Treasury-statement deficit ratio, :math:`\Delta_4 y` real GDP growth
    over four quarters (100 x log) and :math:`y^*` potential growth, held at what the last year of
    the FRB/US history implies: :math:`\Delta_4 y - \Delta_4 g` in its last quarter.

    Returns
    -------
    (extended, facts)
        The measure, and its record against the main one where both exist.
    """
    growth = 100 * np.log(quarterly["gdp_real"]).diff(QUARTERS)
    potential_growth = growth - quarterly["output_gap"].diff(QUARTERS)
    last = potential_growth.last_valid_index()
    deficit_change = quarterly["treasury_statement_deficit_ratio"].diff(QUARTERS)
    extended = deficit_change + CYCLE_COEFFICIENT * (growth - potential_growth[last])
    main, deficit = impulse(quarterly), quarterly["federal_deficit"].diff(QUARTERS)
    return extended, {
        "cycle_coefficient": CYCLE_COEFFICIENT,
        "potential_growth_pct": round(float(potential_growth[last]), 4),
        "last_main_quarter": str(last),
        "deficit_change": _record(deficit_change, deficit),
        "impulse": _record(extended, main),
    }


def _record(extended: pd.Series, main: pd.Series) -> dict:
    """Correlation and mean absolute gap, over all common quarters and without 2020-21."""
    both = pd.DataFrame({"extended": extended, "main": main}).dropna()
    calm = both[~both.index.year.isin([2020, 2021])]

    def score(sample: pd.DataFrame) -> dict:
        gap = (sample["extended"] - sample["main"]).abs().mean()
        return {
            "correlation": round(float(sample["extended"].corr(sample["main"])), 3),
            "mean_abs_gap_pct_gdp": round(float(gap), 3),
            "n_quarters": len(sample),
        }

    return {"first": str(both.index[0]), "all": score(both), "without_2020_21": score(calm)}


def to_months(quarterly: pd.Series, months: pd.PeriodIndex) -> pd.Series:
    """Step rule: each month carries the value of its quarter."""
    return pd.Series(quarterly.reindex(months.asfreq("Q")).to_numpy(), index=months)

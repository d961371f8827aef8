"""The whole record in one tidy table: every outcome, estimator, horizon and period, from what is stored.

One row is one way of answering for one outcome at one distance over one span of targets. A figure that
has no meaning for it, or was not stored, is left empty.
"""

import pandas as pd

from models.common.bands import LEVELS_PCT
from models.completion.data import TARGET
from models.equations.level_summary import (
    LEAST_IN_A_BIN,
    PERIODS,
    reliability,
    return_summary,
)
from models.scenario.part import MAX_HORIZON_MONTHS

ALL_PERIODS = next(iter(PERIODS))
HELD = {f"held_{level}_pct": f"coverage_{level}" for level in LEVELS_PCT}
BENCHMARKS = ("mean", "drift", "state")
COLUMNS = (
    "outcome",
    "answer",
    "inputs",
    "horizon_months",
    "period",
    "first",
    "last",
    "n",
    *(f"rsquared_{of}{end}" for of in BENCHMARKS for end in ("", "_low", "_high")),
    "increment",
    "crps_naive_pct",
    "crps_drift_pct",
    "crps_drift_low_pct",
    "crps_drift_high_pct",
    *HELD,
    "n_held",
    "odds_off_points",
    "odds_windows",
    "hit_rate",
    "base_rate",
    "gate",
)
_MEASURES = ("first", "last", "n", "rsquared", "rsquared_low", "rsquared_high", "n_coverage")


def record_table(of_returns: pd.DataFrame, of_growth: pd.DataFrame) -> pd.DataFrame:
    """Return the record of small minus large and of each growth rate, a row a case.

    Parameters
    ----------
    of_returns : DataFrame, as models.equations.stored_level_record gives it
    of_growth : DataFrame, as models.equations.stored_growth_record gives it

    Returns
    -------
    DataFrame with `COLUMNS`
        `answer` is the estimator or combination, `inputs` what else tells one growth equation from
        another; `horizon_months` is empty for growth, whose targets are quarters. `rsquared_` and its
        interval ends are against the historical mean (their own levels, by circular
        blocks), the shrunk drift and the state alone; `increment` is R2 added by realised levers.
        CRPS skills and coverage are in %. `odds_off_points` is the largest distance of the odds said
        from how often they came true, in points, over tenths with at least `LEAST_IN_A_BIN` windows;
        `odds_windows` counts these.
    """
    returns = _of_returns(of_returns)
    growth = _of_growth(of_growth)
    return pd.concat([returns, growth], ignore_index=True)


def _of_returns(record: pd.DataFrame) -> pd.DataFrame:
    rows = return_summary(record).assign(outcome=TARGET)
    whole = rows["period"] == ALL_PERIODS
    for answer in ("state", "combined"):
        for horizon in range(1, MAX_HORIZON_MONTHS + 1):
            at = whole & (rows["answer"] == answer) & (rows["horizon_months"] == horizon)
            bins = reliability(record, (horizon,), answer)
            bins = bins[bins["windows"] >= LEAST_IN_A_BIN]
            if at.any() and len(bins):
                rows.loc[at, "odds_off_points"] = (bins["said"] - bins["came"]).abs().max()
                rows.loc[at, "odds_windows"] = bins["windows"].sum()
    rows["n_held"] = rows["n"].where(rows[next(iter(HELD))].notna())
    return rows.reindex(columns=list(COLUMNS))


def _of_growth(record: pd.DataFrame) -> pd.DataFrame:
    """Rename the columns of the growth record; what tells equations apart is joined in `inputs`."""
    measures = {*_MEASURES, *HELD.values(), "equation", "estimator", "span"}
    rows = pd.DataFrame(
        {
            "outcome": record["equation"],
            "answer": record["estimator"],
            "inputs": [
                "; ".join(f"{name} {value}" for name, value in each.items() if value != "")
                for each in record.drop(columns=list(measures)).to_dict("records")
            ],
            "period": record["span"],
            "first": record["first"],
            "last": record["last"],
            "n": record["n"],
            "rsquared_mean": record["rsquared"],
            "rsquared_mean_low": record["rsquared_low"],
            "rsquared_mean_high": record["rsquared_high"],
            **{held: 100 * record[stored] for held, stored in HELD.items()},
            "n_held": record["n_coverage"],
        }
    )
    return rows.reindex(columns=list(COLUMNS))

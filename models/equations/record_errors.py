r"""Where the skill of small minus large comes from: error by error, and recession by recession.

.. math:: S_t = \sum_{s \le t} \left[(y_s - \bar y_s)^2 - (y_s - \hat y_s)^2\right]

sums over windows by the month they end in: squared error saved against the historical mean, squared
pp. Where it rises the answer did better than the mean (Welch and Goyal 2008, Rev. Financ. Stud. 21,
1455-1508). All from the stored record; nothing is estimated again.
"""

import numpy as np
import pandas as pd

from models.equations.level_judge import FIRST_JUDGED, MODELS

SHOWN_ANSWERS = ("combined", "state", "drift+ols")


def squared_errors(record: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """Return squared errors by window end (squared pp): `mean` and each of `SHOWN_ANSWERS`."""
    rows = record[(record["horizon"] == horizon) & (record["end"] >= FIRST_JUDGED)]
    rows = rows.dropna(subset=[*MODELS, "effect_variance"]).set_index("end").sort_index()
    said = {
        "mean": rows["mean"],
        "combined": rows["state"] + rows[list(MODELS)].mean(axis=1),
        "state": rows["state"],
        "drift+ols": rows["drift"] + rows["ols"],
    }
    return pd.DataFrame({name: (rows["actual"] - of) ** 2 for name, of in said.items()})


def cumulative_saving(errors: pd.DataFrame) -> pd.DataFrame:
    """Return the squared error saved against the historical mean up to each window's end."""
    return errors[list(SHOWN_ANSWERS)].rsub(errors["mean"], axis=0).cumsum()


def without_each_recession(
    errors: pd.DataFrame, recessions: pd.DataFrame, horizon: int
) -> pd.DataFrame:
    """Return R2 against the mean over all windows, then without those that touch each recession.

    Columns `peak` and `trough` (NaT in the first row), `n` and `SHOWN_ANSWERS`. A window touches a
    recession if one of its months lies from the month after the peak to the trough. The estimates stay
    what they were: this is the influence on the record, not on the coefficients.
    """
    ends = pd.PeriodIndex(errors.index)
    rows = [{"peak": pd.NaT, "trough": pd.NaT} | _rsquared(errors)]
    for peak, trough in recessions[["peak", "trough"]].itertuples(index=False):
        touched = (ends > peak) & (ends - (horizon - 1) <= trough)
        if touched.any():
            rows.append({"peak": peak, "trough": trough} | _rsquared(errors[np.invert(touched)]))
    return pd.DataFrame(rows)


def _rsquared(errors: pd.DataFrame) -> dict[str, float]:
    total = errors.sum()
    return {"n": len(errors)} | {name: 1 - total[name] / total["mean"] for name in SHOWN_ANSWERS}

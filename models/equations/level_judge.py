"""How the stated distributions of small minus large have done, window by window."""

import numpy as np
import pandas as pd

from models.common.bands import LEVELS_PCT
from models.equations.relative_return import FIRST_MONTH
from models.scenario.spec import SINGLE_ESTIMATORS

FIRST_JUDGED = pd.Period("1995-01", "M")
WARM_UP = 30  # errors before the first distribution
BVAR = "bvar"
MODELS = (*SINGLE_ESTIMATORS, BVAR)


def crps(outcome: float, draws: np.ndarray) -> float:
    r"""Continuous ranked probability score of equally likely draws (n,), in the unit of the outcome.

    .. math:: \frac1n \sum_i |x_i - y| - \frac1{2n^2} \sum_{ij} |x_i - x_j|

    Gneiting and Raftery (2007), J. Amer. Statist. Assoc. 102, 359-378.
    """
    x, n = np.sort(draws), len(draws)
    return float(np.abs(x - outcome).mean() - (2 * np.arange(1, n + 1) - n - 1) @ x / n**2)


def judge(said: pd.DataFrame, horizon: int, returns: pd.Series) -> pd.DataFrame:
    """Score every window that ended since 1995 against errors of windows that had ended before it.

    Parameters
    ----------
    said : DataFrame by end month
        `actual`, `state`, `drift`, effects by model and `effect_variance`, as the record has them.
    returns : Series of monthly log returns, for the naive distribution: all past windows since 1969

    Returns
    -------
    DataFrame by end month
        `crps_combined`, `crps_state`, `crps_drift`, `crps_naive`, `odds_combined`, `odds_state`
        (probabilities that small caps win) and `inside_50`, `inside_80`, `inside_90` of the combination.
    """
    whole = said.dropna()
    actual, end = whole["actual"].to_numpy(), whole.index
    combined = whole["state"].to_numpy() + whole[list(MODELS)].mean(axis=1).to_numpy()
    variance = whole["effect_variance"].to_numpy()
    centres = {
        "combined": (combined, variance),
        "state": (whole["state"].to_numpy(), 0 * variance),
        "drift": (whole["drift"].to_numpy(), 0 * variance),
    }
    past_windows = returns.rolling(horizon).sum().loc[FIRST_MONTH + horizon - 1 :]
    rows = []
    for i in range(len(whole)):
        n = i - horizon + 1
        if end[i] < FIRST_JUDGED or n < WARM_UP:
            continue
        row: dict[str, object] = {"end": end[i]}
        for name, (centre, spread) in centres.items():
            errors = (actual - centre)[:n]
            excess = max(spread[i] - spread[:n].mean(), 0.0)
            errors = errors * np.sqrt(1 + excess / np.mean(errors**2))
            both = np.r_[errors, -errors]
            row[f"crps_{name}"] = crps(actual[i], centre[i] + both)
            row[f"odds_{name}"] = float(np.mean(both > -centre[i]))
            if name == "combined":
                size = np.sort(np.abs(errors))
                for level in LEVELS_PCT:
                    rank = min(int(np.ceil((n + 1) * level / 100)), n)
                    row[f"inside_{level}"] = bool(abs(actual[i] - centre[i]) <= size[rank - 1])
        row["crps_naive"] = crps(actual[i], past_windows.loc[: end[i] - horizon].to_numpy())
        rows.append(row)
    return pd.DataFrame(rows).set_index("end").drop(columns="odds_drift")

"""Weights of observations that touch the pandemic months."""

from typing import Literal, get_args

import numpy as np
import pandas as pd

from models.common.errors import PanelError

PandemicRule = Literal["downweight", "drop", "keep"]
PANDEMIC_MONTHS = (pd.Period("2020-03", "M"), pd.Period("2020-12", "M"))
PANDEMIC_QUARTERS = (pd.Period("2020Q1", "Q"), pd.Period("2020Q4", "Q"))
WEIGHT = {"downweight": 0.1, "drop": 0.0, "keep": 1.0}


def pandemic_weights(index: pd.PeriodIndex, window_periods: int, rule: PandemicRule) -> np.ndarray:
    r"""Weight each observation by whether its window touches March to December 2020.

    .. math:: w_t = \delta \text{ if } \{t - k + 1, \dots, t\} \cap P \ne \emptyset,
              \text{ else } 1

    with k the window, P the pandemic months (quarters 2020Q1 to 2020Q4) and
    :math:`\delta` 0.1 (downweight), 0 (drop) or 1 (keep).

    Parameters
    ----------
    index : PeriodIndex of shape (n,), monthly or quarterly
        The *last* period of each observation's window.
    window_periods : int
        Length of the window in periods of the index, at least 1: 12 for a twelve-month return.
    rule : {"downweight", "drop", "keep"}

    Returns
    -------
    ndarray of shape (n,)
        Weights for a weighted least-squares fit (they multiply squared residuals).

    Notes
    -----
    A fixed weight of 0.1 stands in for the estimated volatility of Lenza and Primiceri (2022),
    Journal of Applied Econometrics 37(4), 688-699. It is a choice, not an estimate.
    """
    if rule not in get_args(PandemicRule):
        raise PanelError(
            f"The pandemic rule is {rule!r}; it must be one of 'downweight', 'drop' or 'keep': "
            "choose one of the three."
        )
    if window_periods < 1:
        raise PanelError(
            f"The window is {window_periods} periods long; it must be at least 1: "
            "give the number of periods each observation spans."
        )
    frequency = index.freqstr[0]
    if frequency not in "MQ":
        raise PanelError(
            f"The observations have frequency {index.freqstr}; pandemic weights know months (M) "
            "and quarters (Q): convert the index first."
        )
    first, last = PANDEMIC_MONTHS if frequency == "M" else PANDEMIC_QUARTERS
    touched = (index >= first) & (index - (window_periods - 1) <= last)
    return np.where(touched, WEIGHT[rule], 1.0)

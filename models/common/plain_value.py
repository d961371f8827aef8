"""Numbers and dates as numpy and pandas hold them, as Python's own."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd


def plain_value(value: object) -> Any:
    """Return a scalar of numpy or pandas as the Python value it stands for, a series as a tuple.

    A timestamp at midnight is a date; a whole number that pandas keeps as a float stays a float.
    """
    if isinstance(value, np.ndarray | pd.Series | pd.Index):
        return tuple(plain_value(item) for item in value)
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    elif isinstance(value, np.generic):
        return value.item()
    if isinstance(value, pd.Period):
        return value
    if isinstance(value, dt.datetime) and value.time() == dt.time(0):
        return value.date()
    return value

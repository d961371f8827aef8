"""Data for a chart or table: columns by name, turned into an Arrow table.

A page draws a dozen small tables at every move of a lever. As columns of numpy they cost a tenth
of what DataFrames do; both are welcome.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

Columns = Mapping[str, np.ndarray | Sequence]
Rows = pd.DataFrame | Columns


def arrow_table(rows: Rows) -> pa.Table:
    """Return the columns as an Arrow table: NaN and NaT become null, an index is left out."""
    if isinstance(rows, pd.DataFrame):
        rows = {name: column.array for name, column in rows.items()}
    return pa.table({name: pa.array(column, from_pandas=True) for name, column in rows.items()})


def first_days(periods: pd.PeriodIndex, *, from_one_before: bool = False) -> np.ndarray:
    """Return the first day of each month or quarter, as the charts' column ``month`` holds it.

    With `from_one_before` the period before the first one leads.
    """
    ordinals = periods.asi8
    if from_one_before:
        ordinals = np.concatenate([ordinals[:1] - 1, ordinals])
    months_each = {"M": 1, "Q": 3}[periods.freqstr[0]]
    return (ordinals * months_each).astype("datetime64[M]").astype("datetime64[us]")

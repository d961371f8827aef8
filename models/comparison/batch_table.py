"""A batch as a tidy table, the numbers of its arrays to twelve decimals."""

import numpy as np
import pandas as pd

from models.comparison.batch import STATISTICS, Batch
from models.outcome.tidy import EXPORT_DECIMALS


def batch_table(batch: Batch) -> pd.DataFrame:
    """Return one row a scenario, outcome and horizon.

    Columns: place, variable, unit, period, horizon_months, refused (a sentence or empty), stated,
    established, then `STATISTICS`.
    """
    pieces = []
    for many in batch.outcomes.values():
        count, horizons, _ = many.numbers.shape
        numbers = as_exported(many.numbers).reshape(count * horizons, len(STATISTICS))
        piece = pd.DataFrame(numbers, columns=list(STATISTICS))
        head = {
            "place": np.repeat(np.arange(count), horizons),
            "variable": many.variable,
            "unit": many.unit,
            "period": np.tile(many.periods.astype(str), count),
            "horizon_months": np.tile(many.horizon_months, count),
            "refused": np.repeat(np.array(batch.refused, dtype=object), horizons),
            "stated": many.stated.ravel(),
            "established": many.established.ravel(),
        }
        pieces.append(pd.concat([pd.DataFrame(head), piece], axis=1))
    return pd.concat(pieces, ignore_index=True)


def as_exported(values: np.ndarray) -> np.ndarray:
    """Round to the decimals of every exported number; nothing is ever -0."""
    return np.round(values, EXPORT_DECIMALS) + 0.0

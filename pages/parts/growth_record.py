"""The stored record of growth, read once a world."""

from functools import lru_cache

import pandas as pd

from models.equations.stored_growth_record import load_record
from models.panel import Panel


@lru_cache(maxsize=4)
def stored_record(panel: Panel) -> pd.DataFrame | None:
    """Return the record of the growth equations, None where it is not stored for these data."""
    return load_record(panel)

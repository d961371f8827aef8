"""The stored record of growth, read once for its data."""

from functools import lru_cache

import pandas as pd

from models.equations.stored_growth_record import chosen_rsquared, load_record
from models.panel import Panel


@lru_cache(maxsize=4)
def stored_record(panel: Panel) -> pd.DataFrame | None:
    """Return the record of the growth equations, None where it is not stored for these data."""
    return load_record(panel)


@lru_cache(maxsize=4)
def chosen_reach(panel: Panel) -> tuple[float, float] | None:
    """Return what was explained had the form been chosen at the time, lowest and highest R2."""
    found = stored_record(panel)
    return None if found is None else chosen_rsquared(found)

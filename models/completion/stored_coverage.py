"""The coverage record of the completion model as a file beside its fits."""

from functools import lru_cache
from pathlib import Path

import pandas as pd

from models.common.stored_rows import load_rows, store_rows

STORED = Path(__file__).with_name("coverage")


def store_coverage(
    as_of: str, snapshot_hash: str, summary: pd.DataFrame, directory: Path = STORED
) -> Path:
    """Write what `coverage_summary` returned where `load_coverage` looks for it."""
    path = directory / f"{as_of}.json"
    store_rows(path, snapshot_hash, summary)
    return path


@lru_cache(maxsize=4)
def load_coverage(
    as_of: str, snapshot_hash: str, horizon_months: int, directory: Path = STORED
) -> pd.Series | None:
    """Return the record at one horizon, or None where there is none of these data.

    Raises ModelError when the file is damaged or was altered after it was written.
    """
    path = directory / f"{as_of}.json"
    stored = load_rows(path, snapshot_hash, "completion model's record")
    if stored is None:
        return None
    return stored.set_index("horizon_months").loc[horizon_months]

"""The coverage record of the completion model as a file beside its fits."""

from pathlib import Path

import pandas as pd

from models.common.artifacts import Artifact, rows_of, table_of
from models.completion.data import SERIES
from models.completion.stored import COMPLETION_FITS, COMPLETION_VERSION
from models.panel import Panel

STORED = COMPLETION_FITS / "coverage"


def coverage_artifact(panel: Panel, directory: Path = STORED) -> Artifact:
    """Return what is stored of the record of a panel's date, and what it rests on."""
    return Artifact(
        kind="coverage",
        directory=directory,
        as_of=str(panel.vintage),
        versions=(COMPLETION_VERSION,),
        inputs=tuple(panel.series_hashes(SERIES).items()),
    )


def store_coverage(panel: Panel, summary: pd.DataFrame, directory: Path = STORED) -> Path:
    """Write what `coverage_summary` returned where `load_coverage` looks for it."""
    return coverage_artifact(panel, directory).write(rows_of(summary))


def load_coverage(panel: Panel, horizon_months: int, directory: Path = STORED) -> pd.Series | None:
    """Return the record at one horizon, or None where there is none of these data.

    Raises ModelError when the file is damaged or was altered or renamed after it was written.
    """

    def at_horizon(rows: list[dict]) -> pd.Series:
        return table_of(rows).set_index("horizon_months").loc[horizon_months]

    return coverage_artifact(panel, directory).read(at_horizon)

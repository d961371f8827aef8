"""The record of small minus large as a file."""

from pathlib import Path

import numpy as np
import pandas as pd

from models.common.artifacts import Artifact, rounded
from models.completion.data import SERIES
from models.completion.stored import COMPLETION_VERSION
from models.equations.relative_return import series
from models.equations.stored_fit import FITS, RETURN_VERSION
from models.panel import Panel
from models.scenario.spec import ModelSpec

STORED = FITS / "level_record"
DIGITS = 6


def level_artifact(panel: Panel, directory: Path = STORED) -> Artifact:
    """Return what is stored of the record of a panel's date, and what it rests on."""
    rests_on = dict.fromkeys((*series(ModelSpec().target), *SERIES))
    return Artifact(
        kind="level_record",
        directory=directory,
        as_of=str(panel.vintage),
        versions=(RETURN_VERSION, COMPLETION_VERSION),
        inputs=tuple(panel.series_hashes(tuple(rests_on)).items()),
    )


def store_level_record(panel: Panel, record: pd.DataFrame, directory: Path = STORED) -> Path:
    """Write a record where `load_level_record` looks for it, a list a column, six digits."""
    columns = {name: rounded(record[name].tolist(), DIGITS) for name in record}
    return level_artifact(panel, directory).write(columns)


def load_level_record(panel: Panel, directory: Path = STORED) -> pd.DataFrame | None:
    """Return the stored record, or None where there is none of these data.

    Raises ModelError when the file is damaged or was altered or renamed after it was written.
    """
    return level_artifact(panel, directory).read(_rebuilt)


def _rebuilt(columns: dict[str, list]) -> pd.DataFrame:
    codes, ends = pd.factorize(np.array(columns["end"], dtype=object))
    made = {
        name: np.array(values, dtype=float) for name, values in columns.items() if name != "end"
    }
    record = pd.DataFrame(columns | made | {"end": pd.PeriodIndex(ends, freq="M").take(codes)})
    return record.astype({"horizon": int})

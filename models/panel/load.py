"""Read the committed snapshot; refuse it, in a sentence, if it does not match its manifest."""

import datetime
import io
import json
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd

from models.common.errors import PanelError
from models.common.files import finish_set, undamaged
from models.panel.hashing import column_hashes, text_hash, whole_hash
from models.panel.panel import Panel

HERE = Path(__file__).parent
SNAPSHOT = HERE / "snapshot"
CATALOG = HERE / "catalog.csv"
TABLES = ("monthly.csv", "quarterly.csv", "daily.csv", "recessions.csv", "fills.csv")
REBUILD = "restore the committed snapshot or rebuild it with `make snapshot`."


def load_panel(directory: Path | None = None) -> Panel:
    """Read the snapshot in a directory (default: the committed one).

    Raises
    ------
    PanelError
        When a file is missing, damaged or does not match the manifest, when columns and catalog
        differ, when an index is not strictly increasing, or when a value is outside its plausible
        range.
    """
    directory = SNAPSHOT if directory is None else Path(directory)
    with suppress(OSError):  # a folder that cannot be mended is read, and refused, as it stands
        finish_set(directory)
    with undamaged("manifest.json", PanelError, REBUILD):
        manifest = json.loads(_read(directory / "manifest.json"))
        vintage = datetime.date.fromisoformat(manifest["vintage"])
        recorded = {name: stated["sha256"] for name, stated in manifest["series"].items()}
        files = dict(manifest["files"])
        whole = manifest["sha256"]
    texts = {}
    for name in TABLES:
        with undamaged(name, PanelError, REBUILD):
            texts[name] = _read(directory / name)
    found = {name: text_hash(text) for name, text in texts.items()}
    for name in TABLES:
        if found[name] != files.get(name):
            _refuse(name, texts[name], recorded)
    catalog = read_catalog()
    if whole_hash(found, str(vintage), catalog) != whole:
        raise PanelError(
            "The manifest's own fingerprint does not fit the files it lists, its vintage and the "
            f"release lags of the catalog; only an unchanged snapshot is read: {REBUILD}"
        )
    return read_panel(texts, manifest, catalog)


def read_panel(texts: dict[str, str], manifest: dict, catalog: pd.DataFrame) -> Panel:
    """Read the panel from its tables as text, each checked; raises PanelError."""
    frames = {}
    for name, frequency in (("monthly", "M"), ("quarterly", "Q"), ("daily", "D")):
        with undamaged(f"{name}.csv", PanelError, REBUILD):
            text = texts[f"{name}.csv"]
            frame = _daily_frame(text) if frequency == "D" else _period_frame(text, frequency)
            _check_frame(name, frame, catalog[catalog["frequency"] == frequency])
            frames[name] = frame
    with undamaged("fills.csv", PanelError, REBUILD):
        fills = _fills(texts["fills.csv"], catalog)
    with undamaged("recessions.csv", PanelError, REBUILD):
        recessions = _recessions(texts["recessions.csv"])
    return Panel(
        catalog=catalog,
        fills=fills,
        recessions=recessions,
        manifest=manifest,
        vintage=datetime.date.fromisoformat(manifest["vintage"]),
        **frames,
    )


def read_catalog() -> pd.DataFrame:
    """Read the register of series, indexed by name."""
    with undamaged(CATALOG.name, PanelError, REBUILD):
        return pd.read_csv(CATALOG, index_col="name").astype({"release_lag_days": int})


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PanelError(
            f"The snapshot has no file {path.name}; it needs manifest.json, {', '.join(TABLES)}: "
            + REBUILD
        ) from None


def _refuse(name: str, text: str, recorded: dict[str, str]) -> None:
    """Say which series of a table differ from what the manifest recorded."""
    with undamaged(name, PanelError, REBUILD):
        altered = [
            column
            for column, digest in column_hashes(text).items()
            if column in recorded and recorded[column] != digest
        ]
    what = f"series {', '.join(altered)}" if altered else "the table's layout"
    raise PanelError(
        f"{name} differs from what its manifest recorded ({what} changed); "
        f"only an unchanged snapshot is read: {REBUILD}"
    )


def _period_frame(text: str, frequency: str) -> pd.DataFrame:
    frame = pd.read_csv(io.StringIO(text), index_col=0)
    frame.index = pd.PeriodIndex(frame.index, freq=frequency, name=frame.index.name)
    return frame.astype("float64")


def _daily_frame(text: str) -> pd.DataFrame:
    frame = pd.read_csv(io.StringIO(text), index_col=0)
    frame.index = pd.DatetimeIndex(pd.to_datetime(frame.index, format="%Y-%m-%d"), name="date")
    return frame.astype("float64")


def _fills(text: str, catalog: pd.DataFrame) -> pd.DataFrame:
    fills = pd.read_csv(io.StringIO(text), dtype=str)
    frequency = catalog["frequency"].reindex(fills["series"])
    fills["period"] = pd.Series(
        [pd.Period(p, freq=f) for p, f in zip(fills["period"], frequency, strict=True)],
        dtype=object,
    )
    fills["known_from"] = pd.to_datetime(fills["known_from"], format="%Y-%m-%d")
    return fills


def _recessions(text: str) -> pd.DataFrame:
    months = pd.read_csv(io.StringIO(text), dtype=str)
    return months.apply(lambda column: pd.Series(pd.PeriodIndex(column, freq="M")))


def _check_frame(name: str, frame: pd.DataFrame, catalog: pd.DataFrame) -> None:
    if not (frame.index.is_monotonic_increasing and frame.index.is_unique):
        raise PanelError(
            f"The {name} table's periods are not strictly increasing; each must occur once, "
            f"in order: {REBUILD}"
        )
    odd = sorted(set(frame.columns) ^ set(catalog.index))
    if odd:
        raise PanelError(
            f"The {name} table and the catalog disagree about {', '.join(odd)}; every column "
            f"needs one catalog row and the reverse: {REBUILD}"
        )
    values = frame.to_numpy()
    low = catalog.loc[frame.columns, "plausible_low"].to_numpy(float)
    high = catalog.loc[frame.columns, "plausible_high"].to_numpy(float)
    rows, columns = np.nonzero((values < low) | (values > high) | np.isinf(values))
    if len(rows):
        row, column = rows[0], columns[0]
        raise PanelError(
            f"{frame.columns[column]} is {values[row, column]:g} in {frame.index[row]}, outside "
            f"the plausible [{low[column]:g}, {high[column]:g}]: check the source, then rebuild "
            "it with `make snapshot`."
        )

"""Build a panel from spliced columns with the snapshot's own builder; it has its own fingerprint."""

import datetime as dt

import pandas as pd

from models.live.provider import Fetched
from models.panel import Panel
from models.panel.builder import raw
from models.panel.builder.assemble import finish, target_change_effective
from models.panel.builder.write import render, series_facts
from models.panel.hashing import text_hash, whole_hash
from models.panel.load import read_panel

FRAMES = {"monthly": "M", "quarterly": "Q", "daily": "D"}


def published(panel: Panel) -> dict[str, pd.DataFrame]:
    """Return the raw columns of a panel by frame, with every filled value blanked again."""
    sources = raw.read_sources()
    frames = {}
    for frame in FRAMES:
        names = [name for file in sources[frame].values() for name in file]
        values = getattr(panel, frame)[names].copy()
        for series, period in zip(panel.fills["series"], panel.fills["period"], strict=True):
            if series in values:
                values.loc[period, series] = float("nan")
        frames[frame] = values
    return frames


def panel_of(
    base: Panel,
    columns: dict[str, pd.Series],
    *,
    vintage: dt.date,
    target_days: pd.Series | None,
    provenance: dict[str, Fetched],
    known: dict[str, dt.date] | None = None,
) -> tuple[Panel, dict[str, str]]:
    """Return a panel in which `columns` replace the raw ones of `base`, and its files as text.

    Returns before the Russell 2000 keep the scale that the snapshot gives them.
    `target_days` is the daily upper bound of the target where it is live: it says on which day a
    move took effect, and which is in force; `known` the day as of which each live column is known.
    Raises PanelError when the tables do not fit together.
    """
    frames = published(base)
    for frame, frequency in FRAMES.items():
        mine = {n: c for n, c in columns.items() if base.catalog.loc[n, "frequency"] == frequency}
        frames[frame] = _with(frames[frame], mine)
    tables = finish(
        **frames,
        recessions=base.recessions.astype(str).set_index("peak"),
        change_effective=_moves(target_days),
        agreement=base.manifest["agreement_of_sources"],
        scaled_by=base.manifest["splices"]["small_cap_relative_return"],
    )
    texts = render(tables)
    files = {name: text_hash(text) for name, text in texts.items()}
    manifest = base.manifest | tables.facts
    manifest |= {
        "vintage": str(vintage),
        "sha256": whole_hash(files, str(vintage), base.catalog),
        "files": files,
        "built_from": {
            "snapshot": base.snapshot_hash,
            "vintage": str(base.vintage),
            "live": _records(provenance),
        },
        **({} if target_days is None else {"target_upper": _in_force(target_days)}),
        "live_series": {name: str(day) for name, day in (known or {}).items()},
        "series": series_facts(tables, texts, base.catalog),
    }
    return read_panel(texts, manifest, base.catalog), texts


def _with(frame: pd.DataFrame, columns: dict[str, pd.Series]) -> pd.DataFrame:
    index = frame.index
    for column in columns.values():
        index = index.union(column.index)
    if isinstance(index, pd.PeriodIndex):
        index = pd.period_range(index[0], index[-1], freq=index.freq)
    wider = frame.reindex(index)
    for name, column in columns.items():
        wider[name] = column.reindex(index)
    return wider


def _moves(target_days: pd.Series | None) -> dict[pd.Period, dt.date]:
    """Return, by month, the last day on which the target moved."""
    days = target_change_effective(raw.read_sources())
    if target_days is not None:
        moved = target_days.index[target_days.diff().fillna(0) != 0]
        days |= {day.to_period("M"): day.date() for day in moved}
    return days


def _in_force(target_days: pd.Series) -> dict[str, object]:
    return {"day": str(target_days.index[-1].date()), "pct": float(target_days.iloc[-1])}


def _records(provenance: dict[str, Fetched]) -> dict[str, dict]:
    return {
        feed: {
            "provider": found.provider,
            "id": found.id,
            "fetched_at": found.fetched_at.isoformat(timespec="seconds"),
            "vintage": str(found.vintage),
            "last": str(found.last),
            "stale": found.stale,
            "sha256": found.sha256,
        }
        for feed, found in sorted(provenance.items())
    }

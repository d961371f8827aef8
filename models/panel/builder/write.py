"""Manifest, shrink check and atomic replacement of the snapshot directory."""

import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd

from models.common.errors import PanelError
from models.panel.builder import raw
from models.panel.builder.assemble import Tables
from models.panel.hashing import NUMBER_FORMAT, column_hashes, text_hash, whole_hash
from models.panel.load import read_catalog

STATED = ("publisher", "publisher_id", "unit", "frequency", "native_frequency")
FIGURES = ("monthly", "quarterly", "daily")


def render(tables: Tables) -> dict[str, str]:
    """Write every table as CSV text, numbers with ten significant digits."""
    names = (*FIGURES, "recessions", "fills")
    return {
        f"{name}.csv": getattr(tables, name).to_csv(float_format=NUMBER_FORMAT, lineterminator="\n")
        for name in names
    }


def make_manifest(
    tables: Tables, texts: dict[str, str], cross_check: dict, directory: Path = raw.SOURCES
) -> dict:
    """State, for the snapshot and for each series, what it is and where it came from."""
    sources, catalog = raw.read_sources(directory), read_catalog()
    files = {name: text_hash(text) for name, text in texts.items()}
    vintage = str(sources["vintage"])
    return {
        "vintage": vintage,
        "sha256": whole_hash(files, vintage, catalog),
        "files": files,
        "built_from": {
            "fred_md": sources["fred_md"],
            "figures": {
                path.name: hashlib.sha256(path.read_bytes()).hexdigest()
                for path in sorted(directory.glob("*.csv"))
            },
        },
        "cross_check_french": cross_check,
        **tables.facts,
        "series": series_facts(tables, texts, catalog),
    }


def series_facts(tables: Tables, texts: dict[str, str], catalog: pd.DataFrame) -> dict[str, dict]:
    """State for each series its source, reach, fills and fingerprint."""
    hashes: dict[str, str] = {}
    for name in FIGURES:
        hashes |= column_hashes(texts[f"{name}.csv"])
    series = {}
    for name, row in catalog.iterrows():
        frame = next(f for key in FIGURES if name in (f := getattr(tables, key)))
        values = frame[name].dropna()
        filled = tables.fills[tables.fills.index == name]
        series[name] = {key: row[key] for key in STATED} | {
            "first": _text(values.index[0]),
            "last": _text(values.index[-1]),
            "n_values": len(values),
            "release_lag_days": int(row["release_lag_days"]),
            "n_filled": len(filled),
            "filled_why": sorted(set(filled["rule"] + ": " + filled["reason"])),
            "sha256": hashes[name],
        }
    return series


def check_not_shrunk(manifest: dict, committed: dict) -> None:
    """Refuse a series that starts later, ends earlier or holds fewer values than before."""
    losses = []
    for name, before in committed["series"].items():
        now = manifest["series"].get(name)
        if now is None:
            losses.append(f"{name} is gone")
        elif (
            now["first"] > before["first"]
            or now["last"] < before["last"]
            or now["n_values"] < before["n_values"]
        ):
            losses.append(
                f"{name} had {before['n_values']} values {before['first']} to {before['last']}, "
                f"now {now['n_values']} values {now['first']} to {now['last']}"
            )
    if losses:
        raise PanelError(
            f"History shrank: {'; '.join(losses)}; a rebuild must keep what the committed "
            "snapshot has: check the sources, or pass --allow-shrink if the loss is meant."
        )


def write_draft(target: Path, texts: dict[str, str], manifest: dict) -> Path:
    """Write all files into a new directory beside the target, and return that directory."""
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, text in texts.items():
        (fresh / name).write_text(text, encoding="utf-8", newline="\n")
    rendered = json.dumps(manifest, indent=1, ensure_ascii=False, default=str) + "\n"
    (fresh / "manifest.json").write_text(rendered, encoding="utf-8", newline="\n")
    return fresh


def swap(fresh: Path, target: Path) -> None:
    """Put the new directory in the target's place by renaming, so that no mix is ever read."""
    old = target.with_name(target.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _text(period: pd.Period | pd.Timestamp) -> str:
    return str(period.date()) if isinstance(period, pd.Timestamp) else str(period)

"""Rebuild the committed snapshot: ``python -m models.panel.build_snapshot [--allow-shrink]``."""

import argparse
import json
import shutil
import sys
from pathlib import Path

import pandas as pd

from models.common.errors import PanelError
from models.common.files import undamaged
from models.panel.builder import raw
from models.panel.builder.assemble import assemble
from models.panel.builder.french_check import compare_factors
from models.panel.builder.package_file import fetch
from models.panel.builder.write import (
    check_not_shrunk,
    make_manifest,
    render,
    swap,
    write_draft,
)
from models.panel.load import SNAPSHOT, load_panel


def build(
    fred_md: pd.DataFrame, french: pd.DataFrame, target: Path, *, allow_shrink: bool = False
) -> dict:
    """Assemble, compare with what is committed, write, read back, and only then replace."""
    tables = assemble(fred_md)
    texts = render(tables)
    manifest = make_manifest(tables, texts, compare_factors(tables.monthly, french))
    committed = target / "manifest.json"
    if committed.exists() and not allow_shrink:
        with undamaged(committed.name, PanelError, "restore it, or pass --allow-shrink."):
            check_not_shrunk(manifest, json.loads(committed.read_text(encoding="utf-8")))
    fresh = write_draft(target, texts, manifest)
    try:
        load_panel(fresh)
    except PanelError:
        shutil.rmtree(fresh)
        raise
    swap(fresh, target)
    return manifest


def main(arguments: list[str] | None = None) -> int:
    """Download the two packages, build, and say what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--allow-shrink", action="store_true", help="accept series shorter than the committed ones"
    )
    options = parser.parse_args(arguments)
    sources = raw.read_sources()
    try:
        fred_md, french = fetch(sources["fred_md"]), fetch(sources["french_check"])
        manifest = build(fred_md, french, SNAPSHOT, allow_shrink=options.allow_shrink)
    except PanelError as error:
        print(error, file=sys.stderr)
        return 1
    n_filled = sum(series["n_filled"] for series in manifest["series"].values())
    print(
        f"Snapshot {manifest['vintage']}: {len(manifest['series'])} series, "
        f"{n_filled} filled values, hash {manifest['sha256'][:12]}."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The recording, read once a process: what the reference app draws."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

_FILE = Path(__file__).with_name("page.json")


@lru_cache(maxsize=1)
def recording() -> dict[str, Any]:
    """Return specs and takes, every dataset and table ready to be sent."""
    recorded = json.loads(_FILE.read_text(encoding="utf-8"))
    for take in recorded["takes"]:
        for nodes in take.values():
            _make_tables(nodes)
    return recorded


def _make_tables(nodes: list[dict[str, Any]]) -> None:
    for node in nodes:
        _make_tables(node.get("children", []))
        if node["kind"] == "vega_lite_chart":
            node["datasets"] = {name: _table(data) for name, data in node["datasets"].items()}
        elif node["kind"] == "dataframe":
            node["table"] = _table(node.pop("columns"))


def _table(columns: dict[str, list]) -> pa.Table:
    """Return an Arrow table: nothing is left for a rerun to convert."""
    frame = pd.DataFrame(columns)
    if "month" in frame:
        frame["month"] = pd.to_datetime(frame["month"])
    return pa.Table.from_pandas(frame, preserve_index=False)

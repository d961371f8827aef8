"""The recording, read once a process: what the reference app draws."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

_FILE = Path(__file__).with_name("page.json")


@lru_cache(maxsize=1)
def recording() -> dict[str, Any]:
    """Return specs and takes, every dataset and table ready as a DataFrame."""
    recorded = json.loads(_FILE.read_text(encoding="utf-8"))
    for take in recorded["takes"]:
        for nodes in take.values():
            _make_frames(nodes)
    return recorded


def _make_frames(nodes: list[dict[str, Any]]) -> None:
    for node in nodes:
        _make_frames(node.get("children", []))
        if node["kind"] == "vega_lite_chart":
            node["datasets"] = {name: _frame(data) for name, data in node["datasets"].items()}
        elif node["kind"] == "dataframe":
            node["frame"] = _frame(node.pop("columns"))


def _frame(columns: dict[str, list]) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    return frame.assign(month=pd.to_datetime(frame["month"])) if "month" in frame else frame

"""Measure the Scenario page against the reference app: ``python -m benchmarks``.

Both run here, one after the other or in turns, so that a figure is a ratio of two times from one
run on one machine. Loopback only; it stops by itself after about six minutes. Prints a table and
writes ``benchmarks/results.json``.
"""

import json
import os
import platform
import time
from importlib import metadata
from pathlib import Path

import pandas as pd

from benchmarks.browser_side import in_chromium
from benchmarks.crowd import CROWDS, READERS, measured
from benchmarks.server_side import Figures, memory_mb, moves, rerun_ms
from models.panel import load_panel

RESULTS = Path(__file__).with_name("results.json")
MOST_MEMORY_MB = 300
MOST_P95_MS = 300
MOST_READING_MS = 150


def main() -> None:
    """Run every measurement, print the table, write the file."""
    before = os.getloadavg()[0]
    print("Rerun and memory ...", flush=True)
    rerun, by_page, memory = rerun_ms(), moves(), memory_mb()
    print("Chromium ...", flush=True)
    key_press, start = in_chromium()
    crowds = {}
    for crowd in CROWDS:
        print(f"{READERS} readers, {crowd} ...", flush=True)
        crowds[str(crowd)] = measured(crowd)
    calm = crowds[str(CROWDS[0])]
    rows = [
        _ratio("Server time of a slider rerun, ms", rerun, 1.0),
        _ratio("Key press to redrawn first chart, ms", key_press, 1.1),
        _ratio("Process start to first chart, ms", start, 1.3),
        _ratio("Server memory with ten sessions, MB", memory, 1.5),
        _limit("Server memory with ten sessions, MB", memory["page"], MOST_MEMORY_MB),
        _limit("Reading the snapshot, ms", reading_ms(), MOST_READING_MS),
        _limit("100 readers, a move every 5 s: p95, ms", calm["p95_ms"], MOST_P95_MS),
        _limit("100 readers: errors", sum(one["errors"] for one in crowds.values()), 0),
    ]
    environment = {
        "python": platform.python_version(),
        "streamlit": metadata.version("streamlit"),
        "cpus": os.cpu_count(),
        "load_average": {"before": round(before, 1), "after": round(os.getloadavg()[0], 1)},
    }
    _print(rows, by_page, crowds, environment)
    results = {
        "environment": environment,
        "targets": rows,
        "a_move_by_page": _rounded(by_page),
        "hundred_readers": _rounded(crowds),
    }
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def reading_ms() -> float:
    """Return how long the committed snapshot takes to read, at its quickest of five times."""

    def once() -> float:
        start = time.perf_counter()
        load_panel()
        return 1000 * (time.perf_counter() - start)

    return min(once() for _ in range(5))


def _ratio(what: str, figures: Figures, most: float) -> dict:
    ratio = figures["page"] / figures["reference"]
    figures = {name: round(value, 1) for name, value in figures.items()}
    return {"what": what, **figures, "ratio": round(ratio, 2), "most": most, "met": ratio <= most}


def _limit(what: str, value: float, most: float) -> dict:
    return {"what": what, "page": round(value, 1), "most": most, "met": value <= most}


def _rounded(figures: dict[str, Figures]) -> dict[str, Figures]:
    return {
        name: {what: round(value, 1) for what, value in of.items()} for name, of in figures.items()
    }


def _print(rows: list[dict], by_page: dict, crowds: dict, environment: dict) -> None:
    print(f"\n{'':40}{'reference':>10}{'page':>10}{'ratio':>8}{'at most':>9}")
    for row in rows:
        reference, ratio = row.get("reference", ""), row.get("ratio", "")
        verdict = "met" if row["met"] else "missed"
        print(
            f"{row['what']:40}{reference:>10}{row['page']:>10}{ratio:>8}{row['most']:>9}  {verdict}"
        )
    print(f"\nA move of the labour lever, by page\n{pd.DataFrame(_rounded(by_page)).T}")
    print(f"\n{READERS} readers\n{pd.DataFrame(_rounded(crowds)).T.to_string()}")
    print(f"\n{environment}")


if __name__ == "__main__":
    main()

"""Measure the Scenario page against the reference app: ``python -m benchmarks``.

Both run here, one after the other or in turns, so that a figure is a ratio of two times from one
run on one machine. Loopback only; it stops by itself after about three minutes. Prints a table and
writes ``benchmarks/results.json``.
"""

import json
import os
import platform
import time
from importlib import metadata
from pathlib import Path

from benchmarks.apps import APPS
from benchmarks.browser_side import in_chromium
from benchmarks.server_side import Figures, load, memory_mb, rerun_ms
from models.panel import load_panel

RESULTS = Path(__file__).with_name("results.json")
MOST_MEMORY_MB = 300
MOST_P95_MS = 300
MOST_READING_MS = 150


def main() -> None:
    """Run every measurement, print the table, write the file."""
    before = os.getloadavg()[0]
    print("Rerun and memory ...", flush=True)
    rerun, memory = rerun_ms(), memory_mb()
    print("Chromium ...", flush=True)
    key_press, start = in_chromium()
    print("A hundred sessions, twice half a minute ...", flush=True)
    crowd = {app.name: load(app) for app in APPS}
    rows = [
        _ratio("Server time of a slider rerun, ms", rerun, 1.5),
        _ratio("Key press to redrawn first chart, ms", key_press, 1.3),
        _ratio("Process start to first chart, ms", start, 1.3),
        _ratio("Server memory with ten sessions, MB", memory, 1.5),
        _limit("Server memory with ten sessions, MB", memory["page"], MOST_MEMORY_MB),
        _limit("Reading the snapshot, ms", reading_ms(), MOST_READING_MS),
        _limit("100 sessions: p95, ms", crowd["page"]["p95_ms"], MOST_P95_MS),
        _limit("100 sessions: errors", crowd["page"]["errors"], 0),
    ]
    environment = {
        "python": platform.python_version(),
        "streamlit": metadata.version("streamlit"),
        "cpus": os.cpu_count(),
        "load_average": {"before": round(before, 1), "after": round(os.getloadavg()[0], 1)},
    }
    _print(rows, crowd, environment)
    results = {"environment": environment, "targets": rows, "hundred_sessions": _rounded(crowd)}
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


def _rounded(crowd: dict[str, Figures]) -> dict[str, Figures]:
    return {
        name: {what: round(value, 1) for what, value in figures.items()}
        for name, figures in crowd.items()
    }


def _print(rows: list[dict], crowd: dict[str, Figures], environment: dict) -> None:
    print(f"\n{'':40}{'reference':>10}{'page':>10}{'ratio':>8}{'at most':>9}")
    for row in rows:
        reference, ratio = row.get("reference", ""), row.get("ratio", "")
        verdict = "met" if row["met"] else "missed"
        print(
            f"{row['what']:40}{reference:>10}{row['page']:>10}{ratio:>8}{row['most']:>9}  {verdict}"
        )
    print("\n100 sessions, one slider a second each")
    for name in crowd["page"]:
        values = "".join(f"{crowd[app.name][name]:>10.1f}" for app in APPS)
        print(f"  {name:38}{values}")
    print(f"\n{environment}")


if __name__ == "__main__":
    main()

"""Estimating on a refreshed panel in a process of its own, so that no reader's page waits for it.

``python -m models.live.refit`` reads tables, manifest, specification and the completed spreads at hand
from standard input; it writes progress lines to standard error, the fit and then the spreads completed,
a line each, to standard output. It is given no key.
"""

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import IO

from models.common.errors import ExplorerError, ModelError
from models.common.progress import Progress
from models.common.turns import estimating
from models.equations.completed_spread import keep_rows, kept_rows
from models.equations.fitted import read_fit
from models.equations.stored_fit import stored_fit
from models.outcome.world import World, make_world
from models.panel import Panel
from models.panel.load import read_catalog, read_panel
from models.scenario.spec import ModelSpec

ROOT = Path(__file__).parents[2]
MOST_SECONDS = 900
PROCESS_MB = 350.0  # what the process takes, estimators and all
_KEY_VARIABLE = "FRED_API_KEY"


def refit(
    panel: Panel, files: dict[str, str], spec: ModelSpec, as_of: dt.date | None, progress: Progress
) -> World:
    """Return the world of a refreshed panel, its equations estimated by another process.

    Equations as of a past date are read where the refresh left all their series as they were stored.
    `files` are the panel's tables as text. Raises ModelError when the process fails, with the sentence
    it left, and NoRoomError where there is no memory for one.
    """
    known = panel.known_on(as_of) if as_of else panel
    if stored := stored_fit(spec, known):
        return make_world(known, stored, progress)
    with estimating(PROCESS_MB, progress):
        fit = read_fit(_by_another_process(panel, files, spec, as_of, progress))
    return make_world(known, fit, progress)


def _by_another_process(
    panel: Panel, files: dict[str, str], spec: ModelSpec, as_of: dt.date | None, progress: Progress
) -> str:
    """Return the fit as another process wrote it."""
    asked = {
        "files": files,
        "manifest": panel.manifest,
        "spec": asdict(spec),
        "as_of": str(as_of) if as_of else None,
        "completed": kept_rows(),
    }
    environment = {name: value for name, value in os.environ.items() if name != _KEY_VARIABLE}
    process = subprocess.Popen(
        [sys.executable, "-m", "models.live.refit"],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    ended_by = threading.Timer(MOST_SECONDS, process.kill)
    ended_by.start()
    said: list[str] = []
    listener = threading.Thread(target=_listen, args=(process.stderr, progress, said), daemon=True)
    try:
        listener.start()
        with contextlib.suppress(BrokenPipeError):
            json.dump(asked, process.stdin, default=str)
            process.stdin.close()
        written = process.stdout.read()
        process.wait()
        listener.join()
    finally:
        ended_by.cancel()
        process.kill()
        process.stdout.close()
    if process.returncode:
        last = said[-1].rstrip(".") if said else "the process was ended before it was done"
        raise ModelError(f"The equations could not be estimated on the live figures: {last}.")
    fit, completed = written.splitlines()
    keep_rows(json.loads(completed))
    return fit


def _listen(lines: IO[str], progress: Progress, said: list[str]) -> None:
    """Pass progress lines on, keep all others."""
    with lines:
        for line in lines:
            share, tab, words = line.rstrip("\n").partition("\t")
            if tab:
                progress(float(share), words)
            elif share:
                said.append(share)


def main() -> int:
    """Estimate what standard input asks for."""
    from models.equations.fit_all import fit_all

    if hasattr(os, "nice"):
        os.nice(5)  # the pages come first
    asked = json.load(sys.stdin)
    as_of = dt.date.fromisoformat(asked["as_of"]) if asked["as_of"] else None
    try:
        panel = read_panel(asked["files"], asked["manifest"], read_catalog())
        known = panel.known_on(as_of) if as_of else panel
        keep_rows(asked["completed"])
        fit = fit_all(
            known,
            ModelSpec(**asked["spec"]),
            lambda share, words: print(f"{share:.3f}\t{words}", file=sys.stderr, flush=True),
        )
    except ExplorerError as error:
        print(error, file=sys.stderr)
        return 1
    print(fit.to_json())
    print(json.dumps(kept_rows()))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m models.equations` estimates everything that is stored, each before what rests on it."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from models.common import blas
from models.common.artifacts import remove_superseded
from models.common.console import rewrite_line
from models.common.errors import ExplorerError, ModelError
from models.common.progress import Progress
from models.completion.coverage_record import RecordPlan, coverage_summary, track_record
from models.completion.data import completion_data
from models.completion.fit import fit_completion
from models.completion.stored import COMPLETION_FITS, store_completion
from models.completion.stored_coverage import store_coverage
from models.equations import stored_growth_record
from models.equations.completed_spread import (
    completed_spread,
    compute_completed_spread,
    store_completed_spread,
)
from models.equations.fit_all import fit_all_growth, fit_okun, fit_returns
from models.equations.growth_record import earnings_record
from models.equations.level_record import level_record
from models.equations.record_workers import BACKENDS, record_workers
from models.equations.stored_fit import FITS, PARTS, SHIPPED, Part, stored_returns
from models.equations.stored_level_record import store_level_record
from models.panel import Panel, load_panel
from models.scenario.spec import ModelSpec

Job = Callable[[Progress], Path]  # estimates, stores, returns the file


def jobs(panel: Panel) -> dict[str, Job]:
    """Return how to make every file, in order: completion, completed spread, equations, records."""
    known = {as_of: panel.known_on(as_of) if as_of else panel for _, as_of in SHIPPED}
    found: dict[str, Job] = {
        f"completion {one.vintage}": partial(_completion, one) for one in known.values()
    }
    found["completed_spread"] = partial(_completed_spread, panel)
    for spec, as_of in SHIPPED:
        for part in PARTS:
            for one in part.specs(spec):
                name = part.artifact(one, known[as_of]).path.stem
                found.setdefault(f"{part.name} {name}", partial(_part, part, one, known[as_of]))
    found["growth_record"] = partial(_growth_record, panel)
    found["level_record"] = partial(_level_record, panel)
    return found | {"coverage": partial(_coverage, panel)}


def _completion(panel: Panel, progress: Progress) -> Path:
    return store_completion(fit_completion(completion_data(panel), progress=progress), panel)


def _completed_spread(panel: Panel, progress: Progress) -> Path:
    return store_completed_spread(panel, compute_completed_spread(panel, progress))


def _part(part: Part, spec: ModelSpec, panel: Panel, progress: Progress) -> Path:
    equations: Any  # what the part stores
    if part.name == "okun":
        equations = fit_okun(panel, spec)
    elif part.name == "returns":
        equations = fit_returns(panel, spec, progress)[spec.estimator]
    else:
        equations = fit_all_growth(panel, spec, completed_spread(panel), progress)
    return part.store(equations, spec, panel)


def _growth_record(panel: Panel, progress: Progress) -> Path:
    record = earnings_record(panel, completed_spread(panel), progress)
    return stored_growth_record.store_record(panel, record)


def _level_record(panel: Panel, progress: Progress) -> Path:
    spec = ModelSpec()
    equations = stored_returns(spec, panel)  # its own job comes before
    if equations is None:
        raise ModelError("The equations of relative returns are not stored: run make fit.")
    record = level_record(panel, spec, equations, n_jobs=-1, progress=progress)
    return store_level_record(panel, record)


def _coverage(panel: Panel, progress: Progress) -> Path:
    pieces = []
    for share, rows in track_record(completion_data(panel).sample, RecordPlan()):
        pieces.append(rows)
        progress(share, "The completion model on months it had not seen")
    return store_coverage(panel, coverage_summary(pd.concat(pieces, ignore_index=True)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Estimate and replace every file, remove what is superseded, and say all of it."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.address and options.backend != "dask":
        parser.error("--address is that of a Dask cluster: give --backend dask with it")
    try:
        panel = load_panel()
        todo = jobs(panel)
        # Workers are asked for before minutes of work, in case they fail.
        with one_thread(), record_workers(options.backend, options.address):
            written = done_in_turn(todo)
    except ExplorerError as error:
        rewrite_line()
        print(error, file=sys.stderr)
        return 1
    for path in remove_superseded(written, COMPLETION_FITS, FITS):
        print(f"removed, superseded: {path.name}")
    record = stored_growth_record.load_record(panel)
    print(*stored_growth_record.record_lines(record), sep="\n")
    return 0


def done_in_turn(todo: dict[str, Job]) -> list[Path]:
    """Do the jobs and return their files; a line each, a terminal shows how far one is."""
    written = []
    for number, (name, job) in enumerate(todo.items(), start=1):
        at = f"{number} of {len(todo)}: {name}"
        path = job(partial(_tell, at))
        written.append(path)
        rewrite_line()
        print(f"{at}, {path.stat().st_size / 1000:.0f} kB", flush=True)
    return written


def one_thread() -> threadpool_limits:
    """Give linear algebra one thread whatever the environment says, so that no digit depends on it."""
    os.environ[blas.VARIABLE] = "1"  # of libraries that are loaded later, and of workers
    return threadpool_limits(1)  # of those that are loaded


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m models.equations", description=__doc__)
    parser.add_argument(
        "--backend",
        choices=BACKENDS,
        default="loky",
        help="who computes the record of small minus large: processes of this machine, or a Dask "
        "cluster (default loky)",
    )
    parser.add_argument(
        "--address",
        metavar="tcp://HOST:PORT",
        help="scheduler of a running Dask cluster which has this version of the project "
        "(default: dask starts a cluster on this machine)",
    )
    return parser


def _tell(at: str, share: float, words: str) -> None:
    rewrite_line(f"{at}: {100 * share:3.0f}% {words}")


if __name__ == "__main__":
    sys.exit(main())

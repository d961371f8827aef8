r"""The credit spread a year ahead as the completion model would have forecast it from the levers.

For a target quarter q the origin o is the end of quarter q - 4. The completion model, estimated on what
ended by then, is given the realised levers of the twelve months after it and completes the spread,

.. math:: E[s_{o+1}, \dots, s_{o+12} \mid \text{all data to } o;\ i, f, u_{o+1}, \dots, u_{o+12}],

at the posterior mean. Values are of the current vintage. The model is estimated anew once a year of
targets, on what ended by the first one's origin, lags and tightness included.
"""

import hashlib
from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from pathlib import Path

import numpy as np
import pandas as pd

from models.common.artifacts import Artifact, read_signed, rounded
from models.common.progress import Progress, silent
from models.completion.coverage_record import REALISED
from models.completion.data import (
    POLICY,
    SERIES,
    CompletionData,
    completion_data,
    completion_frame,
)
from models.completion.fit import fit_completion
from models.completion.gain import Conditions
from models.completion.mean_path import conditional_mean
from models.completion.projection import known_start, project
from models.completion.stored import COMPLETION_VERSION
from models.completion.system import mean_system
from models.equations.growth import LAG_QUARTERS, SPREAD, WINDOW_QUARTERS
from models.panel import Panel

STORED = Path(__file__).with_name("fits") / "completed_spread"
DIGITS = 10
FIRST_TARGET = pd.Period("1975Q1", "Q")  # five years after the completion model's first months
REFIT_EVERY_QUARTERS = 4
WINDOW_MONTHS = 3 * WINDOW_QUARTERS
MOST_KEPT_ROWS = 1000  # of this process: those of some five panels
_kept: dict[str, list[float]] = {}
_COLUMNS = [f"window_q{k + 1}" for k in range(WINDOW_QUARTERS)]


def completed_spread(panel: Panel, progress: Progress = silent) -> pd.DataFrame:
    """Return the completed spread, pp, of the four quarters up to each target quarter, oldest first.

    Read from the file stored for these data, whichever day they are cut at: a row uses nothing that
    was published later than what its target needs. For other data, such as refreshed ones, rows that
    rest on the same figures as stored ones are read, the rest computed, a third of a second a year, and
    kept for whoever asks for the same figures again.
    """
    stored = load_completed_spread(panel)
    if stored is not None:
        return stored
    return compute_completed_spread(panel, progress, ChainMap(_kept, _stored_rows()))


def kept_rows() -> dict[str, list[float]]:
    """Return the rows that this process has computed or was given, by the digest of what they rest on."""
    return dict(_kept)


def keep_rows(rows: Mapping[str, list[float]]) -> None:
    """Keep rows that another process computed; of all, the last `MOST_KEPT_ROWS`."""
    for used, row in rows.items():
        _kept[used] = _kept.pop(used, row)
    for used in list(_kept)[:-MOST_KEPT_ROWS]:
        del _kept[used]


def compute_completed_spread(
    panel: Panel,
    progress: Progress = silent,
    known: MutableMapping[str, list[float]] | None = None,
) -> pd.DataFrame:
    """Refit on expanding windows, but for years whose rows are `known`, to which it adds the others'.

    See `completed_spread`.
    """
    sample = completion_data(panel).sample
    levers = completion_frame(panel)[list(REALISED)].dropna()
    last = min((levers.index[-1] + 1).asfreq("Q") - 1, _last_target_of(sample.index[-1]))
    targets = pd.period_range(FIRST_TARGET, last, freq="Q")
    rows: dict[pd.Period, list[float]] = {}
    for start in range(0, len(targets), REFIT_EVERY_QUARTERS):
        block = targets[start : start + REFIT_EVERY_QUARTERS]
        used = [digest(sample, levers, target) for target in block]
        if known and all(one in known for one in used):
            rows |= {target: known[one] for target, one in zip(block, used, strict=True)}
            continue
        progress(start / len(targets), f"Credit spread as completed for {block[0].year}")
        found = _complete(sample, levers, block)
        rows |= found
        if known is not None:
            known.update({one: found[target] for target, one in zip(block, used, strict=True)})
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=_COLUMNS)
    frame.index = targets
    return frame


def origin_of(target: pd.Period) -> pd.Period:
    """Return the last month of the quarter a year before a target quarter."""
    return (target - LAG_QUARTERS).asfreq("M", how="end")


def digest(sample: pd.DataFrame, levers: pd.DataFrame, target: pd.Period) -> str:
    """Fingerprint of every figure that a target's row rests on, its months included."""
    origin = origin_of(target)
    parts = (sample.loc[:origin], levers.loc[origin + 1 : origin + WINDOW_MONTHS])
    seen = hashlib.sha256(str((target, COMPLETION_VERSION)).encode())
    for part in parts:
        seen.update(f"{part.index[0]} {part.index[-1]} {list(part.columns)}".encode())
        seen.update(np.ascontiguousarray(part.to_numpy(dtype=float)).tobytes())
    return seen.hexdigest()[:16]


def _last_target_of(last_month: pd.Period) -> pd.Period:
    """Return the last target whose origin lies within a sample."""
    return (last_month + 1).asfreq("Q") - 1 + LAG_QUARTERS


def _complete(
    sample: pd.DataFrame, levers: pd.DataFrame, targets: pd.PeriodIndex
) -> dict[pd.Period, list[float]]:
    """Complete the windows of some targets by one fit on what the first one's origin knew."""
    seen = sample.loc[: origin_of(targets[0])]
    fit = fit_completion(CompletionData(seen.index[-1], seen, seen.iloc[:0], seen.iloc[:0]))
    names, lags = fit.layout.names, fit.layout.lags
    system = mean_system(fit.posteriors, fit.layout)
    fixed = np.tile(np.isin(names, REALISED), (WINDOW_MONTHS, 1))
    policy, spread = names.index(POLICY), np.array([names.index(SPREAD)])
    conditions = Conditions(fixed, policy, fixed[:, policy], "history")
    in_order = [name for name in names if name in REALISED]
    rows: dict[pd.Period, list[float]] = {}
    for target in targets:
        origin = origin_of(target)
        start = known_start(sample.loc[:origin].to_numpy(), lags)
        ahead = levers.loc[origin + 1 : origin + WINDOW_MONTHS, in_order].to_numpy()
        completed = conditional_mean(project(system, start, WINDOW_MONTHS), conditions, spread)
        rows[target] = completed.at(ahead.ravel())[:, 0].reshape(-1, 3).mean(axis=1).tolist()
    return rows


def spread_artifact(panel: Panel, directory: Path = STORED) -> Artifact:
    """Return what is stored for the data of a panel, whichever day it is cut at."""
    recorded = panel.manifest["series"]
    return Artifact(
        kind="completed_spread",
        directory=directory,
        as_of=panel.manifest["vintage"],
        versions=(COMPLETION_VERSION,),
        inputs=tuple((name, recorded[name]["sha256"]) for name in sorted(SERIES)),
    )


def _stored_rows(directory: Path = STORED) -> dict[str, list[float]]:
    """Return every stored row by the digest of what it rests on.

    Raises ModelError when a file is damaged or was altered after it was written.
    """
    rows: dict[str, list[float]] = {}
    for path in sorted(directory.glob("*.json")):
        _, content = read_signed(path, "completed_spread")
        rows |= {content["used"][quarter]: row for quarter, row in content["windows"].items()}
    return rows


def load_completed_spread(panel: Panel, directory: Path = STORED) -> pd.DataFrame | None:
    """Return the stored windows, or None where there are none of these data.

    Raises ModelError when the file is damaged or was altered or renamed after it was written.
    """
    return spread_artifact(panel, directory).read(_rebuilt)


def _rebuilt(stored: dict) -> pd.DataFrame:
    windows = stored["windows"]
    quarters = pd.PeriodIndex(list(windows), freq="Q")
    return pd.DataFrame(np.array(list(windows.values()), float), quarters, _COLUMNS)


def store_completed_spread(panel: Panel, windows: pd.DataFrame, directory: Path = STORED) -> Path:
    """Write windows where `load_completed_spread` looks for them, whole or not at all."""
    values = dict(zip(windows.index.astype(str), windows.to_numpy().tolist(), strict=True))
    sample = completion_data(panel).sample
    levers = completion_frame(panel)[list(REALISED)].dropna()
    content = {
        "used": {str(quarter): digest(sample, levers, quarter) for quarter in windows.index},
        "windows": rounded(values, DIGITS),
    }
    return spread_artifact(panel, directory).write(content)

"""The world as of a date, shared by all scenarios: data, equations, where the levers start."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from models.common.cache import SingleFlightCache
from models.common.errors import ModelError
from models.common.progress import Progress, silent
from models.common.turns import estimating
from models.completion.completion import Completion, completion_of
from models.equations import growth
from models.equations.fitted import Fit, read_fit
from models.equations.stored_fit import stored_fit
from models.equations.stored_level_record import load_level_record
from models.equations.technology import OWN_SLOPES
from models.outcome.level import Level, level_of
from models.panel import Panel, load_panel
from models.scenario.levers import VARIABLE_OF
from models.scenario.part import MAX_HORIZON_MONTHS
from models.scenario.paths import make_setting
from models.scenario.setting import Setting
from models.scenario.spec import ModelSpec

DEFAULT_SPEC = ModelSpec()
ESTIMATE_MB = 180.0  # the estimators, loaded at the first estimate, and what one takes
_worlds: SingleFlightCache["World"] = SingleFlightCache(12)


@dataclass(frozen=True, eq=False)
class World:
    """Everything about one date and one choice of equations that no scenario changes."""

    panel: Panel
    fit: Fit
    completion: Completion
    setting: Setting
    drivers: pd.DataFrame  # monthly history of growth.DRIVERS, completed up to the origin
    last_growth: dict[str, pd.Period]  # last published quarter of each growth rate
    level: Level | None  # of small minus large by the average of the models; else None


def prepare(
    panel: Panel,
    spec: ModelSpec = DEFAULT_SPEC,
    as_of: dt.date | None = None,
    progress: Progress = silent,
) -> World:
    """Return the world as known on `as_of` (the panel's own date if None).

    Uses the stored fit where there is one; otherwise estimates, which takes some seconds and reports
    its `progress`. Raises NoRoomError where there is no memory for that.
    """
    known = panel.known_on(as_of) if as_of else panel
    fit = stored_fit(spec, known)
    if fit is None:
        from models.equations.fit_all import (
            fit_all,  # estimators are imported only when something must be fitted
        )

        # Through its file form, so that a fresh estimate gives the digits of a stored one.
        with estimating(ESTIMATE_MB, progress):
            fit = read_fit(fit_all(known, spec, progress).to_json())
    return make_world(known, fit, progress)


def make_world(known: Panel, fit: Fit, progress: Progress = silent) -> World:
    """Return the world of a panel and the equations fitted on it."""
    completion = completion_of(known, progress)
    own = completion.complete({}, {}, horizon_months=MAX_HORIZON_MONTHS)
    levers = [own.names.index(name) for name in VARIABLE_OF.values() if name in own.names]
    forecast = own.baseline[:, levers]
    edge = completion.completed_edge()
    drivers = known.monthly[list(growth.DRIVERS)].loc[: known.origin].fillna(edge)
    return World(
        panel=known,
        fit=fit,
        completion=completion,
        setting=make_setting(
            known,
            fit.okun_pp_per_pct,
            edge,
            forecast,
            {lever: slope_of(known) for lever, slope_of in OWN_SLOPES.items()},
        ),
        drivers=drivers,
        last_growth={name: known.quarterly[name].last_valid_index() for name in growth.TARGETS},
        level=level_of(known, fit, completion, _level_record()) if fit.spec.combines else None,
    )


@lru_cache(maxsize=1)
def _level_record() -> pd.DataFrame:
    """Return the record of the committed snapshot: past errors stay what they were."""
    record = load_level_record(_shipped_panel())
    if record is None:
        raise ModelError("No record of small minus large is stored for the snapshot: run make fit.")
    return record


@lru_cache(maxsize=1)
def _shipped_panel() -> Panel:
    return load_panel()


def is_ready(spec: ModelSpec, as_of: dt.date | None) -> bool:
    """Whether a world of the snapshot can be had at once, without estimating."""
    if (spec, as_of) in _worlds:
        return True
    panel = _shipped_panel()
    known = panel.known_on(as_of) if as_of else panel
    return stored_fit(spec, known) is not None


def shipped_world(
    spec: ModelSpec = DEFAULT_SPEC, as_of: dt.date | None = None, progress: Progress = silent
) -> World:
    """Return a world of the committed snapshot; the last twelve are kept for the whole process.

    Who asks for a world that another thread is preparing waits for that one, telling `progress`.
    """
    return _worlds.get(
        (spec, as_of), lambda: prepare(_shipped_panel(), spec, as_of, progress), progress
    )

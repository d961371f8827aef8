"""From a scenario to its outcome: lever paths through the fitted equations."""

import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from models.common.cache import SingleFlightCache
from models.common.progress import Progress, silent
from models.completion.completion import Completion
from models.completion.ready import completion_of
from models.equations import growth
from models.equations.apply import Inputs, apply, stack
from models.equations.fitted import Fit, FittedEquation, ModelSpec, read_fit, stored_fit
from models.outcome.macro import MacroPaths, complete_scenario
from models.outcome.outcome import Outcome
from models.outcome.path import AtRiskPath, OutcomePath
from models.outcome.regressors import Regressors, growth_window, return_regressors
from models.panel import Panel, load_panel
from models.scenario.calendar import latest_projection
from models.scenario.link import Request
from models.scenario.paths import (
    LEVER_OF,
    LEVERS,
    Setting,
    check_horizon,
    lever_paths,
    make_setting,
    target_upper_after_moves,
)
from models.scenario.scenario import MAX_HORIZON_MONTHS, Scenario
from models.scenario.supervisory import GAP_SAMPLE_START, latest_baseline

DEFAULT_SPEC = ModelSpec()
_PULLED = (
    "Coefficients by {} are pulled towards zero; the band of the difference holds their spread, not "
    "what the pull takes away."
)
_ESTIMATOR_NOTES = {
    "ridge": (_PULLED.format("ridge"),),
    "elastic_net": (_PULLED.format("elastic net"),),
}
BEYOND_HISTORY = "Beyond history"
_FED = tuple(LEVER_OF).index("fed")  # its column in `OutcomePath.contributions`
_VISIBLE_PP = 0.05  # what rounds to 0.0 on screen is not seen
LEVER_NAMES = ("the policy rate", "the fiscal impulse", "unemployment")  # in the order of LEVERS
_worlds: SingleFlightCache["World"] = SingleFlightCache(12)


@dataclass(frozen=True, eq=False)
class World:
    """Data, fitted equations and the levers' starting point as of one date; shared by all scenarios."""

    panel: Panel
    fit: Fit
    completion: Completion
    setting: Setting
    drivers: pd.DataFrame  # monthly history of growth.DRIVERS, completed up to the origin
    last_growth: dict[str, pd.Period]  # last published quarter of each growth rate


def prepare(
    panel: Panel,
    spec: ModelSpec = DEFAULT_SPEC,
    as_of: dt.date | None = None,
    progress: Progress = silent,
) -> World:
    """Return the world as known on `as_of` (the panel's own date if None).

    Uses the stored fit where there is one; otherwise estimates, which takes some seconds and reports
    its `progress`.
    """
    known = panel.known_on(as_of) if as_of else panel
    fit = stored_fit(spec, str(known.vintage), known.snapshot_hash)
    if fit is None:
        from models.equations.fit_all import (
            fit_all,  # estimators are imported only when something must be fitted
        )

        # Through its file form, so that a fresh estimate gives the digits of a stored one.
        fit = read_fit(json.loads(fit_all(known, spec, progress).to_json()), "the new fit")
    return make_world(known, fit, progress)


def make_world(known: Panel, fit: Fit, progress: Progress = silent) -> World:
    """Return the world of a panel and the equations fitted on it."""
    completion = completion_of(known, progress)
    own = completion.complete({}, {}, horizon_months=MAX_HORIZON_MONTHS)
    forecast = own.baseline[:, [own.names.index(lever) for lever in LEVERS]]
    edge = completion.completed_edge()
    drivers = known.monthly[list(growth.DRIVERS)].loc[: known.origin].fillna(edge)
    return World(
        panel=known,
        fit=fit,
        completion=completion,
        setting=make_setting(known, fit.okun_pp_per_pct, edge, forecast),
        drivers=drivers,
        last_growth={name: known.quarterly[name].last_valid_index() for name in growth.TARGETS},
    )


@lru_cache(maxsize=1)
def _shipped_panel() -> Panel:
    return load_panel()


def is_ready(spec: ModelSpec, as_of: dt.date | None) -> bool:
    """Whether a world of the snapshot can be had at once, without estimating."""
    if (spec, as_of) in _worlds:
        return True
    panel = _shipped_panel()
    known = panel.known_on(as_of) if as_of else panel
    return stored_fit(spec, str(known.vintage), known.snapshot_hash) is not None


def shipped_world(
    spec: ModelSpec = DEFAULT_SPEC, as_of: dt.date | None = None, progress: Progress = silent
) -> World:
    """Return a world of the committed snapshot; the last twelve are kept for the whole process.

    Who asks for a world that another thread is preparing waits for that one, telling `progress`.
    """
    return _worlds.get(
        (spec, as_of), lambda: prepare(_shipped_panel(), spec, as_of, progress), progress
    )


def run_scenario(
    scenario: Scenario,
    panel: Panel | None = None,
    *,
    horizon_months: int = 12,
    spec: ModelSpec = DEFAULT_SPEC,
) -> Outcome:
    """Return what history supports for a scenario over `horizon_months` (1 to 24).

    Without a panel the committed snapshot is used. Raises ScenarioError, PanelError or ModelError, each
    with one sentence.
    """
    as_of = scenario.as_of
    world = shipped_world(spec, as_of) if panel is None else prepare(panel, spec, as_of)
    return evaluate(Request(scenario=scenario, horizon_months=horizon_months, spec=spec), world)


def evaluate(request: Request, world: World) -> Outcome:
    """Return the outcome of a request in a prepared world; fast enough for a slider."""
    setting, fit, horizon = world.setting, world.fit, request.horizon_months
    check_horizon(horizon)
    levers = lever_paths(request.scenario, setting, MAX_HORIZON_MONTHS)
    macro = complete_scenario(request.scenario, levers, world.completion)
    paths = [_return_path(fit, setting, macro, horizon)]
    for equation in fit.growth:
        paths.append(_growth_path(equation, world, macro, horizon))
    return Outcome(
        request=request,
        setting=setting,
        fit=fit,
        macro=macro,
        completion=world.completion,
        paths=tuple(paths),
        at_risk=_at_risk_path(world, macro, horizon),
        notes=(
            *_beyond_note(paths, fit.spec),
            *_refusal_note(macro),
            *_timing_note(request, setting, paths),
            *_weakness_note(request.scenario),
            *setting.notes,
            *_projection_note(request.scenario, setting),
            *_ESTIMATOR_NOTES.get(fit.spec.estimator, ()),
        ),
    )


def _beyond_note(paths: list[OutcomePath], spec: ModelSpec) -> tuple[str, ...]:
    """Say which levers leave the range that the equations have seen, and what is done about it."""
    moved = np.any([path.beyond_history.any(axis=0) for path in paths], axis=0)
    if not moved.any():
        return ()
    beyond = [name for name, is_beyond in zip(LEVER_NAMES, moved, strict=True) if is_beyond]
    names = " and ".join(filter(None, [", ".join(beyond[:-1]), beyond[-1]]))
    done = "run on in a straight line"
    if spec.cap_inputs:
        done = (
            "cut back to it, but not the credit spread that comes with it in the earnings equations"
        )
    return (
        f"{BEYOND_HISTORY}: {names} {'moves' if moved.sum() == 1 else 'move'} further or faster than "
        f"in any window of the sample; what lies beyond the widest one is {done}.",
    )


def _refusal_note(macro: MacroPaths) -> tuple[str, ...]:
    """Say that the completion model has no answer of its own, and what stays."""
    if not (refusal := macro.refusal):
        return ()
    return (
        f"{BEYOND_HISTORY}: {refusal[0].lower()}{refusal[1:]} Its own answer for small minus "
        "large is withheld; what follows history and the equations still are shown, in straight lines.",
    )


def _timing_note(request: Request, setting: Setting, paths: list[OutcomePath]) -> tuple[str, ...]:
    """Say that the Fed first moves after the horizon, and why something may be seen all the same.

    Paths are set over all 24 months, so that what follows may move ahead of a move yet to come.
    """
    moves = target_upper_after_moves(request.scenario.fed, setting)
    end = setting.months[request.horizon_months - 1].end_time.date()
    if request.scenario.fed.own_path or not moves or moves[0][0].effective_day <= end:
        return ()
    of_fed = [path.contributions[:, _FED] for path in paths]
    seen = any(np.abs(part).max(initial=0.0) >= _VISIBLE_PP for part in of_fed)
    then = (
        "what it does before then is what history has seen ahead of such moves, by way of what is not "
        "set; lengthen it to see the rest."
        if seen
        else "lengthen it to see an effect."
    )
    return (f"The first move of the Fed, on {moves[0][0]}, lies beyond the horizon: {then}",)


def _weakness_note(scenario: Scenario) -> tuple[str, ...]:
    """Say that a response to weakness needs something that may weaken."""
    labour = scenario.labour
    responds = scenario.fed.active and scenario.fed.why == "weakness"
    if not responds or labour.active or labour.otherwise == "follow":
        return ()
    return (
        "The Fed responds to weakness while unemployment is held at its baseline, so that the other "
        "series have to bring the path about against it: let unemployment follow, or move it.",
    )


def _projection_note(scenario: Scenario, setting: Setting) -> tuple[str, ...]:
    if scenario.baseline == "sep":
        published = latest_projection(setting.as_of).published
        return (
            f"The baseline runs through the medians that the FOMC published on {published.day} "
            f"{published:%b %Y}, the last on file.",
        )
    if scenario.baseline == "supervisory":
        path, gap = latest_baseline(setting.as_of), setting.policy_rate_minus_bill_pp
        return (
            f"The baseline is the supervisory baseline of the Federal Reserve Board, {path.status} for "
            f"{path.vintage[:4]}, published on {path.published.day} {path.published:%b %Y}, the last on "
            "file; the funds rate is its 3-month bill rate "
            f"{'plus' if gap >= 0 else 'minus'} {abs(gap):.2f} pp, the median gap since "
            f"{GAP_SAMPLE_START:%Y}.",
        )
    return ()


def _return_path(fit: Fit, setting: Setting, macro: MacroPaths, horizon: int) -> OutcomePath:
    arrays = apply(
        stack(fit.returns[:horizon]),
        _inputs(macro, return_regressors(setting, horizon)),
        fit.spec.cap_inputs,
        level_from_inputs=False,
    )
    months = setting.months[:horizon]
    return _path(fit.returns[0], months, np.arange(1, horizon + 1), arrays)


def _growth_path(
    equation: FittedEquation, world: World, macro: MacroPaths, horizon: int
) -> OutcomePath:
    window = growth_window(world, equation.variable, horizon)
    arrays = apply(
        stack((equation,)),
        _inputs(macro, window.regressors),
        world.fit.spec.cap_inputs,
        level_from_inputs=True,
    )
    return _path(equation, window.quarters, window.horizon_months, arrays)


def _at_risk_path(world: World, macro: MacroPaths, horizon: int) -> AtRiskPath:
    at_risk, cap = world.fit.at_risk, world.fit.spec.cap_inputs
    window = growth_window(world, at_risk.target, horizon)
    of = window.regressors
    return AtRiskPath(
        periods=window.quarters,
        horizon_months=window.horizon_months,
        baseline=at_risk.quantiles(of.of(macro.baseline(of.variables)), cap),
        scenario=at_risk.quantiles(of.of(macro.scenario(of.variables)), cap),
    )


def _inputs(macro: MacroPaths, regressors: Regressors) -> Inputs:
    of = regressors.variables
    return Inputs(
        base=regressors.of(macro.baseline(of)),
        moved=macro.moved,
        alone={
            coalition: regressors.of(macro.scenario(of, coalition)) for coalition in macro.alone
        },
        unknown=regressors.of_changes(macro.unknown(of)),
        responses=regressors.of_changes(macro.responses(of)),
    )


def _path(equation, periods, horizon_months, arrays) -> OutcomePath:
    return OutcomePath(
        variable=equation.variable,
        unit=equation.unit,
        periods=periods,
        horizon_months=horizon_months,
        **arrays,
    )

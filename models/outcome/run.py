"""From a scenario to its outcome: lever paths through the fitted equations."""

from dataclasses import replace

import numpy as np
import pandas as pd

from models.common.errors import PanelError, ScenarioError
from models.equations import growth
from models.equations.apply import Inputs, apply, stack
from models.equations.apply_growth import apply_growth
from models.equations.fitted import Fit
from models.equations.fitted_equation import FittedEquation
from models.equations.growth_family import LEVELS_WITH_SPREAD, MEANS
from models.equations.growth_model import GrowthModel
from models.outcome.combination import CombinedPath, combine
from models.outcome.growth_path import GrowthPath
from models.outcome.level import Level
from models.outcome.macro import MacroPaths, complete_scenario
from models.outcome.notes import notes_on
from models.outcome.outcome import Outcome
from models.outcome.path import OutcomePath
from models.outcome.regressors import (
    GrowthWindow,
    Regressors,
    growth_window,
    return_regressors,
)
from models.outcome.world import DEFAULT_SPEC, World, prepare, shipped_world
from models.panel import Panel
from models.scenario.part import MAX_HORIZON_MONTHS, check_horizon
from models.scenario.presets import Preset, preset
from models.scenario.request import Request
from models.scenario.scenario import Scenario
from models.scenario.setting import Setting
from models.scenario.spec import ModelSpec


def run_scenario(
    scenario: Scenario | Request | str,
    panel: Panel | None = None,
    *,
    horizon_months: int | None = None,
    spec: ModelSpec | None = None,
) -> Outcome:
    """Return what history supports for a scenario over `horizon_months` (1 to 24).

    Parameters
    ----------
    scenario : Scenario, Request or str
        A scenario; everything that a scenario file or link asks, as `Request.from_json` reads it; or
        the id of a preset.
    panel : Panel, optional
        Without one the committed snapshot is used.
    horizon_months, spec : optional
        Take the place of those of the request or preset; 12 months and the default equations where
        there are none.

    Raises
    ------
    ScenarioError, PanelError, ModelError
        Each with one sentence.
    """
    request = _request_of(scenario)
    if horizon_months is not None:
        check_horizon(horizon_months)
        request = replace(request, horizon_months=int(horizon_months))
    request = request if spec is None else replace(request, spec=spec)
    if not isinstance(panel, Panel | None):
        raise PanelError(
            f"The panel is {panel!r:.60}; give one that load_panel() returns, or none for the snapshot."
        )
    spec, as_of = request.spec, request.scenario.as_of
    world = shipped_world(spec, as_of) if panel is None else prepare(panel, spec, as_of)
    return evaluate(request, world)


def _request_of(given: object) -> Request:
    if isinstance(given, Request):
        return given
    if isinstance(given, Scenario):
        return Request(scenario=given)
    if isinstance(given, str):
        return preset_request(preset(given))
    raise ScenarioError(
        f"The scenario is {given!r:.60}; give a Scenario, a Request or the id of a preset, such as "
        "mild-slowdown."
    )


def preset_request(preset: Preset, spec: ModelSpec = DEFAULT_SPEC) -> Request:
    """Return a preset's scenario and horizon with a choice of equations.

    Where the levers stand does not depend on that choice, so the default world tells it.
    """
    scenario = preset.stated
    if preset.move:
        scenario = preset.scenario_in(shipped_world(as_of=scenario.as_of).setting)
    return Request(scenario=scenario, horizon_months=preset.horizon_months, spec=spec)


def evaluate(request: Request, world: World) -> Outcome:
    """Return the outcome of a request in a prepared world; fast enough for a slider."""
    setting, fit, horizon = world.setting, world.fit, request.horizon_months
    check_horizon(horizon)
    macro = complete_scenario(request.scenario, setting, world.completion)
    combined = _combined_path(fit, setting, macro, world.level)
    paths: list[OutcomePath] = [
        combined.until(horizon) if combined else _return_path(fit, setting, macro, horizon)
    ]
    for model in fit.growth:
        paths.append(_growth_path(model, world, macro, horizon))
    return Outcome(
        request=request,
        setting=setting,
        fit=fit,
        macro=macro,
        completion=world.completion,
        combined=combined,
        paths=tuple(paths),
        notes=notes_on(request, setting, macro, paths),
    )


def _combined_path(
    fit: Fit, setting: Setting, macro: MacroPaths, level: Level | None
) -> CombinedPath | None:
    """Return the average of the models over all months, whatever horizon is shown."""
    if level is None:
        return None
    inputs = _inputs(macro, return_regressors(setting, MAX_HORIZON_MONTHS))
    stacks = {name: stack(equations) for name, equations in fit.returns_by.items()}
    unit = fit.returns[0].unit
    return combine(stacks, inputs, fit.spec.cap_inputs, macro, level, unit)


def _return_path(fit: Fit, setting: Setting, macro: MacroPaths, horizon: int) -> OutcomePath:
    arrays = apply(
        stack(fit.returns[:horizon]),
        _inputs(macro, return_regressors(setting, horizon)),
        fit.spec.cap_inputs,
        level_from_inputs=False,
    )
    months = setting.months[:horizon]
    path = _path(fit.returns[0], months, np.arange(1, horizon + 1), arrays)
    return path.with_aside(macro.aside.first(horizon))


def growth_inputs(
    variable: str, world: World, macro: MacroPaths, horizon: int
) -> tuple[GrowthWindow, Inputs, Inputs]:
    """Return the quarters of a growth path and what both of its families are applied to."""
    edge = macro.change_of_edge(growth.DRIVERS)
    windows = [
        growth_window(world, variable, family, horizon) for family in (MEANS, LEVELS_WITH_SPREAD)
    ]
    means, levels = (_inputs(macro, window.given(edge)) for window in windows)
    return windows[0], means, levels


def _growth_path(model: GrowthModel, world: World, macro: MacroPaths, horizon: int) -> GrowthPath:
    window, means, levels = growth_inputs(model.variable, world, macro, horizon)
    last = pd.Period(model.last, freq="Q")
    ahead = np.array([quarter.ordinal - last.ordinal for quarter in window.quarters], dtype=int)
    return GrowthPath(
        variable=model.variable,
        unit=model.unit,
        periods=window.quarters,
        horizon_months=window.horizon_months,
        last_published=last,
        ahead=ahead,
        **apply_growth(model, means, levels, ahead, world.fit.spec.cap_inputs),
    )


def _inputs(macro: MacroPaths, regressors: Regressors) -> Inputs:
    variables = regressors.variables
    return Inputs(
        base=regressors.from_paths(macro.baseline(variables)),
        whole=regressors.from_paths(macro.scenario(variables)),
        joined={
            lever: regressors.from_paths(macro.scenario(variables, lever)) for lever in macro.joined
        },
        unknown=regressors.from_changes(macro.unknown(variables)),
        responses=regressors.from_changes(macro.responses(variables)),
    )


def _path(
    equation: FittedEquation, periods: pd.PeriodIndex, horizon_months: np.ndarray, arrays: dict
) -> OutcomePath:
    return OutcomePath(
        variable=equation.variable,
        unit=equation.unit,
        periods=periods,
        horizon_months=horizon_months,
        **arrays,
    )

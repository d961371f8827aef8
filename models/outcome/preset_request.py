"""A preset as the request it stands for, started from the committed snapshot."""

from models.equations.fitted import ModelSpec
from models.outcome.run import DEFAULT_SPEC, shipped_world
from models.scenario.link import Request
from models.scenario.presets import Preset


def preset_request(preset: Preset, spec: ModelSpec = DEFAULT_SPEC) -> Request:
    """Return a preset's scenario and horizon with a choice of equations.

    Where the levers stand does not depend on that choice, so the default world tells it.
    """
    scenario = preset.stated
    if preset.move:
        scenario = preset.scenario_in(shipped_world(as_of=scenario.as_of).setting)
    return Request(scenario=scenario, horizon_months=preset.horizon_months, spec=spec)

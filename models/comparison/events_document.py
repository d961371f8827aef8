"""The odds of a scenario's events and the windows of history most like it, ready for JSON."""

import math
from dataclasses import asdict
from numbers import Real

import numpy as np

from models.comparison.analogues import analogues
from models.comparison.event_odds import EventOdds, event_odds, events_of
from models.outcome.tidy import EXPORT_DECIMALS
from models.outcome.world import World
from models.scenario.request import Request


def events_document(request: Request, world: World) -> dict:
    """Return each moved lever's event with its odds, and the nearest windows over the horizon.

    What is not known of a window is null. Raises ScenarioError where no lever is moved.
    """
    near = analogues(request, world)
    return {
        "scenario": request.scenario.name,
        "as_of": str(world.setting.as_of),
        "events": [_event(event_odds(event, world)) for event in events_of(request, world)],
        "horizon_months": request.horizon_months,
        "windows_compared": near.windows,
        "windows": [
            {name: _plain(value) for name, value in row.items()}
            for row in near.table.to_dict("records")
        ],
    }


def _event(found: EventOdds) -> dict:
    return {
        "event": found.event.words,
        **{name: _plain(value) for name, value in asdict(found.event).items()},
        "probability": _plain(found.probability),
        "standard_error": _plain(found.standard_error),
        "history": [
            {name: _plain(value) for name, value in asdict(each).items()} for each in found.history
        ],
    }


def _plain(value: object) -> str | int | float | None:
    """Return a number that JSON has, rounded as every export is, and a month as words."""
    if isinstance(value, int):
        return value
    if isinstance(value, Real):
        number = float(value)
        return None if math.isnan(number) else float(np.round(number, EXPORT_DECIMALS) + 0.0)
    return str(value)

"""What a reader asks: a scenario, how far ahead, by which choices about the equations."""

from dataclasses import dataclass

from models.scenario.scenario import Scenario
from models.scenario.spec import ModelSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a reader asks: a scenario, how far ahead, by which choices about the equations."""

    scenario: Scenario = Scenario()
    horizon_months: int = 12
    spec: ModelSpec = ModelSpec()

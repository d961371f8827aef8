"""What a run of the app was asked, and the objects whose figures it shows."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from models.equations.outcomes import SHIPPED
from models.outcome.outcome import Outcome
from models.outcome.run import evaluate
from models.outcome.world import World, shipped_world
from models.scenario.levers import LEVERS
from models.scenario.request import Request
from models.scenario.spec import ESTIMATORS as ROWS
from models.scenario.spec import GROWTH_ESTIMATORS, RETURN_ESTIMATORS
from tests.pages.numbers.figures import date, last_row
from tests.pages.numbers.technology import lead_of_technology

RETURN, EPS, PROFITS, REPORTED = (
    "small_cap_relative_return",
    "eps_growth_large_cap",
    "corporate_profit_growth",
    "eps_growth_large_cap_reported",
)
OUTCOMES = {name: row.label for name, row in SHIPPED.items()}
ESTIMATORS = {
    "estimator": {name: ROWS[name].label for name in RETURN_ESTIMATORS},
    "growth_estimator": {name: ROWS[name].label for name in GROWTH_ESTIMATORS},
}


@dataclass(frozen=True)
class View:
    """One page as asked for; `chosen` are the page's own controls, `open` its expander of evidence."""

    request: Request
    today: dt.date
    chosen: dict[str, str]
    evidence: bool = False
    preset_note: str = ""
    beside_chart: bool = False  # where the levers stand

    @property
    def scenario(self):
        return self.request.scenario

    @property
    def horizon(self) -> int:
        return self.request.horizon_months

    @cached_property
    def world(self) -> World:
        return shipped_world(self.request.spec, self.scenario.as_of)

    @cached_property
    def outcome(self) -> Outcome:
        return evaluate(self.request, self.world)

    @property
    def as_of(self) -> str:
        return date(self.world.panel.vintage)

    @property
    def origin(self) -> pd.Period:
        return self.world.panel.origin

    @property
    def parts(self) -> dict:
        return {lever.label: getattr(self.scenario, name) for name, lever in LEVERS.items()}

    @property
    def idle(self) -> bool:
        return not any(part.active for part in self.parts.values())

    def path(self, variable: str):
        return next(path for path in self.outcome.paths if path.variable == variable)

    def last(self, variable: str) -> int | None:
        return last_row(self.path(variable), self.horizon)

    def withheld(self, variable: str) -> list[bool]:
        """Whether each month's figure of a variable is withheld; only the average's ever are."""
        path = self.path(variable)
        return [bool(reason) for reason in getattr(path, "withheld", [""] * len(path.periods))]

    def last_stated(self, variable: str) -> int | None:
        at, hidden = self.last(variable), self.withheld(variable)
        return next((i for i in range(-1 if at is None else at, -1, -1) if not hidden[i]), None)

    def record(self, variable: str) -> dict:
        return self.equation(variable).record

    def equation(self, variable: str):
        """The equation behind the figure of a variable at the horizon."""
        fit = self.world.fit
        if variable == RETURN:
            return next(e for e in fit.returns if e.horizon_months == self.horizon)
        return next(e for e in fit.growth if e.variable == variable)

    def published(self, variable: str) -> pd.Series:
        monthly = self.world.panel.monthly
        if variable == "core_pce_inflation":
            prices = monthly["core_pce_price_index"].dropna()
            return (1200 * np.log(prices / prices.shift())).dropna()
        if variable == "technology_lead":
            return lead_of_technology(self.world.panel)
        return (monthly if variable in monthly else self.world.panel.quarterly)[variable].dropna()

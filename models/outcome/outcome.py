"""What a scenario means: paths with bands, their split by lever, and the same as tidy tables."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from models.common.errors import ModelError
from models.completion.completion import Completion
from models.completion.data import TARGET
from models.equations.fitted import Fit
from models.equations.fitted_equation import FittedEquation
from models.equations.growth_model import GrowthModel
from models.equations.outcomes import OUTCOMES
from models.outcome.bvar_path import MODEL, whole_economy_path
from models.outcome.combination import CombinedPath
from models.outcome.growth_path import GrowthPath
from models.outcome.macro import MacroPaths, macro_table
from models.outcome.path import OutcomePath
from models.outcome.tidy import Block, as_exported, block_of, tidy
from models.scenario.levers import LEVERS
from models.scenario.paths import LeverPaths
from models.scenario.request import Request
from models.scenario.scenario import Scenario
from models.scenario.setting import Setting

SET = "set"  # in the place of a model: a path that no model has


@dataclass(frozen=True, eq=False)
class Outcome:
    """Everything one run says; tables are built when asked for.

    `combined` is the average of the models over all 24 months, None where a single estimator answers;
    `paths` end at the horizon.
    """

    request: Request
    setting: Setting
    fit: Fit
    macro: MacroPaths
    completion: Completion
    combined: CombinedPath | None
    paths: tuple[OutcomePath, ...]
    notes: tuple[str, ...]

    @property
    def model(self) -> str:
        """What answers for relative returns: the average of the models, or one estimator."""
        return self.fit.spec.return_model

    def model_of(self, variable: str) -> str:
        """Name a variable's estimator, as the column `model` of the table does."""
        is_return = OUTCOMES[variable].kind == "return"
        return self.model if is_return else self.fit.spec.growth_estimator

    def estimator_of(self, variable: str) -> str:
        """Name the estimator of the equation that `equation_of` returns."""
        is_return = OUTCOMES[variable].kind == "return"
        return self.fit.spec.single_estimators[0] if is_return else self.model_of(variable)

    @property
    def scenario(self) -> Scenario:
        """The scenario that was asked for."""
        return self.request.scenario

    @property
    def horizon_months(self) -> int:
        """How far ahead was asked for."""
        return self.request.horizon_months

    @property
    def equations(self) -> tuple[FittedEquation, ...]:
        """The equations behind the shown horizons: returns month by month, then growth by family."""
        members = (member for model in self.fit.growth for member in model.members)
        return (*self.fit.returns[: self.horizon_months], *members)

    def equation_of(self, variable: str) -> FittedEquation | GrowthModel:
        """Return what is behind the number shown for a variable at the horizon."""
        return self.fit.equation(variable, self.horizon_months)

    @cached_property
    def levers(self) -> LeverPaths:
        """The levers over the horizon, set or following."""
        return self.macro.lever_paths(self.horizon_months)

    def path(self, variable: str) -> OutcomePath:
        """Return the path of one modelled variable."""
        return next(path for path in self.paths if path.variable == variable)

    def growth_path(self, variable: str) -> GrowthPath:
        """Return the path of one growth rate, with its odds and its risk."""
        return next(
            path
            for path in self.paths
            if path.variable == variable and isinstance(path, GrowthPath)
        )

    @cached_property
    def whole_economy(self) -> OutcomePath | None:
        """The Bayesian VAR's own path of small minus large; None where it has no answer.

        It has none for another measure of small minus large than its own, and none where the scenario
        needs shocks that history does not hold, which a note says.
        """
        if self.fit.spec.target != TARGET:
            return None
        try:
            return whole_economy_path(self.macro, self.completion, self.horizon_months)
        except ModelError:
            return None

    @cached_property
    def table(self) -> pd.DataFrame:
        """Tidy scenario table: one row per model, variable, period and statistic (months 1 to H).

        The rows of the completion model are its own answer and all macro variables, levers included;
        what is set has no spread. A lever beside it has rows of its own where it is moved.
        """
        blocks = [block_of(self.model_of(path.variable), path) for path in self.paths]
        if self.whole_economy:
            blocks.append(block_of(MODEL, self.whole_economy))
        months = np.arange(1, self.horizon_months + 1)
        for variable, unit, found in macro_table(self.macro, self.horizon_months):
            model = MODEL if variable in self.macro.whole.names else SET
            blocks.append(Block(model, variable, unit, self.levers.months, months, found))
        return tidy(blocks)

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """Scenario minus baseline by lever; the levers of a group add up to its mean difference."""
        pieces = []
        for path in self.paths:
            ahead = path.horizon_months >= 1
            horizons = path.horizon_months[ahead]
            by_lever = as_exported(path.contributions[ahead]).T
            pieces.append(
                pd.DataFrame(
                    {
                        "model": self.model_of(path.variable),
                        "variable": path.variable,
                        "horizon_months": np.tile(horizons, len(LEVERS)),
                        "lever": np.repeat(list(LEVERS), len(horizons)),
                        "contribution": by_lever.ravel(),
                    }
                )
            )
        return pd.concat(pieces, ignore_index=True)

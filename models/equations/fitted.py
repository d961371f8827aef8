"""Fitted equations: everything the screen needs, with a fingerprint of where it came from."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from models.common.artifacts import rounded
from models.common.errors import ModelError
from models.common.files import undamaged
from models.equations.estimators.result import RegressionResult
from models.equations.fitted_equation import FittedEquation
from models.equations.growth_model import GrowthModel
from models.equations.outcomes import OUTCOMES
from models.scenario.spec import ModelSpec

SPECIFICATION_VERSION = (
    3  # raise it when the equations change in a way the fields below do not show
)
DIGITS = 10  # of a stored number


@dataclass(frozen=True, eq=False)
class Fit:
    """All equations of one specification on one panel."""

    spec: ModelSpec
    as_of: str
    snapshot_hash: str
    okun: RegressionResult
    returns_by: dict[str, tuple[FittedEquation, ...]]
    growth: tuple[GrowthModel, ...]

    @property
    def returns(self) -> tuple[FittedEquation, ...]:
        """Relative returns by the first estimator: the only one, or the one whose tests are shown."""
        return next(iter(self.returns_by.values()))

    @property
    def okun_pp_per_pct(self) -> float:
        """Change of unemployment (pp) per percent of payroll growth, twelve months."""
        return float(self.okun.select(("payroll_growth_12m",))[0][0])

    def equation(self, variable: str, horizon_months: int = 12) -> FittedEquation | GrowthModel:
        """Return what answers for an outcome: of a return, the equation of that horizon."""
        if OUTCOMES[variable].kind == "return":
            return self.returns[horizon_months - 1]
        return self.growth_model(variable)

    def growth_model(self, variable: str) -> GrowthModel:
        """Return the average of two families that answers for a growth rate."""
        return next(model for model in self.growth if model.variable == variable)

    @cached_property
    def fingerprint(self) -> str:
        """Short hash of specification, snapshot and result (ten digits of every number)."""
        body = json.dumps(self._body(), sort_keys=True)
        return hashlib.sha256(body.encode()).hexdigest()[:16]

    def _body(self) -> dict:
        return {
            "specification_version": SPECIFICATION_VERSION,
            "spec": asdict(self.spec),
            "as_of": self.as_of,
            "snapshot_hash": self.snapshot_hash,
            "returns": {
                name: FORMS["returns"].plain(equations)
                for name, equations in self.returns_by.items()
            },
            **{name: FORMS[name].plain(getattr(self, name)) for name in _ONCE},
        }

    def to_json(self) -> str:
        """Return the fit as JSON, as it is handed from process to process."""
        return json.dumps(self._body())


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of equations becomes plain lists and numbers, ten digits of each, and back."""

    to_dict: Callable[[Any], Any]
    rebuild: Callable[[Any], Any]

    def plain(self, equations: object) -> object:
        """Return plain lists and numbers, ready for JSON."""
        return rounded(self.to_dict(equations), DIGITS)


def _to_dicts(equations: tuple[FittedEquation, ...] | tuple[GrowthModel, ...]) -> list[dict]:
    return [equation.to_dict() for equation in equations]


def _from_dicts(stored: list[dict]) -> tuple[FittedEquation, ...]:
    return tuple(FittedEquation.from_dict(equation) for equation in stored)


def _growth_from_dicts(stored: list[dict]) -> tuple[GrowthModel, ...]:
    return tuple(GrowthModel.from_dict(model, FittedEquation.from_dict) for model in stored)


FORMS = {  # by kind, a field of `Fit`; of returns, one a single estimator
    "okun": Form(RegressionResult.to_dict, RegressionResult.from_dict),
    "returns": Form(_to_dicts, _from_dicts),
    "growth": Form(_to_dicts, _growth_from_dicts),
}


_ONCE = ("okun", "growth")


def read_fit(written: str) -> Fit:
    """Rebuild a fit from what `Fit.to_json` wrote; raises ModelError when it is not whole."""
    with undamaged("The new fit", ModelError, "estimate it again."):
        stored = json.loads(written)
        return Fit(
            spec=ModelSpec(**stored["spec"]),
            as_of=stored["as_of"],
            snapshot_hash=stored["snapshot_hash"],
            returns_by={
                name: FORMS["returns"].rebuild(equations)
                for name, equations in stored["returns"].items()
            },
            **{name: FORMS[name].rebuild(stored[name]) for name in _ONCE},
        )

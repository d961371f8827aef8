r"""A growth rate's model as stored: the average of two families, with the errors it has made.

.. math:: \hat g_{T+k} = \tfrac12 \sum_f \left(\hat g^f_{T+k} + \rho_k e^f_T\right)

T is the last published quarter; rho as in :mod:`models.equations.growth`.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.equations.alternatives import Alternatives
from models.equations.predictive import half_widths, signed_quantiles

if TYPE_CHECKING:
    from models.equations.fitted_equation import FittedEquation


@dataclass(frozen=True, eq=False)
class GrowthModel:
    """Everything about one growth rate, ready for use.

    `members` are in the order of `growth_family.AVERAGED`; `residuals` (2,) are theirs in the quarter
    `last`, the last published one, in the growth rate's unit. `errors` are the average's out-of-sample
    errors, one array for each of `growth.CLASSES`. `record` says how the average has done: at three
    and more quarters under the names of a single equation's record, and `by_ahead` for each class.
    """

    variable: str
    unit: str
    members: tuple["FittedEquation", ...]
    last: str
    residuals: np.ndarray
    errors: tuple[np.ndarray, ...]
    alternatives: Alternatives
    record: dict[str, Any]

    @property
    def residual(self) -> float:
        """What the average missed in the last published quarter."""
        return float(self.residuals.mean())

    def errors_of(self, ahead: int) -> np.ndarray:
        """Past errors at a number of quarters after the last published one."""
        return self.errors[min(ahead, len(self.errors)) - 1]

    def spread_of(self, ahead: int) -> tuple[float, np.ndarray, np.ndarray]:
        """Mean square, half-widths (3,) and signed quantiles (5,) of the errors at that distance."""
        return self._spreads[min(ahead, len(self.errors)) - 1]

    @cached_property
    def _spreads(self) -> tuple[tuple[float, np.ndarray, np.ndarray], ...]:
        return tuple((np.mean(e**2), half_widths(e), signed_quantiles(e)) for e in self.errors)

    def to_dict(self) -> dict:
        """Return plain lists and numbers, ready for JSON."""
        alternatives = {
            f.name: getattr(self.alternatives, f.name).tolist() for f in fields(Alternatives)
        }
        return {
            "variable": self.variable,
            "unit": self.unit,
            "members": [one.to_dict() for one in self.members],
            "last": self.last,
            "residuals": self.residuals.tolist(),
            "errors": [errors.tolist() for errors in self.errors],
            "alternatives": alternatives,
            "record": self.record,
        }

    @classmethod
    def from_dict(cls, values: dict, member: Callable[[dict], "FittedEquation"]) -> "GrowthModel":
        """Rebuild from `to_dict`, each member by `member`."""
        return cls(
            variable=values["variable"],
            unit=values["unit"],
            members=tuple(member(one) for one in values["members"]),
            last=values["last"],
            residuals=np.array(values["residuals"], float),
            errors=tuple(np.array(errors, float) for errors in values["errors"]),
            alternatives=Alternatives(
                **{name: np.array(v, float) for name, v in values["alternatives"].items()}
            ),
            record=values["record"],
        )

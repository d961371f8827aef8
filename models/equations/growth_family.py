"""The families of the growth equation: which inputs a prediction of growth may take.

The record cannot separate the first two, so that the answer is half of each; the third is among the
specifications that the band of an effect spans (:mod:`models.equations.alternatives`).
"""

from dataclasses import dataclass
from typing import Literal

from models.equations.outcomes import OUTCOMES

SpreadMode = Literal["completed", "realised", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One set of inputs: means over the quarters that a growth rate sums or single quarters' values.

    `averaged` says which of the two; `spread` how the credit spread of the last year enters, if it does.
    """

    name: str
    label: str
    averaged: bool
    spread: SpreadMode

    def quarters(self, target: str) -> int:
        """Return m of the equation: over how many quarters its inputs are averaged."""
        return OUTCOMES[target].quarters_summed if self.averaged else 1


MEANS = Family(
    name="means", label="four-quarter means, with spread", averaged=True, spread="completed"
)
LEVELS = Family(
    name="levels", label="this quarter and a year ago, levers alone", averaged=False, spread="none"
)
LEVELS_WITH_SPREAD = Family(
    name="levels_with_spread",
    label="this quarter and a year ago, with spread",
    averaged=False,
    spread="completed",
)
AVERAGED = (MEANS, LEVELS)  # the two that the answer is half of each
FAMILIES = {family.name: family for family in (*AVERAGED, LEVELS_WITH_SPREAD)}

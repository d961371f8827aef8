"""The choices about the equations that a reader may make, and how they are spelt."""

from dataclasses import dataclass
from typing import Literal

from models.common.errors import ModelError

Target = Literal[
    "small_cap_relative_return",  # Russell 2000 minus S&P 500, before October 1987 French, mapped
    "small_cap_relative_return_etf",
    "small_cap_relative_return_french",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatorRow:
    """One way to find coefficients: how it is called, where it may be used and what it gives.

    `implementation` is "module:object" below `models.equations.estimators`, imported when something is
    estimated; empty for the average of all that are for returns and the completion model. `pulled`
    says that coefficients are pulled towards zero, which a note tells; `own_errors` that it has
    standard errors of its own, where others take those of the redraws.
    """

    id: str
    label: str
    implementation: str
    for_returns: bool
    for_growth: bool = True
    pulled: bool = False
    own_errors: bool = False


# In the order of the screen: the first for returns and the first for growth are the defaults.
ESTIMATORS: dict[str, EstimatorRow] = {
    row.id: row
    for row in (
        EstimatorRow(
            id="combined",
            label="average of the models",
            implementation="",
            for_returns=True,
            for_growth=False,
        ),
        EstimatorRow(
            id="fixed_ridge",
            label="ridge, penalty fixed",
            implementation="penalised:FIXED_RIDGE",
            for_returns=False,
            pulled=True,
        ),
        EstimatorRow(
            id="ols",
            label="least squares",
            implementation="least_squares:OLS",
            for_returns=True,
            own_errors=True,
        ),
        EstimatorRow(
            id="ridge",
            label="ridge",
            implementation="penalised:RIDGE",
            for_returns=True,
            pulled=True,
        ),
        EstimatorRow(
            id="elastic_net",
            label="elastic net",
            implementation="penalised:ELASTIC_NET",
            for_returns=True,
            pulled=True,
        ),
        EstimatorRow(
            id="median", label="median", implementation="robust:MEDIAN", for_returns=False
        ),
        EstimatorRow(id="huber", label="Huber", implementation="robust:HUBER", for_returns=False),
    )
}
RETURN_ESTIMATORS = tuple(row.id for row in ESTIMATORS.values() if row.for_returns)
COMBINED = RETURN_ESTIMATORS[0]
SINGLE_ESTIMATORS = RETURN_ESTIMATORS[1:]
GROWTH_ESTIMATORS = tuple(row.id for row in ESTIMATORS.values() if row.for_growth)
# Whatever answers for small minus large, by name: the completion model is no estimator, but has a say.
MODEL_LABELS = {row.id: row.label for row in ESTIMATORS.values()} | {"bvar": "Bayesian VAR"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """The choices that a reader may make about the equations; hashable.

    `target` is the monthly log return small minus large: Russell 2000 minus S&P 500 with its long
    past, the two ETFs with dividends, or the French size spread. `pandemic` says how windows
    touching March to December 2020 count; `cap_inputs` whether inputs beyond the range seen in
    full-weight windows are cut back to it; `centre` where the average of the models starts, the
    forecast from the economy's state or the long-run average; `estimator` how the coefficients of
    relative returns are found, `growth_estimator` those of earnings and profits. The average of the
    models has a record for the first three at their defaults alone: with others, its first estimator
    answers. Raises ModelError for a value that `SPEC_CHOICES` does not hold.
    """

    target: Target = "small_cap_relative_return"
    pandemic: Literal["downweight", "drop", "keep"] = "downweight"
    cap_inputs: bool = True
    centre: Literal["state", "average"] = "state"
    estimator: str = RETURN_ESTIMATORS[0]
    growth_estimator: str = GROWTH_ESTIMATORS[0]

    @property
    def combines(self) -> bool:
        """Whether relative returns are the average of the models: only where that has a record."""
        recorded = ModelSpec(estimator=SINGLE_ESTIMATORS[0])
        return self.estimator == COMBINED and all(
            getattr(self, choice) == getattr(recorded, choice)
            for choice in ("target", "pandemic", "cap_inputs")
        )

    @property
    def single_estimators(self) -> tuple[str, ...]:
        """The estimators whose equations of relative returns are needed, the first for tests."""
        if self.estimator != COMBINED:
            return (self.estimator,)
        return SINGLE_ESTIMATORS if self.combines else SINGLE_ESTIMATORS[:1]

    @property
    def return_model(self) -> str:
        """What answers for relative returns: the average, or one estimator."""
        return COMBINED if self.combines else self.single_estimators[0]

    def __post_init__(self) -> None:
        """Refuse what is not on offer."""
        for choice, spelt in SPEC_CHOICES.items():
            value = getattr(self, choice)
            if not any(type(value) is type(one) and value == one for one in spelt):
                raise ModelError(
                    f"{choice} is {str(value)[:40]!r}; give one of {', '.join(map(str, spelt))}."
                )


# How the values are spelt on screen and in links; the first of each is the default.
SPEC_CHOICES: dict[str, dict[object, str]] = {
    "target": {
        "small_cap_relative_return": "Russell minus S&P 500",
        "small_cap_relative_return_etf": "ETFs with dividends",
        "small_cap_relative_return_french": "French size spread",
    },
    "pandemic": {"downweight": "down-weight", "drop": "drop", "keep": "keep"},
    "cap_inputs": {True: "cap at history", False: "no cap"},
    "centre": {"state": "where the economy stands", "average": "long-run average"},
    "estimator": {name: ESTIMATORS[name].label for name in RETURN_ESTIMATORS},
    "growth_estimator": {name: ESTIMATORS[name].label for name in GROWTH_ESTIMATORS},
}

"""Which equation stands behind a number on the screen."""

from models.equations.fitted import FittedEquation
from models.outcome.outcome import Outcome
from models.outcome.words import LABELS
from models.scenario.link import CHOICES

RETURN = next(iter(LABELS))


def equation_of(outcome: Outcome, variable: str) -> FittedEquation:
    """Return the equation behind the number shown for a variable."""
    if variable == RETURN:
        return outcome.fit.returns[outcome.horizon_months - 1]
    return next(e for e in outcome.fit.growth if e.variable == variable)


def estimator_words(outcome: Outcome, variable: str) -> str:
    """Say how a variable's coefficients were found."""
    choice = "estimator" if variable == RETURN else "growth_estimator"
    return CHOICES[choice][outcome.model_of(variable)]

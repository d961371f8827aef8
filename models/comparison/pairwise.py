r"""One scenario minus another in every outcome, with the band of the difference itself.

Small minus large: models.outcome.difference. A growth rate likewise: both scenarios share coefficients,
specification and how levers follow, so the difference by member m is :math:`(x_b - x_a)'\beta_m`, and
its variance

.. math:: \tfrac12 \sum_m \left[(x_b - x_a)'\Omega_m (x_b - x_a) + \mathrm{var}_d\right]
          + \tfrac1{27} \sum_s (d_s - d)^2

with the draws of how levers follow differenced draw by draw and :math:`d_s` the difference by each of the
declared specifications. No future shocks: the same hit both.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from models.equations.apply import capped, quadratic, stack
from models.equations.outcomes import OUTCOMES
from models.outcome.difference import difference
from models.outcome.outcome import Outcome
from models.outcome.run import growth_inputs
from models.outcome.world import World
from models.scenario.part import MAX_HORIZON_MONTHS


@dataclass(frozen=True)
class Gap:
    """One scenario minus another at a horizon: mean and standard deviation, in the outcome's unit."""

    mean: float
    sd: float

    @property
    def odds_below(self) -> float:
        """Probability that the first is below the second, a half where they are the same."""
        if self.sd == 0:
            return 0.5 if self.mean == 0 else float(self.mean < 0)
        return NormalDist().cdf(-self.mean / self.sd)


def gap(variable: str, one: Outcome, other: Outcome, world: World, horizon_months: int) -> Gap:
    """Return one scenario minus another in one world at a horizon, `one` being the first.

    Of growth, in the quarter that ends last within the horizon; NaN where none ends within it. Raises
    ModelError where they rest on different equations.
    """
    if OUTCOMES[variable].kind == "return":
        return Gap(*difference(one, other, horizon_months))
    return _growth_gap(variable, one, other, world, horizon_months)


def _growth_gap(
    variable: str, one: Outcome, other: Outcome, world: World, horizon_months: int
) -> Gap:
    model, cap = world.fit.growth_model(variable), world.fit.spec.cap_inputs
    window, means, levels = growth_inputs(variable, world, one.macro, MAX_HORIZON_MONTHS)
    _, other_means, other_levels = growth_inputs(variable, world, other.macro, MAX_HORIZON_MONTHS)
    row = int(np.searchsorted(window.horizon_months, horizon_months, side="right")) - 1
    if row < 0 or window.horizon_months[row] < 1:
        return Gap(float("nan"), float("nan"))
    differences, variances = [], []
    for member, inputs, others in zip(
        model.members, (means, levels), (other_means, other_levels), strict=True
    ):
        equation, terms = stack((member,)), slice(len(member.lever_terms))
        sides = [capped(equation, x.whole[row : row + 1, terms], cap) for x in (inputs, others)]
        apart = sides[0] - sides[1]
        followed = (inputs.responses - others.responses)[:, row, terms] @ equation.slopes[0]
        own = quadratic(apart, equation.band_cov[:, 1:, 1:]).clip(0)[0]
        differences.append(float(apart[0] @ equation.slopes[0]))
        variances.append(float(own + followed.var()))
    mean = float(np.mean(differences))
    at = slice(row, row + 1)
    specified = model.alternatives.effects(
        (other_means.whole[at], means.whole[at]), (other_levels.whole[at], levels.whole[at]), cap
    )[0]
    between = float(((specified - mean) ** 2).mean())
    return Gap(mean, float(np.sqrt(np.mean(variances) + between)))

"""The completion model's own forecast of the relative return, in the form of an equation's path."""

import numpy as np

from models.common.bands import NORMAL_QUANTILES
from models.completion.completion import Completion
from models.completion.data import TARGET, UNITS
from models.equations.fitted_equation import PERIODS
from models.outcome.macro import MacroPaths
from models.outcome.path import OutcomePath
from models.scenario.attribution import increments
from models.scenario.levers import EQUATION_DRIVERS

MODEL = "bvar"
_WIDEST = -1  # level that a standard deviation is read off, whichever level is shown


def whole_economy_path(
    macro: MacroPaths, completion: Completion, horizon_months: int
) -> OutcomePath:
    """Return the cumulative relative return by the Bayesian VAR, months 1 to `horizon_months`.

    Means are at the posterior mean of the coefficients, bands those of its draws, half their width to
    either side. No period slopes: there is one model for all history. Raises ModelError where the
    scenario needs shocks that history does not hold.
    """
    answer = completion.fans(macro.whole, recentre=True)
    cut = slice(horizon_months)
    target = macro.whole.names.index(TARGET)
    baseline = macro.whole.baseline[cut, target].cumsum()
    effects = {
        lever: completed.scenario[cut, target].cumsum() - baseline
        for lever, completed in macro.joined.items()
    }
    path = OutcomePath(
        variable=TARGET,
        unit=UNITS[TARGET],
        periods=macro.whole.months[cut],
        horizon_months=np.arange(1, horizon_months + 1),
        baseline=baseline,
        contributions=increments(effects, horizon_months),
        difference_sd=answer.difference_fan.half_widths[cut, _WIDEST] / NORMAL_QUANTILES[_WIDEST],
        baseline_half_widths=answer.baseline_fan.half_widths[cut],
        scenario_half_widths=answer.scenario_fan.half_widths[cut],
        beyond_history=np.zeros((horizon_months, len(EQUATION_DRIVERS)), dtype=bool),
        by_period=np.full((horizon_months, len(PERIODS)), np.nan),
        era_variance=np.zeros(horizon_months),
    )
    return path.with_aside(macro.aside.first(horizon_months))

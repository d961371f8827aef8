r"""One scenario minus another in small minus large, with the band of the difference itself.

Both share the coefficients, of every model and of how levers follow, so what they share cancels: the
effect by a model is :math:`(x_a - x_b)'\beta_m`, its draws of how levers follow are differenced draw by
draw, and the law of total variance of models.outcome.combination is applied to these differences.
"""

import numpy as np

from models.common.errors import ModelError
from models.completion.data import TARGET
from models.equations import relative_return
from models.equations.apply import stack
from models.equations.caps import cap_inputs
from models.equations.fitted_equation import FittedEquation
from models.outcome.outcome import Outcome
from models.scenario.beside import BESIDE
from models.scenario.levers import EQUATION_DRIVERS


def difference(one: Outcome, other: Outcome, horizon_months: int) -> tuple[float, float]:
    """Return mean and standard deviation (pp) of one scenario minus another at a horizon.

    Raises ModelError where they rest on different equations.
    """
    if one.fit is not other.fit:
        raise ModelError(
            f"{one.scenario.name} and {other.scenario.name} rest on different equations; a "
            "difference needs one set: give both the same date and choices."
        )
    rows = [
        _by_equation(one, other, equations[horizon_months - 1])
        for equations in one.fit.returns_by.values()
    ]
    shift, beside = _beside(one, other, horizon_months)
    if not one.fit.spec.combines:
        mean, variance, _ = rows[0]
        return mean + shift, float(np.sqrt(variance + beside))
    eras = [era for _, _, era in rows]
    found = [(mean, variance) for mean, variance, _ in rows]
    if not (one.macro.refusal or other.macro.refusal):
        found.append(_by_completion(one, other, horizon_months))
    means, variances = np.array(found).T
    total = variances.mean() + means.var() + np.mean(eras) + beside
    return float(means.mean()) + shift, float(np.sqrt(total))


def _beside(one: Outcome, other: Outcome, horizon_months: int) -> tuple[float, float]:
    """Effect and variance by the levers beside the model: their slopes are shared, the moves differ."""
    shift, variance = 0.0, 0.0
    for lever in BESIDE:
        a, b = (each.macro.beside[lever.variable][horizon_months - 1, 1] for each in (one, other))
        if a != b:
            slope = one.setting.own_slopes[lever.id]
            shift += slope.now.value * float(a - b)
            variance += (slope.sd * float(a - b)) ** 2
    return shift, variance


def _by_equation(
    one: Outcome, other: Outcome, fitted: FittedEquation
) -> tuple[float, float, float]:
    """Effect, variance by coefficients and variance between eras."""
    equation, horizon = stack((fitted,)), fitted.horizon_months
    start = one.setting.history[list(EQUATION_DRIVERS)].to_numpy()[-1:]
    inputs, followed = [], []
    for each in (one, other):
        levels = np.vstack([start, each.macro.scenario(EQUATION_DRIVERS)[:horizon]])
        window = relative_return.inputs_from_origin(levels)[-1:]
        capped = cap_inputs(window, equation.low, equation.high)[0]
        inputs.append(capped if each.fit.spec.cap_inputs else window)
        responses = each.macro.responses(EQUATION_DRIVERS)[:, :horizon]
        run = np.pad(responses, ((0, 0), (1, 0), (0, 0)))
        followed.append(relative_return.inputs_from_origin(run)[:, -1] @ equation.slopes[0])
    change = (inputs[0] - inputs[1])[0]
    variance = max(float(change @ equation.band_cov[0, 1:, 1:] @ change), 0.0)
    return (
        float(change @ equation.slopes[0]),
        variance + float(np.var(followed[0] - followed[1])),
        float(change @ equation.era_cov[0] @ change),
    )


def _by_completion(one: Outcome, other: Outcome, horizon_months: int) -> tuple[float, float]:
    cut = slice(horizon_months)
    target = one.macro.whole.names.index(TARGET)
    paths = [each.macro.whole.scenario[cut, target].sum() for each in (one, other)]
    drawn = [each.macro.responses((TARGET,))[:, cut, 0].sum(axis=1) for each in (one, other)]
    return float(paths[0] - paths[1]), float(np.var(drawn[0] - drawn[1]))

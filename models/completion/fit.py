"""Fit the completion model: choose lags and tightness, then the posterior of every equation."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.completion.data import CompletionData
from models.completion.design import Layout
from models.completion.posterior import NormalInverseGamma, update
from models.completion.prior import PRIOR_DF, error_scales
from models.completion.regime import COVARIANCE_FROM, PANDEMIC, TODAY
from models.completion.tuning import (
    LAGS,
    EquationChoice,
    EquationData,
    choose,
    equation_data,
    make_layout,
)
from models.panel.pandemic import PANDEMIC_MONTHS
from models.progress import Progress, silent

N_DRAWS = 1000
SEED = 19690101
SCALE_LAGS = 4
FEWEST_LATE_MONTHS = 60


@dataclass(frozen=True, eq=False)
class CompletionFit:
    """Posterior of every equation, the choices behind it and the seed of its draws."""

    layout: Layout
    first: pd.Period
    last: pd.Period
    choices: tuple[EquationChoice, ...]
    posteriors: tuple[NormalInverseGamma, ...]
    log_marginal_likelihood: float
    seed: int = SEED
    n_draws: int = N_DRAWS


def fit_completion(
    data: CompletionData,
    lags: int | None = None,
    choices: tuple[EquationChoice, ...] | None = None,
    progress: Progress = silent,
) -> CompletionFit:
    """Fit on the complete sample; what is not given is chosen by marginal likelihood.

    Every number of lags is judged on the same months, those after the first max(LAGS).
    """
    sample = data.sample
    scales = scales_today(sample)
    tried = []
    candidates = LAGS if lags is None else (lags,)
    first = max(*LAGS, lags or 0)
    for step, candidate in enumerate(candidates):
        progress(step / len(candidates), f"Completion model with {candidate} lags")
        layout = make_layout(sample, candidate)
        equations = [equation_data(sample, layout, i, scales, first) for i in range(layout.n)]
        if choices is None:
            scored = [choose(equation) for equation in equations]
        else:
            scored = [(e.score(c), c) for e, c in zip(equations, choices, strict=True)]
        tried.append((sum(score for score, _ in scored), equations, [c for _, c in scored]))
    score, equations, chosen = max(tried, key=lambda one: one[0])
    return CompletionFit(
        layout=equations[0].layout,
        first=sample.index[first],
        last=sample.index[-1],
        choices=tuple(chosen),
        posteriors=tuple(
            equation_posterior(equation, choice)
            for equation, choice in zip(equations, chosen, strict=True)
        ),
        log_marginal_likelihood=score,
    )


def scales_today(sample: pd.DataFrame) -> np.ndarray:
    """Error sd of every variable's own autoregression, 1985 to February 2020, shape (n,)."""
    calm = sample.loc[: PANDEMIC_MONTHS[0] - 1]
    late = calm.loc[COVARIANCE_FROM:]
    used = late if len(late) >= FEWEST_LATE_MONTHS else calm
    return error_scales(used.to_numpy(), tuple(sample), SCALE_LAGS)


def equation_posterior(data: EquationData, choice: EquationChoice) -> NormalInverseGamma:
    r"""Coefficients from the whole sample, error variance from the months since 1985.

    Mean and precision K are the conjugate ones. With n months since 1985, weights w, and errors e at
    the mean coefficients, the error variance has

    .. math:: \nu = \nu_0 + n - \mathrm{tr}(K^{-1} X'WX),\quad s = s_0 + \sum_t w_t e_t^2

    the trace (sums over those months) being the coefficients that these months determine: under a flat
    prior and one regime the mean is the unbiased error variance.
    """
    prior = data.prior(choice.tightness)
    whole = update(prior, data.moments(choice.ratios))
    late = data.blocks[TODAY] + data.blocks[PANDEMIC].weighted(1 / choice.ratios.pandemic)
    if late.n < FEWEST_LATE_MONTHS:
        return whole
    return NormalInverseGamma(
        whole.mean,
        whole.precision,
        PRIOR_DF + late.n - float(np.trace(np.linalg.solve(whole.precision, late.xx))),
        (PRIOR_DF - 2) * float(data.scales[data.i]) ** 2 + late.loss(whole.mean),
    )

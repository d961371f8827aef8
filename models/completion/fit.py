"""Fit the completion model: choose lags and tightness, then the posterior of every equation."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.common.errors import ModelError
from models.common.progress import Progress, silent
from models.completion.data import CompletionData
from models.completion.design import Layout, equation_design
from models.completion.posterior import NormalInverseGamma, update
from models.completion.prior import PRIOR_DF, error_scales
from models.completion.regime import COVARIANCE_FROM, TODAY, capped
from models.completion.tuning import (
    LAGS,
    EquationChoice,
    EquationData,
    choose,
    equation_data,
    make_layout,
    pandemic_ratio,
)
from models.panel.pandemic import PANDEMIC_MONTHS

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
    sample = capped(data.sample)
    candidates = LAGS if lags is None else (lags,)
    first = max(*LAGS, lags or 0)
    if len(sample) <= 2 * first:
        raise ModelError(
            f"The sample has {len(sample)} months and the model up to {first} lags; it needs more than "
            f"{2 * first} months: choose a longer sample or fewer lags."
        )
    scales = scales_today(sample)
    pandemic = 1.0 if choices else _pandemic_ratio(sample, scales, first, min(candidates))
    fits = []
    for step, candidate in enumerate(candidates):
        progress(step / len(candidates), f"Completion model with {candidate} lags")
        fits.append(_fit(sample, make_layout(sample, candidate), scales, first, choices, pandemic))
    return max(fits, key=lambda fit: fit.log_marginal_likelihood)


def _pandemic_ratio(sample: pd.DataFrame, scales: np.ndarray, first: int, lags: int) -> float:
    layout, nothing = make_layout(sample, lags), np.empty((0, 0))
    return pandemic_ratio(
        [
            equation_data(sample, layout, int(i), scales, first, nothing)
            for i in np.flatnonzero(~layout.by_surprise)
        ]
    )


def _fit(
    sample: pd.DataFrame,
    layout: Layout,
    scales: np.ndarray,
    first: int,
    given: tuple[EquationChoice, ...] | None,
    pandemic: float,
) -> CompletionFit:
    """Fit equation by equation; each leaves its errors to the ones after it."""
    months = sample.index[first:]
    values = sample.to_numpy()[first - layout.lags :]
    errors = np.empty((len(months), layout.n))
    choices, posteriors, total = [], [], 0.0
    for i in range(layout.n):
        equation = equation_data(sample, layout, i, scales, first, errors[:, :i])
        if given is None:
            score, choice = choose(equation, pandemic)
        else:
            score, choice = equation.score(given[i]), given[i]
        posterior = equation_posterior(equation, choice)
        x, y = equation_design(values, layout, i, errors[:, :i])
        errors[:, i] = y - x @ posterior.mean
        choices.append(choice)
        posteriors.append(posterior)
        total += score
    return CompletionFit(
        layout=layout,
        first=months[0],
        last=months[-1],
        choices=tuple(choices),
        posteriors=tuple(posteriors),
        log_marginal_likelihood=total,
    )


def scales_today(sample: pd.DataFrame) -> np.ndarray:
    """Error sd of every variable's own autoregression, 1985 to February 2020, shape (n,)."""
    calm = sample.loc[: PANDEMIC_MONTHS[0] - 1]
    late = calm.loc[COVARIANCE_FROM:]
    used = late if len(late) >= FEWEST_LATE_MONTHS else calm
    return error_scales(used.to_numpy(), tuple(sample), SCALE_LAGS)


def equation_posterior(data: EquationData, choice: EquationChoice) -> NormalInverseGamma:
    r"""Coefficients from the whole sample, error variance from the months since 1985.

    Mean and precision K are the conjugate ones. With n months since 1985 outside the pandemic and
    errors e at the mean coefficients, the error variance has

    .. math:: \nu = \nu_0 + n - \mathrm{tr}(K^{-1} X'X),\quad s = s_0 + \sum_t e_t^2

    the trace (sums over those months) being the coefficients that these months determine: under a flat
    prior and one regime the mean is the unbiased error variance.
    """
    prior = data.prior(choice.tightness)
    whole = update(prior, data.moments(choice.ratios))
    late = data.blocks[TODAY]
    if late.n < FEWEST_LATE_MONTHS:
        return whole
    return NormalInverseGamma(
        whole.mean,
        whole.precision,
        PRIOR_DF + late.n - float(np.trace(np.linalg.solve(whole.precision, late.xx))),
        (PRIOR_DF - 2) * float(data.scales[data.i]) ** 2 + late.loss(whole.mean),
    )

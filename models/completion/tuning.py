"""Tightness, lags and variance ratios, by closed-form marginal likelihood equation by equation."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from models.completion.data import RETURNS
from models.completion.design import Layout, equation_design
from models.completion.posterior import (
    Moments,
    NormalInverseGamma,
    log_marginal_likelihood,
    log_marginal_likelihoods,
    moments,
)
from models.completion.prior import RETURN_PRIOR_MEAN_PP, Tightness, minnesota, with_dummies
from models.completion.regime import EARLY, PANDEMIC, TODAY, VarianceRatios, regimes

LAGS = (2, 3, 4, 6)
OWN = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
OTHERS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
RETURN_OWN = (0.0025, 0.005, 0.01, 0.02)
RETURN_OTHERS = (0.0005,)
EARLY_RATIOS = (1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 30.0, 50.0)
PANDEMIC_RATIOS = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0)
START = (Tightness(own=0.2, others=0.05), Tightness(own=0.005, others=0.0005))


@dataclass(frozen=True, slots=True, kw_only=True)
class EquationChoice:
    """What the marginal likelihood chose for one equation."""

    tightness: Tightness
    ratios: VarianceRatios


@dataclass(frozen=True, eq=False)
class EquationData:
    """Observations of one equation by regime of its error variance, and its start for dummies."""

    layout: Layout
    i: int
    blocks: tuple[Moments, Moments, Moments]
    start: np.ndarray
    scales: np.ndarray

    def prior(self, tightness: Tightness) -> NormalInverseGamma:
        """Minnesota prior with dummies."""
        return self.priors([tightness])[0]

    def priors(self, tightness: Sequence[Tightness]) -> list[NormalInverseGamma]:
        """Minnesota priors with the same dummies."""
        plain = [minnesota(self.layout, self.i, one, self.scales) for one in tightness]
        return with_dummies(plain, self.layout, self.i, self.start)

    def moments(self, ratios: VarianceRatios) -> Moments:
        """All observations, those of noisier regimes weighted down."""
        return self.weighted((ratios.early,), (ratios.pandemic,))[ratios]

    def weighted(
        self, early: Sequence[float], pandemic: Sequence[float]
    ) -> dict[VarianceRatios, Moments]:
        """Return what `moments` gives for each pair of ratios."""
        calm = {
            ratio: self.blocks[TODAY] + self.blocks[EARLY].weighted(1 / ratio) for ratio in early
        }
        noisy = {ratio: self.blocks[PANDEMIC].weighted(1 / ratio) for ratio in pandemic}
        return {
            VarianceRatios(one, other): calm[one] + noisy[other]
            for one, other in product(early, pandemic)
        }

    def score(self, choice: EquationChoice) -> float:
        """Log marginal likelihood of a choice."""
        return log_marginal_likelihood(self.prior(choice.tightness), self.moments(choice.ratios))


def make_layout(sample: pd.DataFrame, lags: int) -> Layout:
    """Layout of the system: returns are not persistent; their equations centre the regressors."""
    names = tuple(sample.columns)
    is_return = np.isin(names, RETURNS)
    centre = np.outer(is_return, sample.to_numpy().mean(axis=0))
    return Layout(names, lags, 1.0 - is_return, is_return, centre)


def equation_data(
    sample: pd.DataFrame,
    layout: Layout,
    i: int,
    scales: np.ndarray,
    first: int,
    surprises: np.ndarray,
) -> EquationData:
    """Sum up the observations of equation i from row `first` of the sample on.

    `surprises` (T - first, i) are the errors of the equations before it.
    """
    used = sample.iloc[first - layout.lags :]
    x, y = equation_design(used.to_numpy(), layout, i, surprises)
    regime = regimes(sample.index[first:], layout.names[i])
    today, early, pandemic = (
        moments(x[regime == r], y[regime == r]) for r in (TODAY, EARLY, PANDEMIC)
    )
    start = sample.to_numpy()[:first].mean(axis=0)
    for name, mean in RETURN_PRIOR_MEAN_PP.items():
        if name in layout.names:
            start[layout.names.index(name)] = mean
    return EquationData(layout, i, (today, early, pandemic), start, scales)


def pandemic_ratio(equations: list[EquationData]) -> float:
    """Choose the pandemic's variance ratio that fits the given equations best together."""
    if all(equation.blocks[PANDEMIC].n == 0 for equation in equations):
        return 1.0

    def best(equation: EquationData) -> np.ndarray:
        """Score of each pandemic ratio at the early one that suits it best."""
        prior = equation.prior(START[not equation.layout.persistent[equation.i]])
        weighted = equation.weighted(EARLY_RATIOS, PANDEMIC_RATIOS).values()
        scores = log_marginal_likelihoods([prior] * len(weighted), list(weighted))
        return np.reshape(scores, (len(EARLY_RATIOS), -1)).max(axis=0)

    together = np.sum([best(equation) for equation in equations], axis=0)
    return PANDEMIC_RATIOS[int(together.argmax())]


def choose(data: EquationData, pandemic: float) -> tuple[float, EquationChoice]:
    """Maximise the marginal likelihood over ratios, then tightness, then both again.

    The pandemic's ratio is at least `pandemic`.
    """
    is_return = data.layout.by_surprise[data.i]
    grid = (RETURN_OWN, RETURN_OTHERS) if is_return else (OWN, OTHERS)
    tightness = START[int(is_return)]
    all_tightness = [Tightness(own=own, others=others) for own, others in product(*grid)]
    noisier = PANDEMIC_RATIOS if data.blocks[PANDEMIC].n else (1.0,)
    weighted = data.weighted(
        EARLY_RATIOS if data.blocks[EARLY].n else (1.0,),
        [ratio for ratio in noisier if ratio >= pandemic],
    )
    every = (tightness, *all_tightness)
    priors = dict(zip(every, data.priors(every), strict=True))
    scores: dict[tuple[Tightness, VarianceRatios], float] = {}

    def best(pairs: list[tuple[Tightness, VarianceRatios]]) -> tuple[Tightness, VarianceRatios]:
        new = [pair for pair in pairs if pair not in scores]
        if new:
            found = log_marginal_likelihoods(
                [priors[one] for one, _ in new], [weighted[ratios] for _, ratios in new]
            )
            scores.update(zip(new, found, strict=True))
        return max(pairs, key=scores.__getitem__)

    for _ in range(2):
        tightness, ratios = best([(tightness, each) for each in weighted])
        tightness, ratios = best([(each, ratios) for each in all_tightness])
    chosen = EquationChoice(tightness=tightness, ratios=ratios)
    return scores[tightness, ratios], chosen

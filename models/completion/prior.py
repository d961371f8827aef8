"""The prior of each equation: Minnesota shrinkage, dummies, and a tight one for returns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.common.errors import ModelError
from models.completion.design import Layout, dummy_observations
from models.completion.posterior import NormalInverseGamma, moments, updates

PRIOR_DF = 4.0
NEWS_SD = 1.0  # of a news coefficient, in error sd of the equation per error sd of the news
CONSTANT_SD = 10.0  # of a macro equation's constant, in error sd
RETURN_MEAN_SD_PP = 0.1  # of a return equation's constant: 1.2 pp a year
DUMMY_TIGHTNESS = 1.0
RETURN_PRIOR_MEAN_PP = {"large_cap_excess_return": 0.4, "small_cap_relative_return": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tightness:
    """Prior sd at lag 1, of own and of other variables' lags, free of units.

    Both are in error sd of the equation per error sd of the lagged variable: an own lag's sd is that
    of its coefficient itself.
    """

    own: float
    others: float

    def __post_init__(self) -> None:
        for name in ("own", "others"):
            value = getattr(self, name)
            if not (np.isfinite(value) and value > 0):
                raise ModelError(
                    f"The prior's tightness for {name} lags is {value:g}, which makes it singular; "
                    "it must be a finite number above zero: 0.2 is usual."
                )


def error_scales(y: np.ndarray, names: tuple[str, ...], lags: int) -> np.ndarray:
    """Residual sd of each variable's own autoregression, shape (n,); y (T, n)."""
    if len(y) <= 2 * lags + 2:
        raise ModelError(
            f"The sample has {len(y)} months; an autoregression with {lags} lags needs more than "
            f"{2 * lags + 2}: choose a longer sample or fewer lags."
        )
    scales = []
    for j, name in enumerate(names):
        series = y[:, j]
        if np.ptp(series) == 0:
            raise ModelError(
                f"{name} is {series[0]:g} in all {len(y)} months; a model needs a series that "
                "moves: leave it out or choose a longer sample."
            )
        lagged = [series[lags - lag : len(series) - lag] for lag in range(1, lags + 1)]
        x = np.column_stack([np.ones(len(series) - lags), *lagged])
        residual = series[lags:] - x @ np.linalg.lstsq(x, series[lags:], rcond=None)[0]
        scales.append(np.sqrt(residual @ residual / (len(residual) - x.shape[1])))
    return np.array(scales)


def minnesota(
    layout: Layout, i: int, tightness: Tightness, scales: np.ndarray
) -> NormalInverseGamma:
    """Prior of equation i without dummies.

    A persistent variable is a random walk, a return is its mean; news moves both. Lag l of variable j
    has sd tightness / (l x scale of j) in error sd of the equation, whatever the units. In the return
    equations the constant is the mean return, held within `RETURN_MEAN_SD_PP` of its prior mean.
    """
    mean = np.zeros(layout.n_coefficients(i))
    sd = np.empty_like(mean)
    sd[:i] = NEWS_SD / scales[:i]
    if layout.persistent[i]:
        sd[i] = CONSTANT_SD
        mean[layout.lag_columns(i, i)[0]] = 1.0
    else:
        sd[i] = RETURN_MEAN_SD_PP / scales[i]
        mean[i] = RETURN_PRIOR_MEAN_PP.get(layout.names[i], 0.0)
    decay = np.arange(1, layout.lags + 1)[:, None]
    spread = np.where(np.arange(layout.n) == i, tightness.own, tightness.others)
    sd[i + 1 :] = (spread / (scales * decay)).ravel()
    return NormalInverseGamma(
        mean, np.diag(sd**-2.0), PRIOR_DF, (PRIOR_DF - 2) * float(scales[i]) ** 2
    )


def with_dummies(
    priors: Sequence[NormalInverseGamma], layout: Layout, i: int, start: np.ndarray
) -> list[NormalInverseGamma]:
    """Update priors by the dummy observations around `start` (n,), tightness 1."""
    x, y = dummy_observations(start, layout, i, DUMMY_TIGHTNESS, DUMMY_TIGHTNESS)
    return updates(priors, [moments(x, y)] * len(priors))

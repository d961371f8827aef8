r"""A scenario's relative return, split into relative earnings and the multiple it implies.

.. math:: \Delta \log (P^S / P^L) = \Delta \log (E^S / E^L) + \Delta \log \frac{P^S / E^S}{P^L / E^L}

For the effect, scenario minus baseline, both sides count from the origin to the end of a quarter. The
effect on trailing EPS is the sum of the effects on four-quarter growth of this quarter and of those
four, eight, ... quarters before it that end after the origin: what came before is the same in both. A
level, baseline or scenario, is split over the four quarters to the end of a quarter, of which some may
be published.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.earnings.identity import QUARTERS_A_YEAR
from models.outcome.outcome import OutcomePath

MONTHS_A_YEAR = 12
_VISIBLE_PP = 0.05  # what rounds to 0.0 on screen does no work


@dataclass(frozen=True, eq=False)
class RelativeSplit:
    """Changes of relative price and earnings to the end of each quarter, 100 x log, arrays (P,)."""

    periods: pd.PeriodIndex
    horizon_months: np.ndarray
    price: np.ndarray
    eps: np.ndarray

    @property
    def multiple(self) -> np.ndarray:
        """What the multiple has to do for the rest to hold."""
        return self.price - self.eps

    @property
    def multiple_does_the_work(self) -> np.ndarray:
        """Where the multiple moves the price further than relative earnings do."""
        visible = np.abs(self.price) >= _VISIBLE_PP
        return visible & (np.abs(self.multiple) > np.abs(self.eps))

    @property
    def table(self) -> pd.DataFrame:
        """One row a quarter: `period`, `horizon_months`, `price`, `eps`, `multiple`."""
        return pd.DataFrame(
            {
                "period": self.periods.astype(str),
                "horizon_months": self.horizon_months,
                "price": self.price,
                "eps": self.eps,
                "multiple": self.multiple,
            }
        )


@dataclass(frozen=True, eq=False)
class RelativeSplits:
    """The effect from the origin on, and the levels over four quarters."""

    effect: RelativeSplit
    baseline: RelativeSplit
    scenario: RelativeSplit


def split_effect(
    relative_return: OutcomePath,
    eps_periods: pd.PeriodIndex,
    eps_horizon_months: np.ndarray,
    eps_difference: np.ndarray,
) -> RelativeSplit:
    """Split the effect on small minus large at every quarter end within the horizon.

    Parameters
    ----------
    relative_return : OutcomePath
        Cumulative from the origin, one row a month, months 1 to H.
    eps_periods, eps_horizon_months, eps_difference : arrays of shape (Q,)
        Relative EPS growth over four quarters, scenario minus baseline, quarter by quarter without
        a gap; rows of quarters that end at or before the origin are used, not returned.
    """
    effect = np.array(eps_difference, float)
    for row in range(QUARTERS_A_YEAR, len(effect)):
        effect[row] += effect[row - QUARTERS_A_YEAR]
    ahead = np.isin(eps_horizon_months, relative_return.horizon_months)
    rows = np.searchsorted(relative_return.horizon_months, eps_horizon_months[ahead])
    return RelativeSplit(
        periods=eps_periods[ahead],
        horizon_months=eps_horizon_months[ahead],
        price=relative_return.difference[rows],
        eps=effect[ahead],
    )


def split_level(
    relative_return: OutcomePath,
    published_pp: np.ndarray,
    side: str,
    eps_periods: pd.PeriodIndex,
    eps_horizon_months: np.ndarray,
    eps_growth: np.ndarray,
) -> RelativeSplit:
    """Split the relative return over the four quarters to each quarter end within the horizon.

    Parameters
    ----------
    relative_return : OutcomePath
        As for `split_effect`.
    published_pp : ndarray of shape (12,)
        Relative returns of the twelve months up to the origin, NaN where not published: a quarter
        that needs one has no split.
    side : str
        "baseline" or "scenario".
    eps_periods, eps_horizon_months, eps_growth : arrays of shape (Q,)
        Relative EPS growth over four quarters under the same.
    """
    level = np.r_[np.cumsum(published_pp[::-1])[::-1] * -1.0, 0.0, getattr(relative_return, side)]
    ahead = np.isin(eps_horizon_months, relative_return.horizon_months)
    to = MONTHS_A_YEAR + eps_horizon_months[ahead]
    return RelativeSplit(
        periods=eps_periods[ahead],
        horizon_months=eps_horizon_months[ahead],
        price=level[to] - level[to - MONTHS_A_YEAR],
        eps=np.array(eps_growth, float)[ahead],
    )

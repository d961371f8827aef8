r"""The price identity: a price change is earnings growth plus the change of the multiple.

.. math:: \Delta \log P = \Delta \log E + \Delta \log (P / E), \quad
          \Delta \log E = \Delta \log S + \Delta \log (E / S)

P is the price at the end of a quarter, E earnings and S sales per share over the four quarters to it;
all changes are 100 x log over four quarters. Small minus large is the same with ratios: P of small
over P of large, and so on, term by term. Where earnings are zero or negative their logarithm does not
exist: the split then stops at sales and price over sales,

.. math:: \Delta \log P = \Delta \log S + \Delta \log (P / S).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from models.equations.outcomes import EPS
from models.panel import Panel

QUARTERS_A_YEAR = 4
COLUMNS = ("price", "eps", "multiple", "sales", "margin", "price_to_sales")
PARTS = ("eps", "multiple")  # of a price change
FINE_PARTS = ("sales", "margin", "multiple")  # the same with earnings split
SERIES_OF_PARTS = {
    "price": "price_growth_large_cap",
    "eps": EPS,
    "multiple": "price_earnings_change_large_cap",
    "sales": "sales_per_share_growth_large_cap",
    "margin": "operating_margin_change_large_cap",
}
STORED_DECIMALS = 4
# Three figures of a sum, each off by half a unit of the last decimal at most.
ROUNDING_LOG_PCT = 3 * 0.5 * 10**-STORED_DECIMALS
EXACT_LOG_PCT = 1e-12


@dataclass(frozen=True, eq=False)
class Identity:
    """Four-quarter changes (100 x log) that add up, one row a quarter, NaN where one is unknown.

    `table` has the columns `COLUMNS` and a quarterly PeriodIndex; `allowed_log_pct` is the largest
    residual that the rounding of the input can leave, `EXACT_LOG_PCT` where the input is not rounded.
    """

    table: pd.DataFrame
    allowed_log_pct: float

    @property
    def residuals(self) -> pd.DataFrame:
        """What is left: `price` minus its two parts, `eps` minus its two, `price` by way of sales."""
        table = self.table
        return pd.DataFrame(
            {
                "price": table["price"] - table["eps"] - table["multiple"],
                "eps": table["eps"] - table["sales"] - table["margin"],
                "price_by_sales": table["price"] - table["sales"] - table["price_to_sales"],
            }
        )

    @cached_property
    def largest_residual(self) -> float:
        """The largest absolute residual of any row, 100 x log; NaN where no sum is complete."""
        return float(self.residuals.abs().max().max())


def shipped_identity(panel: Panel) -> Identity:
    """Return the identity of the S&P 500 on operating earnings, from the rounded figures of the panel."""
    found = panel.quarterly[list(SERIES_OF_PARTS.values())].set_axis(list(SERIES_OF_PARTS), axis=1)
    table = found.assign(price_to_sales=found["margin"] + found["multiple"])
    known = table[["eps", "multiple"]].notna().any(axis=1)
    return Identity(table[known], ROUNDING_LOG_PCT)


def identity_of_levels(
    price: pd.Series, eps: pd.Series, sales: pd.Series | None = None
) -> Identity:
    """Return the identity of unrounded levels; each part is computed on its own, none as a rest.

    Parameters
    ----------
    price, eps, sales : Series of shape (n,)
        Levels with one common quarterly PeriodIndex without gaps; `eps` and `sales` over four
        quarters. A level that is not positive has no logarithm: what needs it is NaN.
    """
    sales = pd.Series(np.nan, eps.index) if sales is None else sales
    price, eps, sales = (level.where(level > 0) for level in (price, eps, sales))
    levels = {
        "price": price,
        "eps": eps,
        "multiple": price / eps,
        "sales": sales,
        "margin": eps / sales,
        "price_to_sales": price / sales,
    }
    table = pd.DataFrame({name: log_change_pct(level) for name, level in levels.items()})
    return Identity(table.iloc[QUARTERS_A_YEAR:], EXACT_LOG_PCT)


def log_change_pct(level: pd.Series) -> pd.Series:
    """100 x log of a positive level over the level four quarters before; NaN elsewhere."""
    positive = level.where(level > 0)
    return 100 * np.log(positive / positive.shift(QUARTERS_A_YEAR))


def symmetric_growth_pct(level: pd.Series) -> pd.Series:
    r"""Growth that exists for losses too: :math:`200 (a - b) / (|a| + |b|)`, b four quarters before a.

    Between -200 and 200; close to the logarithm where growth is small, not a part of the identity.
    """
    before = level.shift(QUARTERS_A_YEAR)
    return 200 * (level - before) / (level.abs() + before.abs())


def ratio_of_positives(small: pd.Series, large: pd.Series) -> pd.Series:
    """Small over large where both are positive: two losses have no growth in common."""
    return small.where(small > 0) / large.where(large > 0)

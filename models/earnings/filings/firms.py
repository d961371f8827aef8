r"""From facts to firms: trailing-year income and revenue, and the public float, mended and chained.

.. math:: Q_4 = Y - (Q_1 + Q_2 + Q_3), \quad T_q = \sum_{j=0}^{3} Q_{q-j}

Of each quarter the first concept of a chain that is known counts. A fourth quarter that is not framed
is the year less nine months, within one concept where that has all four, else across the chain. Where
a quarter within a year stays unknown, the trailing year at the year's end is the year itself.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.earnings.filings.facts import Facts
from models.earnings.filings.frames import ASSETS_TAG, FLOAT_TAG, INCOME_TAGS, REVENUE_TAGS
from models.earnings.filings.left_out import left_out
from models.earnings.filings.unit_errors import (
    Correction,
    mend_floats,
    mend_income,
    mend_revenue,
    size_of,
)

QUARTERS_A_YEAR = 4


@dataclass(frozen=True, eq=False)
class Firms:
    """Firms by quarter, US dollars, NaN where unknown; arrays (n, Q).

    `income` and `revenue` are of the quarter, `income_year` and `revenue_year` of the four quarters to
    it, `floats` stands at the quarter of its date and is zero for a company that is not listed.
    `left_out` names by row the firms that no bucket may hold.
    """

    ciks: np.ndarray
    names: list[str]
    quarters: pd.PeriodIndex
    income: np.ndarray
    income_year: np.ndarray
    revenue_year: np.ndarray
    floats: np.ndarray
    left_out: dict[int, str]
    corrections: tuple[Correction, ...]


def firms_of(facts: Facts) -> Firms:
    """Read the facts of all frames, which are gone from `facts` then."""
    corrections: list[Correction] = []
    assets = facts.take(ASSETS_TAG)
    revenue, revenue_annual, mended = _revenue(facts)
    corrections += mended
    size = size_of(assets, revenue)
    by_item = {
        item: [c for c in mended if c.item == item] for item in ("revenue", "annual revenue")
    }
    quarterly: list[np.ndarray] = []
    annual: list[np.ndarray] = []
    for tag in INCOME_TAGS:
        tables = facts.take(tag), facts.take(tag, annual=True)
        for table, of, into in zip(tables, ("", "annual "), (quarterly, annual), strict=True):
            beside = by_item[f"{of}revenue"]
            corrections += mend_income(table, size, beside, f"{of}{tag}")
            into.append(table)
    income, income_annual = _chained(quarterly, annual)
    floats = facts.take(FLOAT_TAG)
    floats[floats < 0] = np.nan
    out = left_out(facts, floats, assets)
    floats[list(out)] = np.nan
    corrections += mend_floats(floats, size)
    return Firms(
        ciks=np.fromiter(facts.row_of, dtype=np.int64, count=len(facts.row_of)),
        names=facts.names,
        quarters=facts.quarters,
        income=income,
        income_year=trailing_year(income, income_annual),
        revenue_year=trailing_year(revenue, revenue_annual),
        floats=floats,
        left_out=out,
        corrections=tuple(corrections),
    )


def _revenue(facts: Facts) -> tuple[np.ndarray, np.ndarray, list[Correction]]:
    """Return quarterly and annual revenue of the chain, and what was mended."""
    quarterly = [facts.take(tag) for tag in REVENUE_TAGS]
    annual = [facts.take(tag, annual=True) for tag in REVENUE_TAGS]
    first, first_annual = _first_known(quarterly), _first_known(annual)
    mended = mend_revenue(first, "revenue") + mend_revenue(first_annual, "annual revenue")
    return _with_fourth_quarters(first, first_annual), first_annual, mended


def _chained(
    quarterly: list[np.ndarray], annual: list[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    filled = [_with_fourth_quarters(q, y) for q, y in zip(quarterly, annual, strict=True)]
    years = _first_known(annual)
    return _with_fourth_quarters(_first_known(filled), years), years


def _first_known(tables: list[np.ndarray]) -> np.ndarray:
    """Return the value of the first table that has one, cell by cell."""
    found = tables[0].copy()
    for table in tables[1:]:
        np.copyto(found, table, where=np.isnan(found))
    return found


def _with_fourth_quarters(quarters: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Fill a quarter that ends a year with the year less the three quarters before."""
    filled = quarters.copy()
    nine_months = sum(quarters[:, 3 - j : quarters.shape[1] - j] for j in (1, 2, 3))
    last = filled[:, 3:]
    np.copyto(last, years[:, 3:] - nine_months, where=np.isnan(last))
    return filled


def trailing_year(quarters: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Return the sum of the four quarters to each (n, Q); the year's own value where one is unknown."""
    found = np.full(quarters.shape, np.nan)
    found[:, 3:] = sum(quarters[:, 3 - j : quarters.shape[1] - j] for j in range(QUARTERS_A_YEAR))
    return np.where(np.isnan(found), years, found)

"""What drove prices: of the S&P 500, and of small minus large on a reader's own series."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from models.common.errors import ModelError
from models.earnings.identity import (
    FINE_PARTS,
    PARTS,
    Identity,
    identity_of_levels,
    ratio_of_positives,
    shipped_identity,
)
from models.earnings.own_series import MIN_QUARTERS, OwnSeries
from models.earnings.price_drivers import by_calendar_year, by_cycle
from models.earnings.variance_shares import VarianceShares, quarterly_changes, variance_shares
from models.equations.outcomes import RETURN
from models.panel import Panel

MONTHS_A_QUARTER = 3


@dataclass(frozen=True, eq=False)
class PriceHistory:
    """An identity with its split by year and cycle and its variance shares.

    `shares` splits prices into earnings and multiple, `fine_shares` into sales, margin and multiple on
    the shorter sample that has sales; None where there is too little. `why_no_shares` says why.
    `basis` says in words what the earnings are.
    """

    identity: Identity
    years: pd.DataFrame
    cycles: pd.DataFrame
    shares: VarianceShares | None
    fine_shares: VarianceShares | None
    why_no_shares: str
    basis: str


def quarterly_return(panel: Panel, monthly_series: str) -> pd.Series:
    """Return 100 x log change from quarter end to quarter end, where all three months are known."""
    known = panel.monthly[monthly_series].dropna()
    by_quarter = known.groupby(known.index.asfreq("Q"))
    return by_quarter.sum()[by_quarter.count() == MONTHS_A_QUARTER]


@lru_cache(maxsize=4)
def large_cap_history(panel: Panel) -> PriceHistory:
    """Return what drove the S&P 500, from four-quarter growth rates on operating earnings."""
    identity = shipped_identity(panel)
    eps, sales = (quarterly_changes(identity.table[name].dropna()) for name in ("eps", "sales"))
    price = quarterly_return(panel, "large_cap_return_sp500").reindex(eps.index)
    one_quarter = pd.DataFrame({"price": price, "eps": eps, "sales": sales})

    def changes(parts: tuple[str, ...]) -> pd.DataFrame:
        known = identity.table[["price", *parts]].dropna()
        return pd.DataFrame({name: quarterly_changes(known[name]) for name in known})

    return _history(identity, by_cycle(one_quarter, panel.recessions), changes, "operating EPS")


def relative_history(panel: Panel, own: OwnSeries) -> PriceHistory:
    """Return what drove small minus large: Russell 2000 over S&P 500, and the ratios of an own series.

    The price is compounded from the panel's monthly relative returns; quarters that these do not cover
    are left out. Raises ModelError where fewer than five quarters are left.
    """
    returns = quarterly_return(panel, RETURN)
    levels = own.published_levels(panel)
    quarters = levels.index.intersection(returns.index)
    if len(quarters) < MIN_QUARTERS:
        raise ModelError(
            f"The loaded series runs {own.levels.index[0]} to {own.levels.index[-1]}; relative returns "
            f"run {returns.index[0]} to {returns.index[-1]} and share {len(quarters)} quarters with it: "
            f"load a series with at least {MIN_QUARTERS} of them."
        )
    levels = levels.loc[quarters]
    price = np.exp(returns[quarters].cumsum() / 100)
    eps = ratio_of_positives(levels["small"], levels["large"])
    terms = {"price": price, "eps": eps, "multiple": price / eps}
    sales = None
    if own.has_sales:
        sales = levels["small_sales"] / levels["large_sales"]
        terms |= {"sales": sales, "margin": eps / sales}
    identity = identity_of_levels(price, eps, sales)
    logs = pd.DataFrame(terms)
    one_quarter = 100 * np.log(logs / logs.shift()).iloc[1:]

    def changes(parts: tuple[str, ...]) -> pd.DataFrame:
        return _longest_run(one_quarter.reindex(columns=["price", *parts]))

    cycles = by_cycle(one_quarter.reindex(columns=["price", "eps", "sales"]), panel.recessions)
    return _history(identity, cycles, changes, own.basis)


def _history(
    identity: pd.DataFrame,
    cycles: pd.DataFrame,
    changes: Callable[[tuple[str, ...]], pd.DataFrame],
    basis: str,
) -> PriceHistory:
    found: dict[tuple[str, ...], VarianceShares | None] = {}
    why_not = ""
    for parts in (PARTS, FINE_PARTS):
        try:
            found[parts] = variance_shares(changes(parts), parts)
        except ModelError as error:
            found[parts] = None
            why_not = why_not or str(error)
    return PriceHistory(
        identity=identity,
        years=by_calendar_year(identity),
        cycles=cycles,
        shares=found[PARTS],
        fine_shares=found[FINE_PARTS],
        why_no_shares="" if found[PARTS] else why_not,
        basis=basis,
    )


def _longest_run(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the longest stretch of complete rows."""
    complete = frame.notna().all(axis=1)
    run = (complete != complete.shift()).cumsum()[complete]
    if run.empty:
        return frame.iloc[:0]
    return frame.loc[run.index[run == run.value_counts().idxmax()]]

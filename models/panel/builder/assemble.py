"""Build the tables from the sources: merge, fill, derive, order as in the catalog."""

import datetime
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from models.common.errors import PanelError
from models.panel.builder import fills, fiscal_impulse, raw, size
from models.panel.load import read_catalog


@dataclass(frozen=True, eq=False, kw_only=True)
class Tables:
    """The snapshot's tables, and the facts its manifest states about them."""

    monthly: pd.DataFrame
    quarterly: pd.DataFrame
    daily: pd.DataFrame
    recessions: pd.DataFrame
    fills: pd.DataFrame
    facts: dict


def assemble(fred_md: pd.DataFrame, directory: Path = raw.SOURCES) -> Tables:
    """Build every table from the compiled figures and the FRED-MD file."""
    sources = raw.read_sources(directory)
    monthly, agreement = raw.merge(directory, sources, fred_md, "monthly", "M")
    quarterly, agreement_quarterly = raw.merge(directory, sources, fred_md, "quarterly", "Q")
    daily, _ = raw.merge(directory, sources, fred_md, "daily", "D")
    return finish(
        monthly,
        quarterly,
        daily,
        recessions=pd.read_csv(directory / "nber_recessions.csv", dtype=str).set_index("peak"),
        change_effective=target_change_effective(sources),
        agreement=agreement | agreement_quarterly,
    )


def target_change_effective(sources: dict) -> dict[pd.Period, datetime.date]:
    """Return, by month, the day on which the newest move of the target took effect."""
    day = sources["policy_rate_edge"]["target_change_effective"]
    return {pd.Period(day, "M"): day}


def finish(
    monthly: pd.DataFrame,
    quarterly: pd.DataFrame,
    daily: pd.DataFrame,
    *,
    recessions: pd.DataFrame,
    change_effective: dict[pd.Period, datetime.date],
    agreement: dict,
    scaled_by: dict | None = None,
) -> Tables:
    """Fill and derive from raw columns, which are changed in place, and order as in the catalog.

    `scaled_by` are the facts of the splice before the Russell 2000, of a snapshot whose scale is kept;
    without them the scale is estimated.
    """
    catalog = read_catalog()
    lags = catalog["release_lag_days"]
    rows = fills.fill_neighbours(monthly, lags)
    rows += fills.fill_policy_rate(monthly, change_effective, lags)

    splice_facts = _derive_returns(monthly, scaled_by)
    fiscal_facts, fiscal_rows = _derive_fiscal(monthly, quarterly, lags)
    profits = np.log(quarterly["corporate_profits"])
    quarterly["corporate_profit_growth"] = 100 * profits.diff(fiscal_impulse.QUARTERS)

    rows += fiscal_rows
    return Tables(
        monthly=_ordered(monthly, catalog, "M").rename_axis("month"),
        quarterly=_ordered(quarterly, catalog, "Q").rename_axis("quarter"),
        daily=_ordered(daily, catalog, "D").rename_axis("date"),
        recessions=recessions,
        fills=pd.DataFrame(rows, columns=fills.COLUMNS).set_index("series"),
        facts={
            "agreement_of_sources": agreement,
            "splices": splice_facts,
            "fiscal_impulse": fiscal_facts,
        },
    )


def _derive_returns(monthly: pd.DataFrame, scaled_by: dict | None) -> dict:
    french = size.french_legs_log(monthly)
    russell = monthly["small_cap_relative_return_russell"]
    facts = scaled_by or size.splice_slope(russell, french)
    excess, first_months = size.large_cap_excess(monthly)
    monthly["small_cap_relative_return_french"] = french
    monthly["small_cap_relative_return"] = size.splice(russell, french, facts["slope"])
    monthly["large_cap_excess_return"] = excess
    return {
        "small_cap_relative_return": facts | {"russell_from": str(size.SPLICE_MONTH)},
        "large_cap_excess_return": {"first_month_of_source": first_months},
    }


def _derive_fiscal(
    monthly: pd.DataFrame, quarterly: pd.DataFrame, lags: pd.Series
) -> tuple[dict, list[dict]]:
    quarterly["treasury_statement_deficit_ratio"] = fiscal_impulse.treasury_ratio(quarterly)
    extended, facts = fiscal_impulse.extended_impulse(quarterly)
    quarterly["fiscal_impulse_quarterly"], rows = fills.fill_fiscal(
        fiscal_impulse.impulse(quarterly), extended, lags["fiscal_impulse_quarterly"]
    )
    for name, source in (
        ("fiscal_impulse", "fiscal_impulse_quarterly"),
        ("natural_unemployment_rate", "natural_unemployment_rate_quarterly"),
    ):
        monthly[name] = fiscal_impulse.to_months(quarterly[source], monthly.index)
    return facts, rows + fills.spread_fills(rows, "fiscal_impulse")


def _ordered(frame: pd.DataFrame, catalog: pd.DataFrame, frequency: str) -> pd.DataFrame:
    names = list(catalog.index[catalog["frequency"] == frequency])
    odd = sorted(set(names) ^ set(frame.columns))
    if odd:
        raise PanelError(
            f"Catalog and sources disagree about {', '.join(odd)}; every series needs a row in "
            "both: correct catalog.csv or sources.toml."
        )
    _check_gaps(frame)
    return frame[names].dropna(how="all")


def _check_gaps(frame: pd.DataFrame) -> None:
    """Refuse a hole inside a series: only the stated fills may close one."""
    for name in frame:
        inside = frame.loc[frame[name].first_valid_index() : frame[name].last_valid_index(), name]
        holes = inside.index[inside.isna()]
        if len(holes):
            raise PanelError(
                f"{name} has no value in {', '.join(str(hole) for hole in holes[:5])}; only stated "
                "fills may close a gap: add the figure or a rule to builder/fills.py."
            )

"""The parts of the Earnings page that speak of history: identity, years, cycles, shares, verdict."""

import datetime as dt
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from models.common.bands import SHOWN
from models.common.cache import while_it_lives
from models.common.text import day, month, signed
from models.earnings.filings.series import NAME as FILINGS
from models.earnings.history import PriceHistory
from models.earnings.identity import EXACT_LOG_PCT
from models.earnings.variance_shares import VarianceShares, interval_coverage
from models.overview.claims_earnings import CLAIM, plain_percent, relative_verdict, shares_sentence
from pages.charts.rows import arrow_table
from pages.charts.shares import share_intervals
from pages.charts.stacked_parts import stacked_parts
from pages.parts.draw import draw, plain

_SP = "S&P Dow Jones Indices (index earnings workbook of January 2026)"
_WAYS = ("By calendar year", "By cycle")
_LEADS = (("eps", "multiple"), ("sales", "margin"))
_WORDS = {"eps": "earnings", "multiple": "multiple", "sales": "sales", "margin": "margin"}


def sources(vintage: dt.date, basis: str = "") -> str:
    """Name where the history comes from; `basis` is that of small minus large."""
    publisher = f"{basis}; index closes, before 1987 Kenneth R. French" if basis else _SP
    return f"Source: {publisher}; our calculations. Data as of {day(vintage)}."


def identity(large: PriceHistory, relative: PriceHistory | None, vintage: dt.date) -> None:
    """State the identity, what is left over, and the last year by its parts."""
    st.header("What a price change is made of", anchor=False)
    st.markdown(
        "Price = earnings + multiple, and earnings = sales + margin, in changes of logarithms: an "
        "identity, not an estimate. Earnings are operating, per share, over four quarters; the multiple "
        "is price over those earnings."
    )
    rows = [_identity_row(large, "S&P 500")]
    if relative is not None:
        rows.append(_identity_row(relative, f"Small minus large, {relative.basis}"))
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    st.dataframe(arrow_table(columns), hide_index=True, height="content", key="identity_table")
    residuals = large.identity
    source = sources(vintage, relative.basis if relative is not None else "")
    if relative is not None and relative.basis == FILINGS:
        st.caption(
            "Small minus large on SEC filings: an index of the change of earnings of companies matched "
            "over a year, not earnings per share; its multiple is what is left of the price."
        )
    st.caption(
        plain(
            f"The S&P 500's parts add up to within {residuals.largest_residual:.1e} (rounding allows "
            f"{residuals.allowed_log_pct:.1e}). {source}"
        ),
        help=plain(
            "Largest residual of any quarter: the shipped figures are rounded to four decimals of a log "
            f"percent; a loaded series is not and must add up to within {EXACT_LOG_PCT:.0e}."
        ),
    )


@while_it_lives
def _identity_row(history: PriceHistory, name: str) -> dict[str, str]:
    table = history.identity.table.dropna(subset=["price"])
    last = table.index[-1]
    row = {"Four quarters, log %": name, "To": month(last)}
    for column, words in (
        ("price", "Price"),
        ("eps", "Earnings"),
        ("multiple", "Multiple"),
        ("sales", "Sales"),
        ("margin", "Margin"),
        ("price_to_sales", "Price to sales"),
    ):
        value = table.loc[last, column]
        row[words] = signed(value) if np.isfinite(value) else "none: no positive earnings or sales"
    residual = history.identity.largest_residual
    row["Largest residual"] = f"{residual:.1e}" if np.isfinite(residual) else ""
    return row


def drove(history: PriceHistory, *, own: bool, vintage: dt.date) -> None:
    """Draw what drove prices by calendar year or by phase of the cycle, with its table."""
    name = "small minus large" if own else "the S&P 500"
    st.header(f"What drove {name}", anchor=False)
    way = st.segmented_control(
        "Show",
        _WAYS,
        default=_WAYS[0],
        key="drivers_own" if own else "drivers_large",
        bind=None if own else "query-params",
        required=True,
    )
    by_year = way == _WAYS[0]
    charts, table = _driven(history, own, by_year)
    if table is None:
        st.info("No year is complete with positive earnings on both sides.", icon=":material/info:")
        return
    for total, (first, second), title, bars in charts:
        draw(
            stacked_parts,
            bars,
            key=f"drivers_{total}_{'own' if own else 'large'}",
            title=title,
            source=sources(vintage, history.basis if own else "")
            + ("" if by_year else _CYCLE_NOTE[own]),
            alt=f"What drove {'price' if total == 'price' else 'earnings'} of {name}",
            of_history=True,
            value_title="Log change (%)",
            first=_WORDS[first],
            second=_WORDS[second],
            total="price" if total == "price" else "earnings",
            idea="small caps" if own else "large caps",
            horizontal=not by_year,
            height=300,
        )
    with st.expander("The same as a table"):
        st.dataframe(
            table,
            hide_index=True,
            height="content",
            key=f"drivers_table_{'own' if own else 'large'}",
        )


class Bars(NamedTuple):
    """One chart of what drove prices: the total, its two parts, title and data."""

    total: str
    parts: tuple[str, str]
    title: str
    data: dict


@while_it_lives
def _driven(history: PriceHistory, own: bool, by_year: bool) -> tuple[list[Bars], pa.Table | None]:
    """Return the charts by year or by phase and the same as a table; None where no row is whole."""
    table = _by_year(history) if by_year else _by_phase(history)
    if table.empty:
        return [], None
    idea = "small caps" if own else "large caps"
    charts = []
    for parts, total, title in zip(
        _LEADS, ("price", "eps"), _titles(table, own, by_year), strict=True
    ):
        known = table.dropna(subset=[total, *parts])
        if not known.empty:
            charts.append(Bars(total, parts, title, _bars(known, parts, total, idea)))
    shown = {"When": list(table["label"])}
    for column in ("price", "eps", "multiple", "sales", "margin"):
        shown[column.capitalize() if column != "eps" else "Earnings"] = [
            signed(value) if np.isfinite(value) else "" for value in table[column]
        ]
    return charts, arrow_table(shown)


_CYCLE_NOTE = {
    False: " From the last quarter ended by the peak to the first ended after the trough (NBER). Only "
    "four-quarter growth is carried: inside a year the split is approximate.",
    True: " From the last quarter ended by the peak to the first ended after the trough (NBER).",
}


def _titles(table: pd.DataFrame, own: bool, by_year: bool) -> tuple[str, str]:
    whole = table.dropna(subset=["price", "eps", "multiple"])
    led = int((whole["eps"].abs() > whole["multiple"].abs()).sum())
    unit = "years" if by_year else "phases"
    whose = "small minus large" if own else "the S&P 500"
    return (
        f"Earnings moved {whose} more than the multiple in {led} of {len(whole)} {unit}",
        "Earnings by sales and margin",
    )


def _by_year(history: PriceHistory) -> pd.DataFrame:
    return history.years.reset_index(names="label")


def _by_phase(history: PriceHistory) -> pd.DataFrame:
    cycles = history.cycles
    labels = [
        f"{row.phase.capitalize()} {month(row.first)} to {month(row.last)}"
        for row in cycles.itertuples()
    ]
    return cycles.assign(label=labels)


def _bars(table: pd.DataFrame, columns: tuple[str, str], total: str, idea: str) -> dict:
    names = list(table["label"])
    return {
        "parts": {
            "label": names * 2,
            "idea": [idea] * len(names) + ["baseline"] * len(names),
            "part": [_WORDS[columns[0]]] * len(names) + [_WORDS[columns[1]]] * len(names),
            "value": np.r_[table[columns[0]].to_numpy(), table[columns[1]].to_numpy()],
        },
        "totals": {
            "label": names,
            "idea": ["history"] * len(names),
            "value": table[total].to_numpy(),
        },
    }


def shares(large: PriceHistory, relative: PriceHistory | None, vintage: dt.date) -> None:
    """Give the verdict on the note's claim, then the shares of the variance by horizon."""
    st.header("Is it earnings that drive prices?", anchor=False)
    found = relative_verdict(relative)
    st.markdown(f"**{plain(CLAIM)}** {plain(found.verdict.capitalize() + '. ' + found.reason)}")
    if large.shares is not None:
        st.markdown(plain("For comparison, the S&P 500: " + shares_sentence(large.shares)))
    histories = [(large, False)] + ([(relative, True)] if relative is not None else [])
    for column, (history, own) in zip(st.columns(len(histories)), histories, strict=True):
        if history.shares is None:
            continue
        with column:
            _draw_shares(history.shares, own, sources(vintage, history.basis if own else ""))
    for history, own in histories:
        with st.expander(f"All shares, {'small minus large' if own else 'S&P 500'}"):
            st.dataframe(
                _shares_table(history),
                hide_index=True,
                height="content",
                key=f"shares_{'own' if own else 'large'}",
            )
    low, high = interval_coverage()
    st.caption(
        f"{SHOWN} intervals from blocks of overlapping windows; in simulations like these data they held "
        f"{100 * low:.0f} to {100 * high:.0f}% of the time.",
        help="Share of a part: its covariance with price changes over their variance; the parts add up "
        "to 100%, and one may lie outside 0 to 100. Means are taken out by calendar quarter. The longer "
        "the window, the fewer there are.",
    )


def _draw_shares(shares: VarianceShares, own: bool, source: str) -> None:
    rows = [shares.share("eps", h) for h in shares.horizons]
    longest = rows[-1]
    draw(
        share_intervals,
        {
            "shares": {
                "label": [_span(row.quarters) for row in rows],
                **{
                    name: [100 * getattr(row, name) for row in rows]
                    for name in ("share", "low", "high")
                },
            }
        },
        key=f"shares_chart_{'own' if own else 'large'}",
        title=f"{'Small minus large' if own else 'S&P 500'}: earnings carry "
        f"{plain_percent(rows[0].share)}% of price changes over a quarter, "
        f"{plain_percent(longest.share)}% over {_span(longest.quarters)}",
        source=f"{shares.first} to {shares.last}, {SHOWN} intervals; the rest is the multiple. "
        + source,
        alt=f"Share of earnings in the variance, {'small minus large' if own else 'S&P 500'}",
        of_history=True,
        value_title="Share of the variance (%)",
        part="Share of earnings",
        idea="small caps" if own else "large caps",
    )


def _span(quarters: int) -> str:
    if quarters % 4:
        return f"{quarters} quarter" + "s" * (quarters > 1)
    return f"{quarters // 4} year" + "s" * (quarters > 4)


@while_it_lives
def _shares_table(history: PriceHistory) -> pa.Table:
    words = {"eps": "Earnings", "multiple": "Multiple", "sales": "Sales", "margin": "Margin"}
    rows = []
    for shares in (history.shares, history.fine_shares):
        if shares is None:
            continue
        for row in shares.table.itertuples():
            rows.append(
                {
                    "Sample": f"{shares.first} to {shares.last}",
                    "Over": _span(row.quarters),
                    "Part": words[row.part],
                    "Share, %": signed(100 * row.share, 0),
                    f"{SHOWN} interval": f"{signed(100 * row.low, 0)} to {signed(100 * row.high, 0)}",
                    "Separate windows": str(row.separate_windows),
                }
            )
    if not rows:
        return arrow_table({"Why none": [history.why_no_shares]})
    return arrow_table({name: [row[name] for row in rows] for name in rows[0]})

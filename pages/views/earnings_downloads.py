"""The tables of the Earnings page as files, made when a button is pressed."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pandas as pd
import streamlit as st

from models.earnings.history import PriceHistory
from models.earnings.relative_split import RelativeSplits
from models.earnings.small_assumption import BASIS, AssumedPath
from models.earnings.tables import (
    growth_table,
    history_tables,
    own_table,
    small_cap_table,
    split_table,
)
from models.outcome.export import csv_bytes
from models.outcome.outcome import Outcome
from pages.views.own_eps import series_in_use

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # the same tables give the same bytes


def earnings_downloads(
    outcome: Outcome,
    assumed: tuple[AssumedPath, AssumedPath] | None,
    sensitivity: float,
    splits: RelativeSplits | None,
    large: PriceHistory,
    relative: PriceHistory | None,
    assumed_on: str = BASIS,
) -> None:
    """Offer growth paths, the small-cap figures, the split, and history.

    `assumed_on` says in the file what the assumption stands on.
    """
    own = series_in_use()  # of the session, which the thread that makes a file does not have

    def history() -> bytes:
        tables = history_tables("sp500", large)
        if relative is not None:
            tables |= history_tables("small_minus_large", relative)
        if own is not None:
            tables["loaded_series"] = own_table(own)
        return _zipped(tables)

    basis = "assumption" if assumed else "estimates"
    offers: list[tuple[str, str, Callable[[], bytes]]] = [
        ("Growth paths", "earnings_growth.csv", lambda: csv_bytes(growth_table(outcome))),
        (
            f"Small caps: {basis}",
            f"small_caps_{basis}.csv",
            lambda: csv_bytes(small_cap_table(outcome, assumed, sensitivity, assumed_on)),
        ),
        ("History", "earnings_history.zip", history),
    ]
    if splits is not None:
        offers.insert(
            2,
            (
                "Relative return, split",
                "relative_return_split.csv",
                lambda: csv_bytes(split_table(splits, assumed is not None)),
            ),
        )
    st.header("Downloads", anchor=False)
    for column, (label, name, make) in zip(st.columns(len(offers)), offers, strict=True):
        column.download_button(
            label,
            make,
            file_name=name,
            mime="application/zip" if name.endswith("zip") else "text/csv",
            icon=":material/download:",
            key=f"download_{name}",
            on_click="ignore",
            width="stretch",
        )


def _zipped(tables: dict[str, pd.DataFrame]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in tables.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", _FIXED_DATE), csv_bytes(table))
    return out.getvalue()

"""The register of series as one table, and the panel as files."""

import pandas as pd

from models.panel.panel import Panel
from models.panel.vintages import known_on

FILES = {"panel_monthly.csv": "monthly", "panel_quarterly.csv": "quarterly"}


def series_table(panel: Panel) -> pd.DataFrame:
    """Return one row a series, indexed by name: everything its provenance states, and its fills.

    `first` and `last` are text as in the files; `fills` says period, rule and reason of every value
    that nobody published, empty where there is none.
    """
    rows, dates = [], known_on(panel)
    for name in panel.catalog.index:
        known = panel.provenance(name)
        rows.append(
            {
                "name": name,
                "label": known.label,
                "publisher": known.publisher,
                "publisher_id": known.publisher_id,
                "unit": known.unit,
                "frequency": known.frequency,
                "native_frequency": known.native_frequency,
                "first": period_text(known.first),
                "last": period_text(known.last),
                "release_lag_days": known.release_lag_days,
                "vintage": str(dates[name]),
                "transform": known.transform,
                "n_filled": known.n_filled,
                "fills": _fills_in_words(panel, name),
                "licence_note": known.licence_note,
                "url": known.url,
            }
        )
    return pd.DataFrame(rows).set_index("name")


def period_text(period: pd.Period | pd.Timestamp) -> str:
    """Return 2026-08, 2026Q2 or 2026-09-14: as the files spell it."""
    return str(period.date()) if isinstance(period, pd.Timestamp) else str(period)


def _fills_in_words(panel: Panel, name: str) -> str:
    rows = panel.fills[panel.fills["series"] == name]
    said = []
    for (rule, reason), group in rows.groupby(["rule", "reason"], sort=False):
        periods = [str(period) for period in group["period"]]
        reach = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
        said.append(f"{reach}: {rule}. {reason}")
    return " ".join(said)


def panel_files(panel: Panel) -> dict[str, bytes]:
    """Return the monthly and the quarterly panel as CSV: the same bytes for page and shell.

    One row a period, one column a series, every digit of the panel; an empty cell is no value.
    """
    return {
        name: getattr(panel, frequency).to_csv(lineterminator="\n").encode()
        for name, frequency in FILES.items()
    }

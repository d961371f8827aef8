import csv

import pandas as pd
import pytest

from models.panel import load_panel
from models.panel.builder.raw import SOURCES, read_sources


@pytest.fixture(scope="session")
def panel():
    return load_panel()


@pytest.fixture(scope="session")
def figures():
    """Reads one column of a compiled table with nothing but the csv module."""

    def column(file, name):
        with (SOURCES / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            period = rows.fieldnames[0]
            return {row[period]: float(row[name]) for row in rows if row[name]}

    return column


@pytest.fixture(scope="session")
def fred_md(panel):
    """The FRED-MD columns as the snapshot holds them: what the package would deliver."""
    sources = read_sources()
    columns = {}
    for group in sources["monthly"].values():
        for name, rule in group.items():
            if code := rule.get("fred_md", rule.get("fred_md_check")):
                columns[code] = panel.monthly[name].loc["1959-01":"2026-07"].copy()
    for code in ("UNRATE", "CPIAUCSL"):  # the shutdown month was never published
        columns[code].loc["2025-10"] = float("nan")
    gdp = panel.quarterly["gdp_real"].loc["1968Q1":"2026Q2"]
    columns["GDPC1"] = pd.Series(gdp.to_numpy(), index=gdp.index.asfreq("M", "end"))
    frame = pd.DataFrame(columns)
    frame.index = frame.index.astype(str)
    return frame

import csv
import datetime as dt
import math
from dataclasses import replace

import pytest

from models.overview.overview import shipped_overview
from models.overview.stored_figures import CLAIMS, FRESHNESS, NEWS
from models.panel.load import SNAPSHOT


@pytest.fixture(scope="session")
def overview():
    """Everything computed: test_stored_figures.py holds what is stored against it."""
    shown = shipped_overview()
    computed = {"news": NEWS.compute(shown.panel), "freshness": FRESHNESS.compute(shown.panel)}
    return replace(shown, **computed)


@pytest.fixture(scope="session")
def claims(overview):
    return {claim.id: claim for claim in CLAIMS.compute(overview.panel)}


def read_column(file, name):
    """Read one column of the snapshot with nothing but the csv module: {text: number}."""
    with (SNAPSHOT / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        period = rows.fieldnames[0]
        return {row[period]: float(row[name]) for row in rows if row[name]}


@pytest.fixture(scope="session")
def column():
    return read_column


@pytest.fixture(scope="session")
def days():
    """One daily ratio as a list of (date, level), up to a date."""

    def read(name, until="9999-12-31"):
        return [
            (dt.date.fromisoformat(day), level)
            for day, level in read_column("daily", name).items()
            if day <= until
        ]

    return read


@pytest.fixture(scope="session")
def log_pp():
    return lambda end, start: 100 * math.log(end / start)

"""Extend the snapshot's source tables with public-domain figures: ``python -m models.live.public``.

Only publishers whose figures may be stored and shown by anyone are asked: the Bureau of Labor
Statistics and the Treasury. FRED, Yahoo and Cboe are not: their terms forbid a committed copy. A
figure is added only after the last one of its column, and only where the publisher's value for that
last month is still the one on file: a series that has been revised there needs a newer FRED-MD file,
and is named. Then rebuild with ``make snapshot`` and estimate with ``make fit``.
"""

import argparse
import datetime as dt
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from models.common.errors import ExplorerError
from models.common.files import write_whole
from models.live import provider
from models.live.breaker import Breakers
from models.live.chains import Feed, Rule
from models.live.deadline import Deadline
from models.live.desks import Asking, Refresh
from models.live.failure import FetchError
from models.live.form import formed
from models.live.http import Http
from models.live.providers.bls import Bls
from models.live.providers.treasury import Treasury
from models.live.validate import Reach, validated
from models.panel.builder.raw import SOURCES

TABLE = "macro_monthly.csv"
DEADLINE_SECONDS = 120.0
OVERLAP_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the table of monthly figures, and who publishes it for all to use."""

    name: str
    publisher: type[Bls] | type[Treasury]
    series: str
    every: Literal["D", "W", "M", "Q"]
    make: str
    low: float
    high: float
    step: float
    decimals: int
    agrees_within: float  # half a unit of the publisher's rounding


COLUMNS = (
    Column(
        name="unemployment_rate_pct", publisher=Bls, series="LNS14000000", every="M",
        make="as_published", low=1, high=30, step=2.5, decimals=1, agrees_within=0.001,
    ),
    Column(
        name="cpi_index", publisher=Bls, series="CUSR0000SA0", every="M",
        make="as_published", low=15, high=1000, step=0.05, decimals=3, agrees_within=0.0011,
    ),
    Column(
        name="payrolls_thousands", publisher=Bls, series="CES0000000001", every="M",
        make="as_published", low=20000, high=400000, step=0.25, decimals=0, agrees_within=0.5,
    ),
    Column(
        name="treasury_2y_pct", publisher=Treasury, series="2 Yr", every="D",
        make="month_mean", low=0.01, high=20, step=1, decimals=2, agrees_within=0.011,
    ),
    Column(
        name="treasury_10y_pct", publisher=Treasury, series="10 Yr", every="D",
        make="month_mean", low=0.1, high=20, step=1, decimals=2, agrees_within=0.011,
    ),
)  # fmt: skip


def carry_on(directory: Path = SOURCES) -> tuple[list[str], int]:
    """Add the months that have come out since, and date the sources; return sentences and additions."""
    path = directory / TABLE
    table = pd.read_csv(path, index_col=0, dtype=str)
    table.index = pd.PeriodIndex(table.index, freq="M", name=table.index.name)
    deadline, breakers = Deadline.after(DEADLINE_SECONDS), Breakers()
    shared = Refresh(Asking())
    said, added = [], 0
    for column in COLUMNS:
        try:
            http = Http(deadline, breakers)
            more = _new_months(column, table[column.name].dropna(), http, shared)
        except ExplorerError as error:
            said.append(f"{column.name}: nothing added. {error}")
            continue
        for month, value in more.items():
            table.loc[month, column.name] = f"{value:.{column.decimals}f}"
        added += len(more)
        to = f", to {more.index[-1]}" if len(more) else ""
        said.append(f"{column.name}: {len(more)} added{to} ({column.publisher.name}).")
    if added:
        write_whole(path, table.sort_index().to_csv(lineterminator="\n"))
        _date_sources(directory / "sources.toml", provider.utc_now().date())
    return said, added


def _new_months(column: Column, have: pd.Series, http: Http, shared: Refresh) -> pd.Series:
    last = have.index[-1]
    start = (last - OVERLAP_MONTHS).start_time.date()
    feed = Feed(
        name=column.name,
        chain=(),
        every=column.every,
        since=start,
        low=column.low,
        high=column.high,
        step=column.step,
    )
    found = column.publisher(http, shared).fetch(column.series, start, None)
    found = validated(found, feed, Reach(first=start, last=last.start_time.date()))
    rule = Rule(series=column.name, feeds=(), make=column.make, join="extend", tolerance=0)
    months = formed(rule, "M", [found.figures])
    if last not in months.index:
        raise FetchError("schema", f"{column.publisher.name} has no whole month of {last}.")
    gap = abs(months[last] - float(have[last]))
    if gap > column.agrees_within:
        raise FetchError(
            "schema",
            f"The figure of {last} is {have[last]} on file and {months[last]:g} with the publisher: "
            "it was revised, and joining the two would make a step.",
        )
    return months[months.index > last]


def _date_sources(path: Path, today: dt.date) -> None:
    """Write the day up to which figures are known into sources.toml."""
    text = path.read_text(encoding="utf-8")
    write_whole(path, re.sub(r"(?m)^vintage = \S+", f"vintage = {today}", text, count=1))


def main(arguments: list[str] | None = None) -> int:
    """Carry on the committed tables; 0 if something was added, 1 if not."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    said, added = carry_on()
    print(*said, sep="\n")
    return 0 if added else 1


if __name__ == "__main__":
    sys.exit(main())

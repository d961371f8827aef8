"""Extend the snapshot's source tables with public-domain figures: ``python -m models.live.public``.

Only publishers whose figures may be stored and shown by anyone are asked: the Bureaus of Labor
Statistics and of Economic Analysis, the Federal Reserve Board, the Federal Reserve Banks of New York and
of St. Louis (FRED-MD), and the Treasury. FRED, Yahoo and Cboe are not: their terms forbid a committed
copy. A figure is added only after the last one of its column, and only where the publisher's value for
that last period is still the one on file: a series that has been revised there needs a newer FRED-MD
file, and is named. Then rebuild with ``make snapshot`` and estimate with ``make fit``.
"""

import argparse
import datetime as dt
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from models.common.errors import ExplorerError
from models.common.files import write_whole
from models.live import provider
from models.live.breaker import Breakers
from models.live.chains import Every, Feed, Rule
from models.live.deadline import Deadline
from models.live.desks import PROVIDERS, Asking, Refresh
from models.live.failure import FetchError
from models.live.form import formed
from models.live.http import Http
from models.live.validate import Reach, validated
from models.panel.builder.raw import SOURCES

MACRO, FISCAL, EARNINGS = "macro_monthly.csv", "fiscal_quarterly.csv", "earnings_quarterly.csv"
DEADLINE_SECONDS = 300.0
AS_IS = "as_published"
OVERLAP_YEARS = 1
NOTHING, ALL_FAILED = 3, 2  # statuses of the command; 1 is a crash of it


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table of sources, and who publishes it for all to use."""

    table: str
    name: str
    link: str  # provider and its own name for the series
    every: Every
    make: str
    low: float
    high: float
    step: float
    decimals: int
    agrees_within: float  # half a unit of the publisher's rounding


COLUMNS = (
    Column(MACRO, "unemployment_rate_pct", "bls:LNS14000000", "M", AS_IS, 1, 30, 2.5, 1, 0.001),
    Column(MACRO, "cpi_index", "bls:CUSR0000SA0", "M", AS_IS, 15, 1000, 0.05, 3, 0.0011),
    Column(MACRO, "payrolls_thousands", "bls:CES0000000001", "M", AS_IS, 2e4, 4e5, 0.25, 0, 0.5),
    Column(MACRO, "federal_funds_rate_pct", "board:RIFSPFF_N.M", "M", AS_IS, -0.5, 25, 7, 2, 0.006),
    Column(MACRO, "fed_target_upper_pct", "newyorkfed:targetRateTo", "D", "month_end",
           0, 15, 2, 2, 0.001),
    Column(MACRO, "treasury_2y_pct", "treasury:2 Yr", "D", "month_mean", 0.01, 20, 1, 2, 0.011),
    Column(MACRO, "treasury_10y_pct", "treasury:10 Yr", "D", "month_mean", 0.1, 20, 1, 2, 0.011),
    Column(MACRO, "treasury_3m_bill_pct", "fred_md:TB3MS", "M", AS_IS, -0.5, 20, 5, 2, 0.006),
    Column(MACRO, "core_pce_price_index", "bea:DPCCRG", "M", AS_IS, 5, 400, 0.05, 3, 0.0011),
    Column(MACRO, "industrial_production_index", "g17:B50001", "M", AS_IS, 3, 300, 0.25, 3, 0.0011),
    Column(MACRO, "initial_claims_monthly_average", "fred_md:CLAIMSx", "M", AS_IS, 5e4, 2e7, 3, 1, 1.0),
    Column(FISCAL, "federal_deficit_pct_gdp", "frbus:-GFSRPN/XGDPN", "Q", AS_IS, -10, 40, 30, 4, 1e-4),
    Column(FISCAL, "output_gap_pct", "frbus:XGAP2", "Q", AS_IS, -15, 10, 12, 4, 1e-4),
    Column(FISCAL, "natural_unemployment_rate_pct", "frbus:LURNAT", "Q", AS_IS, 2, 10, 1, 4, 1e-4),
    Column(FISCAL, "gdp_nominal_bn", "bea:Q/A191RC", "Q", AS_IS, 100, 1e5, 0.2, 3, 0.0011),
    Column(FISCAL, "gdp_real_bn", "bea:Q/A191RX", "Q", AS_IS, 1000, 1e5, 0.2, 3, 0.0011),
    Column(FISCAL, "treasury_statement_deficit_bn", "fiscaldata:surplus", "M", "deficit_of_quarter_bn",
           -2e6, 1e6, 1.5e6, 3, 0.01),
    Column(EARNINGS, "corporate_profits_after_tax_bn", "bea:Q/A551RC", "Q", AS_IS, 1, 2e4, 1, 3, 0.0011),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Carried:
    """What a run did: a sentence a column, figures added, and whether anybody answered."""

    said: list[str]
    added: int
    all_failed: bool


def carry_on(directory: Path = SOURCES) -> Carried:
    """Add the periods that have come out since, and date the sources."""
    deadline, breakers, shared = Deadline.after(DEADLINE_SECONDS), Breakers(), Refresh(Asking())
    said, added, failed = [], 0, 0
    for name in (MACRO, FISCAL, EARNINGS):
        columns = [column for column in COLUMNS if column.table == name]
        frequency = "M" if name == MACRO else "Q"
        path = directory / name
        table = pd.read_csv(path, index_col=0, dtype=str)
        table.index = pd.PeriodIndex(table.index, freq=frequency, name=table.index.name)
        before = added
        for column in columns:
            try:
                http = Http(deadline, breakers)
                more = _new(column, table[column.name].dropna(), http, shared)
            except Revised as error:
                said.append(f"{column.name}: nothing added. {error}")
                continue
            except ExplorerError as error:
                failed += 1
                said.append(f"{column.name}: nothing added. {error}")
                continue
            for period, value in more.items():
                table.loc[period, column.name] = f"{value:.{column.decimals}f}"
            added += len(more)
            to = f", to {more.index[-1]}" if len(more) else ""
            said.append(f"{column.name}: {len(more)} added{to} ({column.link.split(':')[0]}).")
        if added > before:
            write_whole(path, table.sort_index().to_csv(lineterminator="\n"))
    if added:
        _date_sources(directory / "sources.toml", provider.utc_now().date())
    return Carried(said, added, failed == len(COLUMNS))


class Revised(ExplorerError):
    """The publisher has answered, with another value for the last period on file."""


def _new(column: Column, have: pd.Series, http: Http, shared: Refresh) -> pd.Series:
    last, (name, series) = have.index[-1], column.link.split(":", 1)
    begins = last.start_time.date()
    start = begins.replace(year=begins.year - OVERLAP_YEARS)
    feed = Feed(
        name=column.name,
        chain=(),
        every=column.every,
        since=start,
        low=column.low,
        high=column.high,
        step=column.step,
    )
    found = PROVIDERS[name].make(http, shared).fetch(series, start, None)
    found = validated(found, feed, Reach(first=start, last=begins))
    rule = Rule(series=column.name, feeds=(), make=column.make, join="extend", tolerance=0)
    periods = formed(rule, have.index.freqstr[0], [found.figures])
    if last not in periods.index:
        raise FetchError("schema", f"{found.provider} has no whole period of {last}.")
    gap = abs(periods[last] - float(have[last]))
    if gap > column.agrees_within:
        raise Revised(
            f"The figure of {last} is {have[last]} on file and {periods[last]:g} with the publisher: "
            "it was revised, and joining the two would make a step."
        )
    return periods[periods.index > last]


def _date_sources(path: Path, today: dt.date) -> None:
    """Write the day up to which figures are known into sources.toml."""
    text = path.read_text(encoding="utf-8")
    write_whole(path, re.sub(r"(?m)^vintage = \S+", f"vintage = {today}", text, count=1))


def main(arguments: list[str] | None = None) -> int:
    """Carry on the committed tables; 0 if something was added, 3 if not, 2 if every publisher failed."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    done = carry_on()
    print(*done.said, sep="\n")
    if done.all_failed:
        print("Every publisher failed.", file=sys.stderr)
        return ALL_FAILED
    return 0 if done.added else NOTHING


if __name__ == "__main__":
    sys.exit(main())

"""Extend the snapshot's source tables with public-domain figures: ``python -m models.live.public``.

Only publishers whose figures may be stored and shown by anyone are asked: the Bureaus of Labor
Statistics and of Economic Analysis, the Federal Reserve Board, the Federal Reserve Banks of New York and
of St. Louis (FRED-MD), and the Treasury. FRED, Yahoo and Cboe are not: their terms forbid a committed
copy. Figures are added after the last one of their column. What the publisher has revised since is taken
over by the rule of :func:`carried`, and reported; a series whose revision is not accepted is left as it
is, and named. Then rebuild with ``make snapshot`` and estimate with ``make fit``.
"""

import argparse
import datetime as dt
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from models.common.errors import ExplorerError, PanelError
from models.common.files import write_set
from models.live import provider
from models.live.breaker import Breakers
from models.live.chains import Every, Feed, Rule
from models.live.deadline import Deadline
from models.live.desks import PROVIDERS, Asking, Refresh
from models.live.failure import FetchError
from models.live.form import formed
from models.live.http import Http
from models.live.provider import Fetched
from models.live.validate import Reach, validated
from models.panel.builder.raw import SOURCES

MACRO, FISCAL, EARNINGS = "macro_monthly.csv", "fiscal_quarterly.csv", "earnings_quarterly.csv"
DATED = "sources.toml"
DEADLINE_SECONDS = 300.0
AS_IS = "as_published"
OVERLAP_YEARS = {
    False: 1,
    True: 7,
}  # True: revised, by seasonal factors and benchmarks of five years
AGREEING = {"M": 12, "Q": 4}  # periods at the beginning of the overlap that must stand as they are
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
    revised_by: float = 0.0  # the most that a figure may be revised by, as a share of it


COLUMNS = (
    Column(MACRO, "unemployment_rate_pct", "bls:LNS14000000", "M", AS_IS, 1, 30, 11, 1, 0.001, 0.1),
    Column(MACRO, "cpi_index", "bls:CUSR0000SA0", "M", AS_IS, 15, 1000, 0.05, 3, 0.0011, 0.005),
    Column(MACRO, "payrolls_thousands", "bls:CES0000000001", "M", AS_IS, 2e4, 4e5, 0.25, 0, 0.5, 0.015),
    Column(MACRO, "federal_funds_rate_pct", "board:RIFSPFF_N.M", "M", AS_IS, -0.5, 25, 7, 2, 0.006),
    Column(MACRO, "fed_target_upper_pct", "newyorkfed:targetRateTo", "D", "month_end",
           0, 15, 2, 2, 0.001),
    Column(MACRO, "treasury_2y_pct", "treasury:2 Yr", "D", "month_mean", 0.01, 20, 1, 2, 0.011),
    Column(MACRO, "treasury_10y_pct", "treasury:10 Yr", "D", "month_mean", 0.1, 20, 1, 2, 0.011),
    Column(MACRO, "treasury_3m_bill_pct", "fred_md:TB3MS", "M", AS_IS, -0.5, 20, 5, 2, 0.006),
    Column(MACRO, "core_pce_price_index", "bea:DPCCRG", "M", AS_IS, 5, 400, 0.05, 3, 0.0011, 0.01),
    Column(MACRO, "industrial_production_index", "g17:B50001", "M", AS_IS, 3, 300, 0.25, 3, 0.0011, 0.03),
    Column(MACRO, "initial_claims_monthly_average", "fred_md:CLAIMSx", "M", AS_IS, 5e4, 2e7, 3, 1, 1.0),
    Column(FISCAL, "federal_deficit_pct_gdp", "frbus:-GFSRPN/XGDPN", "Q", AS_IS, -10, 40, 30, 4, 1e-4),
    Column(FISCAL, "output_gap_pct", "frbus:XGAP2", "Q", AS_IS, -15, 10, 12, 4, 1e-4),
    Column(FISCAL, "natural_unemployment_rate_pct", "frbus:LURNAT", "Q", AS_IS, 2, 10, 1, 4, 1e-4),
    Column(FISCAL, "gdp_nominal_bn", "bea:Q/A191RC", "Q", AS_IS, 100, 1e5, 0.2, 3, 0.0011, 0.03),
    Column(FISCAL, "gdp_real_bn", "bea:Q/A191RX", "Q", AS_IS, 1000, 1e5, 0.2, 3, 0.0011, 0.03),
    Column(FISCAL, "treasury_statement_deficit_bn", "fiscaldata:surplus", "M", "deficit_of_quarter_bn",
           -2e6, 1e6, 1.5e6, 3, 0.01),
    Column(EARNINGS, "corporate_profits_after_tax_bn", "bea:Q/A551RC", "Q", AS_IS,
           1, 2e4, 1, 3, 0.0011, 0.25),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Carried:
    """What a run did: a sentence a column, figures added, and who did not answer as wanted.

    `left` are the columns left as they are since their publisher failed or said what the rule refuses.
    """

    said: list[str]
    added: int
    all_failed: bool
    revised: int
    left: list[str]


def carry_on(directory: Path = SOURCES) -> Carried:
    """Add the periods that have come out since, accept revisions, and date the sources.

    Tables and their date are written together once all have been asked, or not at all.
    """
    deadline, breakers, shared = Deadline.after(DEADLINE_SECONDS), Breakers(), Refresh(Asking())
    said, added, revised, failed, left = [], 0, [], 0, []
    contents: dict[str, bytes] = {}
    for name in (MACRO, FISCAL, EARNINGS):
        columns = [column for column in COLUMNS if column.table == name]
        frequency = "M" if name == MACRO else "Q"
        table = pd.read_csv(directory / name, index_col=0, dtype=str)
        table.index = pd.PeriodIndex(table.index, freq=frequency, name=table.index.name)
        before = table.copy()
        for column in columns:
            try:
                have = table[column.name].dropna().astype(float)
                published = _published(column, have.index, Http(deadline, breakers), shared)
                new, changed = carried(column, have, published)
            except ExplorerError as error:
                failed += not isinstance(error, NotAccepted)
                left.append(column.name)
                said.append(f"{column.name}: nothing added. {error}")
                continue
            said.append(f"{column.name}: {_told(column, have, new, changed)}.")
            for period, value in pd.concat([changed, new]).items():
                table.loc[period, column.name] = f"{value:.{column.decimals}f}"
            added += len(new)
            revised += [column.name] * bool(len(changed))
        if not table.equals(before):
            contents[name] = table.sort_index().to_csv(lineterminator="\n").encode()
    if added or revised:
        text = (directory / DATED).read_text(encoding="utf-8")
        contents[DATED] = _dated(text, provider.utc_now().date(), revised).encode()
        write_set(directory, contents, PanelError)
    return Carried(said, added, failed == len(COLUMNS), len(revised), left)


class NotAccepted(ExplorerError):
    """The publisher has answered, with other figures than those on file, which the rule refuses."""


def carried(column: Column, have: pd.Series, published: pd.Series) -> tuple[pd.Series, pd.Series]:
    r"""Return the figures to add to a column, and those that take the place of others in it.

    Let x be what is on file and p what the publisher says of the same periods, the overlap of the last
    years. A revision, :math:`p_t \ne x_t` beyond rounding for some t, is accepted whole if

    * the oldest year of the overlap is as on file, so that history and revision join without a step;
    * :math:`|p_t / x_t - 1|` is nowhere above the column's `revised_by`.

    Where that is 0 the series is not known to be revised: its last figure on file has to stand as it is.
    Raises NotAccepted otherwise, in a sentence.
    """
    common = have.index.intersection(published.index)
    if not column.revised_by:
        common = common[-1:]
    was, now = have[common], published[common]
    differs = (now - was).abs() > column.agrees_within
    changed, new = now[differs], published[published.index > have.index[-1]]
    if changed.empty:
        return new, changed
    first = changed.index[0]
    if not column.revised_by:
        raise NotAccepted(
            f"The figure of {first} is {was[first]:.10g} on file and {now[first]:.10g} with the "
            "publisher, who is not known to revise it: look at both."
        )
    if differs.iloc[: AGREEING[common.freqstr[0]]].any():
        raise NotAccepted(
            f"It was revised as far back as {first}, and joining that to what is on file for "
            f"{common[0] - 1} would make a step: the whole history has to be taken anew."
        )
    by = (changed / was[changed.index] - 1).abs()
    worst = by.idxmax()
    if by[worst] > column.revised_by:
        raise NotAccepted(
            f"The figure of {worst} is {was[worst]:.10g} on file and {now[worst]:.10g} with the "
            f"publisher: {by[worst]:.1%} apart, {column.revised_by:.1%} is accepted."
        )
    return new, changed


def _told(column: Column, have: pd.Series, new: pd.Series, changed: pd.Series) -> str:
    """Say what was added and revised."""
    to = f", to {new.index[-1]}" if len(new) else ""
    said = f"{len(new)} added{to} ({column.link.split(':')[0]})"
    if len(changed):
        moves = changed - have[changed.index]
        worst, d = moves.abs().idxmax(), column.decimals
        said += (
            f"; {len(changed)} revised, {changed.index[0]} to {changed.index[-1]}, by "
            f"{moves.mean():+.{d}f} on average and {moves[worst]:+.{d}f} at most, "
            f"in {worst} (from {have[worst]:.{d}f} to {changed[worst]:.{d}f})"
        )
    return said


def _published(column: Column, have: pd.PeriodIndex, http: Http, shared: Refresh) -> pd.Series:
    """Return what the publisher says today of the overlap and of later periods."""
    last, (name, series) = have[-1], column.link.split(":", 1)
    begins = last.start_time.date()
    start = begins.replace(year=begins.year - OVERLAP_YEARS[column.revised_by > 0])
    feed = Feed(
        name=column.name,
        chain=(),
        every=column.every,
        since=start,
        low=column.low,
        high=column.high,
        step=column.step,
    )
    found = _asked(name, series, start, http, shared)
    found = validated(found, feed, Reach(first=start, last=begins))
    rule = Rule(series=column.name, feeds=(), make=column.make, join="extend", tolerance=0)
    periods = formed(rule, have.freqstr[0], [found.figures])
    if last not in periods.index:
        raise FetchError("schema", f"{found.provider} has no whole period of {last}.")
    return periods


def _asked(name: str, series: str, start: dt.date, http: Http, shared: Refresh) -> Fetched:
    """Ask one provider; whatever happens becomes figures or a FetchError."""
    try:
        return PROVIDERS[name].make(http, shared).fetch(series, start, None)
    except ExplorerError:
        raise
    except Exception as error:
        words = f"{series} could not be read ({type(error).__name__})."
    raise FetchError("schema", words)


def _dated(text: str, today: dt.date, revised: list[str]) -> str:
    """Put into sources.toml the day up to which figures are known, and who goes before FRED-MD.

    A column that was revised is of a newer vintage than the FRED-MD file, and is used whole.
    """
    text = re.sub(r"(?m)^vintage = \S+", f"vintage = {today}", text, count=1)
    for name in revised:
        text = text.replace(
            f'{{ column = "{name}", fred_md = ', f'{{ column = "{name}", fred_md_check = '
        )
    return text


def _aloud(kind: str, sentence: str) -> None:
    """Say a sentence on standard error; in a workflow as an annotation of its run."""
    annotation = f"::{kind}::" if os.environ.get("GITHUB_ACTIONS") == "true" else ""
    print(f"{annotation}{sentence}", file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    """Carry on the committed tables; 0 if they changed, 3 if not, 2 if every publisher failed."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    done = carry_on()
    print(*done.said, sep="\n")
    if done.all_failed:
        _aloud("error", "Every publisher failed.")
        return ALL_FAILED
    if done.left:
        _aloud("warning", f"Nothing was added to {', '.join(done.left)}: the report says why.")
    if done.added or done.revised:
        return 0
    print("Nothing new has come out.")
    return NOTHING


if __name__ == "__main__":
    sys.exit(main())

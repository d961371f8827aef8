"""What drove prices: earnings and multiple, year by year and phase by phase of the NBER's cycle."""

import pandas as pd

from models.earnings.identity import COLUMNS, QUARTERS_A_YEAR, Identity


def by_calendar_year(identity: Identity) -> pd.DataFrame:
    """Return the fourth quarters, one row a year, and the last quarter if the year is not over.

    The index says "2024", or "4 quarters to 2025 Q3" for the last one: growth over a part of a year
    cannot be had from four-quarter rates. `to` is the last quarter of each row.
    """
    table = identity.table[list(COLUMNS)].dropna(subset=["price", "eps", "multiple"])
    whole = table[table.index.quarter == QUARTERS_A_YEAR]
    if len(table) and table.index[-1].quarter != QUARTERS_A_YEAR:
        whole = pd.concat([whole, table.iloc[-1:]])
    labels = [
        str(q.year) if q.quarter == QUARTERS_A_YEAR else f"4 quarters to {q.year} Q{q.quarter}"
        for q in whole.index
    ]
    return whole.assign(to=whole.index).set_axis(pd.Index(labels, name="year"), axis=0)


def by_cycle(changes: pd.DataFrame, recessions: pd.DataFrame) -> pd.DataFrame:
    """Return one row a recession and an expansion within the sample, in 100 x log, not annualised.

    A recession runs from the last quarter that ended by its peak month to the first that ended after its
    trough, an expansion from there to the next; the first phase begins and the last ends with the
    figures. Columns: `phase` (recession or expansion), `first` (the quarter it starts after), `last`,
    `price`, `eps`, `multiple`, `sales`, `margin`.

    Parameters
    ----------
    changes : DataFrame
        One-quarter changes of `price`, `eps` and `sales`, 100 x log, quarterly PeriodIndex without gaps;
        a phase with an unknown quarter has no figure.
    recessions : DataFrame
        `peak` and `trough`, Period[M].

    Notes
    -----
    A phase is seldom a whole number of years: where only four-quarter growth is known,
    `quarterly_changes` says how the quarters in between are had. The multiple is price less earnings,
    the margin earnings less sales.
    """
    rows = []
    for phase, first, last in _phases(changes.index, recessions):
        inside = changes.reindex(pd.period_range(first + 1, last, freq="Q"))
        row = {"phase": phase, "first": first, "last": last} | dict(inside.sum(skipna=False))
        row["multiple"] = row["price"] - row["eps"]
        row["margin"] = row["eps"] - row["sales"]
        rows.append(row)
    return pd.DataFrame(rows)


def _phases(quarters: pd.PeriodIndex, recessions: pd.DataFrame) -> list[tuple]:
    """Phases inside a run of one-quarter changes: name, quarter it starts after, last quarter."""
    start, end = quarters[0] - 1, quarters[-1]
    peaks = [((month + 1).asfreq("Q") - 1, "recession") for month in recessions["peak"]]
    troughs = [(month.asfreq("Q"), "expansion") for month in recessions["trough"].dropna()]
    turns = sorted(peaks + troughs)
    inside = [(quarter, phase) for quarter, phase in turns if start < quarter < end]
    before = [phase for quarter, phase in turns if quarter <= start]
    edges = [(start, before[-1] if before else "expansion"), *inside]
    ends = [quarter for quarter, _ in inside] + [end]
    return [(phase, first, last) for (first, phase), last in zip(edges, ends, strict=True)]

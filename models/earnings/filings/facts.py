r"""Facts of all frames as tables of firms by quarter; the period by the fact's own dates.

A flow belongs to the calendar quarter that holds its end less 45 days, which is the middle of a quarter
and half a quarter before its end; a balance, or a float, to that of its date less 20 days. So a quarter
that ends on 4 April, of a year of 52 or 53 weeks, is the first, and a year to 31 January ends with the
fourth. The label of a frame is never used: the SEC assigns it by a rule of its own.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter

import numpy as np
import pandas as pd

from models.common.errors import PanelError
from models.earnings.filings.frames import USD, Frame

FLOW_DAYS, INSTANT_DAYS = 45, 20
QUARTER_DAYS, YEAR_DAYS = (70, 115), (340, 385)  # from start to end; a transition period is neither
_PARTS = itemgetter("accn", "cik", "entityName", "end", "val")


@dataclass
class Facts:
    """Tables (firms, quarters) of US dollars, NaN where unknown, by concept and kind of period.

    Attributes
    ----------
    quarters : PeriodIndex of shape (Q,)
    names : list of str
        The name of each firm, in the order of the rows.
    row_of : dict
        Row of each central index key (CIK).
    foreign : set of int
        CIKs that report income in another currency.
    together : set of tuple of int
        CIKs that stand in one filing, two by two.
    """

    quarters: pd.PeriodIndex
    names: list[str] = field(default_factory=list)
    row_of: dict[int, int] = field(default_factory=dict)
    foreign: set[int] = field(default_factory=set)
    together: set[tuple[int, int]] = field(default_factory=set)
    _tables: dict[tuple[str, bool], np.ndarray] = field(default_factory=dict)
    _days: dict[str, int] = field(default_factory=dict)

    def add(self, frame: Frame, said: dict) -> None:
        """Read one frame; raises PanelError where a fact is not as the SEC writes them."""
        rows = said["data"]
        if not rows:
            return
        try:
            accessions, ciks, names, ends, values = zip(*map(_PARTS, rows), strict=True)
            if frame.unit != USD:
                self.foreign.update(map(int, ciks))
                return
            end, value = self._days_of(ends), _numbers(values)
            known = np.isfinite(value)
            if not frame.instant:
                length = end - self._days_of([row["start"] for row in rows])
                low, high = QUARTER_DAYS if frame.quarter else YEAR_DAYS
                known &= (length >= low) & (length <= high)
            firm = self._rows_of(ciks, names)
        except (LookupError, TypeError, ValueError, OverflowError):
            raise PanelError(
                f"{frame.period} of {frame.tag} at data.sec.gov has facts that cannot be read: a newer "
                "version of the program may know their form."
            ) from None
        self._note_together(accessions, ciks)
        middle = end - (INSTANT_DAYS if frame.instant else FLOW_DAYS)
        column = _quarter_number(middle) - self.quarters[0].ordinal
        known &= (column >= 0) & (column < len(self.quarters))
        order = np.flatnonzero(known)[np.argsort(end[known], kind="stable")]  # the latest end stays
        annual = not frame.instant and frame.quarter is None
        self._table(frame.tag, annual)[firm[order], column[order]] = value[order]

    def take(self, tag: str, *, annual: bool = False) -> np.ndarray:
        """Hand over a table (firms, quarters) and forget it; a year stands at its last quarter."""
        table = self._table(tag, annual)[: len(self.names)]
        del self._tables[tag, annual]
        return table

    def _table(self, tag: str, annual: bool) -> np.ndarray:
        have = self._tables.get((tag, annual))
        if have is None or len(have) < len(self.names):
            bigger = np.full((max(1024, len(self.names) * 5 // 4), len(self.quarters)), np.nan)
            if have is not None:
                bigger[: len(have)] = have
            self._tables[tag, annual] = have = bigger
        return have

    def _rows_of(self, ciks: tuple[int, ...], names: tuple[str, ...]) -> np.ndarray:
        rows = list(map(self.row_of.get, ciks))
        for at, row in enumerate(rows):
            if row is None:
                rows[at] = self.row_of.setdefault(int(ciks[at]), len(self.names))
                if rows[at] == len(self.names):
                    self.names.append(str(names[at])[:120])
        return np.array(rows)

    def _days_of(self, texts: Sequence[str]) -> np.ndarray:
        for text in set(texts) - self._days.keys():
            self._days[text] = dt.date.fromisoformat(text).toordinal()
        return np.array([self._days[text] for text in texts])

    def _note_together(self, accessions: tuple[str, ...], ciks: tuple[int, ...]) -> None:
        if len(set(accessions)) == len(accessions):
            return
        first: dict[str, int] = {}
        for accession, cik in zip(accessions, ciks, strict=True):
            if (other := first.setdefault(accession, int(cik))) != cik:
                self.together.add((other, int(cik)))


def _numbers(values: tuple[object, ...]) -> np.ndarray:
    """Return the values, NaN for what is no number."""
    found = np.array(values) if set(map(type, values)) <= {int, float} else None
    if found is None or found.dtype.kind not in "iuf":
        found = np.array([v if type(v) in (int, float) else np.nan for v in values])
    return found.astype(float)


def _quarter_number(day: np.ndarray) -> np.ndarray:
    """Return the ordinal of the calendar quarter that holds a day (a proleptic ordinal)."""
    dates = (day - dt.date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    return dates.astype("datetime64[M]").astype(int) // 3

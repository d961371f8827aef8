r"""The measure as a series: an index of earnings change by bucket, and both as files.

.. math:: L_t = L_{t-4}\,(1 + m_t), \quad L = 100 \text{ in the four quarters before the first rate}

The index is of earnings change, not of earnings per share.
"""

import csv
import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from models.common.errors import ModelError, UploadError
from models.common.tables.reader import MAX_BYTES
from models.earnings.filings.buckets import RANKS
from models.earnings.filings.firms import QUARTERS_A_YEAR
from models.earnings.filings.measure import COLUMNS, last_available
from models.earnings.own_series import MAX_QUARTERS, OwnSeries, read_own_series

BASE = 100.0
INDEX_FILE, DETAIL_FILE, CORRECTIONS_FILE = "index.csv", "detail.csv", "corrections.csv"
NAME = "SEC filings"
CARRIED_FILE = Path(__file__).with_name("measured") / DETAIL_FILE
KEYS = ("quarter", "bucket")


@dataclass(frozen=True, eq=False)
class FilingsSeries:
    """What was measured on filings: rows by quarter and bucket, `COLUMNS` of `measure`."""

    detail: pd.DataFrame

    @cached_property
    def index(self) -> pd.DataFrame:
        """Levels `small` and `large` by quarter; raises ModelError where a rate leaves none."""
        rates = self.rates("measure").dropna()
        run = rates.index.to_series().map(lambda quarter: quarter.ordinal)
        rates = rates[(run.diff().fillna(1) != 1).cumsum().eq((run.diff().fillna(1) != 1).sum())]
        if rates.empty:
            raise ModelError(
                "No quarter has a measure of both small and large caps: build from earlier filings."
            )
        if (low := rates.min(axis=None)) <= -1:
            raise ModelError(
                f"Earnings fell by {-low:.2f} times their absolute sum a year before: no index goes on "
                "from there; the detail file has the rates."
            )
        first = rates.index[0] - QUARTERS_A_YEAR
        levels = pd.DataFrame(
            BASE, pd.period_range(first, rates.index[-1], freq="Q"), ["small", "large"]
        )
        for quarter, rate in rates.iterrows():
            levels.loc[quarter] = levels.loc[quarter - QUARTERS_A_YEAR] * (1 + rate)
        return levels

    @cached_property
    def own(self) -> OwnSeries:
        """The index as a series that the page takes like a reader's own."""
        return replace(read_own_series(NAME, self.index_csv().encode()), basis=NAME)

    @cached_property
    def fingerprint(self) -> str:
        """What tells these numbers from others."""
        return hashlib.sha256(self.detail_csv().encode()).hexdigest()[:12]

    def known_by(self, day: dt.date) -> "FilingsSeries":
        """Return the rows of quarters whose reports were due by a day."""
        quarters = self.detail.index.get_level_values("quarter")
        return FilingsSeries(self.detail[quarters <= last_available(day)])

    def rates(self, column: str) -> pd.DataFrame:
        """Return one column as a table of quarters by `small` and `large`."""
        return pd.DataFrame(
            {name: self.detail[column].xs(name, level="bucket") for name in ("small", "large")}
        )

    def index_csv(self) -> str:
        """Return the index as the file that the upload reads."""
        return self.index.rename_axis("date").to_csv(lineterminator="\n")

    def detail_csv(self) -> str:
        """Return all columns as a file that `read_detail` reads."""
        return self.detail.to_csv(lineterminator="\n")


def is_detail(content: bytes) -> bool:
    """Whether a file is a detail file, by its first row."""
    return content.startswith(",".join((*KEYS, *COLUMNS)).encode())


def read_detail(content: bytes) -> FilingsSeries:
    """Read a detail file; raises UploadError with one sentence for the first fault found."""
    if len(content) > MAX_BYTES:
        raise UploadError(
            f"The detail file has {len(content):,} bytes; at most {MAX_BYTES:,} are read: build it anew."
        )
    try:
        text = content.decode("utf-8")
        rows = list(csv.DictReader(StringIO(text)))
        quarters = [pd.Period(row["quarter"], freq="Q") for row in rows]
        buckets = [row["bucket"] for row in rows]
        values = [[float(row[name] or "nan") for name in COLUMNS] for row in rows]
        index = pd.MultiIndex.from_arrays([quarters, buckets], names=KEYS)
        detail = pd.DataFrame(values, index=index, columns=list(COLUMNS))
        good = (
            0 < len(detail) <= MAX_QUARTERS * len(RANKS)
            and set(buckets) == set(RANKS)
            and index.is_unique
            and not np.isinf(detail.to_numpy()).any()
        )
    except (ValueError, LookupError, TypeError, csv.Error):
        good = False
    if not good:
        raise UploadError(
            "The detail file cannot be read; it needs one row a quarter and bucket as "
            "`python -m models earnings build` writes them: build it anew."
        )
    return FilingsSeries(detail.astype({"n_firms": int}))


def refuse_index(own: OwnSeries) -> None:
    """Raise UploadError where a reader's series is the index of a build from filings.

    Its first year stands at the base in both columns. It is no series of EPS: equations and slopes
    estimated on it would be, and the detail file has what is measured instead.
    """
    year = own.levels.iloc[:QUARTERS_A_YEAR]
    if list(own.levels) == ["small", "large"] and (year == BASE).all(axis=None):
        raise UploadError(
            f"The file is {INDEX_FILE} of a build from filings, which is no earnings per share: load "
            f"{DETAIL_FILE} of the same build."
        )


@lru_cache(maxsize=1)
def shipped_series() -> FilingsSeries | None:
    """Return the series that is carried with the project; None while there is none."""
    return read_detail(CARRIED_FILE.read_bytes()) if CARRIED_FILE.is_file() else None

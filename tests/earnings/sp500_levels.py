"""Earnings levels that grow as the S&P 500's did: for tests of what a loaded series seems to be."""

import numpy as np
import pandas as pd

from models.earnings.variance_shares import quarterly_changes
from models.panel import load_panel


def sp500_sums(first="1989Q1", series="eps_growth_large_cap") -> pd.Series:
    """Return sums over four quarters, an index, whose growth is the published one."""
    growth = load_panel().quarterly[series].dropna().loc[first:]
    return 60 * np.exp(quarterly_changes(growth).cumsum() / 100)


def single_quarters(sums: pd.Series) -> pd.Series:
    """Return quarters with a season whose sums over four, from the fourth on, are the ones given."""
    quarters = list(sums.iloc[3] * np.array([0.22, 0.24, 0.25, 0.29]))
    for before, after in zip(sums.iloc[3:], sums.iloc[4:], strict=False):
        quarters.append(after - before + quarters[-4])
    return pd.Series(quarters, sums.index)

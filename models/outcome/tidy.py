"""Tidy tables of an outcome: a row per model, variable, period and statistic."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.outcome.path import OutcomePath

EXPORT_DECIMALS = 12
TABLE_COLUMNS = (
    "model",
    "scenario",
    "variable",
    "unit",
    "period",
    "horizon_months",
    "statistic",
    "value",
)


@dataclass(frozen=True, slots=True)
class Block:
    """What one model says of one variable over P periods: statistics (P,) by side and name."""

    model: str
    variable: str
    unit: str
    periods: pd.PeriodIndex
    horizon_months: np.ndarray
    found: dict[str, dict[str, np.ndarray]]


def block_of(model: str, path: OutcomePath) -> Block:
    """Return the block of a path, from the origin on."""
    ahead = path.horizon_months >= 1
    found = {
        side: {name: value[ahead] for name, value in path.statistics(side).items()}
        for side in ("baseline", "scenario", "difference")
    }
    periods, horizons = path.periods[ahead], path.horizon_months[ahead]
    return Block(model, path.variable, path.unit, periods, horizons, found)


def tidy(blocks: Iterable[Block]) -> pd.DataFrame:
    """Return the rows of all blocks, columns `TABLE_COLUMNS`."""
    rows: list[tuple[str, ...]] = []
    values: list[np.ndarray] = []
    horizons: list[np.ndarray] = []
    for block in blocks:
        periods = block.periods.astype(str).tolist()
        for side, by_statistic in block.found.items():
            for statistic, value in by_statistic.items():
                said = (block.model, side, block.variable, block.unit)
                rows += [(*said, period, statistic) for period in periods]
                values.append(as_exported(value))
                horizons.append(block.horizon_months)
    words = dict(zip(_WORDS, zip(*rows, strict=True), strict=True))
    numbers = {"horizon_months": np.concatenate(horizons), "value": np.concatenate(values)}
    return pd.DataFrame({**words, **numbers})[list(TABLE_COLUMNS)]


def as_exported(values: np.ndarray) -> np.ndarray:
    """Twelve decimals: few enough digits that a workbook holds the same number as a CSV."""
    return np.round(values, EXPORT_DECIMALS) + 0.0


_WORDS = ("model", "scenario", "variable", "unit", "period", "statistic")

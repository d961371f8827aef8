"""Published history next to a path, as columns for a chart."""

from functools import lru_cache

import numpy as np
import pandas as pd

from models.completion.data import completion_frame
from models.equations.growth_family import AVERAGED
from models.outcome.growth_path import GrowthPath
from models.outcome.world import World
from models.panel import Panel
from pages.charts.rows import Columns, first_days

RETURN_MONTHS, MACRO_MONTHS, GROWTH_QUARTERS = 12, 36, 12
FAMILY_MARKS = tuple((family.name, family.label) for family in AVERAGED)
_KEPT = 64  # some worlds' worth: a world has ten


@lru_cache(maxsize=_KEPT)
def past_return(world: World, target: str) -> tuple[Columns, pd.Period]:
    """Return the cumulative relative return of the year to the origin, zero at its end, and that end."""
    origin = world.setting.origin
    returns = world.panel.monthly[target].loc[origin - RETURN_MONTHS + 1 : origin].dropna().cumsum()
    past = pd.concat([pd.Series([0.0], index=[origin - RETURN_MONTHS]), returns])
    return _columns(past - past.iloc[-1]), past.index[-1]


@lru_cache(maxsize=_KEPT)
def return_since(world: World, target: str, newest: Panel) -> Columns:
    """Return the cumulative relative return from an origin in the past to the newest month, pp."""
    origin = world.setting.origin
    returns = newest.monthly[target].loc[origin + 1 :].dropna().cumsum()
    return _columns(pd.concat([pd.Series([0.0], index=[origin]), returns]))


def growth_since(variable: str, newest: Panel, periods: pd.PeriodIndex) -> Columns:
    """Return growth in those of the quarters that are published by now, percent."""
    return _columns(newest.quarterly[variable].reindex(periods).dropna())


@lru_cache(maxsize=_KEPT)
def past_growth(world: World, variable: str) -> tuple[Columns, pd.Period]:
    """Return four years of published growth, percent, and their last quarter."""
    actual = world.panel.quarterly[variable].dropna().iloc[-GROWTH_QUARTERS:]
    return _columns(actual), actual.index[-1]


def growth_columns(path: GrowthPath, actual: Columns) -> Columns:
    """Return baseline, scenario with band and families from the last published quarter on."""
    low, high = path.band("scenario")
    ahead = {"baseline": path.baseline, "scenario": path.scenario, "low": low, "high": high}
    by_family = path.member_baselines + path.members
    ahead |= {family.name: values for family, values in zip(AVERAGED, by_family, strict=True)}
    paths = {name: np.r_[actual["value"][-1], values] for name, values in ahead.items()}
    return paths | {"month": first_days(path.periods, from_one_before=True)}


@lru_cache(maxsize=_KEPT)
def past_macro(world: World, variable: str, last_month: pd.Period) -> Columns:
    """Return a variable's published values from three years before the origin to a last month."""
    known = completion_frame(world.panel)[variable].dropna()
    return _columns(known.loc[world.setting.origin - MACRO_MONTHS : last_month])


def _columns(values: pd.Series) -> Columns:
    return {"month": first_days(pd.PeriodIndex(values.index)), "value": values.to_numpy()}


def nothing() -> Columns:
    """Return a past without rows."""
    return {"month": np.array([], "datetime64[us]"), "value": np.array([])}

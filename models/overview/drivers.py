"""The drivers' latest published values, what they were a year ago, and their last three years."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from models.equations.outcomes import EPS, PROFITS
from models.panel import Panel

SPARK_YEARS = 3
_PER_YEAR = {"M": 12, "Q": 4}


@dataclass(frozen=True, slots=True)
class Driver:
    """A reading to take off the panel: which series, in which form and unit."""

    label: str
    series: str
    unit: str
    digits: int
    form: Callable[[pd.Series], pd.Series]


@dataclass(frozen=True, slots=True)
class Reading:
    """One driver now and a year before."""

    label: str
    unit: str
    digits: int
    publisher: str
    period: pd.Period
    value: float
    year_ago: float
    spark: tuple[float, ...]  # the last three years, oldest first
    filled: bool  # the latest value was completed by a rule, not published

    @property
    def change(self) -> float:
        """Now minus a year ago, in the reading's unit."""
        return self.value - self.year_ago


def _as_published(values: pd.Series) -> pd.Series:
    return values


def _thousands(values: pd.Series) -> pd.Series:
    return values / 1000


def _growth_over_a_year(values: pd.Series) -> pd.Series:
    return 100 * (values / values.shift(_PER_YEAR[values.index.freqstr[0]]) - 1)


def _mean_change_3m(values: pd.Series) -> pd.Series:
    return (values - values.shift(3)) / 3


DRIVERS = (
    Driver("Fed target, upper bound", "policy_rate_target_upper", "%", 2, _as_published),
    Driver("2-year Treasury yield", "treasury_2y", "%", 2, _as_published),
    Driver("10-year Treasury yield", "treasury_10y", "%", 2, _as_published),
    Driver("Credit spread, Baa minus 10-year", "credit_spread", "pp", 2, _as_published),
    Driver("Fiscal impulse", "fiscal_impulse_quarterly", "% of GDP", 1, _as_published),
    Driver(
        "Hutchins fiscal measure", "hutchins_fiscal_impact", "pp of GDP growth", 1, _as_published
    ),
    Driver("Unemployment rate", "unemployment_rate", "%", 1, _as_published),
    Driver("Payrolls, 3-month mean", "payrolls", "thousand a month", 0, _mean_change_3m),
    Driver("Initial claims", "initial_claims", "thousand a week", 0, _thousands),
    Driver("Industrial production", "industrial_production", "% on a year", 1, _growth_over_a_year),
    Driver("Real GDP", "gdp_real", "% on a year", 1, _growth_over_a_year),
    Driver("Core PCE prices", "core_pce_price_index", "% on a year", 1, _growth_over_a_year),
    Driver("S&P 500 operating EPS", EPS, "log %, 4 quarters", 1, _as_published),
    Driver("Corporate profits", PROFITS, "log %, 4 quarters", 1, _as_published),
)


def readings(panel: Panel) -> tuple[Reading, ...]:
    """Return every driver's reading, each at its own last period."""
    return tuple(_reading(panel, driver) for driver in DRIVERS)


def _reading(panel: Panel, driver: Driver) -> Reading:
    values = driver.form(panel.require([driver.series])[driver.series].dropna()).dropna()
    last = values.index[-1]
    per_year = _PER_YEAR[values.index.freqstr[0]]
    fills = panel.fills
    return Reading(
        label=driver.label,
        unit=driver.unit,
        digits=driver.digits,
        publisher=str(panel.catalog.loc[driver.series, "publisher"]),
        period=last,
        value=float(values.iloc[-1]),
        year_ago=float(values[last - per_year]),
        spark=tuple(float(value) for value in values.iloc[-SPARK_YEARS * per_year :]),
        filled=bool(((fills["series"] == driver.series) & (fills["period"] == last)).any()),
    )

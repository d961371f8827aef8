"""The slope of small minus large on technology: another program's numbers, eras, a start long ago."""

import datetime as dt
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.common.newey_west import slope_and_error
from models.equations.era_spread import era_covariance
from models.equations.technology import ERAS, between_eras, monthly_changes, technology_slope
from models.panel import load_panel
from models.scenario.setting import EraSlope

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "technology.json").read_text())


def slopes_of(changes: pd.DataFrame) -> tuple[EraSlope, ...]:
    found = []
    for era, (first, last) in ERAS.items():
        year = changes.index.str[:4].astype(int)
        mine = changes[(year >= first) & (year <= last)]
        slope, error = slope_and_error(mine["y"].to_numpy(), mine["x"].to_numpy())
        found.append(EraSlope(era, slope, error, len(mine)))
    return tuple(found)


@pytest.fixture(scope="module")
def of_file():
    return slopes_of(pd.read_csv(REFERENCE / "technology.csv", index_col="period"))


def test_slopes_and_their_errors_are_those_of_r_s_sandwich(of_file):
    for mine, theirs in zip(of_file, EXPECTED["eras"], strict=True):
        assert mine.nobs == theirs["nobs"]
        assert mine.value == pytest.approx(theirs["slope"], abs=1e-10)
        assert mine.std_error == pytest.approx(theirs["error"], abs=1e-10)


def test_the_variance_between_eras_is_r_s_and_that_of_the_equations(of_file):
    assert between_eras(of_file) == pytest.approx(EXPECTED["between"], abs=1e-12)
    slopes = np.array([[era.value] for era in of_file])
    sampling = np.array([[[era.std_error**2]] for era in of_file])
    pooled = era_covariance(slopes, sampling, np.array([[1.0], [-3.0]]))
    assert between_eras(of_file) == pytest.approx(float(pooled[0, 0]), rel=1e-12)
    assert between_eras(of_file[:1]) == 0.0
    alike = tuple(EraSlope(era.era, 0.1, 0.2, 60) for era in of_file)
    assert between_eras(alike) == 0.0


def test_the_panel_gives_what_the_file_holds():
    stored = pd.read_csv(REFERENCE / "technology.csv", index_col="period")
    now = monthly_changes(load_panel())
    now.index = now.index.astype(str)
    both = now.loc[stored.index]
    np.testing.assert_allclose(both.to_numpy(), stored[["y", "x"]].to_numpy(), atol=0.02)


@pytest.mark.parametrize("last_close", ["2025-03-14", "2025-03-31"])
def test_a_month_counts_once_both_ratios_have_closes_after_it(last_close):
    """One ratio may stop weeks before the other: the month it stops in is no month-end change."""
    panel = load_panel()
    daily = panel.daily.copy()
    daily.loc[daily.index > last_close, "relative_price_nasdaq"] = np.nan
    assert str(monthly_changes(replace(panel, daily=daily)).index[-1]) == "2025-02"
    daily.loc["2025-04-01"] = panel.daily.loc["2025-04-01"]
    assert str(monthly_changes(replace(panel, daily=daily)).index[-1]) == "2025-03"


def test_whole_years_do_not_follow_the_slopes_of_single_months():
    """The figures of record 40: slopes over twelve months within each era, and what 2000 to 2002 did."""
    changes = pd.read_csv(REFERENCE / "technology.csv", index_col="period")
    found = []
    for first, last in ERAS.values():
        year = changes.index.str[:4].astype(int)
        yearly = changes[(year >= first) & (year <= last)].rolling(12).sum().dropna()
        slope = slope_and_error(yearly["y"].to_numpy(), yearly["x"].to_numpy(), lags=18)
        found.append(tuple(round(each, 2) for each in slope))
    assert found == [(-0.11, 0.23), (-0.08, 0.07), (-0.04, 0.18)]
    unwound = changes.loc["2000-01":"2002-12"].sum()
    assert (round(unwound["x"]), round(unwound["y"])) == (-81, 24)


def test_no_sign_is_supported():
    """Technology that unwinds has helped small caps since 2009 and hurt them before."""
    found = technology_slope(load_panel())
    assert [era.era for era in found.eras] == list(ERAS)
    *before, now = found.eras
    assert all(era.ends[0] > 0 for era in before)
    assert now.value < 0
    assert not found.settled
    assert found.sd == pytest.approx(math.sqrt(now.std_error**2 + found.between))


def test_a_short_era_is_left_out():
    """In 2012 the era that began in 2009 had run for three years: the one before it answers."""
    found = technology_slope(load_panel().known_on(dt.date(2012, 1, 31)))
    assert [era.era for era in found.eras] == ["to 1999", "2000 to 2008"]
    assert np.isnan(found.by_period).tolist() == [True, False, True]

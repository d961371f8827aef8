"""Where the completion model tells the levers' start: the end of their past, and a baseline."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models.common.text import signed
from models.completion.floor import FLOOR_PCT
from models.scenario.levers import EQUATION_DRIVERS
from models.scenario.levers.labour import LabourLever
from models.scenario.paths import make_setting
from tests.scenario.conftest import DATES, run
from tests.scenario.starts import OKUN, completed, known_of_drivers


@pytest.mark.parametrize("as_of", DATES)
def test_model_baseline_is_a_forecast_that_keeps_what_is_published(settings, as_of):
    setting = settings[as_of]
    paths = run(setting, baseline="model")
    assert_array_equal(paths.baseline, paths.scenario)  # no lever is moved
    known = known_of_drivers(setting)
    published = np.isfinite(known)
    assert_array_equal(paths.baseline[published], known[published])
    assert paths.baseline[:, 0].min() >= FLOOR_PCT - 1e-9
    floored = np.isclose(paths.baseline[:, 0], FLOOR_PCT, atol=1e-9)
    assert floored.any() == (as_of == dt.date(2010, 6, 15))  # the rate would have fallen on
    moved = run(setting, baseline="model", labour=LabourLever(peak_rise_pp=1.0))
    flat = run(setting, labour=LabourLever(peak_rise_pp=1.0))
    assert_array_equal(moved.baseline, paths.baseline)
    assert_allclose(
        moved.frame("unemployment_rate")["difference"],
        flat.frame("unemployment_rate")["difference"],
        atol=1e-12,
    )


def test_model_baseline_is_the_system_month_by_month(settings, models):
    """Where nothing ahead is published and no floor binds, plain recursion gives the forecast."""
    as_of = dt.date(2026, 1, 14)
    setting, model = settings[as_of], models[as_of]
    assert not np.isfinite(setting.known).any()
    system, months = model.mean_system, [*model.past]
    lags = system.phi.shape[-1] // len(model.names)
    for _ in range(24):
        before = np.concatenate(months[: -lags - 1 : -1])
        months.append(system.constant[0] + system.phi[0] @ before)
    expected = np.array(months[-24:])[:, [model.names.index(lever) for lever in EQUATION_DRIVERS]]
    baseline = run(setting, baseline="model").baseline
    assert_allclose(baseline, expected, rtol=1e-9, atol=1e-9)
    assert (np.ptp(baseline, axis=0) > 0.05).all()  # it goes somewhere


def test_unpublished_impulse_is_completed_and_named(panel, settings, models):
    date = dt.date(2026, 1, 14)
    setting, edge = settings[date], models[date].completed_edge()["fiscal_impulse"]
    (note,) = setting.notes
    assert note == (
        f"The fiscal impulse is published up to Sep 2025 ({signed(-0.9)}% of GDP); Oct 2025 to Dec "
        f"2025 are estimated ({signed(edge['2025-12'])} at the end; earnings also "
        "take what the baseline says of it), the same in baseline and scenario."
    )
    completed_months = setting.history.loc["2025-10":"2025-12", "fiscal_impulse"]
    assert_array_equal(completed_months, edge["2025-10":"2025-12"])
    assert (completed_months != 0).all()
    # All else is the panel's own, to the last digit.
    published = panel.known_on(date).monthly.loc[setting.history.index, list(EQUATION_DRIVERS)]
    history = setting.history[list(EQUATION_DRIVERS)]
    assert history.where(published.notna()).equals(published)
    assert published.isna().sum().sum() - published.loc[:"2025-09"].isna().sum().sum() == 3


def test_one_unpublished_month_is_named_in_the_singular(panel, models):
    origin, monthly = panel.origin, panel.monthly.copy()
    monthly.loc[origin - 1, "fiscal_impulse"] = 1.25
    monthly.loc[origin:, "fiscal_impulse"] = np.nan
    edge, forecast = completed(models[None])
    setting = make_setting(replace(panel, monthly=monthly), OKUN, edge, forecast)
    (note,) = setting.notes
    assert f"published up to {origin - 1:%b %Y} (+1.2% of GDP); {origin:%b %Y} is estimated" in note
    assert_array_equal(
        setting.history["fiscal_impulse"].iloc[-2:], [1.25, edge.loc[origin, "fiscal_impulse"]]
    )

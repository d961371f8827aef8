"""Supervisory scenarios: the file as published, the gap of funds rate and bill, the baseline."""

import csv
import datetime as dt
from statistics import mean, median

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models import Scenario, run_scenario
from models.common.errors import ScenarioError
from models.panel import load_panel
from models.panel.load import HERE, SNAPSHOT
from models.scenario import supervisory
from models.scenario.levers import EQUATION_DRIVERS
from models.scenario.levers.fed import FED
from models.scenario.paths import lever_paths
from models.scenario.supervisory import latest_baseline, supervisory_path, supervisory_paths
from tests.scenario.starts import setting_on

RATE, UNEMPLOYMENT = (
    EQUATION_DRIVERS.index("policy_rate"),
    EQUATION_DRIVERS.index("unemployment_rate"),
)


@pytest.fixture(scope="module")
def panel():
    return load_panel()


def snapshot(name):
    """A monthly series of the snapshot by month, without the program's reader."""
    with (SNAPSHOT / "monthly.csv").open() as file:
        return {row["month"]: float(row[name]) for row in csv.DictReader(file) if row[name]}


def test_every_quarter_is_the_one_on_file():
    with (HERE / "sources" / "supervisory_scenarios.csv").open() as file:
        rows = list(csv.DictReader(file))
    seen = 0
    for (vintage, scenario), path in supervisory_paths().items():
        own = [r for r in rows if (r["vintage"], r["scenario"]) == (vintage, scenario)]
        assert [str(q) for q in path.quarters] == [r["quarter"] for r in own]
        assert list(path.unemployment_rate_pct) == [float(r["unemployment_rate_pct"]) for r in own]
        assert list(path.treasury_3m_pct) == [float(r["treasury_3m_pct"]) for r in own]
        assert (np.diff(path.quarters.astype("int64")) == 1).all()
        assert str(path.middle_months[0])[-2:] == "02"  # all begin with a year
        seen += len(own)
    assert seen == len(rows) == 52


@pytest.mark.parametrize(("vintage", "stated_rise_pp"), [("2025", 5.9), ("2026-proposed", 5.5)])
def test_the_rise_from_the_jump_off_is_the_one_the_board_states(vintage, stated_rise_pp):
    """Both are said to go to 10%; the table is rounded to a tenth."""
    path = supervisory_path(vintage, "severely_adverse")
    published = snapshot("unemployment_rate")
    start = mean(published[str(month)] for month in path.jump_off)
    assert path.unemployment_rate_pct.max() == 10.0
    assert path.unemployment_rate_pct.max() - start == pytest.approx(stated_rise_pp, abs=0.051)


def test_the_gap_is_the_median_since_2009(panel):
    rate, bill = snapshot("policy_rate"), snapshot("treasury_3m")
    gaps = [rate[m] - bill[m] for m in rate if m >= "2009-01" and m in bill]
    setting = setting_on(panel)
    assert len(gaps) > 200
    assert setting.policy_rate_minus_bill_pp == pytest.approx(median(gaps), abs=1e-12)
    assert abs(setting.policy_rate_minus_bill_pp) < 0.1  # the regime that the sample was chosen for


@pytest.mark.parametrize(
    ("day", "vintage"),
    [
        ("2025-02-05", "2025"),
        ("2025-10-23", "2025"),
        ("2025-10-24", "2026-proposed"),
        ("2026-10-03", "2026-proposed"),
    ],
)
def test_a_vintage_is_used_from_its_day_on(day, vintage):
    assert latest_baseline(dt.date.fromisoformat(day)).vintage == vintage


@pytest.mark.slow
def test_before_the_first_vintage_is_one_sentence(panel):
    setting = setting_on(panel, dt.date(2025, 2, 4))
    with pytest.raises(
        ScenarioError, match="as of 2025-02-04, but the first .* 2025-02-05: choose"
    ):
        lever_paths(Scenario(baseline="supervisory"), setting, 12)


@pytest.mark.parametrize("day", [None, "2025-06-15", "2026-01-14"])
@pytest.mark.slow
def test_the_baseline_goes_through_the_published_quarters(panel, day):
    setting = setting_on(panel, dt.date.fromisoformat(day) if day else None)
    path = latest_baseline(setting.as_of)
    baseline = lever_paths(Scenario(baseline="supervisory"), setting, 24).baseline
    gap = setting.policy_rate_minus_bill_pp
    met = 0
    for quarter, unemployment, bill in zip(
        path.quarters, path.unemployment_rate_pct, path.treasury_3m_pct, strict=True
    ):
        month = pd.Period(f"{quarter.year}-{3 * quarter.quarter - 1:02d}", "M")
        for column, level in ((RATE, bill + gap), (UNEMPLOYMENT, unemployment)):
            ahead = month.ordinal - setting.origin.ordinal - 1
            if 0 <= ahead < 24 and np.isnan(setting.known[ahead, column]):
                assert baseline[ahead, column] == pytest.approx(level, abs=1e-12)
                met += 1
    assert met >= 2 * 7
    # Straight lines: no bend but in the middle of a quarter, once the start is left.
    middles = [i for i, month in enumerate(setting.months) if month.month % 3 == 2]
    bends = np.diff(baseline[:, UNEMPLOYMENT], 2)
    first = middles[0]
    between = [i for i in range(first, 22) if i + 1 not in middles]
    assert_allclose(bends[between], 0.0, atol=1e-12)
    assert (baseline[:, 1] == 0).sum() >= 20  # no fiscal path is published


def test_the_last_value_holds_on(panel):
    from models.scenario.paths import _baseline

    setting = setting_on(panel)
    last = setting.months[5]
    rates = _baseline(FED, setting, {"policy_rate": {last: 2.0}})
    assert (rates[5:] == 2.0).all()
    assert (rates[:5] > 2.0).all()


def test_the_outcome_names_the_vintage_and_the_gap():
    outcome = run_scenario(Scenario(baseline="supervisory"))
    (note,) = (n for n in outcome.notes if "supervisory" in n)
    assert "proposed for 2026, published on 24 Oct 2025, the last on file" in note
    assert "3-month bill rate plus 0.04 pp" in note
    assert (outcome.path("small_cap_relative_return").difference == 0).all()


def test_an_unknown_path_is_one_sentence():
    with pytest.raises(ScenarioError, match="no supervisory path 'adverse' of vintage '1999'; on"):
        supervisory_path("1999", "adverse")


WHOLE = (HERE / "sources" / "supervisory_scenarios.csv").read_text()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "vintage,scenario\n2025,baseline\n",
        "a\x00b",
        WHOLE[:900],
        WHOLE.replace(",4.3,", ",,", 1),
    ],
)
def test_a_damaged_file_is_one_sentence(content, tmp_path, monkeypatch):
    damaged = tmp_path / "supervisory_scenarios.csv"
    damaged.write_text(content)
    monkeypatch.setattr(supervisory, "_PATHS", damaged)
    with pytest.raises(ScenarioError, match="supervisory_scenarios.csv is damaged"):
        supervisory_paths.__wrapped__()

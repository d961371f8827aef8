"""Python as people use it: presets by name, numbers of numpy and pandas, outcomes in other processes."""

import datetime as dt
import io

import joblib
import numpy as np
import pandas as pd
import pytest

from models import (
    FedLever,
    FiscalLever,
    LabourLever,
    Request,
    Scenario,
    __version__,
    run_scenario,
)
from models.__main__ import main
from models.common.errors import ScenarioError
from models.outcome.export import files
from models.outcome.run import preset_request
from models.scenario.presets import preset
from models.scenario.spec import ModelSpec


def test_an_outcome_survives_a_pickle():
    outcome = run_scenario("mild-slowdown", horizon_months=6)
    stored = io.BytesIO()
    joblib.dump(outcome, stored)
    stored.seek(0)
    again = joblib.load(stored)
    pd.testing.assert_frame_equal(again.table, outcome.table, check_exact=True)
    pd.testing.assert_frame_equal(again.contributions, outcome.contributions, check_exact=True)


def test_a_preset_runs_by_its_name():
    asked = preset_request(preset("mild-slowdown"))
    outcome = run_scenario("mild-slowdown")
    assert outcome.request == asked
    assert outcome.horizon_months == asked.horizon_months
    assert run_scenario("mild-slowdown", horizon_months=3).horizon_months == 3


def test_a_misspelt_preset_names_the_nearest():
    with pytest.raises(ScenarioError, match="'mild-slowdwn' \\(the nearest is mild-slowdown\\)"):
        run_scenario("mild-slowdwn")


@pytest.mark.parametrize("given", [None, 3, {"name": "x"}])
def test_what_is_no_scenario_is_said(given):
    with pytest.raises(ScenarioError, match="give a Scenario, a Request or the id of a preset"):
        run_scenario(given)


def test_numbers_and_dates_of_numpy_and_pandas_are_taken():
    by_numpy = Scenario(
        name=np.str_("Mine"),
        as_of=pd.Timestamp("2026-01-14"),
        fed=FedLever(direction=np.str_("cut"), moves=np.int64(4), size_pp=np.float64(0.5)),
        fiscal=FiscalLever(own_path=pd.Series([0.5, 0.25])),
        labour=LabourLever(peak_rise_pp=np.float32(1.5), start_month=np.int16(2)),
    )
    plain = Scenario(
        name="Mine",
        as_of=dt.date(2026, 1, 14),
        fed=FedLever(direction="cut", moves=4, size_pp=0.5),
        fiscal=FiscalLever(own_path=(0.5, 0.25)),
        labour=LabourLever(peak_rise_pp=1.5, start_month=2),
    )
    assert by_numpy == plain
    assert hash(by_numpy) == hash(plain)
    assert Request(scenario=by_numpy).to_json() == Request(scenario=plain).to_json()
    assert Scenario(as_of=np.datetime64("2026-01-14")) == Scenario(as_of=plain.as_of)
    assert Scenario(fiscal=FiscalLever(own_path=np.array([0.5, 0.25]))).fiscal == plain.fiscal


def test_a_horizon_of_numpy_is_a_whole_number_and_a_bool_is_none():
    outcome = run_scenario(Scenario(), horizon_months=np.int64(3))
    assert type(outcome.horizon_months) is int
    for given in (True, np.True_, 3.0, "3"):
        with pytest.raises(ScenarioError, match="whole months from 1 to 24"):
            run_scenario(Scenario(), horizon_months=given)


def test_bools_are_no_numbers_of_a_lever():
    with pytest.raises(ScenarioError, match="peak_rise_pp is True"):
        LabourLever(peak_rise_pp=np.True_)


def test_a_scenario_file_brings_its_horizon_and_equations_to_shell_and_python(tmp_path):
    asked = Request(
        scenario=preset("mild-slowdown").scenario,
        horizon_months=24,
        spec=ModelSpec(estimator="ridge"),
    )
    of_the_page = files(run_scenario(asked), __version__)
    (tmp_path / "mine.json").write_bytes(of_the_page["scenario.json"])
    main(["run", "--scenario", str(tmp_path / "mine.json"), "--out", str(tmp_path / "out")])
    again = files(run_scenario(Request.from_json(of_the_page["scenario.json"])), __version__)
    for name, content in of_the_page.items():
        assert (tmp_path / "out" / name).read_bytes() == content
        assert again[name] == content

"""The average of two families against a second plain computation, nothing of the project in it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.equations import growth
from models.equations.average_record import average_records
from models.equations.completed_spread import load_completed_spread
from models.equations.growth_family import AVERAGED
from models.equations.outcomes import EPS
from models.equations.predictive import (
    QUANTILES_PCT,
    half_widths,
    odds_positive,
    signed_quantiles,
)
from models.outcome.run import evaluate, preset_request
from models.outcome.world import shipped_world
from models.scenario.levers import LEVERS
from models.scenario.presets import preset
from models.scenario.spec import ModelSpec

PLAIN = Path(__file__).parents[1] / "reference" / "earnings_average"
FIGURES = pd.read_csv(PLAIN / "figures.csv", dtype={"of": str, "quarter": str}).fillna("")
CLASSES = pytest.mark.parametrize("ahead", growth.CLASSES)


def said(part, of, figure):
    rows = FIGURES[
        (FIGURES["part"] == part) & (FIGURES["of"] == str(of)) & (FIGURES["figure"] == figure)
    ]
    return rows.set_index("quarter")["value"]


@pytest.fixture(scope="module")
def world():
    return shipped_world()


@pytest.fixture(scope="module")
def records(world):
    windows = load_completed_spread(world.panel)
    return {
        ahead: average_records(world.panel, ModelSpec(), EPS, windows, ahead)
        for ahead in growth.CLASSES
    }


def test_the_inputs_of_the_plain_computation_are_those_of_the_panel(world):
    windows = load_completed_spread(world.panel)
    for family in AVERAGED:
        stored = pd.read_csv(PLAIN / f"inputs_{family.name}.csv", index_col="quarter")
        seen = growth.observations(world.panel, EPS, windows, family)
        assert list(stored.index) == [str(quarter) for quarter in seen.index]
        assert_allclose(stored.drop(columns="weight"), seen, rtol=1e-12, atol=1e-12)


def test_the_plain_figures_are_what_the_script_writes(tmp_path):
    """It is run on copies of its inputs, so that the committed figures are not its own last output."""
    for path in PLAIN.iterdir():
        if path.suffix in {".csv", ".py"} and path.name != "figures.csv":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    subprocess.run([sys.executable, tmp_path / "plain.py"], check=True, cwd=tmp_path)
    found = pd.read_csv(tmp_path / "figures.csv")
    assert_allclose(found["value"], FIGURES["value"], atol=1e-8, rtol=0)
    assert "import models" not in (PLAIN / "plain.py").read_text()


@CLASSES
def test_every_prediction_of_the_record_is_the_plain_one(records, ahead):
    plain = said("record", ahead, "prediction")
    assert list(plain.index) == [str(quarter) for quarter in records[ahead].quarters]
    assert_allclose(records[ahead].predicted, plain, atol=1e-8, rtol=0)


@CLASSES
def test_widths_and_quantiles_of_the_stored_errors_are_the_plain_ones(world, ahead):
    errors = world.fit.growth_model(EPS).errors_of(ahead)
    for level, half in zip((50, 80, 90), half_widths(errors), strict=True):
        assert half == pytest.approx(said("today", ahead, f"half_width_{level}").item(), abs=1e-8)
    for level, value in zip(QUANTILES_PCT, signed_quantiles(errors), strict=True):
        assert value == pytest.approx(said("today", ahead, f"q{level:02}").item(), abs=1e-8)


@CLASSES
def test_earnings_at_risk_and_odds_of_each_judged_quarter_are_the_plain_ones(records, ahead):
    record = records[ahead]
    places = list(record.banded())
    odds = said("odds", ahead, "positive")
    assert list(odds.index) == [str(record.quarters[i]) for i in places]
    for i in places:
        quarter, mean = str(record.quarters[i]), record.predicted[i]
        found = mean + signed_quantiles(record.known(i))
        plain = [said_at(ahead, f"q{level:02}", quarter) for level in QUANTILES_PCT]
        assert_allclose(found, plain, atol=1e-8, rtol=0)
        one = odds_positive(np.array([mean]), record.known(i), np.ones(1))
        assert one[0] == pytest.approx(odds[quarter], abs=1e-8)


_AT_RISK = FIGURES[FIGURES["part"] == "at_risk"].set_index(["of", "figure", "quarter"])["value"]
_AT_RISK = _AT_RISK.sort_index()


def said_at(ahead, figure, quarter):
    return _AT_RISK[str(ahead), figure, quarter]


def test_the_last_residuals_are_the_plain_ones(world):
    model = world.fit.growth_model(EPS)
    for family, residual in zip(AVERAGED, model.residuals, strict=True):
        plain = said("today", family.name, "residual")
        assert list(plain.index) == [model.last]
        assert residual == pytest.approx(plain.item(), abs=1e-8)


def test_the_effect_of_a_slowdown_by_family_and_lever_is_the_plain_one(world):
    outcome = evaluate(preset_request(preset("mild-slowdown")), world)
    path = outcome.growth_path(EPS)
    for i, quarter in enumerate(path.periods):
        parts = [
            [
                said("effect", family.name, lever).get(str(quarter), 0.0)
                for lever in ("labour", "fed")
            ]
            for family in AVERAGED
        ]
        assert_allclose(path.members[:, i], np.sum(parts, axis=1), atol=1e-8, rtol=0)
        mean = dict(zip(("labour", "fed"), np.mean(parts, axis=0), strict=True))
        plain = [mean.get(lever, 0.0) for lever in LEVERS]
        assert_allclose(path.contributions[i], plain, atol=1e-8, rtol=0)
    assert path.contributions[-1].sum() == pytest.approx(path.difference[-1], abs=1e-9)

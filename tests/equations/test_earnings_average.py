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
from tests.reference.earnings_average.export import export

PLAIN = Path(__file__).parents[1] / "reference" / "earnings_average" / "plain.py"
CLASSES = pytest.mark.parametrize("ahead", growth.CLASSES)


@pytest.fixture(scope="module")
def world():
    return shipped_world()


@pytest.fixture(scope="module")
def figures(world, tmp_path_factory):
    """What a copy of the script writes beside its inputs."""
    folder = tmp_path_factory.mktemp("plain")
    export(world, folder)
    script = folder / PLAIN.name
    script.write_bytes(PLAIN.read_bytes())
    subprocess.run([sys.executable, script], check=True, cwd=folder)
    read = pd.read_csv(folder / "figures.csv", dtype={"of": str, "quarter": str}).fillna("")
    return read.set_index(["part", "of", "figure", "quarter"])["value"].sort_index()


@pytest.fixture(scope="module")
def said(figures):
    """Look up one figure by quarter."""

    def by_quarter(part, of, figure):
        return figures[part, str(of), figure]

    return by_quarter


@pytest.fixture(scope="module")
def records(world):
    windows = load_completed_spread(world.panel)
    return {
        ahead: average_records(world.panel, ModelSpec(), EPS, windows, ahead)
        for ahead in growth.CLASSES
    }


def test_the_plain_computation_uses_nothing_of_the_project():
    assert "import models" not in PLAIN.read_text()
    assert "from models" not in PLAIN.read_text()


@CLASSES
def test_every_prediction_of_the_record_is_the_plain_one(records, said, ahead):
    plain = said("record", ahead, "prediction")
    assert list(plain.index) == [str(quarter) for quarter in records[ahead].quarters]
    assert_allclose(records[ahead].predicted, plain, atol=1e-8, rtol=0)


@CLASSES
def test_widths_and_quantiles_of_the_stored_errors_are_the_plain_ones(world, said, ahead):
    errors = world.fit.growth_model(EPS).errors_of(ahead)
    for level, half in zip((50, 80, 90), half_widths(errors), strict=True):
        assert half == pytest.approx(said("today", ahead, f"half_width_{level}").item(), abs=1e-8)
    for level, value in zip(QUANTILES_PCT, signed_quantiles(errors), strict=True):
        assert value == pytest.approx(said("today", ahead, f"q{level:02}").item(), abs=1e-8)


@CLASSES
def test_earnings_at_risk_and_odds_of_each_judged_quarter_are_the_plain_ones(
    records, figures, said, ahead
):
    record = records[ahead]
    places = list(record.banded())
    odds = said("odds", ahead, "positive")
    assert list(odds.index) == [str(record.quarters[i]) for i in places]
    for i in places:
        quarter, mean = str(record.quarters[i]), record.predicted[i]
        found = mean + signed_quantiles(record.known(i))
        plain = [figures["at_risk", str(ahead), f"q{level:02}", quarter] for level in QUANTILES_PCT]
        assert_allclose(found, plain, atol=1e-8, rtol=0)
        one = odds_positive(np.array([mean]), record.known(i), np.ones(1))
        assert one[0] == pytest.approx(odds[quarter], abs=1e-8)


def test_the_last_residuals_are_the_plain_ones(world, said):
    model = world.fit.growth_model(EPS)
    for family, residual in zip(AVERAGED, model.residuals, strict=True):
        plain = said("today", family.name, "residual")
        assert list(plain.index) == [model.last]
        assert residual == pytest.approx(plain.item(), abs=1e-8)


def test_the_effect_of_a_slowdown_by_family_and_lever_is_the_plain_one(world, said):
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

"""The forecast from the economy's state: a second computation, no look ahead, its record."""

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.equations import relative_return
from models.equations.relative_return import STATE_TERMS, state_of
from models.equations.state_forecast import (
    fit_state_forecast,
    state_windows,
    walk_forward_state,
)
from models.panel import load_panel
from models.scenario.spec import ModelSpec
from tests.cases import RETURN
from tests.equations import state_by_hand

SNAPSHOT = Path(relative_return.__file__).parents[1] / "panel/snapshot/monthly.csv"
SPEC = ModelSpec()


@pytest.fixture(scope="module")
def panel():
    return load_panel()


def test_the_second_computation_uses_nothing_of_the_project():
    tree = ast.parse(Path(state_by_hand.__file__).read_text())
    imported = {
        a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names
    }
    assert imported == {"csv"}
    assert not any(isinstance(node, ast.ImportFrom) for node in ast.walk(tree))


@pytest.mark.parametrize("horizon", [3, 12])
def test_forecasts_by_a_second_computation(panel, horizon):
    found = walk_forward_state(panel, SPEC, horizon)
    expected = state_by_hand.forecasts(*state_by_hand.read(SNAPSHOT), horizon)
    assert [str(end) for end in found.index] == list(expected)
    assert len(expected) > 450
    actual, said = np.array(list(expected.values())).T
    assert_allclose(found["actual"], actual, atol=1e-8)
    assert_allclose(found["state"], said, atol=1e-8)


def test_the_fit_of_all_windows_is_one_more_step_of_the_record(panel):
    """Cut to the windows known when one began, the shipped fit makes that window's forecast."""
    horizon, end = 6, pd.Period("2012-06", "M")
    said = walk_forward_state(panel, SPEC, horizon).loc[end, "state"]
    origin = end - horizon
    known = panel.known_on((origin + 1).start_time.date())
    state = state_of(panel.monthly, RETURN)[list(STATE_TERMS)].loc[origin].to_numpy()
    windows = state_windows(panel, RETURN, horizon)
    assert state_windows(known, RETURN, horizon).index[-1] == origin
    assert windows.index[-1] > origin
    assert fit_state_forecast(known, SPEC).average(state)[horizon - 1] == pytest.approx(
        said, abs=1e-9
    )


def test_the_record_since_1995(panel):
    """R2 against the historical mean and the shrunk drift, as the record of the forecast has it."""
    expected = {3: (0.029, 0.026), 6: (0.061, 0.055), 12: (0.084, 0.064), 24: (0.073, 0.005)}
    for horizon, (of_mean, of_drift) in expected.items():
        judged = walk_forward_state(panel, SPEC, horizon).loc["1995-01":]
        loss = {
            name: ((judged["actual"] - judged[name]) ** 2).sum()
            for name in ("mean", "drift", "state")
        }
        assert 1 - loss["state"] / loss["mean"] == pytest.approx(of_mean, abs=5e-4)
        assert 1 - loss["state"] / loss["drift"] == pytest.approx(of_drift, abs=5e-4)

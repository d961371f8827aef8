"""The Stress page without a browser: downloads, a cell that is loaded, what is not on offer."""

import numpy as np
import pandas as pd
import pytest

from models.__main__ import main
from models.comparison.lever_grid import grid
from models.comparison.sweep import sweep
from models.outcome.run import evaluate, preset_request
from models.outcome.world import shipped_world
from models.scenario.presets import presets
from pages.views import stress_view, sweep_view

PAGE = "pages/stress.py"
RETURN = stress_view.RETURN


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("grid.csv", ["grid", "--x", "labour", "--y", "fed"]),
        ("sweep.csv", ["sweep", "--lever", "labour"]),
    ],
)
def test_a_download_is_what_the_command_line_writes(open_app, offered, tmp_path, name, asked):
    open_app(PAGE, preset="stagflation")
    assert main([*asked, "--preset", "stagflation", "--out", str(tmp_path)]) == 0
    assert offered[name]() == (tmp_path / name).read_bytes()


def test_a_loaded_cell_is_the_scenario_of_its_number(open_app):
    """What a click calls: both levers stand there, and a plain run gives the cell's figure."""
    app = open_app(PAGE)
    before = app.session_state["request"]
    found = stress_view.grid_of(before, shipped_world(), "labour", "fed")
    i, j = 20, 3
    request = stress_view.at_cell(before, found.x, found.y, found.x_values[i], found.y_values[j])
    assert found.x.now(request) == found.x_values[i]
    assert found.y.now(request) == found.y_values[j]
    effect = evaluate(request, shipped_world()).path(RETURN).difference[11]
    np.testing.assert_allclose(effect, found.of(RETURN, "difference", 12)[i, j], atol=1e-9)


def test_the_map_and_the_sweep_stand_where_the_levers_stand(open_app):
    app = open_app(PAGE, preset="mild-slowdown")
    app.slider(key="labour_peak_rise_pp").set_value(2.0).run()
    assert not app.exception
    request = app.session_state["request"]
    assert stress_view.grid_of(request, shipped_world(), "labour", "fed").now == (2.0, -2)


@pytest.fixture
def evaluations(monkeypatch):
    """What the page evaluates from here on."""
    found = []

    def counted(module, name):
        plain = getattr(module, name)

        def evaluate(*given, **named):
            found.append(name)
            return plain(*given, **named)

        monkeypatch.setattr(module, name, evaluate)

    counted(stress_view, "grid")
    counted(sweep_view, "sweep")
    counted(sweep_view, "tornado")
    return found


def test_a_question_asked_before_is_not_evaluated_again(open_app, evaluations):
    app = open_app(PAGE)
    evaluations.clear()
    app.selectbox(key="stress_show").set_value("odds").run()
    app.selectbox(key="stress_months").set_value(6).run()
    assert not app.exception
    assert evaluations == []


def test_a_move_of_a_lever_evaluates_what_it_changes_and_no_more(open_app, evaluations):
    app = open_app(PAGE, fed_direction="cut", fed_moves="3", labour_peak_rise_pp="1.2")
    evaluations.clear()
    app.slider(key="labour_peak_rise_pp").set_value(1.7).run()
    assert evaluations == []
    app.slider(key="fed_moves").set_value(5).run()
    assert evaluations == ["sweep"]  # of the labour lever, with the Fed elsewhere
    app.slider(key="fiscal_size_pct_gdp").set_value(1.1).run()
    assert evaluations == ["sweep", "grid", "sweep"]
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("preset", ["stagflation", "replay-2008", "hikes"])
@pytest.mark.parametrize(("x", "y"), [("labour", "fed"), ("fed", "fiscal")])
def test_a_kept_map_is_the_map_of_the_scenario_itself(preset, x, y):
    request, world = preset_request(presets()[preset]), shipped_world()
    kept, own = stress_view.grid_of(request, world, x, y), grid(request, world, x, y)
    assert kept.now == own.now
    pd.testing.assert_frame_equal(kept.table, own.table, check_exact=True)
    swept, along = sweep_view.sweep_of(request, world, x), sweep(request, world, x)
    assert swept.now == along.now
    pd.testing.assert_frame_equal(swept.table, along.table, check_exact=True)


def test_a_single_estimator_has_no_odds_of_returns(open_app):
    app = open_app(PAGE, estimator="ridge")
    assert list(app.selectbox(key="stress_show").options) == ["effect"]
    app.selectbox(key="stress_outcome").set_value("S&P 500 EPS growth").run()
    assert list(app.selectbox(key="stress_show").options) == ["effect", "odds"]
    assert not app.exception


@pytest.mark.parametrize("preset", ["replay-2008", "fiscal-boost"])
def test_any_scenario_can_be_stressed(open_app, preset):
    app = open_app(PAGE, preset=preset, stress_months="3")
    assert not app.exception
    assert not app.error
    now = sweep_view.sweep_of(preset_request(presets()[preset]), shipped_world(), "labour").now
    assert (now is None) == (preset == "replay-2008")  # on a path of its own

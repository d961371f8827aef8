"""At every step of a slider a strip holds what the page says there."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from streamlit.testing.v1 import AppTest

from models.comparison.axis import axis_of
from models.equations.outcomes import RETURN
from models.outcome.run import evaluate, preset_request
from models.outcome.world import shipped_world
from models.scenario.link import assemble, flatten
from models.scenario.presets import preset
from models.scenario.spec import ModelSpec
from pages.charts.fan import FAN_COLUMNS
from pages.parts import thumb
from pages.parts.draw import unbroken
from pages.views import strip_view
from pages.views.scenario_view import cards, fan_columns, finding_of
from pages.views.strip_view import KEYS, TITLE, strip_of

SINGLE_PRECISION = 1e-5  # pp: what draws of the coefficients are multiplied in by `evaluate`
CASES = [
    ("mild-slowdown", "labour_peak_rise_pp", True),
    ("mild-slowdown", "labour_months_to_peak", False),
    ("hikes", "fed_moves", True),
    ("hikes", "fed_first_meeting", True),
    ("mild-slowdown", "fiscal_size_pct_gdp", True),
]


def request_of(name, **spec):
    return preset_request(preset(name), ModelSpec(**spec))


@pytest.mark.parametrize(("name", "key", "effect"), CASES)
def test_every_step_says_what_an_evaluation_says(name, key, effect):
    request, world = request_of(name), shipped_world()
    strip = strip_of(evaluate(request, world), world, key, effect=effect)
    assert strip.steps == axis_of(key).steps()
    assert not any(strip.refused)
    for place in np.unique(np.linspace(0, len(strip.steps) - 1, 9).astype(int)):
        moved = assemble(flatten(request) | {key: strip.steps[place]})  # as the slider has it
        outcome = evaluate(moved, world)
        columns = fan_columns(outcome.path(RETURN), effect=effect)
        expected = [columns[column] for column in FAN_COLUMNS]
        assert_allclose(strip.cells[place], expected, atol=SINGLE_PRECISION)
        said = [unbroken(finding_of(outcome, effect=effect))]
        for _, value, below, _ in cards(outcome):
            said += [value, unbroken(below)]
        assert [texts[place] for texts in strip.words.values()] == said


def test_a_single_estimator_has_a_strip_too():
    request = request_of("hikes", estimator="ols")
    world = shipped_world(request.spec)
    strip = strip_of(evaluate(request, world), world, "fed_moves", effect=True)
    last = assemble(flatten(request) | {"fed_moves": strip.steps[-1]})
    assert strip.words[TITLE][-1] == unbroken(finding_of(evaluate(last, world), effect=True))


def test_a_refused_step_keeps_the_chart_and_says_why(monkeypatch):
    many = strip_view.evaluate_many

    def refusing(requests, world, **options):
        batch = many(requests, world, **options)
        return replace(batch, refused=("It cannot be.", *batch.refused[1:]))

    monkeypatch.setattr(strip_view, "evaluate_many", refusing)
    world = shipped_world()
    strip = strip_of(evaluate(request_of("hikes"), world), world, "fed_moves", effect=True)
    assert strip.refused[0] == "It cannot be."
    assert [texts[0] for texts in strip.words.values()] == ["It cannot be.", *[None] * 8]
    assert np.isnan(strip.cells[0]).all()
    assert all(texts[1] for texts in strip.words.values())


def test_what_is_sent_is_within_half_a_unit_and_knows_what_is_withheld():
    world = shipped_world()
    outcome = evaluate(request_of("mild-slowdown"), world)
    strip = strip_of(outcome, world, "labour_peak_rise_pp", effect=True)
    packed = strip.packed()
    cells = np.frombuffer(strip_view.base64.b64decode(packed["cells"]), "<i2").reshape(
        packed["shape"]
    )
    hidden = np.isnan(strip.cells)
    assert hidden.any()
    assert (cells[hidden] == np.iinfo(np.int16).min).all()
    apart = np.abs(cells * packed["unit"] - strip.cells)[~hidden]
    assert apart.max() <= packed["unit"] * 0.500001
    assert packed["unit"] < 0.005  # a tenth of what a tooltip shows


def test_every_lever_has_a_slider_that_is_followed():
    assert {key.split("_")[0] for key in KEYS} >= {"fed", "fiscal", "labour"}
    assert "horizon_months" not in KEYS


def test_the_page_sends_a_strip_only_when_asked():
    app = AppTest.from_file("../../app.py", default_timeout=60)
    app.switch_page("pages/scenario.py").run()
    keeper, drawn = mounts(app)
    assert keeper["strip"] is None
    assert drawn == {"answered": {"key": ""}}
    app.session_state["thumb_asked"] = "labour_peak_rise_pp"
    app.run()
    keeper, drawn = mounts(app)
    assert keeper["strip"]["key"] == "labour_peak_rise_pp"
    app.session_state["labour_peak_rise_pp"] = 1.4
    app.run()
    kept, drawn = mounts(app)
    assert kept == keeper  # its own position does not matter
    told = {"key": "labour_peak_rise_pp", "context": keeper["strip"]["context"], "now": 1.4}
    assert drawn == {"answered": told}
    app.session_state["labour_months_to_peak"] = 3
    app.run()
    kept, _ = mounts(app)
    assert kept["strip"] is None


def mounts(app):
    """Data of the keeper and of the bearer."""
    import json

    found = [json.loads(each.proto.json) for each in app.get("bidi_component")]
    keeper = next(data for data in found if "levers" in data)
    return keeper, next(data for data in found if "answered" in data)


def test_a_question_of_a_page_that_has_been_left_is_dropped(monkeypatch):
    state = {}
    monkeypatch.setattr(thumb.st, "session_state", state)
    thumb._take()
    assert state == {}
    state["thumb"] = SimpleNamespace(ask="labour_peak_rise_pp")
    thumb._take()
    assert state["thumb_asked"] == "labour_peak_rise_pp"

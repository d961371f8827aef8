"""Files in and out of the page: uploads, pasted tables, pictures of charts."""

import pytest

from models.errors import ScenarioError
from models.scenario.presets import presets
from models.scenario.scenario import Scenario
from pages.parts.load_file import _decoded, _from_json
from pages.parts.save_chart import _picture

PAGE = "pages/scenario.py"


def load(app):
    next(button for button in app.button if button.label == "Load").click().run()
    return app


def test_a_pasted_table_moves_the_levers(open_app):
    app = open_app(PAGE)
    app.text_area(key="pasted").set_value("unemployment_rate\n4.2\n5\n6")
    load(app)
    assert not app.error
    assert app.session_state["request"].scenario.labour.own_path == (4.2, 5.0, 6.0)
    assert app.text_input(key="labour_own_path").value == "4.2, 5, 6"


def test_a_wrong_table_is_said_and_the_levers_stay(open_app):
    app = open_app(PAGE, labour_peak_rise_pp="2")
    app.text_area(key="pasted").set_value("wages\n3")
    load(app)
    assert "allowed are month, policy" in app.error[0].value.replace("\\", "")
    assert app.session_state["request"].scenario.labour.peak_rise_pp == 2.0
    app.slider(key="horizon_months").set_value(6).run()
    assert not app.error


def test_loading_nothing_says_what_to_do(open_app):
    assert "upload a file or paste" in load(open_app(PAGE)).error[0].value


def test_a_typed_own_path_that_cannot_be_read_is_said(open_app):
    app = open_app(PAGE)
    app.text_input(key="fed_own_path").set_value("3, soon").run()
    assert "soon" in app.error[0].value
    assert app.session_state["request"].scenario.fed.own_path == ()
    assert app.title


def test_an_own_path_arrives_by_link(open_app):
    app = open_app(PAGE, fed_own_path="3.5 3.25")
    assert app.session_state["request"].scenario.fed.own_path == (3.5, 3.25)
    broken = open_app(PAGE, fed_own_path="3,lots")
    assert "lots" in broken.info[0].value
    assert broken.session_state["request"].scenario.fed.own_path == ()


@pytest.mark.parametrize("name", list(presets()))
def test_an_uploaded_scenario_is_the_one_that_was_saved(open_app, name):
    request = open_app(PAGE).session_state["request"]
    scenario = presets()[name].scenario
    assert _from_json(request, scenario.to_json().encode()).scenario == scenario


def test_an_uploaded_scenario_with_another_date_is_refused(open_app):
    request = open_app(PAGE).session_state["request"]
    with pytest.raises(ScenarioError, match="starts on 2015-06-01"):
        _from_json(request, Scenario.from_json('{"schema": 1, "as_of": "2015-06-01"}').to_json())


def test_a_file_in_another_encoding_is_one_sentence():
    assert _decoded("\ufeffpolicy_rate\n3".encode()) == "policy_rate\n3"
    with pytest.raises(ScenarioError, match="not UTF-8"):
        _decoded("policy_rate\n3".encode("utf-16"))


def test_a_chart_is_saved_with_title_and_source(open_app):
    app = open_app(PAGE, labour_peak_rise_pp="1.5")
    chart = app.session_state["drawn_charts"]["Cumulative relative return with bands"]
    svg = _picture(chart, "svg", "Mine").decode()
    assert svg.startswith("<svg")
    assert chart.title in svg
    assert "Source: Russell 2000" in svg
    assert "Mine. Bands: 50, 80, 90 %" in svg
    assert "<path" in svg
    assert _picture(chart, "png", "Mine").startswith(b"\x89PNG")


def test_every_chart_of_the_page_can_be_saved(open_app):
    app = open_app(PAGE, labour_peak_rise_pp="1")
    assert len(app.session_state["drawn_charts"]) == len(app.get("vega_lite_chart")) == 9
    titles = [chart.title for chart in app.session_state["drawn_charts"].values()]
    assert app.selectbox(key="save_chart").options == titles

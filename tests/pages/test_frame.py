"""The frame around every page, without a browser: cold links, parameters, errors."""

import re
from pathlib import Path

import pytest
import streamlit as st

from models.common.errors import ExplorerError
from pages.parts import levers
from pages.parts.draw import plain
from pages.parts.frame import HOME, SCREENS, framed

FILES = [screen.file for screen in SCREENS]


def heading(app):
    return [element.value for element in [*app.title, *app.header]][0]


@pytest.mark.parametrize("file", FILES)
def test_a_cold_link_draws_page_and_levers(open_app, file):
    app = open_app(file)
    assert not app.exception
    assert not app.error
    assert heading(app)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.title)
def test_levers_stand_where_they_act(open_app, screen):
    app = open_app(screen.file)
    places = {"page": app.main, "sidebar": app.sidebar, "none": None}
    for name, place in places.items():
        if place is not None:
            keys = {slider.key for slider in place.slider}
            stand_in = "sidebar" if screen.levers == "part" else screen.levers
            assert ("labour_peak_rise_pp" in keys) == (name == stand_in)


def test_the_root_shows_the_home_screen(open_app):
    assert heading(open_app()) == heading(open_app(HOME.file))


@pytest.mark.parametrize("file", FILES)
def test_parameters_of_a_cold_link_reach_the_levers(open_app, file):
    app = open_app(file, labour_peak_rise_pp="2.5")
    assert app.session_state["request"].scenario.labour.peak_rise_pp == 2.5


def test_levers_keep_their_value_across_pages(open_app):
    app = open_app("pages/scenario.py")
    app.slider(key="labour_peak_rise_pp").set_value(1.5).run()
    for file in (FILES[-1], "pages/earnings.py", FILES[0], "pages/scenario.py"):
        app.switch_page(file).run()
        assert app.session_state["request"].scenario.labour.peak_rise_pp == 1.5
        assert all(s.value == 1.5 for s in app.slider if s.key == "labour_peak_rise_pp")


@pytest.mark.parametrize("file", ["pages/scenario.py", "pages/stress.py", "pages/earnings.py"])
def test_the_line_on_live_figures_stands_over_the_page(open_app, monkeypatch, file):
    monkeypatch.setattr("pages.parts.live.shared_line", lambda: st.caption("Updated just now."))
    app = open_app(file)
    kinds = [element for element in app.main if element.type in ("caption", "title", "heading")]
    assert kinds[0].value == "Updated just now."
    assert not [c for c in app.sidebar.caption if c.value == "Updated just now."]


def broken_sidebar(monkeypatch, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(levers, "take_request", fail)


def test_an_explorer_error_speaks_for_itself(open_app, monkeypatch):
    broken_sidebar(monkeypatch, ExplorerError("cuts is 99, allowed 0 to 8; choose fewer."))
    app = open_app("pages/method.py")
    assert [box.value for box in app.error] == ["cuts is 99, allowed 0 to 8; choose fewer."]
    assert not app.exception


def test_what_an_error_quotes_is_text(open_app, monkeypatch):
    error = ExplorerError("The file is '![](http://evil.example/x)'; give another.")
    broken_sidebar(monkeypatch, error)
    (box,) = open_app("pages/method.py").error
    assert box.value == plain(str(error))
    assert "![](http" not in box.value


def test_any_other_error_is_one_sentence_with_an_id_that_the_log_explains(
    open_app, monkeypatch, caplog
):
    broken_sidebar(monkeypatch, KeyError("https://example.invalid/?api_key=secret123&id=UNRATE"))
    app = open_app("pages/method.py")
    (box,) = app.error
    error_id = re.fullmatch(r"Something went wrong on our side \(id (\w+)\)\. .*", box.value)[1]
    assert error_id in caplog.text
    assert "KeyError" in caplog.text
    assert "KeyError" not in box.value
    assert "secret123" not in caplog.text


def test_the_mark_of_the_frame_is_gone_after_a_failing_page():
    from pages.parts import frame

    def fail_inside():
        with framed():
            assert frame._inside_frame.get()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_inside()
    assert not frame._inside_frame.get()


def test_the_icon_is_a_file_of_our_own():
    assert (Path(__file__).parents[2] / "pages/icon.png").read_bytes().startswith(b"\x89PNG")

"""What readers and small machines do to the app: each fault is a sentence, and the page stands."""

import io
import json

import numpy as np
import pandas as pd
import pytest

from models.common import turns
from models.outcome import world as engine
from models.panel import load_panel
from models.scenario.request import Request
from models.scenario.scenario import Scenario
from models.scenario.spec import ModelSpec
from pages.parts.frame import SCREENS
from tests.pages.earnings_page import texts
from tests.pages.test_files import load, upload

SCENARIO, EARNINGS = "pages/scenario.py", "pages/earnings.py"
MEGABYTE = 10**6
SAVED = Request(scenario=Scenario(name="Größer")).to_json()


def said(app):
    """Return every word on the page, without marks."""
    boxes = [*app.error, *app.warning, *app.info]
    return " ".join([*(box.value for box in boxes), *texts(app)]).replace("\\", "")


def stands(app, title):
    return not app.exception and any(title in element.value for element in app.title)


def test_a_negative_horizon_is_moved_and_named(open_app):
    app = open_app(SCENARIO, horizon_months="-12")
    assert stands(app, "My scenario")
    assert app.session_state["request"].horizon_months == 1
    assert "horizon_months was '-12'; allowed is 1 to 24; using 1." in said(app)
    app = upload(open_app(SCENARIO), "a.json", b'{"schema": 2, "horizon_months": -12}')
    assert "has horizon_months -12; allowed are whole months from 1 to 24" in said(app)
    assert app.session_state["request"].horizon_months == 12


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("name", "x" * 10 * MEGABYTE),
        ("fed_own_path", "3.5," * (10 * MEGABYTE // 4)),
        ("horizon_months", "9" * 10 * MEGABYTE),
        ("no_key_of_ours", "%00" * (10 * MEGABYTE // 3)),
    ],
)
def test_ten_megabytes_of_link_are_a_short_sentence_at_most(open_app, key, text):
    app = open_app(SCENARIO, **{key: text})
    assert not app.exception
    assert len(app.title) == 1
    assert len(said(app)) < 20_000
    assert len(app.session_state["request"].scenario.name) <= 80


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-be", "utf-32", "cp500"])
def test_a_scenario_in_another_encoding_is_read_right_or_refused(open_app, encoding):
    before = open_app(SCENARIO, horizon_months="12")
    app = upload(before, "mine.json", SAVED.replace("\\u00f6", "ö").encode(encoding))
    assert not app.exception
    name = app.session_state["request"].scenario.name
    if app.error:
        assert name == "My scenario"
        assert "not valid JSON" in said(app)
    else:
        assert name == "Größer"


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_table_in_another_encoding_moves_the_lever(open_app, encoding):
    panel = load_panel()
    n = (panel.monthly["policy_rate"].last_valid_index() - panel.origin).n  # published already
    table = "policy_rate\n" + n * "3,5\n" + "3,25"
    app = upload(open_app(SCENARIO), "a.csv", table.encode(encoding))
    assert not app.error
    assert app.session_state["request"].scenario.fed.own_path == (*n * (3.5,), 3.25)


def test_a_series_that_never_moves_is_refused_and_shows_no_nan(open_app, offered):
    quarters = pd.period_range("1985Q1", "2026Q1", freq="Q").astype(str)
    app = open_app(EARNINGS, labour_peak_rise_pp="1")
    table = "\n".join(["date,small", *(f"{quarter},30" for quarter in quarters)])
    app.text_area(key="own_eps_pasted").set_value(table).run()
    assert stands(app, "Earnings")
    assert "an estimate needs figures that move" in said(app)
    assert "nan" not in said(app)
    for name, make in offered.items():
        content = make() if callable(make) else make
        if name.endswith("csv"):
            frame = pd.read_csv(io.BytesIO(content))
            low = [column for column in frame if column.startswith(("low", "high", "q"))]
            numbers = frame[low].select_dtypes(np.number)
            assert not numbers.isna().all(axis=0).any(), name


@pytest.fixture
def left_mb(monkeypatch):
    """Say how much memory is left; where there is enough, equations come without being estimated."""
    left = {"mb": 20.0}
    monkeypatch.setattr(turns, "available_mb", lambda: left["mb"])
    shipped = engine.shipped_world().fit

    class Written:
        def to_json(self):
            return shipped.to_json()

    monkeypatch.setattr("models.equations.fit_all.fit_all", lambda *_: Written())
    return left


@pytest.mark.parametrize("screen", [screen for screen in SCREENS if screen.file != EARNINGS])
def test_without_memory_stored_equations_serve(open_app, screen, left_mb):
    app = open_app(screen.file)
    assert not app.exception
    assert not app.error


def test_without_memory_an_estimate_is_a_sentence_and_later_an_answer(open_app, left_mb):
    unstored = {"pandemic": "keep", "cap_inputs": "no cap"}
    spec = ModelSpec(pandemic="keep", cap_inputs=False)
    assert (spec, None) not in engine._worlds
    app = open_app(SCENARIO, **unstored)
    assert not app.exception
    assert "MB are left on this server: try again in some minutes" in said(app)
    left_mb["mb"] = 10_000.0
    app.run()
    assert stands(app, "My scenario")
    assert not app.error
    engine._worlds._kept.pop((spec, None))


def test_without_memory_a_loaded_series_waits_and_is_estimated_later(open_app, monkeypatch):
    left = {"mb": 20.0}
    monkeypatch.setattr(turns, "available_mb", lambda: left["mb"])
    quarters = pd.period_range("1985Q1", "2026Q1", freq="Q")
    values = 30 * np.exp(np.cumsum(np.random.default_rng(4).normal(0.01, 0.04, len(quarters))))
    rows = [f"{quarter},{value:.2f}" for quarter, value in zip(quarters, values, strict=True)]
    app = open_app(EARNINGS)
    app.text_area(key="own_eps_pasted").set_value("\n".join(["date,small", *rows])).run()
    assert stands(app, "Earnings")
    assert "The loaded series has no estimates. This takes" in said(app)
    left["mb"] = None
    app.run()
    assert "MB are left" not in said(app)
    assert "has no estimates" not in said(app)


def test_json_numbers_of_other_programs_are_no_scenario(open_app):
    for content in (b'{"schema": 2, "horizon_months": NaN}', json.dumps([1, 2]).encode()):
        app = upload(open_app(SCENARIO), "a.json", content)
        assert not app.exception
        assert app.error
        load(app)

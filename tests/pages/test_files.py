"""Files in and out of the page: uploads, pasted tables, pictures of charts."""

import io
import json
import re

import pytest
from openpyxl import Workbook

from models.common.errors import ModelError, ScenarioError
from models.common.text import day
from models.outcome.run import preset_request
from models.panel import load_panel
from models.scenario.link import own_path_text
from models.scenario.own_path import MAX_PATH_CHARS
from models.scenario.presets import presets
from models.scenario.request import Request
from pages.parts import load_file
from pages.parts.draw import plain
from pages.parts.levers import OPENS_ON
from pages.parts.load_file import _from_json
from pages.parts.save_chart import picture_file

PAGE = "pages/scenario.py"
PANEL = load_panel()
ORIGIN, AS_OF = PANEL.origin, day(PANEL.vintage)
RATE, UNEMPLOYMENT = (PANEL.monthly[name].dropna() for name in ("policy_rate", "unemployment_rate"))
PEAK = UNEMPLOYMENT.index[-1] + 9  # as the lever opens


def decided(values):
    """How many months of a path are published already."""
    return (values.index[-1] - ORIGIN).n


def load(app):
    next(button for button in app.button if button.label == "Load").click().run()
    return app


def test_a_pasted_table_moves_the_levers(open_app):
    app = open_app(PAGE)
    path = (*decided(UNEMPLOYMENT) * (4.2,), 4.5, 6.0)
    app.text_area(key="pasted").set_value("\n".join(["unemployment_rate", *map(str, path)]))
    load(app)
    assert not app.error
    assert app.session_state["request"].scenario.labour.own_path == path
    assert app.text_input(key="labour_own_path").value == ", ".join(f"{v:g}" for v in path)


def test_a_wrong_table_is_said_and_the_levers_stay(open_app):
    app = open_app(PAGE, labour_peak_rise_pp="2")
    app.text_area(key="pasted").set_value("wages\n3")
    load(app)
    assert "No row names the columns month, policy" in app.error[0].value.replace("\\", "")
    assert app.session_state["request"].scenario.labour.peak_rise_pp == 2.0
    app.slider(key="horizon_months").set_value(6).run()
    assert not app.error


def test_loading_nothing_says_what_to_do(open_app):
    assert "upload a file or paste" in load(open_app(PAGE)).error[0].value


def test_a_typed_own_path_that_cannot_be_read_is_said(open_app):
    app = open_app(PAGE)
    app.text_input(key="fed_own_path").set_value("3, soon").run()
    assert "soon" in app.error[0].value
    (lever,) = (tab for tab in app.tabs if tab.get("error"))
    assert lever.label == "Fed"  # beside the field, not at the end
    assert app.session_state["request"].scenario.fed.own_path == ()
    assert app.title


def asked(app):
    return [warning for tab in app.tabs for warning in tab.get("warning")]


def test_a_typed_path_that_is_odd_waits_for_an_answer(open_app):
    app = open_app(PAGE)
    app.text_input(key="labour_own_path").set_value("0.042 0.044 0.046").run()
    (box,) = asked(app)
    assert "a fraction?" in box.value
    assert app.session_state["request"].scenario.labour.own_path == ()
    n, month, last = decided(UNEMPLOYMENT), UNEMPLOYMENT.index[-1], f"{UNEMPLOYMENT.iloc[-1]:g}"
    path = (*UNEMPLOYMENT.iloc[len(UNEMPLOYMENT) - n :], 6.0, 6.5)
    app.text_input(key="labour_own_path").set_value("; ".join(f"{v:g}" for v in path)).run()
    said = f"jumps from {last}%, the last published, to 6 in {month + 1:%b %Y}"
    assert said in asked(app)[0].value
    app.button(key="use_labour_own_path").click().run()
    assert not asked(app)
    assert app.session_state["request"].scenario.labour.own_path == path
    stays = "is published and stays" if n == 1 else "are published and stay"
    assert any(f"{month:%b %Y} {stays}" in c.value for c in app.caption)
    app.text_input(key="labour_own_path").set_value("4,2 4,3 4,5").run()
    assert app.session_state["request"].scenario.labour.own_path == (4.2, 4.3, 4.5)
    assert not asked(app)


def test_an_own_path_arrives_by_link(open_app):
    app = open_app(PAGE, fed_own_path="3.5 3.25")
    assert app.session_state["request"].scenario.fed.own_path == (3.5, 3.25)
    broken = open_app(PAGE, fed_own_path="3,lots")
    assert "lots" in broken.error[0].value
    assert broken.session_state["request"].scenario.fed.own_path == ()


def test_a_wrong_own_path_of_a_link_is_said_once_and_as_text(open_app):
    app = open_app(PAGE, fed_own_path="![](http://evil.example/x)")
    assert not app.info
    (box,) = app.error
    assert plain("'![](http://evil.example/x)'") in box.value
    assert "![](http" not in box.value


def test_an_own_path_with_all_its_digits_survives_link_and_field(open_app):
    values = tuple(10 + i * 0.12345678901234 for i in range(1, 25))
    text = own_path_text(values)
    assert len(text) > 400
    app = open_app(PAGE, fed_own_path=text)
    assert app.session_state["request"].scenario.fed.own_path == values
    assert app.text_input(key="fed_own_path").value == text


def test_an_own_path_too_long_for_the_field_is_refused_not_cut(open_app):
    text = ", ".join(["3." + "1" * 40] * 24)
    assert len(text) > MAX_PATH_CHARS
    by_link = open_app(PAGE, fed_own_path=text)
    typed = open_app(PAGE)
    typed.text_input(key="fed_own_path").set_value(text).run()
    for app in (by_link, typed):
        assert "at most 700 are allowed" in app.error[0].value
        assert app.session_state["request"].scenario.fed.own_path == ()


def upload(app, name, content):
    app.file_uploader[0].set_value((name, content, "application/octet-stream"))
    return load(app)


def test_an_upload_between_the_steps_is_rounded_and_named(open_app):
    labour = {"peak_rise_pp": 1.234, "months_to_peak": 7, "own_path": []}
    fed = {"direction": "cut", "floor_pct": 1.1, "own_path": [3.123456789]}
    document = {"schema": 1, "name": "Mine", "labour": labour, "fed": fed}
    app = upload(open_app(PAGE), "mine.json", json.dumps(document).encode())
    assert not app.error
    scenario = app.session_state["request"].scenario
    assert (scenario.name, scenario.labour.peak_rise_pp) == ("Mine", 1.2)
    assert (scenario.fed.floor_pct, scenario.fed.own_path) == (1.0, (3.123456789,))
    assert app.session_state["labour_peak_rise_pp"] == 1.2  # what the slider and the address hold
    (note,) = app.info
    assert plain("labour_peak_rise_pp was 1.234; steps are 0.1; using 1.2.") in note.value
    assert plain("fed_floor_pct was 1.1; steps are 0.25; using 1.") in note.value
    assert note.value.count("\n- ") == 2
    app.slider(key="horizon_months").set_value(6).run()
    assert not app.info


def test_what_was_loaded_is_cleared_so_that_the_next_one_counts(open_app):
    app = upload(open_app(PAGE), "a.json", b'{"schema": 1, "labour": {"peak_rise_pp": 1.3}}')
    assert app.file_uploader[0].value is None
    app.text_area(key="pasted").set_value("policy_rate\n" + decided(RATE) * "3.5\n" + "3.25")
    load(app)
    assert app.session_state["request"].scenario.fed.own_path == (*decided(RATE) * (3.5,), 3.25)
    assert app.text_area(key="pasted").value == ""
    assert "Nothing was given" in load(app).error[0].value


def test_a_file_and_a_table_at_once_are_refused_and_both_stay(open_app):
    app = open_app(PAGE)
    app.text_area(key="pasted").set_value("policy_rate\n3.5")
    upload(app, "a.csv", b"unemployment_rate\n5")
    assert "remove the file or empty the text field" in app.error[0].value
    assert app.session_state["request"] == preset_request(presets()[OPENS_ON])
    assert app.text_area(key="pasted").value == "policy_rate\n3.5"
    assert app.file_uploader[0].value is not None


def test_an_upload_on_the_steps_needs_no_note(open_app):
    app = upload(open_app(PAGE), "a.json", b'{"schema": 1, "labour": {"peak_rise_pp": 1.3}}')
    assert app.session_state["request"].scenario.labour.peak_rise_pp == 1.3
    assert not app.info


@pytest.mark.parametrize(
    "content", [b"policy_rate\r3.5\r3\r", b"\xef\xbb\xbfpolicy_rate\r\n3.5\r\n3"]
)
def test_an_uploaded_table_may_have_any_line_ends(open_app, content):
    n = decided(RATE)
    first = content[: content.index(b"3.5")]
    end = content[len(first) + 3 : content.index(b"3", len(first) + 3)]
    content = content.replace(b"3.5" + end, n * (b"3.5" + end))
    app = upload(open_app(PAGE), "mac.csv", content)
    assert not app.error
    assert app.session_state["request"].scenario.fed.own_path == (*n * (3.5,), 3.0)


def test_a_world_that_cannot_be_had_is_said_at_the_button(open_app, monkeypatch):
    def fail(request):
        raise ModelError("The fit is damaged: run make fit.")

    app = open_app(PAGE)
    app.text_area(key="pasted").set_value("policy_rate\n3")
    monkeypatch.setattr(load_file, "world_of", fail)
    load(app)
    assert "The fit is damaged" in app.error[0].value


@pytest.mark.parametrize("name", list(presets()))
def test_an_uploaded_scenario_is_the_one_that_was_saved(open_app, name):
    request = open_app(PAGE).session_state["request"]
    scenario = preset_request(presets()[name]).scenario
    assert _from_json(request, Request(scenario=scenario).to_json().encode()).scenario == scenario


def test_an_uploaded_scenario_with_another_date_is_refused(open_app):
    request = open_app(PAGE).session_state["request"]
    with pytest.raises(ScenarioError, match="starts on 2015-06-01"):
        _from_json(request, b'{"schema": 1, "as_of": "2015-06-01"}')


def workbook_of(**sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_was_read_of_a_table_is_said(open_app):
    n = decided(RATE)
    table = "policy_rate\n" + n * "3,5\n" + "3,25"
    app = upload(open_app(PAGE), "a.csv", table.encode("utf-16"))
    assert app.session_state["request"].scenario.fed.own_path == (*n * (3.5,), 3.25)
    (note,) = app.info
    assert "Lever paths read:" in note.value
    assert f"Policy rate {ORIGIN + n + 1:%b %Y}, decimal comma" in note.value


def test_a_table_of_quarters_is_asked_about_before_it_is_used(open_app):
    app = open_app(PAGE)
    app.text_area(key="pasted").set_value("quarter\tunemployment_rate\n2026Q4\t4.4\n2027Q1\t4.6")
    load(app)
    assert app.session_state["request"].scenario.labour.own_path == ()
    (box,) = app.warning
    assert "has a row a quarter" in box.value
    app.button(key="load_As written").click().run()
    path = app.session_state["request"].scenario.labour.own_path
    assert path[-6:] == (4.4, 4.4, 4.4, 4.6, 4.6, 4.6)
    assert not asked(app)


def test_fractions_are_not_taken_before_an_answer(open_app):
    app = open_app(PAGE)
    fractions = "unemployment_rate\n" + decided(UNEMPLOYMENT) * "0.042\n" + "0.044\n0.046"
    app.text_area(key="pasted").set_value(fractions)
    load(app)
    assert "a fraction?" in app.warning[0].value
    assert app.session_state["request"].scenario.labour.own_path == ()
    app.button(key="load_Times 100").click().run()
    assert app.session_state["request"].scenario.labour.own_path[-2:] == (4.4, 4.6)
    app.text_area(key="pasted").set_value(fractions)
    load(app)
    app.button(key="load_none").click().run()
    assert not asked(app)
    assert app.session_state["request"].scenario.labour.own_path[-2:] == (4.4, 4.6)


def test_the_sheets_of_a_workbook_make_a_menu(open_app):
    rows = [["policy_rate"], *decided(RATE) * [[3.5]], [3.25]]
    book = workbook_of(Cover=[["Notes"]], A=rows, B=[*rows[:-1], [3.5]])
    app = upload(open_app(PAGE), "a.xlsx", book)
    assert app.session_state["request"].scenario.fed.own_path == ()
    app.selectbox(key="load_sheet").set_value("B").run()
    assert not app.exception
    assert app.session_state["request"].scenario.fed.own_path[-1] == 3.5
    app.selectbox(key="load_sheet").set_value("A").run()
    assert app.session_state["request"].scenario.fed.own_path[-1] == 3.25


def test_a_chart_is_saved_with_its_words(open_app):
    app = open_app(PAGE, labour_peak_rise_pp="1.5")
    chart = app.session_state["drawn_charts"]["Cumulative relative return with bands"]
    words = f"Mine <script>, from {ORIGIN:%b %Y}, data as of {AS_OF}. Labour market: +1.5 pp."
    svg = picture_file(chart, "svg", words).decode()
    assert svg.startswith("<svg")
    assert chart.title in svg
    assert "Source: Russell 2000" in svg
    assert f"Mine &lt;script&gt;, from {ORIGIN:%b %Y}" in svg
    assert "<script" not in svg
    assert "<path" in svg
    assert picture_file(chart, "png", words).startswith(b"\x89PNG")


def saved(app, offered):
    """Charts of a run, and the words of the one that the menu offers first."""
    charts = app.session_state["drawn_charts"]
    first = re.sub(r"\W+", "-", next(iter(charts)).lower()).strip("-")
    _, _, _, now = offered[f"{first}.svg"].args
    words = now()
    for chart in charts.values():
        title = chart.alone(words)["title"]
        assert " ".join(title["text"]) == chart.title
        assert " ".join(title["subtitle"]) == f"{words} {chart.source}".strip()
    return charts, words


def test_a_saved_chart_of_a_scenario_names_levers_and_date(open_app, offered):
    charts, words = saved(open_app(PAGE, labour_peak_rise_pp="1.5", name="Mine"), offered)
    assert words == (
        f"Mine, from {ORIGIN:%b %Y}, data as of {AS_OF}. Labour market: unemployment +1.5 pp by "
        f"{PEAK:%b %Y}, no recovery."
    )
    assert not any(chart.of_history for chart in charts.values())


def test_a_saved_chart_of_history_names_no_scenario(open_app, offered):
    charts, words = saved(open_app("pages/overview.py", labour_peak_rise_pp="1.5"), offered)
    assert words == f"Data as of {AS_OF}."
    assert all(chart.of_history for chart in charts.values())
    charts, _ = saved(open_app("pages/earnings.py", labour_peak_rise_pp="1.5"), offered)
    history = [alt for alt, chart in charts.items() if chart.of_history]
    assert len(history) == 3
    assert all(alt.startswith(("What drove", "Share of earnings")) for alt in history)


def test_every_chart_of_the_page_can_be_saved(open_app):
    app = open_app(PAGE, labour_peak_rise_pp="1")
    assert len(app.session_state["drawn_charts"]) == len(app.get("vega_lite_chart")) == 6
    assert app.selectbox(key="save_chart").options == list(app.session_state["drawn_charts"])
    app.session_state["economy"] = True  # the rest of the economy is drawn when it is opened
    app.run()
    assert len(app.session_state["drawn_charts"]) == len(app.get("vega_lite_chart")) == 12
    assert app.selectbox(key="save_chart").options == list(app.session_state["drawn_charts"])

"""Every download of every page is opened, in a thread without a session as the server opens it."""

import io
import threading
import zipfile
from functools import partial
from types import SimpleNamespace

import numpy as np
import openpyxl
import pandas as pd
import pytest
from streamlit.runtime.state import session_state_proxy

from models import __version__, load_panel, run_scenario
from models.comparison.comparison_link import THE_QUESTION
from models.earnings.history import large_cap_history
from models.earnings.own_series import read_own_series
from models.earnings.tables import history_tables
from models.equations.record_table import record_table
from models.equations.stored_growth_record import load_record
from models.equations.stored_level_record import load_level_record
from models.outcome.export import files
from models.outcome.run import preset_request
from models.outcome.world import make_world, shipped_world
from models.scenario.lever_table import read_lever_table
from models.scenario.levers import LEVERS
from models.scenario.own_path_meaning import PathStart
from models.scenario.presets import preset
from pages.charts import render
from pages.parts import world as page_world
from pages.parts.frame import SCREENS
from pages.report.page import report_html
from tests.cases import EPS, RETURN
from tests.pages.printed import printed


def in_a_thread(make):
    """Return what a download holds when a thread of its own makes it."""
    made = []
    work = threading.Thread(target=lambda: made.append(make()))
    work.start()
    work.join()
    return made[0]


@pytest.fixture
def no_session(monkeypatch):
    """Return what takes the session away: from then on, reading it fails."""

    def take_away():
        def refuse():
            raise AssertionError("a download read the session's state")

        monkeypatch.setattr(session_state_proxy, "get_session_state", refuse)

    return take_away


@pytest.fixture
def drawn_here(monkeypatch):
    """Draw pictures in this process; test_files.py and test_report.py have a child of it draw them."""

    def run(command, *, input, **_):
        return SimpleNamespace(stdout=render.answer(input))

    monkeypatch.setattr(render.subprocess, "run", run)


def small_caps():
    quarters = pd.period_range("1985Q1", "2026Q1", freq="Q")
    steps = np.random.default_rng(5).normal(0.01, 0.04, (2, len(quarters)))
    return pd.DataFrame(np.exp(np.cumsum(steps, axis=1)).T * 30, quarters, ["small", "large"])


def frame(content):
    return pd.read_csv(io.BytesIO(content))


def means(table, scenario, variable):
    """Return the means of an exported table, in the order of time."""
    rows = table[(table["scenario"] == scenario) & (table["variable"] == variable)]
    return rows[rows["statistic"] == "mean"]["value"]


def of_the_command_line(content, outcome, name):
    assert content == files(outcome, __version__)[name]


def the_workbook(content, outcome):
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    numbers = np.sort(
        [float(cell) for row in rows for cell in row if isinstance(cell, int | float)]
    )
    wanted = outcome.table["value"].dropna().to_numpy()
    after = numbers.searchsorted(wanted - 1e-8)  # the next number must be the one that is meant
    np.testing.assert_allclose(numbers[after], wanted, atol=2e-8)


def the_lever_paths(content, outcome):
    assert list(frame(content)["month"]) == [str(m) for m in outcome.setting.months[:12]]
    read = read_lever_table(content, PathStart.of(outcome.setting))
    assert set(read.paths) == set(LEVERS)


def the_series_template(content, outcome):
    assert len(read_own_series("a template", content).levels) == len(frame(content))


def the_growth(content, outcome):
    for path in outcome.paths[1:]:
        for name in ("baseline", "scenario"):
            got = means(frame(content), name, path.variable)
            ahead = getattr(path, name)[path.horizon_months >= 1]
            np.testing.assert_allclose(got, ahead, rtol=1e-9)


def the_assumption(content, outcome):
    table = frame(content)
    assert set(table["sensitivity"]) == {1.0}
    got = means(table, "scenario", "eps_growth_small_cap_assumption")
    large = outcome.path(EPS)
    np.testing.assert_allclose(got, large.scenario[large.horizon_months >= 1], rtol=1e-9)


def the_split(content, outcome):
    table = frame(content)
    np.testing.assert_allclose(table["price_pp"], table["eps_pp"] + table["multiple_pp"], atol=1e-9)
    ahead = table[table["of"] == "difference, since the origin"]
    path = outcome.path(RETURN)
    rows = [path.at(int(months)) for months in ahead["horizon_months"]]
    np.testing.assert_allclose(ahead["price_pp"], path.difference[rows], rtol=1e-9)


def the_history(content, outcome):
    wanted = history_tables("sp500", large_cap_history(load_panel()))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == sorted(f"{name}.csv" for name in wanted)
        for name, table in wanted.items():
            got = pd.read_csv(archive.open(f"{name}.csv"))
            for column in table.select_dtypes("number"):
                np.testing.assert_allclose(got[column], table[column], rtol=1e-9, err_msg=name)


def the_record(content, outcome):
    wanted = record_table(load_level_record(load_panel()), load_record(load_panel()))
    got = frame(content)
    assert list(got.columns) == list(wanted.columns)
    for column in wanted.select_dtypes("number"):
        np.testing.assert_allclose(got[column], wanted[column], rtol=1e-9)


def the_panel(content, outcome, name):
    got, wanted = frame(content), getattr(load_panel(), name)
    assert list(got.iloc[:, 0]) == list(wanted.index.astype(str))
    for column in got.columns[1:]:
        np.testing.assert_array_equal(got[column], wanted[column])


def the_effect(content, outcome, **cell):
    """Where the levers stand, the table has what a run gives; a lever at zero stays at its baseline."""
    stay = {lever: "hold" for lever, value in cell.items() if value == 0}
    scenario = outcome.scenario.with_others(stay)
    path = run_scenario(scenario, horizon_months=12).path(RETURN)
    table = frame(content).set_index([*cell, "variable", "horizon_months"])
    got = table.xs((*cell.values(), RETURN, 12))["difference"]
    np.testing.assert_allclose(got, path.difference[11], atol=1e-9)


def the_comparison(content, outcome):
    table = frame(content)
    for name in THE_QUESTION.entries:
        asked = preset_request(preset(name))
        path = run_scenario(asked.scenario, horizon_months=24).path(RETURN)
        rows = table[(table["name"] == asked.scenario.name) & (table["variable"] == RETURN)]
        wanted = path.difference[rows["horizon_months"] - 1]
        np.testing.assert_allclose(rows["difference"], wanted, atol=1e-9)


def the_report(content, outcome):
    assert printed(content).tables
    assert content == report_html(outcome, shipped_world())


def the_picture(content, outcome):
    assert content.startswith((b"\x89PNG\r\n", b"<svg"))


SOURCES = {  # by the end of a file's name: what compares it with where it comes from
    "_scenario_table.csv": partial(of_the_command_line, name="scenario_table.csv"),
    "_contributions.csv": partial(of_the_command_line, name="contributions.csv"),
    "_scenario.json": partial(of_the_command_line, name="scenario.json"),
    "_metadata.json": partial(of_the_command_line, name="metadata.json"),
    "_scenario.xlsx": the_workbook,
    "lever_paths_template.csv": the_lever_paths,
    "earnings_template.csv": the_series_template,
    "earnings_growth.csv": the_growth,
    "small_caps_assumption.csv": the_assumption,
    "relative_return_split.csv": the_split,
    "earnings_history.zip": the_history,
    "record.csv": the_record,
    "comparison.csv": the_comparison,
    "grid.csv": partial(the_effect, labour=1.0, fed=0.0),
    "sweep.csv": partial(the_effect, value=1.0),
    "panel_monthly.csv": partial(the_panel, name="monthly"),
    "panel_quarterly.csv": partial(the_panel, name="quarterly"),
    ".html": the_report,
    ".png": the_picture,
    ".svg": the_picture,
}


@pytest.mark.parametrize("page", [screen.file for screen in SCREENS])
def test_a_download_needs_no_session_and_is_what_its_source_says(
    page, open_app, offered, no_session, drawn_here
):
    app = open_app(page, labour_peak_rise_pp="1")
    assert not app.exception
    outcome = run_scenario(app.session_state["request"])
    no_session()
    for name, data in offered.items():
        content = in_a_thread(data) if callable(data) else data
        content = content.encode() if isinstance(content, str) else content
        compare = next(check for end, check in SOURCES.items() if name.endswith(end))
        compare(content, outcome)


def test_the_history_holds_the_loaded_series_digit_by_digit(open_app, offered, no_session):
    levels = small_caps()
    app = open_app("pages/earnings.py")
    csv = levels.rename_axis("date").to_csv().encode()
    app.session_state["own_eps_series"] = read_own_series("mine.csv", csv)
    app.session_state["own_eps_answers"] = {}
    app.run()
    no_session()
    content = in_a_thread(offered["earnings_history.zip"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        got = pd.read_csv(archive.open("loaded_series.csv"))
        assert "identity_small_minus_large.csv" in archive.namelist()
    assert list(got["quarter"]) == list(levels.index.astype(str))
    np.testing.assert_array_equal(got[["small", "large"]], levels)


def test_the_template_of_paths_begins_after_the_reader_s_own_figures(
    open_app, offered, no_session, monkeypatch
):
    shipped = shipped_world()
    earlier = make_world(
        shipped.panel.known_on(shipped.panel.vintage.replace(year=2025)), shipped.fit
    )
    now = [shipped]
    figures = SimpleNamespace(world=lambda *_: now[0], is_ready=lambda *_: True)
    monkeypatch.setattr(page_world, "figures_in_use", lambda _: figures)
    open_app("pages/scenario.py")
    no_session()
    now[0] = earlier
    got = pd.read_csv(io.BytesIO(in_a_thread(offered["lever_paths_template.csv"])))
    assert got["month"][0] == str(earlier.setting.months[0])
    assert got["month"][0] != str(shipped.setting.months[0])

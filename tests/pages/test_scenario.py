"""The Scenario page without a browser: numbers equal the engine's, links are cleaned, text is text."""

import ast
import io
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from models import __version__, run_scenario
from models.common.text import signed
from models.comparison.comparison_link import KEYS as COMPARE_KEYS
from models.equations.growth import TARGETS
from models.equations.outcomes import SHIPPED
from models.outcome.export import files
from models.outcome.words import headline
from models.scenario.link import CHOICES, assemble
from models.scenario.presets import presets
from models.scenario.spec import GROWTH_ESTIMATORS, RETURN_ESTIMATORS, ModelSpec
from pages.parts import lever_controls, levers
from pages.parts.draw import plain, unbroken
from pages.parts.lever_controls import DEFAULTS
from pages.parts.levers import PAGE_KEYS

PAGE = "pages/scenario.py"
ROOT = Path(__file__).parents[2]


def chart_data(app, position, name):
    """Return the rows that a chart was sent, as a DataFrame."""
    proto = app.get("vega_lite_chart")[position].proto
    for dataset in proto.datasets:
        if dataset.name == name:
            return pa.ipc.open_stream(io.BytesIO(dataset.data.data)).read_pandas()
    raise AssertionError([d.name for d in proto.datasets])


def expected(app, **changes):
    request = app.session_state["request"]
    return run_scenario(request.scenario, horizon_months=request.horizon_months, spec=request.spec)


def test_the_screen_shows_the_engine_s_numbers(open_app):
    app = open_app(PAGE, labour_peak_rise_pp="1.5", fed_direction="cut", horizon_months="18")
    outcome = expected(app)
    relative = outcome.path("small_cap_relative_return")
    assert outcome.scenario.labour.peak_rise_pp == 1.5
    assert app.metric[0].value == f"{signed(relative.difference[17])} pp"
    assert app.metric[1].value == f"{signed(relative.scenario[17])} pp"
    with_moves, without = (100 * o[17] for o in (relative.odds_scenario, relative.odds_baseline))
    assert app.header[0].value == plain(
        unbroken(
            f"{with_moves:.0f}% odds that small caps lead by Feb 2028, {without:.0f}% without your "
            "scenario"
        )
    )
    low, high = (signed(end[17]) for end in relative.band("scenario", 90))
    odds = 100 * relative.odds_scenario[17]
    level = [c.value for c in app.caption if unbroken(f"{odds:.0f}% odds that small") in c.value]
    assert len(level) == 1
    assert unbroken(f"90% range {low} to {high} pp") in level[0]
    assert plain(unbroken(headline(outcome))) in [m.value for m in app.markdown]
    for side in ("difference", "scenario"):  # opens on what the scenario changes
        fan = chart_data(app, 0, "paths")
        np.testing.assert_allclose(fan["mean"].iloc[1:], getattr(relative, side), rtol=0, atol=0)
        np.testing.assert_allclose(fan["q95"].iloc[1:], relative.statistics(side)["q95"], atol=0)
        app.segmented_control(key="view").set_value("Full range of outcomes").run()
    bars = chart_data(app, 3, "contributions")
    np.testing.assert_allclose(bars["contribution"].iloc[:-1].sum(), bars["contribution"].iloc[-1])


def test_the_models_stand_beside_their_average_without_a_click(open_app):
    app = open_app(PAGE, labour_peak_rise_pp="1.5", fed_direction="cut")
    path = expected(app).combined
    (table,) = (t.value for t in app.dataframe if "Impact on small vs large, pp" in t.value)
    rows = table.set_index("Impact on small vs large, pp")
    names = ("least squares", "ridge", "elastic net", "Bayesian VAR")
    for name, effect in zip(names, path.models.values(), strict=True):
        assert list(rows.loc[name]) == [signed(effect[h - 1]) for h in (3, 6, 12, 24)]
    assert rows.loc["Average of the models"].iloc[2].startswith(signed(path.difference[11]))
    assert rows.loc["Average of the models"].iloc[3] == "withheld"


def test_a_lever_moves_headline_chart_and_words(open_app):
    app = open_app(PAGE, horizon_months="12")
    before = chart_data(app, 0, "paths")["mean"].to_numpy()
    app.slider(key="labour_peak_rise_pp").set_value(2.0).run()
    assert not np.allclose(before, chart_data(app, 0, "paths")["mean"])
    assert any("nemployment \\+2.0 pp" in c.value for c in app.caption)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("history's mix", ""),
        ("policy choice", ", as a policy choice"),
        ("response to weakness", ", in response to weakness"),
    ],
)
def test_why_the_fed_moves_is_said_where_its_moves_are(open_app, why, said):
    app = open_app(PAGE, fed_direction="hold", fed_why=why)
    (words,) = (c.value for c in app.caption if c.value.startswith("**Fed**: Held at"))
    assert words.partition("%")[2].startswith(f"{said}. **Fiscal**: Not set")
    own = open_app(PAGE, fed_own_path="3.5", fed_why=why)
    assert any(f"then unchanged{said}. The sliders" in c.value for c in own.caption)
    rests = open_app(PAGE, fed_why=why)  # nothing of the Fed's to explain
    assert any(c.value.startswith("**Fed**: Not set, follows history.") for c in rests.caption)


def test_a_link_with_wrong_values_is_mended_and_says_so(open_app):
    app = open_app(PAGE, labour_peak_rise_pp="99", fed_moves="x", fiscal_size_pct_gdp="1.23")
    assert app.session_state["request"].scenario.labour.peak_rise_pp == 6.0
    assert app.session_state["request"].scenario.fiscal.size_pct_gdp == 1.2
    (note,) = app.info
    for words in ("labour\\_peak\\_rise\\_pp was '99'", "fed\\_moves was 'x'", "using 1.2"):
        assert words in note.value
    app.slider(key="horizon_months").set_value(6).run()
    assert not app.info


def test_a_name_is_shown_as_text(open_app):
    name = "**bold** [a](http://x) <b>"
    app = open_app(PAGE, name=name)
    assert app.title[0].value == plain(name)
    assert "\\[a\\]" in app.title[0].value


@pytest.mark.parametrize(
    ("name", "shown", "said"),
    [
        ("a\x00b", "ab", "using 'ab'"),
        ("\x1b[2Jx", "[2Jx", "using '[2Jx'"),
        ("x" * 200, "x" * 80, "using 'xxx"),
        ("\x00" * 80 + "far", "My scenario", "using My scenario"),
        (" ", "My scenario", "using My scenario"),
    ],
)
def test_a_name_from_a_link_is_the_one_its_note_says(open_app, name, shown, said):
    app = open_app(PAGE, name=name)
    assert app.session_state["request"].scenario.name == shown
    assert app.title[0].value == plain(shown)
    assert plain(said) in app.info[0].value


def test_a_misspelt_lever_of_a_link_is_named(open_app):
    (note,) = open_app(PAGE, labor_peak_rise_pp="2").info
    assert plain("'labor_peak_rise_pp' is not known") in note.value


@pytest.mark.parametrize("forged", ["nonsense", "", None, float("nan"), 1e300, ["x"], "\x00" * 9])
def test_no_widget_value_that_a_client_forges_gets_through(monkeypatch, forged):
    for key in lever_controls.DEFAULTS:
        screen = SimpleNamespace(session_state={key: forged}, error=str)
        monkeypatch.setattr(levers, "st", screen)
        assemble(lever_controls.DEFAULTS | {key: levers._value(key)})


def test_beyond_history_is_said(open_app):
    app = open_app(PAGE, labour_peak_rise_pp="6", labour_months_to_peak="3")
    assert app.warning[0].value.startswith("Beyond history")
    assert not open_app(PAGE, labour_peak_rise_pp="0.5").warning


def test_a_horizon_without_a_quarter_end_still_draws(open_app):
    app = open_app(PAGE, horizon_months="1", as_of="2026-01-14", labour_peak_rise_pp="1")
    assert not app.error
    assert not app.exception
    assert app.metric[2].value == "-"


@pytest.mark.slow
def test_choices_without_a_stored_fit_are_estimated(open_app):
    app = open_app(PAGE, pandemic="drop", cap_inputs="no cap", labour_peak_rise_pp="1")
    assert not app.error
    spec = app.session_state["request"].spec
    assert (spec.pandemic, spec.cap_inputs) == ("drop", False)


def test_the_estimators_stand_side_by_side(open_app):
    app = open_app(PAGE, labour_peak_rise_pp="1.5", horizon_months="12", pandemic="keep")
    assert not any("90% band, pp" in table.value for table in app.dataframe)  # only when open
    app.session_state["evidence"] = True
    app.run()
    (table,) = (t.value for t in app.dataframe if "90% band, pp" in t.value)
    n_growth = len(TARGETS) * len(GROWTH_ESTIMATORS)
    assert len(table) == len(RETURN_ESTIMATORS) + n_growth + 1  # the Bayesian VAR
    scenario = app.session_state["request"].scenario
    outcome = run_scenario(scenario, horizon_months=12)
    (row,) = table[table["Coefficients by"] == "Bayesian VAR"].to_dict("records")
    whole = outcome.macro.whole
    mean = whole.frame("small_cap_relative_return")["difference"].iloc[:12].sum()
    half = outcome.completion.fans(whole, recentre=True).difference_fan.half_widths[11, -1]
    assert row["Difference, pp"] == signed(mean)
    assert row["90% band, pp"] == f"{signed(mean - half)} to {signed(mean + half)}"
    target = "small_cap_relative_return"
    for key, of_returns in (("estimator", True), ("growth_estimator", False)):
        for name, words in CHOICES[key].items():
            found = run_scenario(scenario, horizon_months=12, spec=ModelSpec(**{key: name}))
            paths = [path for path in found.paths if (path.variable == target) == of_returns]
            labels = [SHIPPED[path.variable].label for path in paths]
            rows = table[(table["Coefficients by"] == words) & table["Outcome"].isin(labels)]
            assert list(rows["Outcome"]) == [
                row.label for row in SHIPPED.values() if row.label in labels
            ]
            rows = rows.set_index("Outcome")
            for path, label in zip(paths, labels, strict=True):
                assert rows.loc[label, "Difference, pp"] == signed(path.difference[path.at(12)])
                behind = found.equation_of(path.variable)
                record = signed(behind.record["rsquared_levers"], 3)
                if name == "combined":
                    record = signed(path.level.rsquared[11], 3)
                assert rows.loc[label].iloc[-1] == record
    assert table["Difference, pp"].nunique() > 5


def test_an_estimator_that_is_not_stored_is_named_not_estimated(open_app):
    app = open_app(PAGE, as_of="2026-01-14", labour_peak_rise_pp="1")
    app.session_state["evidence"] = True
    app.run()
    (table,) = (t.value for t in app.dataframe if "90% band, pp" in t.value)
    assert set(table["Coefficients by"]) == {
        "average of the models",
        "least squares",
        "ridge",
        "elastic net",
        "ridge, penalty fixed",
        "Bayesian VAR",
    }
    assert any(
        "Not stored for this starting point: least squares, ridge, elastic net, median, Huber"
        in c.value
        for c in app.caption
    )


def test_a_penalised_equation_shows_only_what_it_defines(open_app):
    app = open_app(PAGE, labour_peak_rise_pp="1", estimator="ridge")
    app.session_state["evidence"] = True
    app.run()
    assert not app.error
    assert app.session_state["request"].spec.estimator == "ridge"
    (whole,) = (t.value for t in app.dataframe if "Penalty" in t.value.index)
    assert list(whole.loc["Estimator"]) == ["ridge"] + ["ridge, penalty fixed"] * 6
    assert set(whole.loc["F (HAC), all slopes zero"]) == {""}
    assert (whole.loc["Penalty"].astype(float) > 0).all()


def test_the_downloads_are_the_shell_s_files(open_app):
    from pages.views.scenario_downloads import _content

    app = open_app(PAGE, labour_peak_rise_pp="1.5")
    outcome = expected(app)
    for name, content in files(outcome, __version__).items():
        assert _content(outcome, name) == content
    json.loads(_content(outcome, "metadata.json"))


def test_a_link_may_ask_for_a_preset_and_change_it(open_app):
    app = open_app(PAGE, preset="mild-slowdown", horizon="9", horizon_months="9")
    asked = app.session_state["request"]
    assert asked.scenario == presets()["mild-slowdown"].scenario
    assert asked.horizon_months == 9
    assert "horizon' is not known" in app.info[0].value.replace("\\", "")


def test_a_mangled_link_is_restored_on_the_page(open_app):
    app = open_app(PAGE, **{"amp;Labour_Peak_Rise_PP": "1.5.", "amp;fed_own_path": "3.5%2C+3.25"})
    asked = app.session_state["request"]
    assert asked.scenario.labour.peak_rise_pp == 1.5
    assert asked.scenario.fed.own_path == (3.5, 3.25)
    assert not app.info
    assert not app.error


def test_parameters_of_single_pages_are_no_slips():
    bound = set()
    for path in (ROOT / "pages").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call):
                named = {word.arg: word.value for word in call.keywords}
                key = named.get("key")
                binds = "bind" in named or getattr(call.func, "id", "") == "lever_choice"
                if binds and isinstance(key, ast.Constant):
                    bound.add(key.value)
                elif "bind" in named and isinstance(key, ast.JoinedStr):  # one key a scenario
                    begin = getattr(key.values[0], "value", None)
                    if isinstance(begin, str):
                        bound |= {one for one in PAGE_KEYS if one.startswith(begin)}
    assert bound - DEFAULTS.keys() == PAGE_KEYS - {*COMPARE_KEYS}  # which are written, not bound

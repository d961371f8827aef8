"""The Earnings page on the messages that reach the browser."""

import io
import zipfile

import numpy as np
import pandas as pd
import pytest

from models.common.text import day, signed
from models.earnings.history import large_cap_history
from models.earnings.relative_split import RelativeSplit, RelativeSplits
from models.earnings.small_assumption import assumed, proxy_error_half_widths
from models.equations.stored_growth_record import load_record
from models.outcome.run import evaluate
from models.outcome.world import shipped_world
from models.scenario.request import Request
from pages.parts import growth_record
from pages.parts.draw import plain, unbroken
from pages.views import earnings_history_view as history_view
from pages.views import earnings_record_view as record_view
from pages.views.earnings_downloads import earnings_downloads
from tests.pages.earnings_page import PAGE, charts, texts

WORLD = shipped_world()
ORIGIN, AS_OF = WORLD.panel.origin, day(WORLD.panel.vintage)
MOST_ROWS = 500


@pytest.fixture
def app(open_app):
    return open_app(PAGE, labour_peak_rise_pp="1")


@pytest.fixture
def apart(open_app):
    """Small caps are assumed to grow otherwise than large ones."""
    return open_app(PAGE, labour_peak_rise_pp="1", small_eps_sensitivity="1.1")


def test_it_opens_without_a_complaint(app):
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Earnings"


def test_it_shows_the_scenario_that_is_set(app):
    outcome = evaluate(app.session_state["request"], WORLD)
    path = outcome.path("eps_growth_large_cap")
    sent = charts(app)["Earnings path of S&P 500 operating EPS growth"][1]["paths"]
    np.testing.assert_allclose(sent["scenario"].iloc[1:], path.scenario)
    assert any(
        plain(f"Scenario: My scenario, starting after {ORIGIN:%b %Y}.") == text
        for text in texts(app)
    )


def test_it_opens_on_growth_impact_and_odds_of_a_fall(app):
    path = evaluate(app.session_state["request"], WORLD).growth_path("eps_growth_large_cap")
    at = list(path.horizon_months).index(10)
    growth, impact, fall = (card.value for card in app.metric)
    assert growth == f"{signed(100 * np.expm1(path.scenario[at] / 100))}%"
    assert impact == unbroken(f"{signed(path.difference[at])} pp")
    assert fall == f"{100 * (1 - path.odds_scenario[at]):.0f}%"
    order = list(charts(app))
    assert order[:2] == ["Earnings path of S&P 500 operating EPS growth", "Earnings at risk"]


def test_every_chart_has_a_title_and_a_source_and_few_rows(apart):
    app = apart
    drawn = charts(app)
    assert set(drawn) >= {
        "Earnings path of S&P 500 operating EPS growth",
        "Earnings path of after-tax corporate profit growth",
        "Earnings path of S&P 500 reported EPS growth",
        "Earnings at risk",
        "Small-cap EPS growth, assumption",
        "Small minus large EPS growth, assumption",
        "Relative return by earnings and multiple",
        "What drove price of the S&P 500",
        "What drove earnings of the S&P 500",
        "Share of earnings in the variance, S&P 500",
    }
    assert all(0 < sum(map(len, sent.values())) <= MOST_ROWS for _, sent in drawn.values())
    assert len(app.subheader) == len(drawn)
    sources = [text for text in texts(app) if "Source" in text and AS_OF in text]
    assert len(sources) == len(drawn) + 1  # the table of the identity has one too


def test_the_assumption_is_named_in_title_axis_source_table_and_file(apart):
    app = apart
    for alt, (spec, _) in charts(app).items():
        if "assumption" in alt:
            axes = [layer.get("encoding", {}).get("y", {}).get("title") for layer in spec["layer"]]
            assert all("Assumption" in axis for axis in axes if axis)
            assert any(axes)
    titles = [s.value for s in app.subheader if "mall" in s.value and "EPS growth" in s.value]
    assert len(titles) == 2
    assert all("an assumption, not an estimate" in title for title in titles)
    table = next(t.value for t in app.dataframe if "Basis" in t.value)
    assert set(table["Basis"]) == {"assumption"}
    assert app.slider(key="small_eps_sensitivity").label.startswith("Assumption")
    assert any("earnings\\: assumption" in s.value for s in app.subheader)


def test_earnings_at_risk_are_those_of_the_outcome(app):
    path = evaluate(app.session_state["request"], WORLD).growth_path("eps_growth_large_cap")
    sent = charts(app)["Earnings at risk"][1]["quantiles"]
    np.testing.assert_allclose(sent[["q05", "q10", "q25", "q50", "q75"]], path.at_risk_scenario)
    np.testing.assert_allclose(sent["base05"], path.at_risk_baseline[:, 0])
    at = list(path.horizon_months).index(10)
    worst = 100 * np.expm1(path.at_risk_scenario[at, 0] / 100)
    said = plain(f"EPS growth of {signed(worst)}% or less to 2027 Q2")
    assert any(said in s.value for s in app.subheader)


def test_the_record_is_the_stored_one(app):
    stored = load_record(WORLD.panel)
    tables = [t.value for t in app.dataframe if "Credit spread" in t.value]
    short, whole = tables
    assert len(whole) == len(stored)
    kept = stored["estimator"].isin(["fixed_ridge", "chosen"]) & (stored["span"] == "all")
    said = short["R\N{SUPERSCRIPT TWO}"].str.replace("\N{MINUS SIGN}", "-")
    assert [float(value) for value in said] == list(stored[kept]["rsquared"].round(2))
    assert set(short["Credit spread"]) == {
        "",
        "estimated from the levers",
        "as it turned out",
        "left out",
    }


def test_an_earlier_start_has_no_stored_record(open_app):
    app = open_app(PAGE, as_of="2026-01-14")
    assert not app.exception
    assert not app.error
    assert any("stored for the newest data only" in box.value for box in app.info)


def test_the_slider_scales_small_caps(app):
    app.slider(key="small_eps_sensitivity").set_value(1.3).run()
    path = evaluate(app.session_state["request"], WORLD).path("eps_growth_large_cap")
    small, relative = assumed(path, 1.3, proxy_error_half_widths(WORLD.panel))
    drawn = charts(app)
    sent = drawn["Small-cap EPS growth, assumption"][1]["paths"]
    np.testing.assert_allclose(sent["scenario"], small.scenario)
    np.testing.assert_allclose(sent["high"], small.band("scenario", 90)[1])
    parts = drawn["Relative return by earnings and multiple"][1]["parts"]
    earnings = parts[parts["part"] == "relative earnings"]["value"]
    assert earnings.iloc[-1] == pytest.approx(relative.difference[relative.horizon_months == 10][0])


def test_a_sensitivity_by_link(open_app):
    assert (
        open_app(PAGE, small_eps_sensitivity="0.8").slider(key="small_eps_sensitivity").value == 0.8
    )
    for wrong in ("9", "lots", "nan"):
        app = open_app(PAGE, small_eps_sensitivity=wrong)
        assert not app.exception
        assert 0.7 <= app.slider(key="small_eps_sensitivity").value <= 1.3


def test_equal_growth_is_one_sentence_and_no_table_of_zeros(app):
    (said,) = [text for text in texts(app) if "any relative return must come from" in text]
    path = evaluate(app.session_state["request"], WORLD).path("small_cap_relative_return")
    assert plain(unbroken(f"{signed(path.difference[9])} pp of impact by 2027 Q2")) in said
    assert not app.warning
    assert not any("assumption" in alt for alt in charts(app))
    assert "Relative return by earnings and multiple" not in charts(app)
    assert not any({"Basis", "Four quarters to"} & set(table.value) for table in app.dataframe)


def test_the_multiple_does_the_work_is_said(open_app):
    link = {"labour_peak_rise_pp": "1", "horizon_months": "8"}
    app = open_app(PAGE, **link, small_eps_sensitivity="1.01")
    (warning,) = [box.value for box in app.warning if "P/E does the work" in box.value]
    assert plain("under an assumption") in warning
    drawn = charts(app)["Relative return by earnings and multiple"][1]
    sums = drawn["parts"].groupby("label", sort=False)["value"].sum()
    np.testing.assert_allclose(sums, drawn["totals"]["value"], atol=1e-12)


def test_levels_are_split_with_what_was_published(apart):
    app = apart
    table = next(t.value for t in app.dataframe if "Four quarters to" in t.value)
    assert set(table["Earnings on"]) == {"assumption"}
    row = table[(table["Under"] == "scenario") & (table["Four quarters to"] == "2027 Q2")].iloc[0]
    path = evaluate(app.session_state["request"], WORLD).path("small_cap_relative_return")
    months = WORLD.panel.monthly["small_cap_relative_return"]
    published = months.loc["2026-07":"2026-08"].sum()  # of July 2026 to June 2027
    assert row["Small minus large, pp"] == signed(published + path.scenario[9])
    large = evaluate(app.session_state["request"], WORLD).path("eps_growth_large_cap")
    earnings = 0.1 * large.scenario[list(large.horizon_months).index(10)]
    assert row["Relative earnings, pp"] == signed(earnings)
    assert row["Multiple implied, pp"] == signed(published + path.scenario[9] - earnings)


def test_no_lever_needs_no_warning(open_app):
    app = open_app(PAGE, name="Nothing moved")
    assert not app.warning
    assert any("nothing is moved" in text for text in texts(app))


def test_a_horizon_without_a_quarter_end_says_so(open_app):
    app = open_app(PAGE, horizon_months="1", labour_peak_rise_pp="1", as_of="2026-01-14")
    assert not app.exception
    assert not app.error
    said = [box.value for box in app.info if "No quarter ends within 1 month" in box.value]
    assert len(said) == 2


def test_years_and_cycles_are_those_of_the_history(app):
    history = large_cap_history(WORLD.panel)
    parts, totals = (
        charts(app)["What drove price of the S&P 500"][1][name] for name in ("parts", "totals")
    )
    earnings = parts[parts["part"] == "earnings"]
    assert list(earnings["value"]) == list(history.years["eps"])
    assert list(totals["label"]) == list(history.years.index)
    app.segmented_control(key="drivers_large").set_value("By cycle").run()
    totals = charts(app)["What drove price of the S&P 500"][1]["totals"]
    np.testing.assert_allclose(totals["value"], history.cycles["price"])


def test_without_a_series_the_verdict_cannot_be_computed(app):
    said = next(text for text in texts(app) if text.startswith("**Relative EPS growth"))
    assert "Cannot be computed" in said
    assert any("For comparison, the S\\&P 500" in text for text in texts(app))


def test_downloads_hold_what_the_screen_says(monkeypatch):
    from streamlit.delta_generator import DeltaGenerator

    offered = {}

    def record(_self, _label, data, *, file_name, **_):
        offered[file_name] = data()

    monkeypatch.setattr(DeltaGenerator, "download_button", record)
    outcome = evaluate(Request(), WORLD)
    paths = assumed(outcome.path("eps_growth_large_cap"), 1.1, proxy_error_half_widths(WORLD.panel))
    large = large_cap_history(WORLD.panel)
    zeros = np.zeros(len(paths[1].periods))
    split = RelativeSplit(paths[1].periods, paths[1].horizon_months, zeros + 1.0, zeros + 0.25)
    earnings_downloads(outcome, paths, 1.1, RelativeSplits(split, split, split), large, None)
    assert list(offered) == [
        "earnings_growth.csv",
        "small_caps_assumption.csv",
        "relative_return_split.csv",
        "earnings_history.zip",
    ]
    parts = pd.read_csv(io.BytesIO(offered["relative_return_split.csv"]))
    assert set(parts["basis_of_eps"]) == {"assumption"}
    assert set(parts["multiple_pp"]) == {0.75}
    assert parts["of"].nunique() == 3
    table = pd.read_csv(io.BytesIO(offered["small_caps_assumption.csv"]))
    assert set(table["basis"]) == {"assumption"}
    grown = pd.read_csv(io.BytesIO(offered["earnings_growth.csv"]))
    assert "eps_growth_large_cap" in set(grown["variable"])
    assert "policy_rate" not in set(grown["variable"])
    with zipfile.ZipFile(io.BytesIO(offered["earnings_history.zip"])) as archive:
        years = pd.read_csv(archive.open("years_sp500.csv"))
        assert archive.namelist() == [
            "identity_sp500.csv",
            "years_sp500.csv",
            "cycles_sp500.csv",
            "variance_shares_sp500.csv",
        ]
    np.testing.assert_allclose(years["eps"], large.years["eps"])


def test_a_move_of_a_lever_makes_none_of_what_no_lever_changes(app, monkeypatch):
    made = {
        history_view: ("_by_year", "_titles", "_bars", "month"),
        record_view: ("_record_table",),
        growth_record: ("load_record", "chosen_rsquared"),
    }

    def refuse(*_, **__):
        raise AssertionError("made again")

    for module, names in made.items():
        for name in names:
            monkeypatch.setattr(module, name, refuse)
    app.slider(key="labour_peak_rise_pp").set_value(1.5).run()
    assert app.session_state["request"].scenario.labour.peak_rise_pp == 1.5
    assert not app.exception
    assert not app.error

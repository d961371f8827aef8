"""A reader's own series on the Earnings page: taken, estimated once, kept to its session."""

import io

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook

from models.earnings.own_series import OwnSeries, read_own_series
from models.outcome.world import shipped_world
from pages.parts.draw import plain
from pages.views import own_eps
from tests.earnings.sp500_levels import single_quarters, sp500_sums
from tests.pages.earnings_page import PAGE, charts, texts


def levels(first="1985Q1", seed=1, sales=False):
    quarters = pd.period_range(first, "2026Q1", freq="Q")
    steps = np.random.default_rng(seed).normal(0.01, 0.04, (2, len(quarters)))
    frame = pd.DataFrame(np.exp(np.cumsum(steps, axis=1)).T * 30, quarters, ["small", "large"])
    return frame.assign(small_sales=900.0, large_sales=950.0) if sales else frame


def as_csv(frame) -> bytes:
    return frame.rename_axis("date").to_csv().encode()


def load(app, frame, name="mine.csv") -> OwnSeries:
    """Put a series into the session as the upload does once a file is read."""
    own = read_own_series(name, as_csv(frame))
    app.session_state["own_eps_series"] = own
    app.session_state["own_eps_answers"] = {}
    return own


@pytest.fixture
def app(open_app):
    return open_app(PAGE, labour_peak_rise_pp="1")


def test_a_loaded_series_takes_the_place_of_the_assumption(app):
    load(app, levels(sales=True))
    app.run()
    assert not app.exception
    assert not app.error
    drawn = charts(app)
    assert not [alt for alt in drawn if "assumption" in alt]
    assert "Earnings path of small minus large EPS growth, loaded series" in drawn
    assert "What drove earnings of small minus large" in drawn
    assert not [s for s in app.slider if s.key == "small_eps_sensitivity"]
    table = next(t.value for t in app.dataframe if "Basis" in t.value)
    assert set(table["Basis"]) == {"loaded series"}
    verdict = next(text for text in texts(app) if text.startswith("**Relative EPS growth"))
    assert "On the loaded series" in verdict
    identity = next(t.value for t in app.dataframe if "Largest residual" in t.value)
    assert float(identity["Largest residual"][1]) < 1e-12


def test_removing_a_series_brings_the_assumption_back(app):
    load(app, levels())
    app.run()
    app.button(key="own_eps_remove").click().run()
    assert "own_eps_series" not in app.session_state
    assert app.slider(key="small_eps_sensitivity")


def test_a_short_series_keeps_the_assumption_and_says_why(app):
    load(app, levels(first="2015Q1"))
    app.run()
    assert app.slider(key="small_eps_sensitivity")
    (why,) = [box.value for box in app.info if "The loaded series has no estimates" in box.value]
    assert "41 growth rates" in why
    assert "takes 60" in why


def test_losses_are_said(app):
    frame = levels(first="2010Q1")
    frame.iloc[5, 0] = -1.0
    load(app, frame)
    app.run()
    assert any("1 of small" in box.value for box in app.warning)


def test_a_series_stays_in_its_session(open_app):
    first, second = open_app(PAGE), open_app(PAGE)
    load(first, levels())
    first.run()
    second.run()
    assert "own_eps_series" not in second.session_state
    assert second.slider(key="small_eps_sensitivity")
    assert "eps_growth_small_cap" not in shipped_world().panel.quarterly
    assert "own_eps" not in str(first.query_params)


def test_the_estimate_is_made_once(app, monkeypatch):
    load(app, levels())
    app.run()

    def fail(*_):
        raise AssertionError

    monkeypatch.setattr(own_eps, "with_own_series", fail)
    monkeypatch.setattr(own_eps, "relative_history", fail)
    app.slider(key="labour_peak_rise_pp").set_value(2.0).run()
    assert not app.exception
    assert not app.error


def give(app, name, content):
    app.file_uploader(key="own_eps_file_0").set_value((name, content, "text/csv")).run()


def test_an_upload_is_taken_or_refused_in_a_sentence(app):
    give(app, "good.csv", as_csv(levels()))
    kept = app.session_state["own_eps_series"]
    assert kept.name == "good.csv"
    assert not app.error
    give(app, "bad.csv", b"date,small,large\n2020Q1,<b>a</b>,1")
    assert [box.value for box in app.error] == [
        plain(
            "Row 2 of small is '<b>a</b>'; allowed is a number such as 12.5 or -0.8, with the same "
            "decimal mark in the whole column."
        )
    ]
    assert app.session_state["own_eps_series"] is kept  # a slip does not throw away what is there
    app.file_uploader(key="own_eps_file_0").set_value(None).run()
    assert not app.error


def test_a_file_s_name_is_text(app):
    load(app, levels(), name="![](http://evil.example/x).csv")
    app.run()
    (said,) = [box.value for box in app.success]
    assert "![](http" not in said
    assert plain("![](http://evil.example/x).csv") in said


def test_a_paste_of_small_caps_alone_is_understood_and_said(app):
    text = sp500_sums().div(3).rename("S&P 600 EPS").rename_axis("Quarter").to_csv(sep="\t")
    app.text_area(key="own_eps_pasted").set_value(text).run()
    assert not app.exception
    (said,) = [box.value for box in app.success]
    assert (
        plain("Pasted table: 147 quarters, 1989 Q1 to 2025 Q3, decimal point, tabs between") in said
    )
    assert any("published growth of S&P 500 operating EPS" in c.value for c in app.caption)
    assert not [box for box in app.warning if "quarters?" in box.value]


def test_single_quarters_are_asked_about_and_summed(app):
    singles = single_quarters(sp500_sums("2005Q1"))
    give(app, "singles.csv", as_csv(pd.DataFrame({"small": singles / 3, "large": singles})))
    (warning,) = [box.value for box in app.warning if "differs from" in box.value]
    assert warning.endswith(plain("single quarters?"))
    app.button(key="own_eps_sum").click().run()
    assert not [box for box in app.warning if "differs from" in box.value]
    assert len(app.session_state["own_eps_series"].levels) == len(singles) - 3


def test_several_sheets_make_a_menu(app):
    book = Workbook()
    for name, factor in (("Cover", 0), ("A", 1), ("B", 2)):
        sheet = book.active if name == "Cover" else book.create_sheet(name)
        sheet.title = name
        for quarter, value in sp500_sums().items() if factor else ():
            if sheet.max_row == 1 and sheet["A1"].value is None:
                sheet.append(["Date", "Russell 2000 EPS"])
            sheet.append([str(quarter), value * factor])
    out = io.BytesIO()
    book.save(out)
    give(app, "two.xlsx", out.getvalue())
    assert "choose one" in app.error[0].value
    app.selectbox(key="own_eps_sheet").set_value("B").run()
    assert not app.error
    own = app.session_state["own_eps_series"]
    assert own.levels["small"].iloc[0] == pytest.approx(2 * sp500_sums().iloc[0])
    app.selectbox(key="own_eps_sheet").set_value("A").run()
    assert app.session_state["own_eps_series"].sheet == "A"


def test_estimates_wait_for_a_yes(app):
    table = sp500_sums().rename("small").rename_axis("date").reset_index().astype({"date": str})
    table.loc[table.index[-2:], "date"] += "E"
    give(app, "marked.csv", table.to_csv(index=False).encode())
    assert len(app.session_state["own_eps_series"].levels) == len(table) - 2
    app.checkbox(key="own_eps_estimates").check().run()
    assert len(app.session_state["own_eps_series"].levels) == len(table)
    app.checkbox(key="own_eps_estimates").uncheck().run()
    assert len(app.session_state["own_eps_series"].levels) == len(table) - 2
    assert not app.exception

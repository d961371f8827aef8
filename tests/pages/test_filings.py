"""Earnings from filings on the pages: built, stopped, loaded, put to use."""

import threading
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from models.common.errors import PanelError
from models.earnings.filings.calibration import calibrated
from models.earnings.filings.firms import Firms
from models.earnings.filings.measure import COLUMNS
from models.earnings.filings.series import FilingsSeries
from models.live.filings import build_session as filings_session
from models.live.filings.client import Client
from pages.parts import filings as parts
from pages.parts.draw import plain
from tests.pages.earnings_page import PAGE, charts, texts
from tests.waiting import GENEROUS_SECONDS


def measured(first="2012Q4", last="2026Q2", seed=5, slope=1.4) -> FilingsSeries:
    """A series in which small caps follow large ones by a known slope."""
    rng = np.random.default_rng(seed)
    quarters = pd.period_range(first, last, freq="Q")
    shocks = rng.normal(0, 5, (2, len(quarters) + 3))
    large, own = (np.convolve(row, np.ones(4), "valid") for row in shocks)
    growth = {"large": 8 + large, "middle": 8 + large, "small": 3 + slope * large + own}
    pieces = {}
    for bucket, pct in growth.items():
        frame = pd.DataFrame(0.0, quarters, list(COLUMNS))
        frame["ratio_growth_log_pct"] = frame["symmetric_growth_pct"] = pct
        frame["measure"] = frame["unclipped"] = frame["quarterly_measure"] = np.expm1(pct / 100)
        frame["std_error"], frame["n_firms"] = 0.03, 500
        pieces[bucket] = frame
    detail = pd.concat(pieces, names=["bucket", "quarter"]).swaplevel().sort_index()
    return FilingsSeries(detail)


@pytest.fixture
def series():
    return measured()


@pytest.fixture
def app(open_app, series):
    app = open_app(PAGE, labour_peak_rise_pp="1")
    app.file_uploader(key="own_eps_file_0").set_value(
        ("detail.csv", series.detail_csv().encode(), "text/csv")
    ).run()
    assert not app.exception
    assert not app.error
    return app


def test_the_multiplier_is_the_measured_one_with_its_errors(app, series):
    found = calibrated(series.known_by(pd.Timestamp("2026-10-03").date()))
    assert found.slope == pytest.approx(1.4, abs=3 * found.slope_std_error)
    table = next(t.value for t in app.dataframe if "Standard error" in t.value)
    assert list(table["Estimate"][:2]) == [f"{found.slope:.2f}", f"{found.spread_pp:.1f}"]
    assert list(table["Standard error"][:2]) == [
        f"{found.slope_std_error:.2f}",
        f"{found.spread_std_error:.1f}",
    ]
    assert not [s for s in app.slider if s.key == "small_eps_sensitivity"]
    _, sent = charts(app)["Small-cap EPS growth, assumption"]
    title = "Small-cap EPS growth: an assumption, multiplier measured on filings 2012–2026"
    assert plain(title) in [box.value for box in app.subheader]
    large = charts(app)["Earnings path of S&P 500 operating EPS growth"][1]["paths"]
    small = sent["paths"].dropna(subset="scenario")
    both = small.merge(large, on="month")
    np.testing.assert_allclose(both["scenario_x"], found.slope * both["scenario_y"], rtol=1e-9)


def test_the_multiplier_can_be_set_by_hand(app):
    app.segmented_control(key="small_eps_multiplier").set_value("Set by hand").run()
    assert app.slider(key="small_eps_sensitivity").value == 1.0
    assert not app.exception


def test_identity_shares_and_verdict_stand_on_filings(app):
    identity = next(t.value for t in app.dataframe if "Largest residual" in t.value)
    assert identity.iloc[1, 0] == "Small minus large, SEC filings"
    assert float(identity["Largest residual"][1]) < 1e-12
    verdict = next(text for text in texts(app) if text.startswith("**Relative EPS growth"))
    verdict = verdict.replace("\\", "")
    assert "On the SEC filings: over 4 quarters earnings carry" in verdict
    if "Undecided" in verdict:
        assert "The intervals are too wide to decide: the share of earnings less" in verdict
        assert "separate windows" in verdict


def test_it_is_removed_again(app):
    app.button(key="own_eps_remove").click().run()
    assert app.slider(key="small_eps_sensitivity")
    assert not [s for s in app.segmented_control if s.key == "small_eps_multiplier"]


def test_few_rates_are_said_and_the_slider_stays(open_app):
    app = open_app(PAGE)
    short = measured(last="2017Q4").detail_csv().encode()
    app.file_uploader(key="own_eps_file_0").set_value(("detail.csv", short, "text/csv")).run()
    assert app.slider(key="small_eps_sensitivity")
    assert any("give 21 growth rates" in box.value for box in app.info)


def test_a_shipped_series_is_the_default(open_app, monkeypatch, series):
    monkeypatch.setattr(parts, "shipped_series", lambda: series)
    app = open_app(PAGE)
    assert app.segmented_control(key="small_eps_multiplier").value == "Measured on filings"


def built(series):
    firms = Firms(np.arange(3), list("abc"), pd.PeriodIndex([], freq="Q"), *[None] * 4, {}, ())
    return SimpleNamespace(series=series, firms=firms, counts="Counted.")


@pytest.fixture
def builds(monkeypatch, series):
    """Builds that wait to be let go, in the place of the one that asks the SEC."""
    go, asked = threading.Event(), []

    def build(contact, folder, *, resume, progress):
        asked.append((contact, resume))
        for step in range(200):
            progress(step / 200, f"CY2014Q2: {step} of 200 frames")
            if step == 20:
                go.wait(GENEROUS_SECONDS)
        return built(series)

    start = filings_session.FilingsSession.start
    monkeypatch.setattr(
        filings_session.FilingsSession,
        "start",
        lambda self, contact, reported: start(self, contact, reported, build=build),
    )
    yield SimpleNamespace(go=go, asked=asked)
    go.set()


def finish():
    for thread in threading.enumerate():
        if thread.name == "filings":
            thread.join(GENEROUS_SECONDS)


def begin(open_app, contact="you@example.org"):
    app = open_app("pages/data.py")
    app.text_input(key="filings_contact").set_value(contact)
    next(b for b in app.button if b.label == "Build from filings").click().run()
    return app


def test_a_build_shows_progress_and_gives_files_and_a_multiplier(open_app, builds, series):
    app = begin(open_app)
    assert not app.exception
    assert app.button(key="filings_stop")
    builds.go.set()
    finish()
    app.run()
    assert builds.asked == [("you@example.org", True)]
    assert any("Counted." in box.value for box in app.success)
    assert any(plain("against S&P 500 reported EPS growth") in c.value for c in app.caption)
    app.switch_page(PAGE).run()
    assert app.segmented_control(key="small_eps_multiplier").value == "Measured on filings"


def test_a_build_can_be_stopped(open_app, builds):
    app = begin(open_app)
    app.button(key="filings_stop").click().run()
    builds.go.set()
    finish()
    app.run()
    assert [box.value for box in app.warning if "Stopped" in box.value] == [
        plain("Stopped. What was fetched is kept: the next build goes on from there.")
    ]
    assert app.session_state["filings_session"].result is None


@pytest.mark.parametrize("contact", ["", "nobody"])
def test_nothing_is_built_without_a_contact(open_app, builds, contact):
    app = begin(open_app, contact)
    assert [plain("e-mail address") in box.value for box in app.error] == [True]
    assert builds.asked == []


def test_a_failed_build_is_a_sentence(open_app, monkeypatch):
    def refuse(self, frame):
        raise PanelError("The SEC says no.")

    monkeypatch.setattr(Client, "get", refuse)
    app = begin(open_app)
    finish()
    app.run()
    assert any(box.value.startswith("The SEC says no.") for box in app.warning)

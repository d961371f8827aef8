"""Every download of every page is opened, in a thread without a session as the server opens it."""

import io
import threading
import zipfile

import numpy as np
import pandas as pd
import pytest
from streamlit.runtime.state import session_state_proxy

from models.earnings.own_series import read_own_series
from models.live.session import LiveSession
from models.outcome.world import make_world, shipped_world
from pages.parts.frame import SCREENS
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


def small_caps():
    quarters = pd.period_range("1985Q1", "2026Q1", freq="Q")
    steps = np.random.default_rng(5).normal(0.01, 0.04, (2, len(quarters)))
    return pd.DataFrame(np.exp(np.cumsum(steps, axis=1)).T * 30, quarters, ["small", "large"])


@pytest.mark.parametrize("page", [screen.file for screen in SCREENS])
def test_a_download_needs_no_session(page, open_app, offered, no_session):
    app = open_app(page)
    assert not app.exception
    no_session()
    for name, data in offered.items():
        content = in_a_thread(data) if callable(data) else data
        assert content, name
        if name.endswith("csv"):
            assert len(pd.read_csv(io.BytesIO(content))), name
        elif name.endswith("html"):
            assert printed(content).tables, name
        elif name.endswith(("zip", "xlsx")):
            assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None, name


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
    open_app("pages/scenario.py")
    no_session()
    monkeypatch.setattr(LiveSession, "world", lambda *_: earlier)
    got = pd.read_csv(io.BytesIO(in_a_thread(offered["lever_paths_template.csv"])))
    assert got["month"][0] == str(earlier.setting.months[0])
    assert got["month"][0] != str(shipped.setting.months[0])

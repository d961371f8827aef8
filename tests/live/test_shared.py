"""One refresh for all readers of a server: when it is due, and what is shown when."""

import datetime as dt

import pytest
from werkzeug import Response

from models.common.errors import ModelError, PanelError
from models.common.text import day
from models.live import provider
from models.live import shared as module
from models.live.session import LiveSession
from models.live.shared import AGAIN_SECONDS, PAUSE_SECONDS, Shared, how_often
from models.scenario.spec import ModelSpec
from pages.parts import shared_figures
from pages.parts.frame import SCREENS
from tests.live.publishers import END, MONTH, NOW, VINTAGE
from tests.live.test_session import start
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("quick_equations")]
SPEC = ModelSpec()


def run(shared, base, every="daily", then=id):
    began = shared.keep_fresh(lambda: base, every, then)
    wait_until(lambda: not shared.running, "the refresh has ended")
    return began


def test_nothing_is_asked_where_the_setting_is_off(publishers, base):
    shared = Shared()
    assert not run(shared, base, "off")
    assert publishers.asked == []


def test_the_setting_is_one_of_three_words():
    assert [how_often(text) for text in ("off", " Daily ", "HOURLY")] == ["off", "daily", "hourly"]
    with pytest.raises(PanelError, match="is 'weekly'; write off, daily, hourly"):
        how_often("weekly")


def test_figures_are_fetched_once_a_day_without_a_key_and_shown_before_anything_is_estimated(
    publishers, base, monkeypatch, clock
):
    shared, seen = Shared(), []
    quick = module.refit

    def estimating(panel, *given):
        now = shared.served
        seen.append((now.panel is panel, now.estimated, now.covers(None)))
        return quick(panel, *given)

    monkeypatch.setattr(module, "refit", estimating)
    prepared = []
    assert run(shared, base, then=lambda panel: prepared.append((panel, shared.served)))
    assert seen == [(True, False, False)]
    now = shared.served
    assert prepared == [(now.panel, None)]  # before anyone was shown it
    assert now.panel.origin == MONTH
    assert now.covers(None)
    assert not now.covers(dt.date(2026, 1, 14))
    assert now.world(SPEC, None).panel is now.panel
    assert now.line == f"Updated 12:00 UTC: prices to {day(END)}, unemployment to {MONTH:%b %Y}"
    assert not [name for name in publishers.asked if name.startswith("fred:")]
    asked = len(publishers.asked)
    run(shared, base)
    assert len(publishers.asked) == asked
    clock.advance(PAUSE_SECONDS["daily"])
    monkeypatch.setattr(provider, "utc_now", lambda: NOW + dt.timedelta(days=1))
    assert run(shared, base)
    assert len(publishers.asked) > asked
    assert shared.served is not now


def test_daily_is_once_a_day_though_one_comes_earlier_than_the_day_before(
    once, base, monkeypatch, clock
):
    shared, fetches = Shared(), []
    fetch = module.refresh
    monkeypatch.setattr(module, "refresh", lambda *a, **b: fetches.append(a) or fetch(*a, **b))
    at = {"now": NOW}
    monkeypatch.setattr(provider, "utc_now", lambda: at["now"])
    for hours, asked in ((0, 1), (11, 1), (20, 2), (30, 2), (37, 3)):
        clock.advance(3600)
        at["now"] = NOW + dt.timedelta(hours=hours)
        run(shared, base)
        assert len(fetches) == asked, hours


def test_figures_that_are_not_overdue_are_left_alone(publishers, base, monkeypatch):
    monkeypatch.setattr(module, "overdue", lambda *_: [])
    shared = Shared()
    run(shared, base)
    assert publishers.asked == []
    assert shared.served is None


def test_all_publishers_down_is_said_and_tried_again_after_an_hour(publishers, base, clock):
    names = ("yahoo", "cboe", "french", "ebp", "frbus")
    publishers.close_the_agencies()
    publishers.faults |= dict.fromkeys(names, lambda *_: Response("", 404))
    shared = Shared()
    run(shared, base)
    assert shared.problem.startswith("No publisher's figures could be had")
    assert shared.latest.changes == {}
    assert shared.served is None
    publishers.faults.clear()
    assert not run(shared, base)
    clock.advance(AGAIN_SECONDS)
    assert run(shared, base)
    assert shared.problem == ""
    assert shared.served.covers(None)


def test_equations_that_cannot_be_estimated_leave_what_was_there(once, base, monkeypatch):
    def broken(*_):
        raise ModelError("They cannot be estimated.")

    monkeypatch.setattr(module, "refit", broken)
    shared = Shared()
    run(shared, base)
    assert shared.served is None
    assert shared.latest is None  # what changed is told of figures in use alone
    assert shared.problem == "They cannot be estimated."


def test_another_specification_is_estimated_once_and_its_failure_is_a_sentence(
    once, base, monkeypatch
):
    shared, asked = Shared(), []
    run(shared, base)
    quick, other = module.refit, ModelSpec(estimator="ridge")
    monkeypatch.setattr(module, "refit", lambda *given: asked.append(given[2]) or quick(*given))
    served = shared.served
    assert not served.is_ready(other, None)
    heard = []
    assert served.world(other, None, lambda *said: heard.append(said)).fit.spec == other
    assert served.world(other, None) is served.world(other, None)
    assert asked == [other]
    assert heard

    def broken(*_):
        raise ModelError("They cannot be estimated.")

    monkeypatch.setattr(module, "refit", broken)
    with pytest.raises(ModelError, match="cannot be estimated"):
        served.world(ModelSpec(estimator="elastic_net"), None)


def test_a_reader_s_own_key_stays_with_that_reader(once, base, monkeypatch):
    from models.live import session

    monkeypatch.setattr(session, "refit", module.refit)
    shared, reader = Shared(), LiveSession()
    run(shared, base)
    start(reader, base)
    wait_until(lambda: not reader.job.running, "the reader's refresh has ended")
    assert reader.in_use.refreshed.used_fred
    assert not shared.latest.used_fred
    assert shared.served.panel is not reader.in_use.panel


@pytest.fixture
def serving(once, base, monkeypatch):
    """A server whose refresh has ended."""
    one = Shared()
    run(one, base, then=shared_figures._prepare)
    monkeypatch.setattr(shared_figures, "shared", lambda: one)
    return one


def _said(app):
    return "\n".join(text.value for text in (*app.markdown, *app.caption))


def test_every_page_stands_on_the_server_s_figures_with_one_quiet_line(serving, open_app):
    app = open_app()
    for page in (screen.file for screen in SCREENS):
        app.switch_page(page).run()
        assert not app.exception
        assert not app.error, (page, [box.value for box in app.error])
        lines = [text.value for text in app.caption if text.value.startswith("Updated")]
        assert len(lines) == 1, page
    app.switch_page("pages/data.py").run()
    assert f"fingerprint {serving.served.panel.snapshot_hash}" in _said(app)
    assert "for every reader of this server" in _said(app)


def test_a_reader_may_stay_on_the_snapshot_and_come_back(serving, open_app, base):
    app, other = open_app("pages/data.py"), open_app("pages/data.py")
    app.button(key="live_undo").click().run()
    assert f"fingerprint {base.snapshot_hash}" in _said(app)
    assert not [text for text in app.caption if text.value.startswith("Updated")]
    other.run()
    assert f"fingerprint {base.snapshot_hash}" not in _said(other)
    app.button(key="live_again").click().run()
    assert f"fingerprint {serving.served.panel.snapshot_hash}" in _said(app)


def test_a_swap_shows_at_the_next_move(once, base, monkeypatch, open_app):
    one = Shared()
    monkeypatch.setattr(shared_figures, "shared", lambda: one)
    app = open_app("pages/overview.py")
    before = _said(app)
    assert day(VINTAGE) in before
    run(one, base, then=shared_figures._prepare)
    monkeypatch.setattr(
        shared_figures, "settle_figures", lambda: None
    )  # as where a part runs alone
    app.run()
    assert "This page takes them at your next move" in _said(app)
    assert f"Data as of {day(VINTAGE)}" in _said(app)
    monkeypatch.undo()
    monkeypatch.setattr(shared_figures, "shared", lambda: one)
    app.run()
    assert f"Data as of {day(NOW)}" in _said(app)
    assert f"to {day(END)}" in _said(app)
    assert _said(app) != before

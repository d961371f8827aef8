"""One reader's live figures: background, undo, bounds, and nothing that reaches another reader."""

import gc
import sys
import threading

import pytest
from werkzeug import Response

from models.live import session as module
from models.live.chains import chains
from models.live.fetch_many import Asking
from models.live.refit import refit
from models.live.session import LiveSession
from models.scenario.spec import ModelSpec
from pages.parts.frame import SCREENS
from tests.live.conftest import SECONDS
from tests.live.publishers import KEY, MONTH, OTHER_KEY
from tests.waiting import GENEROUS_SECONDS, wait_until

pytestmark = pytest.mark.slow

PAGE = "pages/data.py"
SPEC = ModelSpec()
N = len(chains().rules)


def ended(live):
    job = live.job
    wait_until(lambda: not job.running, "the refresh has ended")
    return job


def start(live, base, key=KEY):
    return live.start(base, Asking(key=key), (SPEC, None), SECONDS)


@pytest.fixture
def quick(monkeypatch):
    """Take the snapshot's equations for those of the live figures, where these are not what is tested."""
    from models.outcome.world import make_world, shipped_world

    def world(panel, files, spec, as_of, progress):
        progress(0.5, "half")
        return make_world(panel.known_on(as_of) if as_of else panel, shipped_world(spec).fit)

    monkeypatch.setattr(module, "refit", world)


def test_figures_are_used_once_everything_is_estimated(publishers, base, monkeypatch):
    live, meanwhile = LiveSession(), {}

    def fetching(_, good):
        meanwhile["fetching"] = (live.job.phase, live.in_use)
        return good

    def estimating(*given):
        world = refit(*given)
        meanwhile["estimating"] = (live.job.phase, live.in_use)
        return world

    publishers.faults["fred:UNRATE"] = fetching
    monkeypatch.setattr(module, "refit", estimating)
    job = start(live, base)
    assert start(live, base) is job  # one at a time
    ended(live)
    # What is on screen stands while it fetches and estimates.
    assert meanwhile == {phase: (phase, None) for phase in ("fetching", "estimating")}
    assert (job.phase, job.problem) == ("done", "")
    assert len(job.lines) == len(chains().feeds)
    world = live.world(SPEC, None)
    assert world.panel is live.in_use.panel
    assert world.fit.snapshot_hash == world.panel.snapshot_hash != base.snapshot_hash
    assert world.setting.origin == MONTH
    live.undo()
    assert live.world(SPEC, None) is None
    assert live.latest is None


def test_a_refit_that_fails_leaves_its_sentence(base, publishers, refreshed, monkeypatch):
    from models.common.errors import ModelError

    done = refreshed("unemployment_rate")
    files = done.files | {"monthly.csv": "month\n2026-01\n"}
    with pytest.raises(ModelError, match="on the live figures: The monthly table and the catalog"):
        refit(done.panel, files, SPEC, None, lambda *_: None)


def test_what_is_undone_while_it_runs_never_arrives(publishers, base, quick):
    held = threading.Event()
    publishers.faults["fred:UNRATE"] = lambda _, good: (held.wait(GENEROUS_SECONDS), good)[1]
    live = LiveSession()
    job = start(live, base)
    live.undo()
    held.set()
    wait_until(lambda: not job.running, "the dropped refresh has ended")
    assert live.in_use is None
    assert live.latest is None


def test_all_feeds_down_leaves_what_is_in_use(publishers, base, quick):
    live = LiveSession()
    start(live, base)
    ended(live)
    before = live.in_use
    live._memory = type(live._memory)()
    publishers.faults = dict.fromkeys(
        ("fred", "yahoo", "cboe", "french", "ebp", "frbus"), lambda *_: Response("<html>")
    )
    publishers.close_the_agencies()
    start(live, base)
    job = ended(live)
    assert job.phase == "failed"
    assert job.problem == "No series could be refreshed; the figures in use stand."
    assert live.in_use is before
    assert len(live.latest.kept) == N


def test_two_readers_with_two_keys_share_nothing(publishers, base, quick):
    one, two = LiveSession(), LiveSession()
    publishers.close_the_agencies()
    publishers.keys = {KEY}  # the other's key is refused
    start(one, base, KEY)
    start(two, base, OTHER_KEY)
    ended(one), ended(two)
    assert one.in_use.refreshed.used_fred
    assert not two.in_use.refreshed.used_fred
    assert "does not accept this key" in two.latest.kept["unemployment_rate"]
    assert "unemployment_rate" in one.latest.changes
    assert one.in_use.panel.snapshot_hash != two.in_use.panel.snapshot_hash
    reachable = _strings(two)
    assert not [text for text in reachable if KEY in text]
    assert not [text for text in _strings(one) if OTHER_KEY in text]
    assert not [text for text in _strings(one) + reachable if KEY in text or OTHER_KEY in text]


def _strings(live):
    """Every text that can be reached from a session, modules and types left out."""
    seen, waiting, found = set(), [live], []
    while waiting:
        item = waiting.pop()
        if id(item) in seen or isinstance(item, type | type(sys) | type(_strings)):
            continue
        seen.add(id(item))
        if isinstance(item, str):
            found.append(item)
        waiting.extend(gc.get_referents(item))
    return found


def test_readers_are_counted_and_leave_no_trace(publishers, base, quick, monkeypatch):
    monkeypatch.setattr(module, "MOST_READERS", len(module._with_figures) + 1)
    one, two = LiveSession(), LiveSession()
    start(one, base)
    refused = start(two, base)
    assert refused.phase == "failed"
    assert "go on with the snapshot" in refused.problem
    ended(one)
    del one
    gc.collect()
    assert start(two, base).phase != "failed"
    ended(two)


def test_worlds_of_a_reader_are_bounded(publishers, base, quick, monkeypatch):
    live = LiveSession()
    start(live, base)
    ended(live)
    monkeypatch.setattr(module, "prepare", lambda *_: object())
    for estimator in ("ridge", "elastic_net"):
        for pandemic in ("keep", "drop"):
            live.world(ModelSpec(estimator=estimator, pandemic=pandemic), None)
    assert len(live.in_use.worlds) == module.MOST_WORLDS


def test_the_page_refreshes_and_goes_back(open_app, publishers, quick):
    publishers.close_the_agencies()
    publishers.faults["fred:UNRATE"] = lambda *_: Response("<html>")
    app = open_app(PAGE)
    app.text_input(key="live_key_field").set_value(KEY)
    app.button(key="live_fetch").click().run()
    live = app.session_state["live_session"]
    assert not app.exception
    ended(live)
    app.run()
    assert not app.exception
    assert not app.error
    said = "\n".join(text.value for text in (*app.markdown, *app.caption))
    assert f"{N - 1} of {N} series are live" in said
    assert "**Unemployment rate:** FRED sent something else than observations" in said
    changes = next(t.value for t in app.dataframe if "Largest revision" in t.value)
    assert len(changes) == N
    assert "Estimated anew as of" in said
    assert "FRED® API" in said
    assert KEY not in said + str(dict(app.query_params))
    app.button(key="live_undo").click().run()
    assert not app.exception
    assert "one committed snapshot" in "\n".join(text.value for text in app.markdown)


def test_every_page_opens_on_live_figures(open_app, publishers, quick):
    app = open_app(PAGE)
    app.text_input(key="live_key_field").set_value(KEY)
    app.button(key="live_fetch").click().run()
    ended(app.session_state["live_session"])
    for page in (screen.file for screen in SCREENS):
        app.switch_page(page).run()
        assert not app.exception
        assert not app.error, (page, [box.value for box in app.error])
    assert any("Live figures of" in caption.value for caption in app.caption)


def test_a_second_session_stays_on_the_snapshot(open_app, publishers, quick, base):
    one, two = open_app(PAGE), open_app(PAGE)
    one.text_input(key="live_key_field").set_value(KEY)
    one.button(key="live_fetch").click().run()
    ended(one.session_state["live_session"])
    one.run(), two.run()
    assert "the committed snapshot with live figures of" in "\n".join(
        text.value for text in one.markdown
    )
    shown = "\n".join(text.value for text in two.markdown)
    assert f"fingerprint {base.snapshot_hash}" in shown
    assert two.session_state["live_session"].in_use is None
    assert not [text for text in _strings(two.session_state["live_session"]) if KEY in text]

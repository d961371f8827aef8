"""What a server leaves on disk: used only whole, by the next process, and whatever is silent then."""

import datetime as dt
import json
from pathlib import Path

import pytest
from werkzeug import Response

from models.common.text import day
from models.live import provider
from models.live import shared as module
from models.live.kept import FEEDS, FIT, FORM, Kept
from models.live.refresh import refresh
from models.live.report import series_report
from models.live.shared import AGAIN_SECONDS, Shared
from models.panel.vintages import known_on
from models.scenario.spec import ModelSpec
from tests.live.publishers import END, MONTH, NOW
from tests.live.test_shared import run

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("quick_equations")]
SPEC = ModelSpec()


@pytest.fixture
def kept(once, base, tmp_path):
    """Figures that a server has left on disk."""
    folder = Kept(tmp_path / "figures")
    shared = Shared(folder)
    run(shared, base)
    return folder, tmp_path / "figures", shared.served


def test_the_next_process_begins_with_the_last_good_figures(kept, base, publishers, monkeypatch):
    folder, _, before = kept
    publishers.asked.clear()
    monkeypatch.setattr(module, "overdue", lambda *_: [])
    shared = Shared(folder)
    run(shared, base)
    assert publishers.asked == []
    assert shared.served.panel.snapshot_hash == before.panel.snapshot_hash
    assert shared.served.line == before.line
    assert shared.served.world(SPEC, None).fit.to_json() == before.world(SPEC, None).fit.to_json()
    assert shared.served.files == before.files


@pytest.mark.parametrize("name", ["monthly.csv", "manifest.json", FIT, FEEDS, FORM])
def test_altered_or_damaged_figures_on_disk_are_as_good_as_none(kept, base, name):
    folder, path, _ = kept
    text = (path / name).read_text()
    for other in (text[: len(text) // 2], text.replace("2", "3", 1)):
        (path / name).write_text(other)
        assert folder.read(base) is None
    (path / name).write_text(text)
    assert folder.read(base) is not None


def test_figures_on_disk_of_another_snapshot_or_form_are_left(kept, base):
    folder, path, _ = kept
    form = json.loads((path / FORM).read_text())
    assert form["snapshot"] == base.snapshot_hash
    for change in ({"snapshot": "0" * 12}, {"form": 0}, {"version": "0.0.0"}):
        (path / FORM).write_text(json.dumps(form | change))
        assert folder.read(base) is None


def test_a_folder_that_may_not_be_read_is_as_good_as_none(kept, base, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    for name in ("exists", "read_text"):
        with monkeypatch.context() as patch:
            patch.setattr(Path, name, refused)
            assert kept[0].read(base) is None


def test_dates_altered_on_disk_are_not_believed(kept, base):
    """No hash of the panel covers as of when each series is known."""
    folder, path, before = kept
    stated = json.loads((path / "manifest.json").read_text())
    stated["live_series"]["unemployment_rate"] = str(NOW.date() + dt.timedelta(days=1))
    (path / "manifest.json").write_text(json.dumps(stated))
    assert folder.read(base) is None


@pytest.fixture
def next_day(kept, base, publishers, monkeypatch):
    """A process that starts a day later beside figures on disk."""
    later = NOW + dt.timedelta(days=1)
    monkeypatch.setattr(provider, "utc_now", lambda: later)
    monkeypatch.setattr(module, "refresh", refresh)
    return Shared(kept[0]), kept[2]


def _all_but(publishers, *kept):
    publishers.close_the_agencies(*kept)
    names = ("yahoo", "cboe", "french", "ebp", "frbus")
    publishers.faults |= dict.fromkeys(names, lambda *_: Response("", 404))


def test_after_a_restart_a_silent_publisher_costs_nothing_that_was_kept(next_day, base, publishers):
    shared, before = next_day
    _all_but(publishers, "bls")
    run(shared, base)
    now, was = shared.served.panel, before.panel
    for name in ("relative_price_sp500", "unemployment_rate"):
        assert known_on(was)[name] == NOW.date()
    assert now.daily["relative_price_sp500"].equals(was.daily["relative_price_sp500"])
    assert known_on(now)["relative_price_sp500"] == NOW.date()
    assert known_on(now)["unemployment_rate"] == now.vintage == NOW.date() + dt.timedelta(days=1)
    assert shared.served.line == (
        f"Updated 12:00 UTC: unemployment to {MONTH:%b %Y}; prices still as of {day(NOW)}, to {day(END)}"
    )
    assert shared.latest.renewed < set(shared.latest.changes)


def test_figures_from_memory_alone_are_no_refresh(next_day, base, publishers, clock):
    shared, before = next_day
    _all_but(publishers)
    run(shared, base)
    assert shared.problem.startswith("No publisher's figures could be had")
    assert shared.served.at == before.at
    table = series_report(shared.latest, base)
    assert table["remembered"].all()
    assert not table["stale"].any()  # no older than a day ago
    assert shared.served.line == before.line
    assert f"UTC on {day(NOW)}" in before.line
    publishers.faults.clear()
    clock.advance(AGAIN_SECONDS)
    run(shared, base)
    assert shared.problem == ""
    assert shared.served.at > before.at


def test_nowhere_to_write_is_no_fault(once, base):
    shared = Shared(Kept(Path("/proc/none")))
    run(shared, base)
    assert shared.problem == ""
    assert shared.served.covers(None)

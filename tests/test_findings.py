"""A finding binds the snapshot that it was read on; of another one it is told, and nothing else is."""

from types import SimpleNamespace

import pytest

from models.panel import load_panel
from tests import findings


def judged(error, read_on, monkeypatch, marked=True):
    """What becomes of a test that ended so."""
    monkeypatch.setattr(findings, "READ_ON", read_on)
    item = SimpleNamespace(get_closest_marker=lambda name: marked and name == "finding")
    with pytest.raises(type(error)) as caught:
        raise error
    report = SimpleNamespace(outcome="failed", wasxfail=None)
    findings.told_of_another(item, SimpleNamespace(excinfo=caught), report)
    return report


def test_on_another_snapshot_a_finding_is_told_with_what_is_said_there(monkeypatch):
    report = judged(AssertionError("assert 16 == 17"), "1999-01-01", monkeypatch)
    assert report.outcome == "skipped"
    assert report.wasxfail == f"held on 1999-01-01; on {load_panel().vintage}: assert 16 == 17"


def test_all_else_fails_as_it_did(monkeypatch):
    wrong, here = AssertionError("assert 16 == 17"), str(load_panel().vintage)
    for report in (
        judged(wrong, here, monkeypatch),
        judged(wrong, "1999-01-01", monkeypatch, marked=False),
        judged(KeyError("a crash"), "1999-01-01", monkeypatch),
    ):
        assert report.outcome == "failed"
        assert report.wasxfail is None
